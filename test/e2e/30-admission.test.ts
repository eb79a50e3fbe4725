import { expect } from 'chai';
import { MEMBER_NAMES, useFleet } from './support/fleet.ts';
import { kubectlApply } from './support/kubectl.ts';
import { useScenario } from './support/scenario.ts';
import { autoscaler, ingress, propagation } from './support/templates.ts';
import { useAdmissionWebhooks } from './support/webhooks.ts';

const NAMESPACE = 'admission';

describe('kubectl apply, with the admission webhooks', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const web = ingress(NAMESPACE);
  const tolerant = autoscaler(NAMESPACE, 'tolerant');
  // Autoscaling releases of 1.33 and later have a tolerance; no earlier version of the kind can say it.
  (tolerant.spec!['behavior'] as { scaleDown: object }).scaleDown = { tolerance: '50m' };
  useScenario(fleet, { namespace: NAMESPACE, objects: [propagation(NAMESPACE, MEMBER_NAMES, [web, tolerant])] });
  useAdmissionWebhooks(fleet);

  it('prints a warning that names the member, the version and the field that it loses', async () => {
    const { code, stderr } = await kubectlApply(fleet(), tolerant);
    expect(code, stderr).to.equal(0);
    expect(stderr).to.match(/^Warning: .*m121/m);
    expect(stderr).to.include('autoscaling/v');
    expect(stderr).to.include('tolerance');
  });

  it('prints no warning for a template that no member loses anything of', async () => {
    const { code, stdout, stderr } = await kubectlApply(fleet(), web);
    expect(code, stderr).to.equal(0);
    expect(stdout).to.include('ingress.networking.k8s.io/web created');
    expect(stderr).to.equal('');
  });
});
