import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { convert } from '../../../src/engine/convert.ts';
import { stringAt, type JsonObject } from '../../../src/json/json.ts';
import { loadRules } from '../../../src/cli/load-rules.ts';
import { lossOrigins } from '../../../src/cli/loss-origins.ts';

const RULE = `# Widgets.
apiVersion: karmorph.io/v1alpha1
kind: ConversionRule
metadata: { name: widgets.example.com }
spec:
  kind: Widget
  hub: example.com/v1
  defaults: [{ path: mood, value: calm }]
  spokes:
    - apiVersions: [example.com/v1beta1]
      lens:
        - at: parts[*]
          lens:
            - scale: { from: seconds, to: millis, factor: 1000 }
            - at: port
              use: port
        - drop: { side: hub, path: mode, reason: v1beta1 has no modes }
        - drop: { side: hub, path: mood, reason: v1beta1 has no moods }
  lenses:
    port:
      - union: { field: port, integer: number, string: name }
`;

const DEPLOYMENT = 'conversions/apps/deployment/rule.yaml';

function lineOf(text: string): number {
  const lines = readFileSync(join(import.meta.dirname, '../../..', DEPLOYMENT), 'utf8').split('\n');
  return lines.findIndex((line) => line.trim() === text) + 1;
}

describe('lossOrigins', () => {
  let directory = '';
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'karmorph-origins-'));
    writeFileSync(join(directory, 'widget.yaml'), RULE);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  function originsOf(object: JsonObject, to: string, pin = false): readonly string[] {
    const { rules } = loadRules([directory]);
    const result = convert(object, to, rules, { pin });
    if (!result.ok) throw new Error(result.problem.message);
    const family = rules.familyOf(stringAt(object, 'apiVersion') ?? '', stringAt(object, 'kind') ?? '');
    const losses = lossOrigins([directory])({ object, to, pin, family, losses: result.losses });
    return losses.map(({ path, step }) => `${path} ${step?.replace(directory, '')}`);
  }

  const widget = { apiVersion: 'example.com/v1', kind: 'Widget' };
  const cases: readonly { name: string; object: JsonObject; to?: string; pin?: boolean; want: readonly string[] }[] = [
    { name: 'a step', object: { ...widget, mode: 'fast' }, want: ['mode /widget.yaml:17'] },
    {
      name: 'steps inside of others, in place and by name',
      object: { ...widget, parts: [{ port: { number: 80, name: 'web' }, millis: 1500 }] },
      want: ['parts[0].port.number /widget.yaml:21', 'parts[0].millis /widget.yaml:14'],
    },
    {
      name: 'a default that is lost at once',
      object: widget,
      pin: true,
      want: ['mood /widget.yaml:18'],
    },
    {
      name: 'a TypeScript lens of a built-in rule',
      object: { apiVersion: 'apps/v1beta1', kind: 'Deployment', spec: { rollbackTo: { revision: 1, other: 2 } } },
      to: 'apps/v1',
      want: [`spec.rollbackTo.other ${DEPLOYMENT}:${lineOf('code: deployment/v1beta1')}`],
    },
  ];
  for (const { name, object, to = 'example.com/v1beta1', pin, want } of cases) {
    it(`names ${name}`, () => expect(originsOf(object, to, pin)).to.deep.equal(want));
  }
});
