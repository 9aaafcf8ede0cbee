import type { ListCard, StreamCard } from '../../model/card.ts';
import { defined } from '../../model/defined.ts';
import type { JsonObject } from '../../model/json.ts';
import type { MemberCard } from '../../model/member-card.ts';
import { FIELD_SET } from '../members/field-sets.ts';
import { formOf } from './values.ts';

/** JSON Schemas of single members, each with what an editor shows: description, examples, default. */
const REFERENCE: JsonObject = {
  properties: {
    env: {
      type: 'string',
      pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
      description:
        'Environment variable that holds the value. It is read when the stream is written, not before.',
      examples: ['LOG_PLATFORM_TOKEN'],
    },
    file: {
      type: 'string',
      minLength: 1,
      description: 'File that holds the value, relative to the folder of this manifest.',
      examples: ['secrets/client.pem'],
    },
  },
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
};

/** The message that editors show for a literal secret. */
const USE_REFERENCE = 'This is a secret: use a reference, { env: NAME } or { file: PATH }.';

/**
 * Returns the schema of a member of a stream, a delivery configuration or a destination. It checks the form that is
 * required in every manifest.
 */
export function memberSchema(member: string, card: MemberCard): JsonObject {
  return shownSchema(member, card, valueSchema(card));
}

/** Returns the schema of a member that is this product's own, with its rules: no live stream can have another value. */
export function ownMemberSchema(member: string, card: MemberCard): JsonObject {
  return shownSchema(member, card, card.schema);
}

function shownSchema(member: string, card: MemberCard, value: JsonObject): JsonObject {
  const examples = card.examples ?? [];
  return {
    // Without its own title, editors show a member with the title of the enclosing block.
    title: member,
    description: card.description,
    ...value,
    ...(takesReference(card) ? { defaultSnippets: referenceSnippets(member) } : {}),
    ...defined({ default: card.default }),
    ...(examples.length > 0 ? { examples } : {}),
  };
}

/**
 * Returns what a member's value may be. Several types are in one schema, because every keyword checks its own type
 * only. A wrong value then gives one error about the value, instead of one error for each alternative.
 */
function valueSchema(card: MemberCard): JsonObject {
  if (card.writeOnly) return { type: 'object', ...REFERENCE, errorMessage: USE_REFERENCE };
  const form = formOf(card.schema);
  if (card.credential) return { ...form, ...REFERENCE, type: ['string', 'object'] };
  return card.prefix ? prefixedSchema(form, card.prefix) : form;
}

/** Accepts an id with or without its prefix. A numeric id is a number or its digits. */
function prefixedSchema(schema: JsonObject, prefix: string): JsonObject {
  return schema['type'] === 'integer'
    ? { ...schema, type: ['integer', 'string'], pattern: numericText(prefix) }
    : schema;
}

function numericText(prefix: string): string {
  return `^\\s*(${prefix})?[1-9][0-9]*\\s*$`;
}

function takesReference({ writeOnly, credential }: MemberCard): boolean {
  return writeOnly === true || credential !== undefined;
}

/** Completions for a member that accepts a reference. Without a label, editors show "[object Object]". */
function referenceSnippets(member: string): readonly JsonObject[] {
  const variable = variableName(member);
  return [
    {
      label: '{ env: NAME }',
      description: 'Reference to an environment variable.',
      body: { env: `\${1:${variable}}` },
    },
    {
      label: '{ file: PATH }',
      description: "Reference to a file, relative to the manifest's folder.",
      body: { file: `\${1:secrets/${member}}` },
    },
  ];
}

/** Converts `secretAccessKey` to the form of environment variables: `SECRET_ACCESS_KEY`. */
function variableName(member: string): string {
  return member.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** Returns the schema of a list of sources or fields: ids, names if the list has them, or the API's own objects. */
export function listSchema(list: ListCard, card: StreamCard): JsonObject {
  const { description, examples } = list;
  // The member is in the schema, so that an editor can explain why it is not allowed.
  if (list.readOnly) return { description, not: {} };
  return {
    title: list.member,
    description: `${description} An item that is listed twice counts once.`,
    type: 'array',
    items: itemSchema(list, card),
    examples: [examples],
  };
}

/** Returns additional rules for a list of a new stream. */
export function listRules(list: ListCard, card: StreamCard): JsonObject {
  const refused = list.role === 'fields' ? card.serverFields.map((field) => field.id) : [];
  return {
    ...(list.required ? { minItems: 1 } : {}),
    ...defined({ maxItems: list.most }),
    ...(refused.length > 0 ? { items: { not: { enum: refused } } } : {}),
  };
}

function itemSchema(list: ListCard, card: StreamCard): JsonObject {
  const isField = list.role === 'fields';
  // Editors offer the JSON keys of known fields. Every other string is accepted too.
  const keys = isField ? card.fields.map((field) => field.key) : [];
  const names = card.fields.map(({ id, name, group }) => `${name} (${id}, ${group})`);
  return {
    description: `${/^[aeiou]/i.test(list.noun) ? 'An' : 'A'} ${list.noun}: ${waysToName(list)}.`,
    type: list.id === 'number' ? ['integer', 'string', 'object'] : ['string', 'object'],
    ...(list.id === 'number' ? { minimum: 1 } : {}),
    minLength: 1,
    properties: {
      [list.idMember]: idSchema(list),
      ...Object.fromEntries(list.nameMembers.map((member) => [member, nameSchema(list)])),
      ...(isField ? { [FIELD_SET]: fieldSet } : {}),
    },
    ...(isField
      ? { allOf: [{ anyOf: [{ required: [list.idMember] }, { required: [FIELD_SET] }] }] }
      : { required: [list.idMember] }),
    additionalProperties: false,
    ...(keys.length > 0 ? { anyOf: [{ enum: keys, enumDescriptions: names }, {}] } : {}),
  };
}

const fieldSet: JsonObject = {
  description:
    'Name of a field set in datastream.yaml. Its fields take the place of this item, in their order.',
  type: 'string',
  examples: ['web-standard'],
};

function waysToName(list: ListCard): string {
  const id = list.id === 'number' ? 'its id' : 'its name';
  const short = list.id === 'number' && list.nameMembers.length > 0 ? `${id}, its name` : id;
  const set = list.role === 'fields' ? `, or with ${FIELD_SET}` : '';
  return `${short}, or an object with ${list.idMember}${set}`;
}

function idSchema(list: ListCard): JsonObject {
  const description = `What identifies the ${list.noun}.`;
  if (list.id === 'string') return { description, type: 'string', minLength: 1 };
  return { description, type: ['integer', 'string'], minimum: 1, pattern: numericText(list.prefix ?? '') };
}

function nameSchema(list: ListCard): JsonObject {
  return { description: `For readers only: ${list.idMember} identifies the ${list.noun}.`, type: 'string' };
}
