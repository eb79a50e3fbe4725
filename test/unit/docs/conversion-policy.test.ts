import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { JsonObject } from '../../../src/json/json.ts';
import { checkPolicy } from '../../../src/policies/check.ts';
import { policySetOf } from '../../../src/policies/policy-set.ts';
import type { Policy } from '../../../src/policies/policy.ts';
import { validate } from '../../../src/admission/validate.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { inventoryOf, memberOf } from '../../support/fleet.ts';

const TEXT = readFileSync(join(import.meta.dirname, '../../../docs/conversion-policy.md'), 'utf8');
const blocks = [...TEXT.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
const rules = loadBuiltinRules();

/** What the policy before it says of a template. */
interface Example {
  readonly template: JsonObject;
  readonly members: Readonly<Record<string, string>>;
  readonly denied: readonly string[];
}

describe('docs/conversion-policy.md', () => {
  let policy: Policy | undefined;
  it('has policies, and what each says of a template', () => expect(blocks.length).to.be.greaterThan(5));

  blocks.forEach((text, index) => {
    const value = parse(text) as JsonObject;
    it(`example ${String(index + 1)} is right`, () => {
      if ('template' in value) checkExample(value as unknown as Example);
      else {
        const checked = checkPolicy({ file: 'example.yaml', text });
        if (!checked.ok) throw new Error(JSON.stringify(checked.diagnostics));
        policy = checked.policy;
      }
    });
  });

  it('shows the message as kubectl prints it', () => {
    const [first, second] = blocks;
    const checked = checkPolicy({ file: 'example.yaml', text: first ?? '' });
    const { denial } = decide(parse(second ?? '') as Example, checked.ok ? [checked.policy] : []);
    const [{ field, message } = { field: '', message: '' }] = denial?.causes ?? [];
    const printed = `The CronJob "report" is invalid: ${field}: ${message}`;
    expect(TEXT.replaceAll('\n', ' ')).to.include(printed);
  });

  function checkExample(example: Example): void {
    const { denial } = decide(example, policy ? [policy] : []);
    const fields = (denial?.causes ?? []).map(({ field }) => field).filter((field) => field !== 'metadata.name');
    expect(fields).to.deep.equal(example.denied);
  }
});

function decide({ template, members }: Example, policies: readonly Policy[]) {
  const inventory = inventoryOf(Object.entries(members).map(([name, version]) => memberOf(name, version)));
  const review = {
    apiVersion: 'admission.k8s.io/v1',
    uid: 'u1',
    operation: 'CREATE',
    subResource: '',
    namespace: '',
    dryRun: false,
    object: template,
  };
  return validate(review, { inventory, rules, policies: policySetOf(policies) });
}
