import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { PROPERTY_LOGGING } from '../../model/property-logging.ts';
import { error, nameAt, type Path, type Problems, valueAt, warning } from '../findings/problem.ts';
import { alternatives, quoted } from '../findings/wording.ts';
import { checkValue, subject } from '../members/check-value.ts';
import { has } from '../members/draft.ts';
import { bareNumber } from '../members/ids.ts';
import { checkBlock } from '../members/object-members.ts';
import { CONDITIONS, type Condition } from '../members/property-conditions.ts';
import {
  HOW_TO_ADD,
  LONGEST_CUSTOM_FIELD,
  PROPERTY_LOGGING_NAME,
  PROPERTY_MEMBERS,
  REQUIRED_OPTIONS,
} from '../members/property-members.ts';
import { documentRule } from './document.ts';

const HERE: Path = ['spec'];

/** Checks one document of the kind `PropertyLogging`. All findings are about its form. */
export function* propertyLoggingRules(root: JsonObject): Problems {
  yield* documentRule({ root });
  const { metadata, spec } = root;
  if (isObject(metadata) && typeof metadata['name'] === 'string') {
    const path = ['metadata', 'name'];
    yield* checkValue({
      card: PROPERTY_LOGGING_NAME,
      value: metadata['name'],
      path,
      shown: true,
      isForm: true,
    });
  }
  if (!isObject(spec)) return;
  yield* checkBlock({
    value: spec,
    path: HERE,
    what: `a ${PROPERTY_LOGGING} manifest`,
    known: Object.keys(PROPERTY_MEMBERS),
    required: Object.keys(PROPERTY_MEMBERS).filter((name) => PROPERTY_MEMBERS[name]?.required),
    toAdd: (name) => HOW_TO_ADD[name],
  });
  for (const [name, card] of Object.entries(PROPERTY_MEMBERS)) {
    const value = spec[name];
    if (!has(spec, name) || value === undefined) continue;
    // Instead of a block, one word is allowed.
    const known = typeof value === 'string' && name === 'report' ? { ...card, schema: REQUIRED } : card;
    yield* checkValue({ card: known, value, path: [...HERE, name], shown: true, isForm: true });
  }
  for (const condition of CONDITIONS) yield* conditionRule(spec, condition);
  yield* valueRules(spec);
}

const REQUIRED = { enum: [REQUIRED_OPTIONS] };

function* conditionRule(spec: JsonObject, condition: Condition): Problems {
  const { member, values, members, isOptionalOtherwise } = condition;
  const block = blockAt(spec, condition.block);
  if (!block) return;
  const path = [...HERE, ...condition.block];
  const isMet = values.some((value) => block[member] === value);
  for (const name of members) {
    const isGiven = has(block, name) && !isEmpty(block[name]);
    if (isMet && !isGiven) {
      const message = `${quoted(member)} ${String(block[member])} needs ${quoted(name)}.`;
      yield error(valueAt([...path, member]), 'needed-with', message, `Add ${quoted(name)}.`);
    } else if (!(isMet || isOptionalOtherwise) && has(block, name)) {
      const message = `${quoted(name)} is for ${member}: ${alternatives(values.map(String))} only.`;
      yield error(nameAt([...path, name]), 'member-of-other-type', message, `Set ${member}, or remove it.`);
    }
  }
}

function isEmpty(value: Json | undefined): boolean {
  return isArray(value) && value.length === 0;
}

function blockAt(spec: JsonObject, path: readonly string[]): JsonObject | undefined {
  let block: Json | undefined = spec;
  for (const name of path) block = isObject(block) ? block[name] : undefined;
  return isObject(block) ? block : undefined;
}

function* valueRules(spec: JsonObject): Problems {
  const { streams, removeStreams } = spec;
  if (isEmpty(streams) && (!isArray(removeStreams) || isEmpty(removeStreams))) {
    const message = '"streams" must not be empty, unless "removeStreams" lists streams.';
    yield error(valueAt([...HERE, 'streams']), 'empty-list', message, HOW_TO_ADD['streams']);
  }
  for (const name of ['properties', 'streams', 'removeStreams']) yield* duplicateRule(name, spec[name]);
  yield* customFieldRule(spec);
  yield* unitTestedRule(spec);
}

function* duplicateRule(name: string, items: Json | undefined): Problems {
  if (!isArray(items)) return;
  const seen = new Set<Json>();
  for (const [index, item] of items.entries()) {
    const short = name === 'properties' ? shortProperty(item) : item;
    if (seen.has(short)) {
      const shown = typeof item === 'string' ? quoted(item) : String(item);
      const message = `${shown} is listed twice in ${quoted(name)}; it counts once.`;
      yield warning(valueAt([...HERE, name, index]), 'duplicate-item', message, 'Keep one of them.');
    }
    seen.add(short);
  }
}

/** Returns the id or name of a property: `prp_349772` and `'349772'` are the id 349772. */
export function shortProperty(item: Json): Json {
  const short = bareNumber(item, 'prp_');
  return typeof short === 'string' ? short.trim() : short;
}

/** The schema counts characters; the API counts bytes. */
function* customFieldRule(spec: JsonObject): Problems {
  const text = blockAt(spec, ['report'])?.['customLogField'];
  if (typeof text !== 'string' || [...text].length > LONGEST_CUSTOM_FIELD) return;
  if (new TextEncoder().encode(text).length <= LONGEST_CUSTOM_FIELD) return;
  const path = [...HERE, 'report', 'customLogField'];
  const message = `${subject(path)} must not be longer than ${LONGEST_CUSTOM_FIELD} bytes.`;
  yield error(valueAt(path), 'invalid-value', message, 'Shorten it.');
}

/** With another value, activations on production do not work. Source: terraform-provider-akamai documentation. */
function* unitTestedRule(spec: JsonObject): Problems {
  const activation = blockAt(spec, ['activation']);
  const record = blockAt(spec, ['activation', 'complianceRecord']);
  const isComplete = record?.['noncomplianceReason'] === 'NONE' && record['unitTested'] === false;
  if (activation?.['network'] !== 'PRODUCTION' || !isComplete) return;
  const place = valueAt([...HERE, 'activation', 'complianceRecord', 'unitTested']);
  const message = '"unitTested" must be true on production if noncomplianceReason is NONE.';
  const hint = 'Test the change, or set noncomplianceReason to the reason why it is not tested.';
  yield error(place, 'invalid-value', message, hint);
}
