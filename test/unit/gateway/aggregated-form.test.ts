import { expect } from 'chai';
import { aggregatedForm } from '../../../src/gateway/aggregated-form.ts';
import { DISCOVERY_ACCEPT } from '../../../src/kubernetes/discovery-accept.ts';

const V2 = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const BETA = 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList';

describe('the form of discovery that an Accept header prefers', () => {
  const cases = [
    { name: 'what client-go sends', accept: DISCOVERY_ACCEPT, want: 'v2' },
    { name: 'what client-go before 1.30 sends', accept: `${BETA},application/json`, want: 'v2beta1' },
    { name: 'spaces, and parameters in another order', accept: `application/json; as=APIGroupDiscoveryList; v=v2; g=apidiscovery.k8s.io`, want: 'v2' },
    { name: 'the old form first', accept: `application/json,${V2}`, want: undefined },
    { name: 'the old form with more quality', accept: `${V2};q=0.5,application/json`, want: undefined },
    { name: 'the old form with less quality', accept: `application/json;q=0.9,${V2}`, want: 'v2' },
    { name: 'a version that nobody knows', accept: `${V2.replace('v2', 'v3')},${BETA}`, want: 'v2beta1' },
    { name: 'another kind', accept: 'application/json;g=meta.k8s.io;v=v1;as=Table,application/json', want: undefined },
    { name: 'aggregated protobuf, which is not made', accept: `${V2.replace('json', 'vnd.kubernetes.protobuf')},${BETA}`, want: 'v2beta1' },
    { name: 'plain protobuf first', accept: `application/vnd.kubernetes.protobuf,${V2}`, want: undefined },
    { name: 'a type that no API server has first', accept: `text/html,${V2}`, want: 'v2' },
    { name: 'anything', accept: '*/*', want: undefined },
    { name: 'nothing', accept: undefined, want: undefined },
  ]; // prettier-ignore
  for (const { name, accept, want } of cases) {
    it(`of ${name} is ${want ?? 'the old one'}`, () => {
      expect(aggregatedForm(accept)).to.equal(want);
    });
  }
});
