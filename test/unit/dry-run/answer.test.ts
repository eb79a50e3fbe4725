import { expect } from 'chai';
import { answerText } from '../../../src/dry-run/answer.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { fleetOf, memberOf } from '../../support/fleet.ts';

const means = {
  fleet: fleetOf([memberOf('new', '1.34'), memberOf('old', '1.18')]),
  rules: loadBuiltinRules(),
  namespace: 'default',
};
const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web' } };

describe('answerText', () => {
  it('has the sums and a result for each template', async () => {
    const answer = await answerText([ingress, ingress], means);
    expect(answer.ok && JSON.parse(answer.text)).to.deep.nested.include({
      verdict: 'lossless',
      'plans.native': 2,
      'plans.lossless': 2,
      'results[1].template': { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'web' },
      'results[1].plans[0].members': ['new'],
    });
  });

  it('is refused when it would be too large, also in its sum', async () => {
    const one = await answerText([ingress], means);
    const limit = one.ok ? one.text.length : 0;
    expect((await answerText([ingress], means, limit)).ok).to.equal(true);
    const two = await answerText([ingress, ingress], means, limit);
    expect(two).to.deep.nested.include({ ok: false, 'problem.code': 'DRY_RUN_TOO_LARGE' });
  });
});
