import { CONFIGURATION_FILE } from '../../configuration/shape.ts';
import { PROPERTIES_FOLDER } from '../../manifest/across-properties.ts';
import type { JsonObject } from '../../model/json.ts';
import { publishedSchemas } from '../session/published-schemas.ts';
import { withMatrix } from './matrix.ts';
import type { WorkflowTarget } from './targets.ts';

/** A file that `init` writes. Paths are relative to the repository's folder. */
export interface InitFile {
  readonly file: string;
  readonly text: string;
  /**
   * What an existing file must contain, and the lines to add if it does not. If absent, an existing file must
   * have exactly `text`.
   */
  readonly needs?: {
    readonly isMet: (text: string) => boolean;
    /** The lines to add manually. */
    readonly add: string;
  };
}

/** The workflows of this product's own repository. `init` copies them to other repositories. */
export const WORKFLOWS = [
  '.github/workflows/plan.yml',
  '.github/workflows/apply.yml',
  '.github/workflows/watch.yml',
] as const;

/** The bundled Action, as it is in the package. */
export const ACTION_FILES = ['action.yml', 'action/index.cjs', 'action/licenses.txt'] as const;

/** The folder for a copy of the bundled Action. */
export const ACTION_FOLDER = '.github/actions/datastream';

const SCHEMA = 'stream.schema.json';
const PROPERTY_SCHEMA = 'property-logging.schema.json';
const CONFIGURATION_SCHEMA = 'config.schema.json';
const SCHEMAS = [SCHEMA, PROPERTY_SCHEMA, CONFIGURATION_SCHEMA];

/** How a workflow calls the Action: `./`, a folder of the repository, or `OWNER/REPO@COMMIT`. */
const OWN_ACTION = /^(\s+uses: )\.\/$/gm;

/** What the workflows depend on in a repository. */
export interface WorkflowPlace {
  /** How the Action is called there. */
  readonly uses: string;
  /** The branch that is applied; the caller must reject names that a workflow cannot contain unquoted. */
  readonly branch: string;
  /** The targets of the configuration file. Absent or empty: the variables name the only one. */
  readonly targets?: readonly WorkflowTarget[];
}

/** Adapts a workflow of this repository to another one. */
export function workflowFor(text: string, { uses, branch, targets = [] }: WorkflowPlace): string {
  return (targets.length === 0 ? text : withMatrix(text, targets))
    .replace(OWN_ACTION, (_line, lead: string) => `${lead}${uses}`)
    .replaceAll('branches: [main]', `branches: [${branch}]`)
    .replaceAll("'refs/heads/main'", `'refs/heads/${branch}'`);
}

const EXAMPLE = 'example.yaml';
const IGNORED = '.datastream/';

/** Which files the schemas are for. */
function settingsFor(folders: readonly string[]): JsonObject {
  const properties = folders.map(propertiesIn);
  return {
    'yaml.schemas': {
      [`./schemas/${SCHEMA}`]: [...folders.flatMap(yamlIn), ...properties.map((folder) => `!${folder}/**`)],
      [`./schemas/${PROPERTY_SCHEMA}`]: properties.flatMap(yamlIn),
      [`./schemas/${CONFIGURATION_SCHEMA}`]: [CONFIGURATION_FILE],
    },
  };
}

function yamlIn(folder: string): readonly string[] {
  return [`${folder}/**/*.yaml`, `${folder}/**/*.yml`];
}

function propertiesIn(folder: string): string {
  return `${folder}/${PROPERTIES_FOLDER}`;
}

/** The files that GitHub reads code owners from. It reads only the first of them that exists. */
export const CODEOWNERS_FILES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

const CODEOWNERS_HEAD = `# The team that owns the properties reviews which streams they log to. Replace @OWNER/TEAM: GitHub ignores a line with
# an unknown team. The rules of the branch have to require a review from code owners.
`;

/**
 * Returns the file with the lines that protect manifests of properties.
 * @param folders of manifests
 */
