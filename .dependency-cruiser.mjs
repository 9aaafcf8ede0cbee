/** Which module may import which, and the order of the folders inside each; every rule gives its reason. See CONTRIBUTING.md. */
const inside = (...modules) => `^src/(${modules.join('|')})/`;
const outside = (...modules) => `^src/(?!(${modules.join('|')})/)`;

const mayImport = (name, modules, comment) => ({
  name: `${name}-imports`,
  comment,
  severity: 'error',
  from: { path: inside(name) },
  to: { path: outside(name, ...modules) },
});

/**
 * The folders of a module, from bottom to top: a folder imports itself and the folders before it. Folders that are listed
 * together do not import each other. `.` is the files in the module's own folder.
 */
const layers = (name, order, comment) =>
  order.flatMap((layer, place) => {
    const peers = [layer].flat();
    return peers.map((folder) => {
      const later = [...peers.filter((peer) => peer !== folder), ...order.slice(place + 1).flat()];
      return {
        name: `${name}-layers-${folder === '.' ? 'root' : folder}`,
        comment,
        severity: 'error',
        from: { path: `^src/${name}/${pathIn(folder)}` },
        to: { path: later.length === 0 ? '^$' : `^src/${name}/(${later.map(pathIn).join('|')})` },
      };
    });
  });
const pathIn = (folder) => (folder === '.' ? '[^/]+\\.ts$' : `${folder}/`);

const oneEntry = (pkg, path, comment) => ({
  name: `one-entry-${pkg.replaceAll('/', '-')}`,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: path },
  to: { path: `node_modules/${pkg}/` },
});

const PLATFORM = ['core'];

