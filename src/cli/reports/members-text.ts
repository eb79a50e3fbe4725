const MEMBERS_WIDTH = 40;

/** As many names as fit, and how many more there are. */
export function membersText(members: readonly string[]): string {
  const all = members.join(', ');
  if (all.length <= MEMBERS_WIDTH) return all;
  const [first = '', ...others] = members;
  return others.length === 0 ? first : `${first} and ${String(others.length)} more`;
}
