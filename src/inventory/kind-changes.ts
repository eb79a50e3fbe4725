import { problem, type Problem } from '../errors.ts';
import type { Clock } from '../kube/clock.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import { startReflector, type Reflector } from '../kube/reflector.ts';

export interface KindChangesOptions {
  readonly client: KubeClient;
  readonly clock: Clock;
  /** Called when kinds may have come or gone, once for changes that come together. */
  readonly onChange: () => void;
  /** Told with KINDS_NOT_FOLLOWED that a source cannot be followed: once, and once more when it could be listed meanwhile. */
  readonly onProblem: (problem: Problem) => void;
}

export interface KindChanges {
  stop(): Promise<void>;
}

/** The objects that bring kinds which are not built in. */
const SOURCES: readonly string[] = [
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  '/apis/apiregistration.k8s.io/v1/apiservices',
];
/** A definition is written several times until its kind is served, and many are applied at once: waits for quiet, but not for ever. */
const GATHER_MS = { quiet: 1_000, most: 5_000 };

/** Follows CustomResourceDefinitions and APIServices, of which it keeps nothing, and tells that something has changed. */
export function followKindChanges({ client, clock, onChange, onProblem }: KindChangesOptions): KindChanges {
  const changes = gathered(clock, onChange);
  const follow = (path: string): Reflector => {
    let told = false;
    const endList = (): void => {
      told = false;
      changes.add();
    };
    return startReflector({
      client,
      path,
      clock,
      metadataOnly: true,
      sink: { beginList: () => undefined, put: () => changes.add(), endList, remove: () => changes.add() },
      onProblem: ({ message }) => {
        if (!told) onProblem(problem('KINDS_NOT_FOLLOWED', { resource: path.slice('/apis/'.length), reason: message }));
        told = true;
      },
    });
  };
  const reflectors = SOURCES.map(follow);
  return {
    stop: async () => {
      await Promise.all(reflectors.map((reflector) => reflector.stop()));
      changes.cancel();
    },
  };
}

/** Calls back once for things that are added within a short time of each other. */
function gathered(clock: Clock, callback: () => void): { add(): void; cancel(): void } {
  let first: number | undefined;
  let cancel = (): void => undefined;
  return {
    add: () => {
      first ??= clock.now();
      cancel();
      cancel = clock.after(Math.max(0, Math.min(GATHER_MS.quiet, first + GATHER_MS.most - clock.now())), () => {
        first = undefined;
        callback();
      });
    },
    cancel: () => cancel(),
  };
}
