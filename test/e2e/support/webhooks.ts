import { expect } from 'chai';
import { after, before } from 'mocha';
import type { Fleet } from './fleet.ts';
import { kubectl, kubectlApply } from './kubectl.ts';
import { isWebhookConfiguration } from './manifests.ts';

/** Registers Karmorph's admission webhooks on Karmada's API server, as shipped, for the tests of the enclosing suite. */
export function useAdmissionWebhooks(fleet: () => Fleet): void {
  before("Karmorph's admission webhooks", async () => {
    const { karmada, environment } = fleet();
    const karmorph = await fleet().karmorph();
    const configurations = (await karmorph.manifests()).filter(isWebhookConfiguration);
    expect(configurations).to.have.length(2);
    const { code, stderr } = await kubectlApply(environment.binaries, karmada.api, configurations);
    expect(code, stderr).to.equal(0);
  });
  after("without Karmorph's admission webhooks", async () => {
    const kinds = 'mutatingwebhookconfigurations,validatingwebhookconfigurations';
    const args = [
      '--kubeconfig',
      fleet().karmada.api.kubeconfig,
      'delete',
      kinds,
      '-l',
      'app.kubernetes.io/part-of=karmorph',
    ];
    const { code, stderr } = await kubectl(fleet().environment.binaries, args);
    expect(code, stderr).to.equal(0);
  });
}
