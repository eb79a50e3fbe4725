import { expect } from 'chai';
import type { KubeObject } from './client.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

function condition(object: KubeObject, type: string): Condition | undefined {
  const conditions = (object.status?.['conditions'] ?? []) as Condition[];
  return conditions.find((each) => each.type === type);
}

/** Asserts that the condition is there and True; the failure shows its reason and message. */
export function expectCondition(object: KubeObject, type: string): void {
  const found = condition(object, type);
  const detail = found ? `${found.reason ?? ''} ${found.message ?? ''}` : 'absent';
  expect(found?.status, `condition ${type} of ${object.kind ?? ''} ${object.metadata.name} (${detail})`).to.equal(
    'True',
  );
}

/** Asserts that the condition is there and not True. */
export function expectNoCondition(object: KubeObject, type: string): void {
  expect(condition(object, type)?.status, `condition ${type}`).to.be.oneOf(['False', 'Unknown']);
}