const MODULES = [
  mayImport('files', [], 'Reading and writing files safely needs nothing of this product.'),
  mayImport('model', [], 'The shared types depend on nothing, so that every module can use them.'),
  mayImport('explanations', ['model'], 'An explanation is text about a code; it reads and checks nothing.'),
  mayImport('destinations', ['model'], 'A card is data and depends on the shared types only.'),
  mayImport('collections', ['model'], 'A card is data and depends on the shared types only.'),
  mayImport('schema', ['model'], 'A shape is validated in the same way, whatever it is part of.'),
  mayImport(
    'redaction',
    ['destinations', 'collections', 'model'],
    'Cards say which members are credentials; redaction depends on nothing else.',
  ),
  mayImport(
    'terraform',
    ['destinations', 'schema', 'model'],
    'A state is read, and its names are explained, without an account or a manifest.',
  ),
  mayImport(
    'manifest',
    ['terraform', 'policy', 'redaction', 'destinations', 'files', 'collections', 'schema', 'model'],
    'Loading must not depend on live state.',
  ),
  mayImport(
    'policy',
    ['destinations', 'collections', 'model'],
    'Manifests and plans are judged in the same way, so the judgment depends on neither.',
  ),
  mayImport(
    'configuration',
    ['manifest', 'policy', 'redaction', 'schema', 'model'],
    'The configuration file is parsed like a manifest, and without live state.',
  ),
  mayImport(
    'plan',
    ['policy', 'properties', 'redaction', 'destinations', 'collections', 'schema', 'model'],
    'Planning is pure: values in, a plan out. What properties log is judged and edited in one place.',
  ),
  mayImport(
    'conversion',
    ['plan', 'redaction', 'destinations', 'collections', 'model'],
    'A stream or an old manifest becomes a manifest; nothing is planned or read here.',
  ),
  mayImport(
    'approval',
    ['plan', 'redaction', 'destinations', 'collections', 'model'],
    'What is approved is decided without a network and without GitHub.',
  ),
  {
    ...mayImport(
      'properties',
      ['model'],
      'Rule trees are judged without a network; a card is needed only for titles and for names of fields.',
    ),
    to: {
      path: outside('properties', 'model'),
      pathNot: '^src/collections/(texts|cdn-fields|datastream1-fields)\\.ts$',
    },
  },
  mayImport(
    'delivery',
    ['model'],
    'Whether logs arrive is judged from metrics that were already read; the vendor durations it uses are its own.',
  ),
  mayImport('http', ['model'], 'Requests and retries know nothing of the server that they are for.'),
  mayImport(
    'api',
    ['http', 'redaction', 'destinations', 'files', 'collections', 'model'],
    'The client speaks to Akamai; it decides nothing.',
  ),
  mayImport(
    'apply',
    ['api', 'redaction', 'files', 'plan', 'properties', 'schema', 'model'],
    'Apply carries out a plan; it reads no manifests and no cards.',
  ),
  mayImport(
    'simulator',
    ['destinations', 'files', 'collections', 'schema', 'model'],
    'The simulator checks the client, so it shares no code with it.',
  ),
  mayImport(
    'receive',
    ['files', 'model'],
    'The receiver knows what a destination sends, and nothing of streams, plans or the API.',
  ),
  {
    ...mayImport(
      'render',
      ['model'],
      'Renderers turn values into text, with the titles and sentences of cards.',
    ),
    to: { path: outside('render', 'model'), pathNot: '^src/(collections|destinations)/texts\\.ts$' },
  },
  mayImport(
    'commands',
    [
      'api',
      'apply',
      'collections',
      'configuration',
      'conversion',
      'delivery',
      'destinations',
      'explanations',
      'files',
      'http',
      'manifest',
      'model',
      'plan',
      'properties',
      'receive',
      'redaction',
      'render',
      'simulator',
      'terraform',
    ],
    'A command composes modules; it does not know which entry point called it.',
  ),
  mayImport(
    'workflow',
    [
      'api',
      'apply',
      'approval',
      'commands',
      'configuration',
      'manifest',
      'model',
      'plan',
      'render',
      'schema',
    ],
    'Reviewed changes are planned and applied by commands, which do not know about reviews.',
  ),
  {
    ...mayImport(
      'github',
      ['http', 'model', 'schema'],
      'The GitHub client implements the port of the workflow and knows nothing of streams. Shapes check its responses.',
    ),
    to: {
      path: outside('github', 'http', 'model', 'schema'),
      pathNot: '^src/workflow/forge/(forge|run)\\.ts$',
    },
  },
  {
    ...mayImport('cli', ['commands', 'render', 'model'], 'The command line uses commands only.'),
    from: { path: inside('cli'), pathNot: '^src/cli/(open-repository|version-origins)\\.ts$' },
  },
  {
    name: 'cli-repository',
    comment:
      'Commands read the repository on GitHub over a port. One file of the command line implements it with the client of GitHub.',
    severity: 'error',
    from: { path: '^src/cli/open-repository\\.ts$' },
    to: { path: outside('cli', 'commands', 'github', 'model') },
  },
  {
    name: 'cli-records',
    comment:
      'Commands get the records of applies over a port. One file of the command line reads them with the client of GitHub.',
    severity: 'error',
    from: { path: '^src/cli/version-origins\\.ts$' },
    to: {
      path: outside('cli', 'commands', 'render', 'model'),
      pathNot: '^src/(github/forge|workflow/records/version-origins)\\.ts$',
    },
  },
  mayImport(
    'action',
    ['workflow', 'commands', 'github', 'render', 'model'],
    'The entry point on GitHub uses commands and workflows only.',
  ),
];

