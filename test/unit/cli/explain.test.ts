import { join, relative } from 'node:path';
import { expect } from 'chai';
import { runExplain } from '../../../src/cli/explain.ts';
import { memoryStreams } from '../../support/memory-streams.ts';

const CONVERSIONS = join(import.meta.dirname, '../../../conversions');
const BROKEN = join(import.meta.dirname, '../../rules/broken');

describe('karmorph explain', () => {
  async function run(name: string, ...rules: readonly string[]) {
    const streams = memoryStreams();
    const status = await runExplain({ name, rules }, streams);
    return { status, ...streams.output };
  }

  const cases: readonly { name: string; of: string; want: readonly RegExp[] }[] = [
    {
      name: 'both directions of a lens, in the order in which the steps run',
      of: 'Ingress',
      want: [
        /^Ingress {2}\(rule ingresses\.networking\.k8s\.io\)\n/,
        /v1beta1 -> networking\.k8s\.io\/v1\n {4}- `spec\.backend` becomes `spec\.defaultBackend`\n/,
        /- `spec\.defaultBackend` becomes `spec\.backend`\n\n {2}Lost, /,
        /- in each `spec\.rules\[\*\]\.http\.paths\[\*\]\.backend`:\n {6}- /,
      ],
    },
    { name: 'a kind in small letters', of: 'ingress', want: [/^Ingress /] },
    { name: 'a rule by its name', of: 'events.events.k8s.io', want: [/`message` becomes `note`/] },
    {
      name: 'a TypeScript lens by its README',
      of: 'Deployment',
      want: [/by the TypeScript lens deployment\/v1beta1; conversions\/apps\/deployment\/README\.md says/],
    },
    { name: 'versions of one shape', of: 'Lease', want: [/the same shape: only apiVersion changes/] },
    {
      name: 'what is lost',
      of: 'PodCertificateRequest',
      want: [
        /\n {2}Lost, certificates\.k8s\.io\/v1beta1 -> certificates\.k8s\.io\/v1:\n {4}- `spec\.proofOfPossession` is lost: /,
        /v1 -> certificates\.k8s\.io\/v1beta1\n {4}nothing but apiVersion changes\n/,
      ],
    },
    {
      name: 'lists that are left out',
      of: 'HorizontalPodAutoscaler',
      want: [/empty list `status\.conditions` is left/],
    },
    {
      name: 'references, where each version has them',
      of: 'HorizontalPodAutoscaler',
      want: [
        /\n {4}in autoscaling\/v2 and versions not named here: `spec\.scaleTargetRef`, `spec\.metrics\[\*\]\.object\.describedObject`\n/,
        /\n {4}in autoscaling\/v1: `spec\.scaleTargetRef`\n/,
      ],
    },
    {
      name: 'what becomes of templates',
      of: join(BROKEN, 'normalize-step-to-an-unknown-field.yaml'),
      want: [/On admission, in a template of example\.com\/v1, .*:\n {4}- `spec\.mode` becomes `spec\.mood`\n/],
    },
    { name: 'a rule file', of: join(BROKEN, 'no-reason.yaml'), want: [/^Widget {2}\(rule widgets\.example\.com\)/] },
  ];
  for (const { name, of, want } of cases) {
    it(`tells ${name}`, async () => {
      const { status, stdout } = await run(of);
      expect(status).to.equal(0);
      for (const pattern of want) expect(stdout).to.match(pattern);
    });
  }

  it('looks in rules of one’s own first, by kind, by name, and in a folder', async () => {
    const own = join(BROKEN, 'no-reason.yaml');
    for (const name of ['Widget', 'widgets.example.com', own]) {
      expect((await run(name, own)).stdout, name).to.match(/^Widget {2}\(rule widgets\.example\.com\)/);
    }
    expect((await run('Ingress', own)).stdout).to.match(/^Ingress {2}/);
    expect((await run(join(CONVERSIONS, 'networking.k8s.io/ingress'))).stdout).to.match(/^Ingress {2}/);
  });

  it('takes a folder that is named like any word', async () => {
    const { stdout } = await run(relative(process.cwd(), CONVERSIONS));
    expect(stdout).to.match(/^Ingress {2}/m);
    expect(stdout).to.match(/^HorizontalPodAutoscaler {2}/m);
  });

  it('tells a built-in rule no more where one of one’s own replaces it', async () => {
    const { stdout } = await run('Ingress', join(CONVERSIONS, 'networking.k8s.io'));
    expect(stdout.match(/^Ingress /gm)).to.have.length(1);
  });

  it('proposes the name that is most like an unknown one', async () => {
    for (const [name, like] of [
      ['Ingres', 'Ingress'],
      ['Widgit', 'Widget'],
      ['widget.example.com', 'widgets.example.com'],
    ]) {
      const refusal = await run(name!, join(BROKEN, 'no-reason.yaml')).catch((error: unknown) => error);
      expect(refusal).to.have.property('message', `there is no rule for ${name}; perhaps it is ${like}`);
    }
  });

  it('prints the mistakes of a broken file', async () => {
    for (const got of [
      await run(join(BROKEN, 'reason-left-out.yaml')),
      await run('Widget', join(BROKEN, 'reason-left-out.yaml')),
    ]) {
      expect([got.status, got.stdout]).to.deep.equal([1, '']);
      expect(got.stderr).to.match(/reason-left-out\.yaml:13:17: LINT_REASON_MISSING/);
    }
  });

  it('refuses a name that no rule has', async () => {
    const refusal = run('Gizmo').catch((error: unknown) => error);
    expect(await refusal).to.have.nested.property('problem.code', 'EXPLAIN_UNKNOWN');
  });
});
