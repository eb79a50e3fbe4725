import { objectAt, stringAt } from '../json/json.ts';
import type { Review } from './review.ts';

/**
 * Finalizers must be able to go, whatever the object has. An API server lets nobody change the time of deletion, but it stores one that a
 * server-side apply creates an object with (seen with Kubernetes 1.34): only of an object that was there before does it mean anything.
 */
export function isBeingDeleted({ operation, object }: Pick<Review, 'operation' | 'object'>): boolean {
  return operation === 'UPDATE' && stringAt(objectAt(object, 'metadata'), 'deletionTimestamp') !== undefined;
}
