import type { FindingExplanations } from './group.ts';

/** Findings about secrets, destinations and their deliveries. */
export const SECRETS = {
  'literal-secret': {
    title: 'A secret is written in the manifest',
    meaning:
      'The value of this member is a secret. Everyone who can read the repository could read it, also after you remove it, because Git keeps the history.',
    fix: 'Write a reference, such as `{ env: NAME }`, and pass the value to the job. Replace the secret at its destination if the file was pushed.',
    example: {
      file: 'streams/web.yaml',
      sample: '    password: { env: LOG_PASSWORD }',
      wrong: '    password: not-a-real-password',
    },
  },
  'literal-credential': {
    title: 'A value that is often a credential is in plain text',
    meaning:
      'The member may be public, but it is often a credential, such as an access key or a token in a URL. In `datastream.yaml`, values that look like credentials are an error.',
    fix: 'If it is a credential, write a reference and replace the credential. If it is not, ignore the warning.',
    example: {
      file: 'streams/firewall.yaml',
      sample: '    endpoint: https://logs.example.com/firewall',
      wrong: '    endpoint: https://logs.example.com/firewall?token=not-a-real-token',
      right: '    endpoint: { env: LOG_URL }',
    },
  },
  'credential-in-path': {
    title: 'The URL contains a credential in its path',
    meaning:
      'The API returns the URL, so everyone who may read the stream can read the credential. The destination has a separate member that the API never returns.',
    fix: 'Remove the credential from the URL, and write it as a reference in the member that the finding names.',
    example: {
      file: 'streams/dns.yaml',
      sample: '    endpoint: https://logs-01.loggly.com/bulk',
      wrong: '    endpoint: https://logs-01.loggly.com/bulk/not-a-real-token/tag/akamai',
    },
  },
  'bad-reference': {
    title: 'The reference is not valid',
    meaning:
      'A secret is given by a block with one member: `env` with the name of a variable, or `file` with a path.',
    fix: 'Write `{ env: NAME }` or `{ file: path }`.',
    example: {
      file: 'streams/web.yaml',
      sample: '    password: { env: LOG_PASSWORD }',
      wrong: '    password: { env: LOG-PASSWORD }',
    },
  },
  'forbidden-reference': {
    title: 'Manifests may not read what the reference names',
    meaning:
      'Variables of the runner and of this product, files in `.git` and `.edgerc` files may contain credentials. A manifest could send them to any destination.',
    fix: 'Pass the value to the job in a separate variable or file, and refer to that.',
    example: {
      file: 'streams/web.yaml',
      sample: '    password: { env: LOG_PASSWORD }',
      wrong: '    password: { env: GITHUB_TOKEN }',
    },
  },
  'reference-not-allowed': {
    title: 'The member cannot be a reference',
    meaning:
      'The member is not a secret. References are for secrets only, so that plans can show every other value.',
    fix: 'Write the value.',
    example: {
      file: 'streams/web.yaml',
      sample: '    displayName: Log platform',
      wrong: '    displayName: { env: LOG_PLATFORM }',
    },
  },
  'secret-not-allowed': {
    title: 'The configuration file does not allow this secret',
    meaning:
      '`allowedSecrets` in `datastream.yaml` lists the references that manifests may use. This one is not in it.',
    fix: 'Use an allowed secret, or add this one to the list. On pull requests, the list of the base branch applies.',
    example: {
      file: 'datastream.yaml',
      sample: 'orphans:\n',
      wrong: "allowedSecrets: [LOG_*, ARCHIVE_*, '*_URL', file:secrets/*]\norphans:\n",
      right: "allowedSecrets: [LOG_*, ARCHIVE_*, LOGGLY_*, '*_URL', file:secrets/*]\norphans:\n",
    },
  },
} as const satisfies FindingExplanations;

export const DESTINATIONS = {
  'unknown-destination-type': {
    title: 'The type of the destination is unknown',
    meaning:
      'This release has no checks for a destination of this type. A misspelled type would pass unchecked, so unknown types have to be declared.',
    fix: 'Correct the type. If Akamai added it after this release, write `allowUnknownType: true` next to it. If an update is blocked, add the secrets of the destination as references, or write `allowUnknownType: without-secrets`.',
    example: {
      file: 'streams/shop.yaml',
      sample: '    destinationType: S3',
      wrong: '    destinationType: S4',
    },
  },
  'needless-allowance': {
    title: 'The permission for an unknown type has no effect',
    meaning: 'The type of this destination is known, so all of its members are checked.',
    fix: 'Remove `allowUnknownType`.',
    example: {
      file: 'streams/web.yaml',
      sample: '    destinationType: HTTPS',
      wrong: '    destinationType: HTTPS\n    allowUnknownType: true',
    },
  },
  'duplicate-destination-name': {
    title: 'Two connectors have the same name',
    meaning: 'The name of a connector identifies it in plans and in the live stream.',
    fix: 'Give each connector a unique name.',
    example: {
      file: 'streams/errors.yaml',
      sample: '      connectorName: Backup',
      wrong: '      connectorName: Search',
    },
  },
  'delimiter-with-json': {
    title: 'JSON logs have no field delimiter',
    meaning: 'The API refuses `fieldDelimiter` with `format: JSON`.',
    fix: 'Remove `fieldDelimiter`, or use `format: STRUCTURED`.',
    example: {
      file: 'streams/web.yaml',
      sample: '    format: JSON',
      wrong: '    format: JSON\n    fieldDelimiter: SPACE',
    },
  },
  'delimiter-missing': {
    title: 'Structured logs need a field delimiter',
    meaning: 'The API requires `fieldDelimiter` with `format: STRUCTURED`.',
    fix: 'Add `fieldDelimiter: SPACE`, or use `format: JSON`.',
    example: {
      file: 'streams/shop.yaml',
      sample: '    format: STRUCTURED\n    fieldDelimiter: SPACE',
      wrong: '    format: STRUCTURED',
    },
  },
  'format-not-taken': {
    title: 'The log format is not supported',
    meaning: 'The destination or the log type supports only one format.',
    fix: 'Write the format that the finding names.',
    example: {
      file: 'streams/firewall.yaml',
      sample: '    format: JSON',
      wrong: '    format: STRUCTURED\n    fieldDelimiter: SPACE',
    },
  },
  'no-file-names': {
    title: 'The destination receives no files',
    meaning:
      '`uploadFilePrefix` and `uploadFileSuffix` name the files in an object store. Other destinations have none.',
    fix: 'Remove the member.',
    example: {
      file: 'streams/web.yaml',
      sample: '    format: JSON',
      wrong: '    format: JSON\n    uploadFilePrefix: web',
    },
  },
} as const satisfies FindingExplanations;
