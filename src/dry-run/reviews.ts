import type { Clock } from '../kube/clock.ts';
import { within } from '../kube/deadline.ts';
import { readObject, type KubeClient } from '../kube/kube-client.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';

/** Asks the Karmada API server about callers. */
export interface Reviews {
  /** The user that a token stands for; undefined when the API server does not accept it. */
  userOf(token: string): Promise<JsonObject | undefined>;
  /** Whether this user may do this: `resourceAttributes` or `nonResourceAttributes` of a SubjectAccessReview. */
  allows(user: JsonObject, attributes: JsonObject): Promise<boolean>;
}

const TOKEN_REVIEWS = '/apis/authentication.k8s.io/v1/tokenreviews';
const ACCESS_REVIEWS = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
const MILLISECONDS = 5000;

/** Reviews by the API server of `client`. They throw ProblemError when it does not answer, or refuses to. */
export function createReviews(client: KubeClient, clock: Clock): Reviews {
  const stopping = new AbortController().signal;
  const ask = async (path: string, review: JsonObject): Promise<JsonObject | undefined> => {
    const answer = await within({ clock, milliseconds: MILLISECONDS, stopping, path }, (signal) =>
      readObject(client, path, { signal, post: review }),
    );
    return objectAt(answer, 'status');
  };
  return {
    userOf: async (token) => {
      const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } };
      const status = await ask(TOKEN_REVIEWS, review);
      const user = objectAt(status, 'user');
      return status?.authenticated === true && (stringAt(user, 'username') ?? '') !== '' ? user : undefined;
    },
    allows: async ({ username, uid, groups, extra }, attributes) => {
      const spec = { user: username, uid, groups, extra, ...attributes };
      const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
      const status = await ask(ACCESS_REVIEWS, review);
      return status?.allowed === true && status.denied !== true;
    },
  };
}
