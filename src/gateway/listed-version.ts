import type { JsonObject } from '../json/json.ts';

/** The resources of one group/version, as a member lists them without aggregated discovery. */
export interface ListedVersion {
  /** The APIResourceList; undefined when the member has never told. Equal ones of several members are the same object. */
  readonly list: JsonObject | undefined;
  /** False when the member could not tell now: then this is what it told before. */
  readonly fresh: boolean;
}

/** By apiVersion. */
export type ListedVersions = ReadonlyMap<string, ListedVersion>;
