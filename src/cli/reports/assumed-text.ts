import { membersText } from './members-text.ts';

/** What is said of members of which it is assumed what they serve; nothing where there are none. */
export function assumedTexts(members: Iterable<string>): readonly string[] {
  const names = [...new Set(members)].sort();
  if (names.length === 0) return [];
  const [who, verb] = [membersText(names), names.length === 1 ? 'serves' : 'serve'];
  return [`Behind the gateway, it cannot be seen what ${who} ${verb}: what Kubernetes serves by default is assumed.`];
}
