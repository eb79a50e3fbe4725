import { expect } from 'chai';
import { parseDryRun, type DryRunRequest } from '../../../src/dry-run/request.ts';

const pod = { apiVersion: 'v1', kind: 'Pod' };
const NOTHING = {
  policies: { propagation: [], overrides: [], conversion: [], written: [] },
  members: undefined,
  namespace: 'default',
};

const LONG = 'x'.repeat(600 * 1024);

describe('parseDryRun', () => {
  const good: readonly { name: string; text: string; want: DryRunRequest }[] = [
    {
      name: 'templates',
      text: JSON.stringify({ templates: [pod, pod] }),
      want: { templates: [pod, pod], ...NOTHING },
    },
    {
      name: 'one template',
      text: JSON.stringify({ template: pod, members: ['a'] }),
      want: { templates: [pod], ...NOTHING, members: ['a'] },
    },
    { name: 'an object as it is', text: JSON.stringify(pod, null, 2), want: { templates: [pod], ...NOTHING } },
    {
      name: 'YAML',
      text: 'template: {apiVersion: v1, kind: Pod}\nmembers: [a]\n',
      want: { templates: [pod], ...NOTHING, members: ['a'] },
    },
    {
      name: 'YAML documents',
      text: 'apiVersion: v1\nkind: Pod\n---\nkind: Pod\napiVersion: v1\n',
      want: { templates: [pod, pod], ...NOTHING },
    },
    {
      name: 'a namespace',
      text: JSON.stringify({ template: pod, namespace: 'shop' }),
      want: { templates: [pod], ...NOTHING, namespace: 'shop' },
    },
    {
      name: 'a List',
      text: JSON.stringify({ templates: [{ kind: 'List', items: [pod] }] }),
      want: { templates: [pod], ...NOTHING },
    },
  ];
  for (const { name, text, want } of good) {
    it(`reads ${name}`, async () => expect(await parseDryRun(text)).to.deep.equal({ ok: true, request: want }));
  }

  const bad: readonly { name: string; text: string; code: string; reason?: RegExp }[] = [
    { name: 'nothing', text: '', code: 'DRY_RUN_INVALID', reason: /it holds no template/ },
    { name: 'no templates', text: '{"templates": []}', code: 'DRY_RUN_INVALID', reason: /it holds no template/ },
    {
      name: 'an object that is neither',
      text: '{}',
      code: 'DRY_RUN_INVALID',
      reason: /exactly one of "templates" and "template"/,
    },
    {
      name: 'both',
      text: '{"templates": [], "template": {}}',
      code: 'DRY_RUN_INVALID',
      reason: /exactly one of "templates" and "template"/,
    },
    { name: 'an unknown field', text: '{"template": {}, "cluster": "a"}', code: 'DRY_RUN_INVALID', reason: /cluster/ },
    {
      name: 'members that are no list',
      text: '{"template": {}, "members": "a"}',
      code: 'DRY_RUN_INVALID',
      reason: /members: .*array/,
    },
    {
      name: 'templates that are no list',
      text: '{"templates": {}}',
      code: 'DRY_RUN_INVALID',
      reason: /templates: .*array/,
    },
    {
      name: 'a template that is no object',
      text: '{"templates": [{}, 7]}',
      code: 'DRY_RUN_INVALID',
      reason: /template 2 is not an object/,
    },
    {
      name: 'nothing but a policy',
      text: 'apiVersion: policy.karmada.io/v1alpha1\nkind: PropagationPolicy\nmetadata: {name: p}\nspec: {}\n',
      code: 'DRY_RUN_INVALID',
      reason: /it holds no template/,
    },
    {
      name: 'a policy that cannot be read',
      text: 'apiVersion: policy.karmada.io/v1alpha1\nkind: PropagationPolicy\nmetadata: {name: p}\nspec: {placement: 7}\n',
      code: 'DRY_RUN_INVALID',
      reason: /PropagationPolicy p: spec.placement: .*object/,
    },
    { name: 'text', text: 'hello', code: 'DRY_RUN_INVALID', reason: /template 1 is not an object/ },
    { name: 'broken JSON', text: '{"template": ', code: 'JSON_SYNTAX' },
    { name: 'broken YAML', text: 'template: [', code: 'YAML_SYNTAX' },
    { name: 'a forbidden key', text: '{"template": {"__proto__": {}}}', code: 'JSON_FORBIDDEN_KEY' },
    {
      name: 'too many templates',
      text: JSON.stringify({ templates: Array(501).fill({}) }),
      code: 'DRY_RUN_INVALID',
      reason: /more than 500/,
    },
    { name: 'a long document of YAML', text: `kind: Pod\nspec: ${LONG}\n`, code: 'YAML_TOO_LARGE' },
  ];
  for (const { name, text, code, reason } of bad) {
    it(`refuses ${name}`, async () => {
      const parsed = await parseDryRun(text);
      expect(parsed).to.have.nested.property('problem.code', code);
      if (reason) expect(parsed).to.have.nested.property('problem.message').that.matches(reason);
    });
  }

  it('reads a long document of JSON, and long YAML of many documents', async () => {
    const json = JSON.stringify({ ...pod, spec: LONG });
    expect(await parseDryRun(json)).to.include({ ok: true });
    const yaml = `apiVersion: v1\nkind: Pod\nspec: ${LONG.slice(200 * 1024)}\n`;
    expect(await parseDryRun([yaml, yaml].join('---\n'))).to.include({ ok: true });
  });

  it('lets others have their turn after each document', async () => {
    let turns = 0;
    const count = (): void => {
      turns++;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    await parseDryRun('apiVersion: v1\nkind: Pod\n---\n'.repeat(20));
    clearImmediate(next);
    expect(turns).to.be.at.least(19);
  });
});
