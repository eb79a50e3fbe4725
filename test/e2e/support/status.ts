import type { KubeObject } from './client.ts';
import { eventually } from './eventually.ts';
import type { Fleet } from './fleet.ts';
import { objectPath } from './paths.ts';
import type { Stored } from './scenario.ts';

/** Writes a status into a member, as the member's own controllers would; gives back what the member stores then. */
export async function reportStatus(
  fleet: Fleet,
  { member, template, apiVersion }: Stored,
  status: Record<string, unknown>,
): Promise<KubeObject> {
  const { client } = fleet.member(member);
  const path = objectPath(template, apiVersion);
  // More than one try, since Karmada may write the object between the two calls.
  return eventually(
    `${member} takes a status of ${path}`,
    async () => {
      const object = await client.get(path);
      return client.put(`${path}/status`, { ...object, status: { ...object.status, ...status } });
    },
    { timeoutMs: 5000 },
  );
}
