import { canonicalJson, isArray, isObject, type Json, type JsonObject, objectsIn } from '../../model/json.ts';
import { type Finding, findingText, simulated } from '../protocol/refusal.ts';
import { checkMembers, type Rules } from '../protocol/rules.ts';
import { namesStreamsInList } from '../vendor/rule-formats.ts';
import { PapiRefused } from './problems.ts';
import { behaviorsIn } from './rule-tree.ts';

const FLAG = { type: 'flag' } as const;

/** The options of the behaviors that decide about logs. Other behaviors and unknown options are stored as they are. */
const OPTIONS: Readonly<Record<string, Rules>> = {
  datastream: {
    streamType: { type: 'text', values: ['BEACON', 'LOG', 'BEACON_AND_LOG'] },
    enabled: FLAG,
    logEnabled: FLAG,
    collectMidgressTraffic: FLAG,
    datastreamIds: {
      type: 'text',
      pattern: ['^([0-9]+(-[0-9]+)*)?$', 'must be ids with dashes between them'],
    },
    samplingPercentage: { type: 'integer', least: 0, most: 100 },
  },
  report: {
    logHost: FLAG,
    logReferer: FLAG,
    logUserAgent: FLAG,
    logAcceptLanguage: FLAG,
    logEdgeIP: FLAG,
    logXForwardedFor: FLAG,
    logCustomLogField: FLAG,
    logCookies: { type: 'text', values: ['OFF', 'ALL', 'SOME'] },
    cookies: { type: 'list' },
    customLogField: { type: 'text', most: 1000 },
  },
};

/**
 * Checks the form of a rule tree against what the simulator knows of the JSON Schema of its rule format.
 * @throws {PapiRefused} With 400 `json-schema-invalid` and every finding (recorded response of the vendor).
 */
export function checkForm(rules: Json | undefined, ruleFormat: string): JsonObject {
  const findings = isObject(rules)
    ? [...topFindings(rules), ...ruleFindings(rules, '/rules'), ...optionFindings(rules, ruleFormat)]
    : [simulated('rules must be an object.', '/rules')];
  if (isObject(rules) && findings.length === 0) return rules;
  throw new PapiRefused(400, {
    type: 'v0/json-schema-invalid',
    title: 'Input does not match schema',
    detail: 'Your input has a syntax problem.  Please double check against the schema.',
    members: {
      errors: findings.map((found) => ({
        location: found.parameter ?? '/rules',
        detail: findingText(found),
        ...(found.value === undefined ? {} : { foundValue: found.value }),
      })),
    },
  });
}

function topFindings({ name, behaviors }: JsonObject): readonly Finding[] {
  return [
    ...(name === 'default' ? [] : [simulated('The top-level rule must be called default.', '/rules/name')]),
    ...(isArray(behaviors) ? [] : [simulated('behaviors must be an array.', '/rules/behaviors')]),
  ];
}

function ruleFindings(rule: JsonObject, at: string): readonly Finding[] {
  const { name, children = [] } = rule;
  const features = ['behaviors', 'criteria'].flatMap((member) =>
    featureFindings(rule[member] ?? [], `${at}/${member}`),
  );
  const below = isArray(children)
    ? children.flatMap((child, index) => {
        const place = `${at}/children/${index}`;
        return isObject(child) ? ruleFindings(child, place) : [simulated('A rule must be an object.', place)];
      })
    : [simulated('children must be an array.', `${at}/children`)];
  const named = typeof name === 'string' && name !== '';
  return [...(named ? [] : [simulated('A rule needs a name.', `${at}/name`)]), ...features, ...below];
}

function featureFindings(list: Json, at: string): readonly Finding[] {
  if (!isArray(list)) return [simulated('It must be an array.', at)];
  return list.flatMap((feature, index) =>
    isObject(feature) && typeof feature['name'] === 'string' && isObject(feature['options'])
      ? []
      : [simulated('It must be an object with name and options.', `${at}/${index}`)],
  );
}

function optionFindings(rules: JsonObject, ruleFormat: string): readonly Finding[] {
  return behaviorsIn(rules).flatMap(({ name, options, pointer }) => {
    const at = `${pointer}/options/`;
    const members = checkMembers(OPTIONS[String(name)] ?? {}, options, at, Object.keys(options));
    return name === 'datastream' ? [...members, ...streamFindings(options, ruleFormat, at)] : members;
  });
}

/** A list of strings of digits, and one number in older rule formats. Some of their trees have a string instead. */
function streamFindings({ logStreamName }: JsonObject, ruleFormat: string, at: string): readonly Finding[] {
  if (logStreamName === undefined) return [];
  const inList = namesStreamsInList(ruleFormat);
  const isRight = inList
    ? isArray(logStreamName) && logStreamName.every((id) => typeof id === 'string' && /^\d+$/u.test(id))
    : Number.isSafeInteger(logStreamName) ||
      (typeof logStreamName === 'string' && /^\d*$/u.test(logStreamName));
  if (isRight) return [];
  const form = inList ? 'an array of ids, each a string' : 'one id, a number';
  return [simulated(`logStreamName must be ${form}.`, `${at}logStreamName`)];
}

/**
 * Refuses a change of what only the vendor may change: locked behaviors and criteria, and advanced ones, which have a
 * `uuid`. They must keep their content, their rule and their order.
 * @throws {PapiRefused} With 403. The vendor's problem types of locks begin like this one; its end is simulated.
 */
export function checkLocks(before: JsonObject, after: JsonObject): void {
  if (canonicalJson(protectedParts(before)) === canonicalJson(protectedParts(after))) return;
  throw new PapiRefused(403, {
    type: 'v1/property-version/lock-error/protected-feature',
    title: 'Locked or advanced feature',
    detail: 'A locked or advanced feature was added, changed, moved or removed (simulated text).',
  });
}

/** Lists the parts of a rule tree that only the vendor may change, each with the names of the rules around it. */
function protectedParts(rule: JsonObject, around: readonly Json[] = []): readonly Json[] {
  const { criteriaLocked, criteria = [], advancedOverride, uuid, children } = rule;
  const path = [...around, rule['name'] ?? ''];
  return [
    ...objectsIn(rule['behaviors'])
      .filter(isProtected)
      .map((behavior) => [path, behavior]),
    ...(criteriaLocked === true ? [[path, criteria]] : []),
    ...objectsIn(criteria)
      .filter(isProtected)
      .map((criterion) => [path, criterion]),
    ...(uuid === undefined && advancedOverride === undefined
      ? []
      : [[path, uuid ?? null, advancedOverride ?? null]]),
    ...objectsIn(children).flatMap((child) => protectedParts(child, path)),
  ];
}

/** `locked` is a boolean in clients and a string in the OpenAPI document. */
function isProtected({ locked, uuid }: JsonObject): boolean {
  return locked === true || locked === 'true' || uuid !== undefined;
}
