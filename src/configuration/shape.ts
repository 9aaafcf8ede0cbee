import { KINDS, LOG_TYPES } from '../model/collection.ts';
import type { JsonObject } from '../model/json.ts';
import { PERSONAL_DATA_FIELDS } from '../model/policy.ts';
import { countedBy, DEFAULT_LIMITS, LIMIT_KINDS } from '../model/safety-limits.ts';
import {
  anyObject,
  exactly,
  flag,
  list,
  mapOf,
  object,
  oneOf,
  type Shape,
  type Static,
  someOf,
  text,
  whole,
} from '../model/shape.ts';
import { DESTINATION_TYPES } from '../policy/destinations.ts';

/** The usual name of the configuration file, at the root of the repository. */
export const CONFIGURATION_FILE = 'datastream.yaml';

/** `apiVersion` of the configuration file. */
export const API_VERSION = 'datastream-gitops/v1';

function matchingText(description: string, pattern: string, ...examples: readonly string[]): Shape<string> {
  return { ...text(description, ...examples), pattern };
}

const STREAMS = matchingText(
  'Folder of the manifests, relative to the working directory.',
  '^(?![/\\\\~]|[A-Za-z]:)(?!(.*[/\\\\])?\\.\\.([/\\\\]|$))[^\\u0000-\\u001f]+$',
  'streams',
  'streams/production',
);

const SECRET_NAMES = list(
  'Secrets that manifests may use: names of variables, and `file:` with a path. `*` matches any characters. Default: all.',
  matchingText(
    'The name of a variable, or file: and a path; * matches any characters.',
    '^([A-Za-z_*][A-Za-z0-9_*]*|file:[^\\u0000-\\u001f]+)$',
    'LOG_PLATFORM_*',
  ),
);

const FREEZES = list(
  'Times at which apply and the watch take only deactivations.',
  object({
    when: text(
      'Days, times and a time zone, or the first and the last day of a period.',
      'Fri-Sun 16:00-08:00 Europe/Berlin',
      '2026-12-20..2027-01-03 Europe/Berlin',
    ),
    'reason?': text('Shown in plans and refusals.', 'End of year'),
  }),
);

const DEFAULTS = list(
  'Members of spec for manifests that do not set them. If several set the same member, the last one wins. Those of a target come after those of the file.',
  object({
    'kind?': oneOf('Only for manifests of this kind.', KINDS),
    'logType?': oneOf('Only for manifests with this log type.', LOG_TYPES),
    spec: anyObject(
      'Members of spec. A manifest is merged over them: blocks member by member, lists and other values as a whole; null removes a default.',
    ),
  }),
);

