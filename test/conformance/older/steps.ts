import { CREATIONS } from '../requests/creations.ts';
import { DELETIONS } from '../requests/deletions.ts';
import { READS } from '../requests/reads.ts';
import { UPDATES } from '../requests/updates.ts';
import { WATCHES } from '../requests/watches.ts';
import type { Step } from '../support/step.ts';

/** What each release refuses in its own words, or has learned to do since. */
const OF_A_RELEASE = [
  'create with dryRun=Some',
  'list at a resourceVersion that is none',
  'list by a field that cannot be selected',
  'get in a form that no server has',
  'update by an object of another version',
  ...['merge', 'json', 'strategic-merge'].map((type) => `${type} patch that is no JSON`),
  'json patch whose test fails',
  'json patch that removes what is not there',
  'json patch that is an object',
  'patch in a form that no server has',
  'watch with bookmarks',
  'watch with sendInitialEvents',
];
/** Two of the subjects are the same objects, which change at the same time. */
const OF_ALL_SUBJECTS = ['list in all namespaces'];

const ALL = [...CREATIONS, ...READS, ...UPDATES, ...DELETIONS, ...WATCHES];
const LEFT_OUT = new Set([...OF_A_RELEASE, ...OF_ALL_SUBJECTS]);

/** In the order in which they are sent. */
export const OLDER_STEPS: readonly Step[] = ALL.filter(({ name }) => !LEFT_OUT.has(name));
