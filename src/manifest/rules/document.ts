import { KINDS } from '../../model/collection.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { MemberCard } from '../../model/member-card.ts';
import { PROPERTY_LOGGING, propertyLoggingKey } from '../../model/property-logging.ts';
import { error, type Path, type Problem, type Problems, valueAt, valueError } from '../findings/problem.ts';
import { kindOf } from '../findings/wording.ts';
import { checkValue, subject } from '../members/check-value.ts';
import type { Draft } from '../members/draft.ts';
import { checkBlock, notABlock } from '../members/object-members.ts';
import { API_VERSION, LONGEST_NAME } from '../members/own-members.ts';

const MEMBERS = ['apiVersion', 'kind', 'metadata', 'spec'];

/** Checks the root of a document and its name. */
export function* documentRule({ root }: Pick<Draft, 'root'>): Problems {
  if (!MEMBERS.some((name) => Object.hasOwn(root, name))) {
    yield notAManifest(root);
    return;
  }
  yield* checkBlock({ value: root, path: [], what: 'a manifest', known: MEMBERS, required: MEMBERS });
  yield* choice(root, 'apiVersion', VERSIONS);
  yield* choice(root, 'kind', KIND);
  yield* blockMember(root, 'metadata', 'Write metadata: { name: <name> }.');
  yield* blockMember(root, 'spec', 'Write its members under spec.');
  const metadata = root['metadata'];
  if (isObject(metadata)) yield* metadataRule(metadata);
}

/** Reports a document that has nothing in common with a manifest. */
export function notAManifest(value: Json): Problem {
  const is = isObject(value) ? 'a block without any of these' : kindOf(value);
  const message = `A manifest is a block with the members ${MEMBERS.join(', ')}; this is ${is}.`;
  return error(
    valueAt([]),
    'not-a-manifest',
    message,
    'Move files that are not manifests to another folder.',
  );
}

/**
 * Checks a name of 1 to 1000 characters without control characters.
 * @param isForm whether the name is this product's own, not the stream's
 */
export function* checkName(value: Json, path: Path, isForm: boolean): Problems {
  const found = [...checkValue({ card: NAME, value, path, shown: true, isForm })];
  yield* found;
  if (found.length > 0 || typeof value !== 'string' || !/\p{Cc}/u.test(value)) return;
  const message = `${subject(path)} contains control characters.`;
  const hint = 'Remove line breaks, tabs and so on.';
  const problem = error(valueAt(path), 'control-characters', message, hint);
  yield isForm ? problem : valueError([path], problem);
}

const NAME = {
  description: 'A name of 1 to 1000 characters.',
  schema: { type: 'string', minLength: 1, maxLength: LONGEST_NAME },
};

/** Checks that a stream does not have the name of an item of another kind. */
export function* reservedNameRule({ name }: Draft): Problems {
  const prefix = propertyLoggingKey('');
  if (!name?.startsWith(prefix)) return;
  const message = `The name of a stream must not begin with ${prefix}, like those of ${PROPERTY_LOGGING} manifests.`;
  yield error(valueAt(['metadata', 'name']), 'reserved-name', message, 'Rename it.');
}

function* metadataRule(metadata: JsonObject): Problems {
  const path = ['metadata'];
  yield* checkBlock({ value: metadata, path, what: 'metadata', known: ['name'], required: ['name'] });
  const name = metadata['name'];
  if (name !== undefined && name !== null) yield* checkName(name, ['metadata', 'name'], true);
}

const VERSIONS: Choice = { description: 'The format of the manifest.', schema: { enum: [API_VERSION] } };
const KIND: Choice = {
  description: 'The API of the stream, or PropertyLogging.',
  schema: { enum: [...KINDS, PROPERTY_LOGGING] },
};

type Choice = Pick<MemberCard, 'description' | 'schema'>;

function* choice(root: JsonObject, member: string, card: Choice): Problems {
  const value = root[member];
  if (value === undefined || value === null) return;
  yield* checkValue({ card, value, path: [member], shown: true, isForm: true });
}

function* blockMember(root: JsonObject, member: string, hint: string): Problems {
  const value = root[member];
  if (value === undefined || value === null || isObject(value)) return;
  yield notABlock([member], kindOf(value), hint);
}
