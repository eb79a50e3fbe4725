/** Readers of PEM skip what stands outside of certificates (RFC 7468), so these lines mark what is ours. */
const BEGIN = '\n# karmorph: the CA of its gateway; `karmorph release` removes these lines\n';
const END = '# karmorph: end\n';
const BLOCK = new RegExp(`${BEGIN}[\\s\\S]*?${END}`, 'g');

/** A `caBundle` of a Secret, in base64, with the gateway's CA behind what is there; in place of one that is there already. */
export function withGatewayCa(caBundle: string, pem: string): string {
  return encode(decode(withoutGatewayCa(caBundle)) + BEGIN + bytesOf(`${pem.trimEnd()}\n`) + END);
}

/** A `caBundle` as its owner wrote it, byte for byte, also when that was after the gateway's CA had been added. */
export function withoutGatewayCa(caBundle: string): string {
  const text = decode(caBundle);
  const without = text.replace(BLOCK, '');
  return without === text ? caBundle : encode(without);
}

/** One character a byte: what is not UTF-8 must stay what it is. */
function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString('latin1');
}

function encode(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('base64');
}

function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