const LAYERS = [
  ...layers(
    'properties',
    ['behaviors', 'edit', 'fix', '.'],
    'Behaviors are changed in the form in which they were read; findings have fixes, which are such changes.',
  ),
  ...layers('redaction', ['urls', '.'], 'The parts of an address are split before they are judged.'),
  ...layers(
    'plan',
    [
      'canonical',
      'credentials',
      'match',
      'resolve',
      'diff',
      'steps',
      'streams',
      'property-logging',
      'resources',
      'saved',
      '.',
    ],
    'Values are made canonical before they are matched and compared; steps follow from differences. Streams are one type of resources, and properties, which name streams, are another one; a saved plan holds resources of all types.',
  ),
  ...layers(
    'manifest',
    ['findings', 'yaml', 'members', ['schema', 'rules'], '.', 'edit'],
    'Text is parsed before its members are judged; rules and the published schema come from the same members.',
  ),
  ...layers('conversion', [['datastream1', '.']], 'Importing a stream and migrating a stream share no code.'),
  ...layers(
    'api',
    [
      'errors',
      'credentials',
      'transport',
      'streams',
      ['datastream1', 'datastream2', 'diagnosis', 'logs', 'metrics', 'property-manager'],
      '.',
    ],
    'Requests know nothing of streams; the generations of the API share one client and not each other.',
  ),
  ...layers(
    'apply',
    ['files', 'secrets', 'observe', 'items', ['streams', 'properties'], 'execute'],
    'A plan is carried out with what was read and resolved, never the reverse. Streams and properties are types of resources, and share no code.',
  ),
  ...layers(
    'simulator',
    [
      'state',
      'protocol',
      'vendor',
      'datastream2',
      'datastream1',
      'traffic',
      ['logs', 'seed', 'property-manager', 'identity-management'],
      'metrics',
      'delivery',
      'engine',
      'server',
    ],
    'The simulated account is a value, and one traffic is behind all logs; the server only transports requests to it, and deliveries read it.',
  ),
  ...layers(
    'receive',
    ['output', 'records', 'server', 'admin'],
    'Records are parsed and batches written without a connection; the server joins both.',
  ),
  ...layers(
    'render',
    [
      'text',
      'document',
      'schemas',
      ['properties', 'delivery'],
      'plan',
      [
        'apply',
        'status',
        'configuration',
        'findings',
        'history',
        'import',
        'init',
        'logs',
        'migrate',
        'progress',
        'rotate',
        'verify',
        'version',
        'doctor',
      ],
      'comment',
      ['plan-comment', 'outcome', 'drift', 'delivery-issue'],
      '.',
    ],
    'Words are below documents, documents below reports, and reports below comments on GitHub.',
  ),
  ...layers(
    'commands',
    [
      'session',
      ['completion', 'history', 'import', 'init', 'logs', 'receive', 'show', 'verify'],
      ['migrate', 'doctor'],
      '.',
    ],
    'What every command needs is below the commands.',
  ),
  ...layers(
    'workflow',
    [['account', 'forge'], 'notes', 'records', 'merges', 'reports', '.'],
    'What is done to an account needs no forge. A run composes records, merged changes and reports; none of these knows which run uses it.',
  ),
  ...layers('action', ['runner', '.'], 'Inputs, outputs and masks know nothing of the run that uses them.'),
];

