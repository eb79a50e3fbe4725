/** How many of the smallest unit of its kind each unit is, by the ways in which names of fields write it. */
const KINDS: readonly Readonly<Record<string, bigint>>[] = [
  {
    microseconds: 1n,
    micros: 1n,
    milliseconds: 1_000n,
    millis: 1_000n,
    ms: 1_000n,
    seconds: 1_000_000n,
    secs: 1_000_000n,
    minutes: 60_000_000n,
    mins: 60_000_000n,
    hours: 3_600_000_000n,
    days: 86_400_000_000n,
  },
  { bytes: 1n, kib: 1024n, kibibytes: 1024n, mib: 1024n ** 2n, mebibytes: 1024n ** 2n, gib: 1024n ** 3n },
  { bytes: 1n, kb: 1_000n, kilobytes: 1_000n, mb: 1_000_000n, megabytes: 1_000_000n, gb: 1_000_000_000n },
];

/** How many of the unit of one field name are one of the other's, where the names differ by their units alone. */
export function unitFactor(a: string, b: string): { readonly larger: 'a' | 'b'; readonly factor: string } | undefined {
  for (const units of KINDS) {
    const [one, other] = [splitUnit(a, units), splitUnit(b, units)];
    if (!one || !other || one.stem !== other.stem || one.size === other.size) continue;
    const [larger, smaller] = one.size > other.size ? [one, other] : [other, one];
    return { larger: larger === one ? 'a' : 'b', factor: String(larger.size / smaller.size) };
  }
  return undefined;
}

/** The longest unit that a name ends in, and what is before it. */
function splitUnit(
  name: string,
  units: Readonly<Record<string, bigint>>,
): { readonly stem: string; readonly size: bigint } | undefined {
  const text = name.toLowerCase();
  const unit = Object.keys(units)
    .filter((one) => text.endsWith(one))
    .sort((a, b) => b.length - a.length)[0];
  const size = unit === undefined ? undefined : units[unit];
  return unit === undefined || size === undefined ? undefined : { stem: text.slice(0, -unit.length), size };
}
