import { KINDS, LOG_TYPES } from '../../model/collection.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Refusal, Step } from '../../model/plan.ts';

/** The JSON Schema dialect of every published schema. */
const DIALECT = 'http://json-schema.org/draft-07/schema#';

/** Returns a published schema. Editors and validators detect its dialect from its first member. */
export function published(title: string, description: string, schema: JsonObject): JsonObject {
  return { $schema: DIALECT, title, description, ...schema };
}

/** Returns the schema of an object with exactly these members. Members whose name ends in `?` are optional. */
export function object(members: Readonly<Record<string, JsonObject>>, description?: string): JsonObject {
  const names = Object.keys(members);
  const bare = (name: string) => name.replace(/\?$/, '');
  return {
    type: 'object',
    ...(description === undefined ? {} : { description }),
    properties: Object.fromEntries(names.map((name) => [bare(name), members[name] ?? {}])),
    required: names.filter((name) => !name.endsWith('?')),
    additionalProperties: false,
  };
}

/** Returns the schema of a list. */
export function list(description: string, items: JsonObject): JsonObject {
  return { type: 'array', description, items };
}

/** Returns the schema of a string. */
export function text(description: string, ...examples: readonly Json[]): JsonObject {
  return { type: 'string', description, ...(examples.length === 0 ? {} : { examples }) };
}

/** Returns the schema of an integer of at least `minimum`. */
export function whole(description: string, minimum = 0): JsonObject {
  return { type: 'integer', minimum, description };
}

/** Returns the schema of a string that is one of `words`. */
export function oneOf(description: string, words: readonly string[]): JsonObject {
  return { enum: words, description };
}

/** Members that identify a stream. */
export const IDENTITY = {
  name: text('`metadata.name` of the manifest.', 'web-access-logs'),
  kind: oneOf('API generation.', KINDS),
  'logType?': oneOf('Log type, as the paths of the API spell it; absent where the API has none.', LOG_TYPES),
} as const;

export const FORMAT_VERSION: JsonObject = {
  const: 1,
  description: 'Version of this format. Members may be added within a version; none is removed or changed.',
};

export const TARGET = text(
  'Host and account key, or `simulator`.',
  'https://akab-example.luna.akamaiapis.net',
);
export const STREAM_ID = whole('The stream’s ID.', 1);
export const VERSION = whole('The latest version, the only one that can change.', 1);
export const STATUS = text('The live status as the API spells it, undocumented ones too.', 'ACTIVATED');
export const MODIFIED = {
  'modifiedBy?': text('Who made the latest version.'),
  'modifiedDate?': text('When it was made, ISO 8601.', '2026-02-05T13:31:30Z'),
} as const;

export const ORPHANS = list(
  'Live streams that no manifest names. They are ignored.',
  object({
    kind: IDENTITY.kind,
    'logType?': IDENTITY['logType?'],
    streamId: STREAM_ID,
    name: text('The live stream’s name.'),
    status: STATUS,
  }),
);

export const WARNINGS = list(
  'Things to know that stop nothing.',
  object({
    code: text('Stable, kebab-case.'),
    message: text('What is to be known.'),
    'name?': text('The manifest it is about.'),
  }),
);

/** Returns the members of a union. A missing or superfluous member does not compile. */
export function everyMemberOf<Word extends string>(words: Readonly<Record<Word, true>>): readonly string[] {
  return Object.keys(words);
}

const REFUSAL_CODES = everyMemberOf<Refusal['code']>({
  ambiguous: true,
  protected: true,
  'safety-limit': true,
  'stale-plan': true,
  'other-target': true,
  'no-consent': true,
});

export const REFUSALS = list(
  'Why nothing may be written (exit code 3). Empty: nothing is refused.',
  object({
    code: oneOf('What kind of refusal.', REFUSAL_CODES),
    message: text('What is wrong and how to fix it.'),
    names: list('Manifests it is about.', { type: 'string', description: '`metadata.name`.' }),
  }),
);

/** The names of all steps. */
export const STEPS = everyMemberOf<Step['do']>({
  create: true,
  update: true,
  activate: true,
  deactivate: true,
  delete: true,
  await: true,
});