export default {
  forbidden: [
    ...MODULES,
    ...LAYERS,
    {
      name: 'generic-plans',
      comment:
        'Code for all resources reads the rules of a type through the registry, so that another type needs no change of it.',
      severity: 'error',
      from: {
        path: '^src/(plan/(resources|saved)/|plan/(plan|subset)\\.ts$|approval/)',
        pathNot: '^src/(plan/resources/resource-types|approval/explanation)\\.ts$',
      },
      to: {
        path: '^src/(collections|destinations|redaction|properties|plan/(canonical|credentials|match|resolve|diff|streams|property-logging))/',
      },
    },
    {
      name: 'generic-apply',
      comment:
        'Carrying out a plan calls the verbs of a type through the registry, so that another type needs no change of it.',
      severity: 'error',
      from: { path: '^src/apply/execute/', pathNot: '^src/apply/execute/verbs\\.ts$' },
      to: {
        path: '^src/(api/(?!errors/)|apply/(observe|streams|properties)/|plan/(canonical|credentials|match|resolve|diff|streams|property-logging)/)',
      },
    },
    {
      name: 'pure-modules',
      comment: 'Pure modules take clock, randomness, files and environment by argument only.',
      severity: 'error',
      from: {
        path: inside(
          'model',
          'explanations',
          'destinations',
          'collections',
          'schema',
          'terraform',
          'redaction',
          'plan',
          'policy',
          'configuration',
          'conversion',
          'delivery',
          'approval',
          'properties',
          'render',
        ),
      },
      to: { dependencyTypes: PLATFORM },
    },
    {
      name: 'pure-manifest',
      comment: 'Only load.ts reads files; everything else in the module maps text to values.',
      severity: 'error',
      from: { path: inside('manifest'), pathNot: '^src/manifest/load\\.ts$' },
      to: { dependencyTypes: PLATFORM },
    },
    {
      name: 'pure-simulator',
      comment:
        'The simulated account is pure; only the files of the server, and those that send and compress uploads, reach the platform.',
      severity: 'error',
      from: {
        path: inside('simulator'),
        pathNot:
          '^src/simulator/(server/(embedded-transport|server|signature|file-store)|delivery/(batch|loopback|post))\\.ts$',
      },
      to: { dependencyTypes: PLATFORM },
    },
    {
      name: 'pure-commands',
      comment:
        'Commands and workflows get the platform through the port in context.ts; system-context.ts implements it.',
      severity: 'error',
      from: {
        path: inside('commands', 'workflow'),
        pathNot:
          '^src/(commands/session/system-context|workflow/notes/marker|workflow/merges/(git-folder|manifest-changes))\\.ts$',
      },
      to: { dependencyTypes: PLATFORM },
    },
    {
      name: 'platform-of-workflow',
      comment:
        'A marker is compressed, git ids are digests, and the checkout is read from disk; nothing else of the platform is used.',
      severity: 'error',
      from: { path: inside('workflow') },
      to: {
        dependencyTypes: PLATFORM,
        pathNot: '^(node:)?(buffer|crypto|zlib|path|fs/promises)$',
      },
    },
    {
      name: 'files-of-pure-modules',
      comment: 'The files that may use the platform are also the only ones that may read and write files.',
      severity: 'error',
      from: {
        path: inside('manifest', 'simulator', 'commands', 'workflow'),
        pathNot: '^src/(manifest/load|simulator/server/file-store|commands/session/(system-)?context)\\.ts$',
      },
      to: { path: inside('files') },
    },
    {
      name: 'port-of-types',
      comment: 'The port in context.ts names types of results, and runs nothing.',
      severity: 'error',
      from: { path: '^src/commands/session/context\\.ts$' },
      to: { path: inside('files'), dependencyTypesNot: ['type-only'] },
    },
    oneEntry('yaml', inside('manifest'), 'YAML is read and written in the manifest module.'),
    oneEntry('ajv', inside('schema'), 'Values are validated in one module.'),
    oneEntry('fast-deep-equal', '^src/plan/diff/diff\\.ts$', 'Comparison happens once, in the diff.'),
    oneEntry('akamai-edgegrid', '^src/api/transport/edgegrid\\.ts$', 'One file signs requests.'),
    oneEntry(
      'selfsigned',
      '^src/commands/session/certificate\\.ts$',
      'One file makes certificates, and only on request.',
    ),
    oneEntry('prom-client', inside('receive'), 'Only the receiver serves metrics.'),
    oneEntry(
      'diff',
      '^src/commands/init/unified-diff\\.ts$',
      'Texts of files are compared line by line in one file.',
    ),
    oneEntry(
      'semver',
      inside('commands'),
      'Only files that a version of this product wrote have versions to compare.',
    ),
    oneEntry('undici', '^src/http/send\\.ts$', 'One file opens connections.'),
    oneEntry('@actions/core', '^src/action/runner/runner\\.ts$', 'One file speaks to the runner.'),
    oneEntry('commander', inside('cli'), 'Arguments are parsed at the entry point.'),
    {
      name: 'no-cycles',
      comment: 'A cycle means two files are one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-folder-cycles',
      comment: 'Folders that import each other are one folder.',
      severity: 'error',
      scope: 'folder',
      from: { path: '^src/.+' },
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
        'What is published must not need what only tests need; the Action is published as a bundle, which needs nothing.',
      severity: 'error',
      from: { path: '^src/', pathNot: inside('action', 'github') },
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
