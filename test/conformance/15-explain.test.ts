import { expect } from 'chai';
import { kubectl } from '../e2e/support/kubectl.ts';
import { SUBJECTS } from './subjects.ts';
import { useServers, type Endpoint } from './support/servers.ts';

describe('kubectl explain through the gateway', () => {
  const servers = useServers();

  /** The fields that kubectl knows, with their depth. It prints the types otherwise for servers without OpenAPI version 3. */
  async function fields({ kubeconfig }: Endpoint, apiVersion: string, path: string): Promise<readonly string[]> {
    const args = ['--kubeconfig', kubeconfig, 'explain', '--recursive', `--api-version=${apiVersion}`, path];
    const { code, stdout, stderr } = await kubectl(servers().environment.binaries, args);
    expect(code, stderr).to.equal(0);
    const lines = [...stdout.matchAll(/^( +)(\S+)\t</gm)];
    const unit = lines[0]?.[1]?.length ?? 1;
    return lines.map(([, indent = '', name = '']) => `${indent.length / unit} ${name}`);
  }

  for (const { kind, apiVersion, resource, convertedFor } of SUBJECTS) {
    for (const server of convertedFor) {
      it(`knows the fields of ${kind} in ${apiVersion} on ${server}`, async () => {
        const { reference, gateway } = servers();
        const path = `${resource}.spec`;
        const [want, got] = await Promise.all([
          fields(reference, apiVersion, path),
          fields(gateway[server], apiVersion, path),
        ]);
        expect(want).to.have.length.above(5);
        expect(got).to.deep.equal(want);
      });
    }
  }

  it('reads the document of a member that has version 3, in version 3', async () => {
    const { gateway, environment } = servers();
    const { kubeconfig } = gateway.m124;
    const raw = ['--kubeconfig', kubeconfig, 'get', '--raw', '/openapi/v3'];
    const index = JSON.parse((await kubectl(environment.binaries, raw)).stdout) as {
      paths: Record<string, { serverRelativeURL: string }>;
    };
    const url = index.paths['apis/autoscaling/v2']?.serverRelativeURL ?? '';
    const document = JSON.parse((await kubectl(environment.binaries, [...raw.slice(0, -1), url])).stdout) as object;
    expect(document).to.have.nested.property('openapi', '3.0.0');
  });
});
