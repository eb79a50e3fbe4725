import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  listAt,
  objectOf,
  kustomizedObjects,
  projectFile,
  scalarAt,
  textsAt,
  within,
  yamlDocuments,
} from '../support/manifests.ts';

const ROOT = join(import.meta.dirname, '../..');
const packageJson = JSON.parse(projectFile('package.json')) as { version: string; engines: { node: string } };

/** The instructions of the Dockerfile, continuation lines joined, comments left out. */
const instructions = projectFile('Dockerfile')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  .map((line) => ({ name: line.split(' ')[0] ?? '', rest: line.slice(line.indexOf(' ') + 1).trim() }));
const stages = instructions.reduce<(typeof instructions)[]>((so, instruction) => {
  if (instruction.name === 'FROM') so.push([]);
  so.at(-1)?.push(instruction);
  return so;
}, []);
const argumentsOf = (stage: typeof instructions, name: string): string[] =>
  stage.filter((instruction) => instruction.name === name).map(({ rest }) => rest);

describe('Dockerfile', () => {
  const [build, final] = [stages[0]!, stages[1]!];

  it('builds in one stage and runs in another, from an image without a registry', () => {
    expect(stages).to.have.length(2);
    for (const stage of stages) expect(argumentsOf(stage, 'FROM')[0]).to.match(/^node:22-bookworm-slim( AS build)?$/);
  });

  it('copies what is there, and what .dockerignore lets through', () => {
    const ignored = projectFile('.dockerignore').split('\n');
    expect(ignored).to.include('*');
    for (const copy of argumentsOf(build, 'COPY')) {
      const sources = copy.split(/\s+/).slice(0, -1);
      for (const source of sources) {
        expect(existsSync(join(ROOT, source)), source).to.equal(true);
        expect(ignored, source).to.include(`!${source}`);
      }
    }
  });

  it('installs exactly what is locked, and runs no scripts of packages', () => {
    expect(argumentsOf(build, 'RUN')).to.deep.equal(['npm ci --ignore-scripts', 'npm run build']);
  });

  it('takes the one bundled file along', () => {
    expect(argumentsOf(final, 'COPY')).to.deep.equal([
      '--from=build --chown=0:0 /build/dist/karmorph.js /app/karmorph.js',
    ]);
    expect(argumentsOf(final, 'ENTRYPOINT')).to.deep.equal(['["node", "/app/karmorph.js"]']);
    expect(projectFile('scripts/build.mjs')).to.contain('dist/karmorph.js');
  });

  it('runs as the user that the Deployment names, from the last line that could change it', () => {
    const pod = within(objectOf(kustomizedObjects('manifests/host'), 'Deployment'), ['spec', 'template', 'spec']);
    const security = within(pod, ['securityContext']);
    expect(argumentsOf(final, 'USER')).to.deep.equal([
      `${scalarAt(security, 'runAsUser')}:${scalarAt(security, 'runAsGroup')}`,
    ]);
    const after = final.slice(final.findIndex(({ name }) => name === 'USER')).map(({ name }) => name);
    expect(after).to.deep.equal(['USER', 'EXPOSE', 'ENTRYPOINT', 'CMD']);
  });

  it('announces the port that the Deployment listens on', () => {
    const pod = within(objectOf(kustomizedObjects('manifests/host'), 'Deployment'), ['spec', 'template', 'spec']);
    const [port] = listAt(listAt(pod, 'containers')[0]!, 'ports');
    expect(argumentsOf(final, 'EXPOSE')).to.deep.equal([scalarAt(port, 'containerPort')]);
  });
});

describe('image name', () => {
  const [skaffold] = yamlDocuments('skaffold.yaml');
  const [kustomization] = yamlDocuments('manifests/host/kustomization.yaml');

  it('is the same in skaffold, kustomization and Deployment', () => {
    const pod = within(objectOf(kustomizedObjects('manifests/host'), 'Deployment'), ['spec', 'template', 'spec']);
    const names = [
      listAt(skaffold!, 'build', 'artifacts').map(({ image }) => image),
      listAt(kustomization!, 'images').map(({ name }) => name),
      listAt(pod, 'containers').map(({ image }) => image),
    ];
    expect(names).to.deep.equal([['karmorph'], ['karmorph'], ['karmorph']]);
  });

  it('has the version of the package as its tag', () => {
    expect(listAt(kustomization!, 'images')[0]?.newTag).to.equal(packageJson.version);
    expect(projectFile('manifests/README.md')).to.contain(`docker build -t karmorph:${packageJson.version} .`);
  });

  it('is built by skaffold from the Dockerfile, and deployed by the kustomization of the host cluster', () => {
    const [artifact] = listAt(skaffold!, 'build', 'artifacts');
    expect(within(artifact!, ['docker']).dockerfile).to.equal('Dockerfile');
    const paths = textsAt(within(skaffold!, ['manifests', 'kustomize']), 'paths');
    expect(paths).to.deep.equal(['manifests/host']);
    expect(paths.every((path) => existsSync(join(ROOT, path, 'kustomization.yaml')))).to.equal(true);
  });
});
