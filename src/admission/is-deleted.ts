import { objectAt, stringAt, type JsonObject } from '../json/json.ts';

/** Finalizers must be able to go, whatever the object has. An API server lets nobody set the time of deletion. */
export function isDeleted(object: JsonObject): boolean {
  return stringAt(objectAt(object, 'metadata'), 'deletionTimestamp') !== undefined;
}
