import { expect } from 'chai';
import { aggregateLists } from '../../../src/gateway/aggregate-lists.ts';
import type { JsonObject } from '../../../src/json/json.ts';

const GROUPS: JsonObject = {
  kind: 'APIGroupList',
  groups: [
    {
      name: 'batch',
      versions: ['batch/v1beta1', 'batch/v1'].map((groupVersion) => ({ groupVersion })),
      preferredVersion: { groupVersion: 'batch/v1' },
    },
  ],
};

describe('discovery, aggregated from lists', () => {
  it('has the preferred version first, and says which versions could not be told', () => {
    const jobs = {
      name: 'jobs',
      singularName: 'job',
      namespaced: true,
      kind: 'Job',
      verbs: ['get'],
      categories: ['all'],
    };
    const list = { resources: [jobs, { name: 'jobs/status', namespaced: true, kind: 'Job', verbs: ['patch'] }] };
    const kind = { group: 'batch', version: 'v1', kind: 'Job' };
    expect(aggregateLists(GROUPS, new Map([['batch/v1', { list, fresh: true }]]), 'v2')).to.deep.equal({
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      metadata: {},
      items: [
        {
          metadata: { name: 'batch' },
          versions: [
            {
              version: 'v1',
              resources: [
                {
                  resource: 'jobs',
                  responseKind: kind,
                  scope: 'Namespaced',
                  singularResource: 'job',
                  verbs: ['get'],
                  categories: ['all'],
                  subresources: [{ subresource: 'status', responseKind: kind, verbs: ['patch'] }],
                },
              ],
              freshness: 'Current',
            },
            { version: 'v1beta1', resources: [], freshness: 'Stale' },
          ],
        },
      ],
    });
  });

  it('makes a resource without a kind for a subresource that has none, as custom metrics do', () => {
    const entry = { name: 'pods/http_requests', namespaced: true, kind: 'MetricValueList', verbs: ['get'] };
    const lists = new Map([['v1', { list: { resources: [entry] }, fresh: true }]]);
    const document = aggregateLists({ kind: 'APIVersions', versions: ['v1'] }, lists, 'v2beta1');
    expect(document.items).to.deep.equal([
      {
        metadata: {},
        versions: [
          {
            version: 'v1',
            resources: [
              {
                resource: 'pods',
                responseKind: {},
                scope: 'Namespaced',
                singularResource: '',
                verbs: [],
                subresources: [
                  {
                    subresource: 'http_requests',
                    responseKind: { group: '', version: 'v1', kind: 'MetricValueList' },
                    verbs: ['get'],
                  },
                ],
              },
            ],
            freshness: 'Current',
          },
        ],
      },
    ]);
  });

  it('names the version of a kind that is not the list’s', () => {
    const entry = { name: 'scales', group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get'] };
    const lists = new Map([['v1', { list: { resources: [entry] }, fresh: true }]]);
    const document = aggregateLists({ kind: 'APIVersions', versions: ['v1'] }, lists, 'v2');
    expect(document).to.have.deep.nested.property('items[0].versions[0].resources[0].responseKind', {
      group: 'autoscaling',
      version: 'v1',
      kind: 'Scale',
    });
  });
});