/** The name of a field set. */
const FIELD_SET_NAME = { pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$' };

const FIELD_SET: Shape<readonly (string | number)[]> = {
  description: 'Data set fields in the order of the columns of log lines.',
  type: 'array',
  minItems: 1,
  items: {
    description: 'A field by id, JSON key or name.',
    type: ['integer', 'string'],
    minimum: 1,
    minLength: 1,
    examples: [1102],
  },
};

const FIELD_SETS: Shape<Readonly<Record<string, readonly (string | number)[]>>> = {
  ...mapOf(
    FIELD_SET,
    'Lists of data set fields by name. A manifest includes one with `datasetFields: [{ fieldSet: NAME }]`.',
  ),
  propertyNames: FIELD_SET_NAME,
};

const ORPHANS = object(
  {
    action: oneOf('report: plan shows them. fail: plan also exits with 1.', ['report', 'fail']),
    'groups?': list('Only streams of these groups.', whole('Id of a group.', 1)),
    'logTypes?': list('Only streams of these log types.', oneOf('Log type.', LOG_TYPES)),
    'names?': list('Only streams with these names; * matches any characters.', text('Name.', 'web-*')),
  },
  'Which live streams without a manifest are reported, and whether they are an error. Default: all are reported.',
);

const FIELD: Shape<string | number> = {
  type: ['string', 'integer'],
  minimum: 1,
  description: 'JSON key, name or ID of a data set field.',
  examples: ['cliIP', 1006],
};

const NAME = text('Name; * matches any characters.', 'web-*');

const POLICY = list(
  'What manifests must not contain, or must contain. A plan that would create or change a stream in violation of a policy has an error. Policies of the file and of the target apply together.',
  object({
    reason: {
      ...matchingText(
        'Shown with each violation.',
        '^[^\\u0000-\\u001f]*$',
        'Client addresses stay in the account',
      ),
      minLength: 1,
    },
    'names?': list('Only manifests with these names. Default: all.', NAME),
    'exceptNames?': list('Not for manifests with these names.', NAME),
    'logTypes?': list(
      'Only manifests of these log types. Default: all, and DataStream 1.',
      oneOf('Log type.', LOG_TYPES),
    ),
    'forbiddenFields?': list(
      `Data set fields that no manifest may contain; ${PERSONAL_DATA_FIELDS} means all that are, or may contain, personal data.`,
      FIELD,
    ),
    'allowedDestinations?': list(
      'The only destinations that manifests may have. All members of an item have to match.',
      object({
        'type?': oneOf('Type of the destination or connector.', DESTINATION_TYPES),
        'host?': matchingText(
          'Host that logs are sent to, without scheme, port and path; * matches any characters, also dots.',
          '^[^\\s/:@\\\\]+$',
          '*.example.com',
        ),
        'bucket?': text('Bucket or container; * matches any characters.', 'eu-logs-*'),
        'account?': text(
          'Storage account (Azure), project (Google Cloud) or namespace (Oracle); * matches any characters.',
          'examplelogs',
        ),
      }),
    ),
    'samplingAtMost?': {
      ...whole('Largest share of requests that may be logged, in percent.', 1),
      maximum: 100,
    },
    'requiredFields?': list(
      'Data set fields that each manifest must contain, if its log type has them.',
      FIELD,
    ),
  }),
);

/** Members that apply to the whole file and that a target can replace; policies of both apply. */
const SHARED = {
  'streams?': STREAMS,
  'checkProperties?': flag('Whether plan, status and verify also check the rules of properties.'),
  'allowedSecrets?': SECRET_NAMES,
  'freezes?': FREEZES,
  'orphans?': ORPHANS,
  'policy?': POLICY,
  'defaults?': DEFAULTS,
  'limits?': someOf(
    LIMIT_KINDS,
    (kind) => whole(`Maximum number of ${countedBy(kind)} in one run. Default: ${DEFAULT_LIMITS[kind]}.`),
    'Safety limits for one run.',
  ),
} as const;

const TARGET = object(
  {
    'section?': matchingText(
      'Section of the credentials file, and part of the names of the AKAMAI_* variables.',
      '^[^\\u0000-\\u001f\\[\\]]+$',
      'logs',
    ),
    'accountKey?': matchingText('Account switch key.', '^[^\\s]+$', '1-ABC123:1-2RBL'),
    'environment?': matchingText(
      'Environment of the apply job on GitHub, which has the credentials that write; doctor checks it. Default: datastream-apply.',
      '^[^\\u0000-\\u001f]+$',
      'datastream-production',
    ),
    'watchEnvironment?': matchingText(
      'Environment of the watch job on GitHub, which has the credentials that write. Default: datastream-watch.',
      '^[^\\u0000-\\u001f]+$',
      'datastream-watch-production',
    ),
    ...SHARED,
  },
  'An account and its manifests.',
);

const CONFIGURATION = {
  apiVersion: exactly(API_VERSION, 'Version of this format.'),
  ...SHARED,
  'fieldSets?': FIELD_SETS,
  'targets?': {
    ...mapOf(TARGET, 'Accounts by name. Their members replace those of the whole file.'),
    propertyNames: { pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,99}$' },
  },
} as const;

const SHAPE = object(CONFIGURATION);

/** The content of a configuration file. */
export type ConfigurationContent = Static<typeof SHAPE>;
export type TargetContent = Static<typeof TARGET>;

/** Returns the JSON Schema of each member of a configuration file. */
export function configurationMembers(): Readonly<Record<string, JsonObject>> {
  return Object.fromEntries(
    Object.entries(CONFIGURATION).map(([name, shape]) => [name.replace(/\?$/, ''), shape]),
  );
}

/** Returns the JSON Schema of a configuration file, published as `schemas/config.schema.json`. */
export function configurationSchema(): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:datastream-gitops:config',
    title: 'Configuration of datastream-gitops',
    description: `Content of ${CONFIGURATION_FILE}.`,
    ...SHAPE,
  };
}
