/** The layers of docs/architecture.md: data flows one way, and the pure rooms do no I/O. */
const pure =
  '^((src/(adoption|engine|rules|planner|karmada|policies|cel|merge|schema|json|kubernetes|error-catalogue)|conversions)/|src/errors\\.ts$)';
/** The one file of the schema room that reads: the packaged data. */
const packagedData = '^src/schema/packaged-text\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '^src/main\\.ts$', '^test/'] },
      to: {},
    },
    {
      name: 'pure-rooms-do-no-io',
      comment:
        'adoption, engine, rules, planner, policies, schema and conversions get time, randomness and clients as arguments, or not at all. Hashing is a pure function.',
      severity: 'error',
      from: { path: pure, pathNot: packagedData },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'pure-rooms-import-pure-rooms',
      severity: 'error',
      from: { path: pure },
      to: {
        path: '^src/',
        pathNot:
          '^src/(adoption|engine|rules|planner|karmada|policies|cel|merge|schema|json|kubernetes|error-catalogue|errors\\.ts)',
      },
    },
    {
      name: 'engine-imports-nothing-above',
      severity: 'error',
      from: { path: '^src/engine/' },
      to: { path: '^(src/(rules|planner|policies|schema)|conversions)/' },
    },
    {
      name: 'only-kube-imports-the-kubernetes-client',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/kube/' },
      to: { path: 'node_modules/@kubernetes/client-node' },
    },
    {
      name: 'nothing-imports-the-edges',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|server)/|^src/main\\.ts$' },
      to: { path: '^src/(cli|server)/' },
    },
    {
      name: 'product-never-imports-tests',
      severity: 'error',
      from: { path: '^(src|conversions)/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      from: { path: '^(src|conversions)/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
