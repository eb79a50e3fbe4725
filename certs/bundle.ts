const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g;

/** The certificates of a PEM bundle, one by one; text between them is left out. */
export function splitBundle(bundle: string): readonly string[] {
  return bundle.match(PEM_CERTIFICATE) ?? [];
}
