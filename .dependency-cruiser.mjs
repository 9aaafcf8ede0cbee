/** The rooms of the house and who may know whom; every rule says why. See CONTRIBUTING.md. */
const room = (name) => `^src/${name}/`;
const outside = (...rooms) => `^src/(?!(${rooms.join('|')})/)`;

const mayImport = (name, rooms, comment) => ({
  name: `${name}-imports`,
  comment,
  severity: 'error',
  from: { path: room(name) },
  to: { path: outside(name, ...rooms) },
});

const PLATFORM = ['core'];
const oneDoor = (pkg, path, comment) => ({
  name: `one-door-${pkg.replaceAll('/', '-')}`,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: path },
  to: { path: `node_modules/${pkg}/` },
});

export default {
  forbidden: [
    mayImport('files', [], 'Reading and writing files safely needs nothing of this product.'),
    mayImport('model', [], 'The nouns stand on nothing, so that every room can share them.'),
    mayImport('destinations', ['model'], 'A card is data; it knows the nouns and nothing else.'),
    mayImport('log-types', ['model'], 'A card is data; it knows the nouns and nothing else.'),
    mayImport(
      'manifest',
      ['destinations', 'files', 'log-types', 'model'],
      'Loading must not depend on live state.',
    ),
    mayImport('plan', ['destinations', 'log-types', 'model'], 'Planning is pure: values in, a plan out.'),
    mayImport(
      'api',
      ['destinations', 'files', 'log-types', 'model'],
      'The client speaks to Akamai; it decides nothing.',
    ),
    mayImport(
      'apply',
      ['api', 'files', 'plan', 'model'],
      'Apply obeys a plan; it reads no manifests and knows no cards.',
    ),
    mayImport(
      'simulator',
      ['destinations', 'files', 'log-types', 'model'],
      'The simulator judges the client, so it shares no code with it.',
    ),
    mayImport('render', ['model'], 'Renderers turn values into text.'),
    mayImport(
      'commands',
      [
        'api',
        'apply',
        'destinations',
        'files',
        'log-types',
        'manifest',
        'model',
        'plan',
        'render',
        'simulator',
      ],
      'A command composes rooms; it does not know which face called it.',
    ),
    mayImport('cli', ['commands', 'render', 'model'], 'The terminal face sees commands only.'),
    mayImport('action', ['commands', 'render', 'model'], 'The face on GitHub sees commands only.'),
    {
      name: 'pure-rooms',
      comment: 'Pure rooms take clock, randomness, files and environment by argument only.',
      severity: 'error',
      from: { path: '^src/(model|destinations|log-types|plan|render)/' },
      to: { dependencyTypes: PLATFORM },
    },
    {
      name: 'pure-manifest',
      comment: 'Only load.ts reads files; everything else in the room maps text to values.',
      severity: 'error',
      from: { path: '^src/manifest/', pathNot: '^src/manifest/load\\.ts$' },
      to: { dependencyTypes: PLATFORM },
    },
    {
      name: 'pure-simulator',
      comment:
        'The world of the simulator is pure; transport, server, signature check and world file touch the platform.',
      severity: 'error',
      from: {
        path: '^src/simulator/',
        pathNot: '^src/simulator/(transport|server|signature|world-file)\\.ts$',
      },
      to: { dependencyTypes: PLATFORM },
    },
    {
      name: 'pure-commands',
      comment: 'Commands get the platform through context.ts.',
      severity: 'error',
      from: { path: '^src/commands/', pathNot: '^src/commands/context\\.ts$' },
      to: { dependencyTypes: PLATFORM },
    },
    {
      name: 'files-of-pure-modules',
      comment: 'The files that may touch the platform are also the only ones that may read and write files.',
      severity: 'error',
      from: {
        path: '^src/(manifest|simulator|commands)/',
        pathNot: '^src/(manifest/load|simulator/world-file|commands/context)\\.ts$',
      },
      to: { path: '^src/files/' },
    },
    oneDoor('yaml', '^src/manifest/', 'YAML is read and written in the manifest room.'),
    oneDoor('ajv', '^src/manifest/', 'Schemas are compiled in the manifest room.'),
    oneDoor('fast-deep-equal', '^src/plan/diff\\.ts$', 'Comparison happens once, in the diff.'),
    oneDoor('akamai-edgegrid', '^src/api/edgegrid\\.ts$', 'One place signs requests.'),
    oneDoor(
      'selfsigned',
      '^src/simulator/certificate\\.ts$',
      'One file makes certificates, and only on request.',
    ),
    oneDoor('undici', '^src/api/', 'One room talks to the network.'),
    oneDoor('@actions/core', '^src/action/face\\.ts$', 'One file speaks to the runner.'),
    oneDoor(
      '@actions/github',
      '^src/action/(octokit-hub|hub-desk|github-send)\\.ts$',
      'One file speaks to GitHub.',
    ),
    oneDoor('commander', '^src/cli/', 'Arguments are parsed at the edge.'),
    {
      name: 'no-cycles',
      comment: 'A cycle means two files are one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      comment: 'Every import must exist.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependencies',
      comment:
        'What ships must not need what only tests need; the Action ships as a bundle, which needs nothing.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/action/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