export function codeownersFile(file: string, folders: readonly string[]): InitFile {
  const owned = folders.map(propertiesIn);
  const lines = owned.map((folder) => `/${folder.replaceAll(' ', '\\ ')}/ @OWNER/TEAM`).join('\n');
  const patterns = owned.map(
    (folder) => new RegExp(`^[ \\t]*/?${literally(folder)}(/\\**)?[ \\t]+[^\\s#]`, 'm'),
  );
  return {
    file,
    text: `${CODEOWNERS_HEAD}${lines}\n`,
    needs: { isMet: (text) => patterns.every((pattern) => pattern.test(text)), add: lines },
  };
}

/** A pattern for a path as a file of code owners has it. */
function literally(path: string): string {
  return path.replaceAll(' ', '\\ ').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/**
 * All files except the workflows, the Action, the code owners and the examples: the schemas, the editor settings, and
 * what Git ignores.
 * @param folders of manifests
 */
export function plainFiles(folders: readonly string[]): readonly InitFile[] {
  const settings = JSON.stringify(settingsFor(folders), null, 2);
  const schemas = publishedSchemas();
  return [
    ...SCHEMAS.map((name) => ({
      file: `schemas/${name}`,
      text: schemas.get(name) ?? '',
    })),
    {
      file: '.vscode/settings.json',
      text: `${settings}\n`,
      needs: {
        isMet: (text) => SCHEMAS.every((name) => text.includes(name)),
        add: settings.split('\n').slice(1, -1).join('\n'),
      },
    },
    {
      file: '.gitignore',
      text: `# The version cache and the simulated account of datastream-gitops\n${IGNORED}\n`,
      needs: { isMet: (text) => /^\/?\.datastream(\/|\/\*\*?)?\r?$/m.test(text), add: IGNORED },
    },
  ];
}

/**
 * The text has to be a manifest, because a folder without one is an error. The first plan must not change
 * anything in any account. Therefore it sets the state `absent` for a stream that no account has.
 */
const EXAMPLE_TEXT = `# yaml-language-server: $schema=SCHEMA

# An example to start from. It changes nothing: its state is absent, and no account has a stream with this name. To
# see a plan, set \`state: active\` and run \`datastream plan --simulator\`. The simulated account has the contract, the
# group and the property below.
#
# \`datastream import --all\` writes manifests for your existing streams. Then delete this file.
apiVersion: datastream-gitops/v1
kind: DataStream2
metadata:
  name: example-of-datastream-init # its name in this repository and at Akamai
spec:
  logType: cdn # cdn, edns, gtm, edgeworkers, appsec or answerx
  state: absent # active: delivers logs; inactive: exists, but delivers nothing; absent: is deleted
  contractId: C-0N7RAC7
  groupId: 21484 # cannot be changed later
  properties: [www.example.com] # names or ids

  # The content of a log line: JSON keys, names or ids of fields.
  datasetFields: [reqTimeSec, reqId, cp, cliIP, reqMethod, reqHost, reqPath, statusCode, bytes, UA]

  deliveryConfiguration:
    format: JSON # or STRUCTURED, with a fieldDelimiter
    frequency: { intervalInSeconds: 30 } # or 60

  destination:
    destinationType: HTTPS
    displayName: Log platform
    endpoint: https://logs.example.com/akamai
    authenticationType: BASIC
    # Secrets are references, never values. On GitHub they are in the secret DATASTREAM_SECRETS, one line for each:
    # LOG_PLATFORM_USER=…
    userName: { env: LOG_PLATFORM_USER }
    password: { env: LOG_PLATFORM_TOKEN }
    compressLogs: true
`;

/** The manifest for a folder without any. */
export function exampleIn(folder: string): InitFile {
  const up = folder
    .split('/')
    .map(() => '..')
    .join('/');
  return {
    file: `${folder}/${EXAMPLE}`,
    text: EXAMPLE_TEXT.replace('=SCHEMA', `=${up}/schemas/${SCHEMA}`),
  };
}
