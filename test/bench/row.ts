/** One measurement. Times of two machines cannot be compared; ratios of one run can. */
export interface Row {
  readonly name: string;
  readonly ours: number;
  /** What it is compared with, measured in the same run; absent for a measurement of its own. */
  readonly theirs?: number;
  readonly unit: string;
  /** `ours : theirs`. */
  readonly ratio?: number;
  readonly goal: string;
}

/** One line for a terminal. */
export function formatRow({ name, ours, theirs, unit, ratio, goal }: Row): string {
  const compared = theirs === undefined || ratio === undefined ? '' : ` : ${short(theirs)}, ratio ${ratio.toFixed(2)}`;
  return `${name}\n    ${short(ours)}${compared} (${unit}; goal: ${goal})`;
}

function short(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
