import type { Subject } from '../subjects.ts';
import { differencesOf, type Difference } from './differences.ts';
import type { Answer } from './http.ts';
import { normalizeAnswer } from './normalize.ts';
import type { Endpoint } from './servers.ts';
import { Session } from './session.ts';
import type { Step } from './step.ts';

/** The answers to all steps by name; a step that could not be done has an error in its place. */
export type Answers = ReadonlyMap<string, unknown>;

/** Does every step in order against one server. */
export async function answersOf(endpoint: Endpoint, subject: Subject, steps: readonly Step[]): Promise<Answers> {
  const session = await Session.open(endpoint, subject);
  const answers = new Map<string, unknown>();
  for (const step of steps) {
    answers.set(step.name, await step.send(session).then(normalized, (error: unknown) => ({ failed: String(error) })));
  }
  session.http.close();
  return answers;
}

function normalized(answers: Answer | readonly Answer[]): unknown {
  return isOne(answers) ? normalizeAnswer(answers) : answers.map(normalizeAnswer);
}

function isOne(answers: Answer | readonly Answer[]): answers is Answer {
  return !Array.isArray(answers);
}

export function differencesIn(step: string, reference: Answers, gateway: Answers): readonly Difference[] {
  return differencesOf(reference.get(step), gateway.get(step));
}
