import type { Family } from '../engine/rule-set.ts';
import type { Problem } from '../errors.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { SYSTEM_CLOCK, type Clock } from '../kube/clock.ts';
import type { KubeClient } from '../kube/kube-client.ts';
import { startReflector, type ReflectorSink } from '../kube/reflector.ts';
import type { LiveRules } from './live-rules.ts';
import { ruleRecord, type RuleRecord } from './rule-record.ts';
import { settleRules, type Verdict } from './settle-rules.ts';
import { StatusWriter } from './status-writer.ts';

export interface RuleObjectsOptions {
  /** Talks to the API server that has the objects. */
  readonly client: KubeClient;
  readonly live: LiveRules;
  /** Rules from files: they are in force whatever the objects say. */
  readonly fixed: readonly Family[];
  readonly clock?: Clock;
  readonly onProblem: (problem: Problem) => void;
  /** Told once that the API server has no ConversionRules, and so that none of them counts. */
  readonly onAbsent: () => void;
  /** Told of each verdict that is new. */
  readonly onVerdict: (verdict: Verdict) => void;
}

/** Follows the ConversionRule objects of an API server. */
export interface RuleObjects {
  /** False until the objects have been read, or it is certain that they cannot be. */
  ready(): boolean;
  stop(): Promise<void>;
}

const CONVERSION_RULES = '/apis/karmorph.io/v1alpha1/conversionrules';
/** The API server knows no such kind; or does not let Karmorph read it: waiting would not help. */
const [NOT_FOUND, UNAUTHORIZED, FORBIDDEN] = [404, 401, 403];

/** Starts to keep the live rules equal to the objects, and to write into each what became of it. */
export function startRuleObjects(options: RuleObjectsOptions): RuleObjects {
  const { client, clock = SYSTEM_CLOCK, onProblem, onAbsent } = options;
  const writer = new StatusWriter({ client, path: CONVERSION_RULES, clock, onProblem });
  let isReady = false;
  let toldAbsent = false;
  const table = new RuleTable(options, writer, () => {
    isReady = true;
    toldAbsent = false;
  });
  const reflector = startReflector({
    client,
    path: CONVERSION_RULES,
    sink: table,
    clock,
    onProblem: (problem, status) => {
      if (status === NOT_FOUND || status === UNAUTHORIZED || status === FORBIDDEN) isReady = true;
      if (status !== NOT_FOUND) onProblem(problem);
      else if (!toldAbsent) {
        toldAbsent = true;
        onAbsent();
      }
    },
  });
  return {
    ready: () => isReady,
    stop: async () => {
      await Promise.all([reflector.stop(), writer.stop()]);
    },
  };
}

/** The objects, checked; each change settles all of them anew. */
class RuleTable implements ReflectorSink {
  readonly #options: RuleObjectsOptions;
  readonly #writer: StatusWriter;
  readonly #onSettled: () => void;
  readonly #records = new Map<string, RuleRecord>();
  /** What was told of each object last. */
  readonly #told = new Map<string, string>();
  /** The names in a list that is being read; undefined when none is. */
  #listed: Set<string> | undefined;

  constructor(options: RuleObjectsOptions, writer: StatusWriter, onSettled: () => void) {
    this.#options = options;
    this.#writer = writer;
    this.#onSettled = onSettled;
  }

  beginList(): void {
    this.#listed = new Set();
  }

  put(object: JsonObject): void {
    const record = ruleRecord(object, this.#records.get(nameOf(object)));
    if (!record) return;
    this.#records.set(record.name, record);
    // Half a list would let a younger rule win for a moment.
    if (this.#listed) this.#listed.add(record.name);
    else this.#settle();
  }

  endList(): void {
    for (const name of this.#records.keys()) if (!this.#listed?.has(name)) this.#records.delete(name);
    this.#listed = undefined;
    this.#settle();
  }

  remove(object: JsonObject): void {
    this.#records.delete(nameOf(object));
    this.#settle();
  }

  #settle(): void {
    const { fixed, live, onVerdict } = this.#options;
    const verdicts = settleRules(this.#records.values(), fixed);
    for (const { record, lastGood } of verdicts) this.#records.set(record.name, { ...record, lastGood });
    live.use([...fixed, ...verdicts.flatMap(({ inForce }) => inForce?.family ?? [])]);
    for (const name of this.#told.keys()) if (!this.#records.has(name)) this.#told.delete(name);
    for (const verdict of verdicts) {
      const { record, message } = verdict;
      const text = `${String(record.generation)} ${message}`;
      if (this.#told.get(record.name) === text) continue;
      this.#told.set(record.name, text);
      onVerdict(verdict);
    }
    this.#writer.want(verdicts);
    this.#onSettled();
  }
}

function nameOf(object: JsonObject): string {
  return stringAt(objectAt(object, 'metadata'), 'name') ?? '';
}
