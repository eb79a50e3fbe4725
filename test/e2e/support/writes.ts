import type { Fleet } from './fleet.ts';
import type { MemberName } from './members.ts';

const WRITE_VERBS = new Set(['POST', 'PUT', 'PATCH', 'APPLY', 'DELETE', 'DELETECOLLECTION']);

/**
 * How many write requests for a resource a member's API server has answered since it was started, in any version of it;
 * writes of a status are not counted.
 */
export async function countWrites(fleet: Fleet, member: MemberName, resource: string): Promise<number> {
  const metrics = await fleet.member(member).client.text('/metrics');
  let count = 0;
  for (const line of metrics.split('\n')) {
    const match = /^apiserver_request_total\{(.*)\} (\S+)$/.exec(line);
    if (!match) continue;
    const label = (name: string): string => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(match[1]!)?.[1] ?? '';
    const counts = label('resource') === resource && label('subresource') === '' && WRITE_VERBS.has(label('verb'));
    if (counts) count += Number(match[2]);
  }
  return count;
}
