import type { HttpRequest } from '../../../src/http/request.ts';
import { canonicalJson, isObject, type Json, type JsonObject, objectsIn } from '../../../src/model/json.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import {
  activeVersion,
  hostnamesOf,
  type RuleVersion,
  type SimulatedProperty,
} from '../../../src/simulator/state/property.ts';

/** A request of an apply, and the account before and after it. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly before: AccountState;
  readonly after: AccountState;
}

const PROPERTY = /^\/papi\/v1\/properties\/(\d+)(?:\/versions\/(\d+))?/;

/**
 * Returns what no apply of a change may do, whatever happens to its requests and whatever other users do meanwhile. It is
 * judged from the account as it was at each request, with no code of the product.
 */
export function violations(exchanges: readonly Exchange[]): readonly string[] {
  return exchanges.flatMap(({ request, before, after }, index) => {
    const { method, path } = request;
    if (method === 'GET') return [];
    const [, id, version] = PROPERTY.exec(path) ?? [];
    const [old, now] = [before, after].map((state) => propertyOf(state, Number(id)));
    if (!old || !now) return [`${method} ${path} is about no property of the account`];
    const body = JSON.parse(request.body ?? 'null') as JsonObject;
    const found =
      method === 'PATCH'
        ? patchViolations(request, old, now, Number(version))
        : path.endsWith('/versions')
          ? creationViolations(old, body)
          : path.endsWith('/activations')
            ? activationViolations(old, now, lastSeen(exchanges, index, Number(id)) ?? old, body)
            : ['is no request of an apply'];
    return found.map((problem) => `${method} ${path} ${problem}`);
  });
}

function propertyOf({ accountObjects }: AccountState, id: number): SimulatedProperty | undefined {
  return accountObjects.properties.find(({ propertyId }) => propertyId === id);
}

function creationViolations(property: SimulatedProperty, body: JsonObject): readonly string[] {
  const { createFromVersion, createFromVersionEtag } = body;
  return [
    ...(createFromVersion === liveVersion(property).version ? [] : ['does not start from the live version']),
    ...(typeof createFromVersionEtag === 'string' && createFromVersionEtag !== '' ? [] : ['has no etag']),
  ];
}

/** Only a copy of the live version is changed, and only what it logs. */
function patchViolations(
  { headers = {}, path }: HttpRequest,
  old: SimulatedProperty,
  now: SimulatedProperty,
  number: number,
): readonly string[] {
  const version = versionOf(old, number);
  const changed = versionOf(now, number);
  const isSaved = canonicalJson(version.rules) !== canonicalJson(changed.rules);
  return [
    ...(/^"[^"]+"$/.test(String(headers['if-match'])) ? [] : ['has no If-Match']),
    ...(path.includes('dryRun=true') && isSaved ? ['is a dry run and was saved'] : []),
    ...(isSaved && !isCopy(old, version) ? ['overwrites another change'] : []),
    ...(JSON.stringify(withoutLogging(version.rules)) === JSON.stringify(withoutLogging(changed.rules))
      ? []
      : ['changes something else than what is logged']),
  ];
}

/** Every version but the first is created from an older one. Without an edit, nothing of it can be lost. */
function isCopy(property: SimulatedProperty, version: RuleVersion): boolean {
  const key = contentKey(property, version);
  return property.versions.some(
    (older) => older.version < version.version && contentKey(property, older) === key,
  );
}

/** An activation has no precondition, so that what happens after the last read before it cannot be known. */
function lastSeen(exchanges: readonly Exchange[], index: number, id: number): SimulatedProperty | undefined {
  const previous = exchanges[index - 1];
  return previous && propertyOf(previous.after, id);
}

/** A refused request activates nothing. */
function activationViolations(
  before: SimulatedProperty,
  after: SimulatedProperty,
  property: SimulatedProperty,
  body: JsonObject,
): readonly string[] {
  if (after.activationRequests?.length === before.activationRequests?.length) return [];
  const { network, propertyVersion, activationType, acknowledgeAllWarnings, notifyEmails } = body;
  const version = versionOf(property, Number(propertyVersion));
  const live = liveVersion(property);
  const staged = activeVersion(property, 'STAGING')?.version;
  return [
    ...(activationType === 'ACTIVATE' ? [] : ['does not say that it activates']),
    ...(acknowledgeAllWarnings === true ? [] : ['does not acknowledge the warnings']),
    ...(JSON.stringify(notifyEmails) === '["cdn@example.com"]' ? [] : ['notifies other people']),
    ...(network === 'STAGING' || staged === propertyVersion ? [] : ['activates what was not on staging']),
    ...(contentKey(property, version, withoutLogging(version.rules)) ===
    contentKey(property, live, withoutLogging(live.rules))
      ? []
      : ['activates something else than the live version with the change']),
  ];
}

function contentKey(
  property: SimulatedProperty,
  version: RuleVersion,
  rules: JsonObject = version.rules,
): string {
  return canonicalJson([rules, version.ruleFormat, hostnamesOf(property, version)]);
}

function liveVersion(property: SimulatedProperty): RuleVersion {
  const live = activeVersion(property, 'PRODUCTION') ?? activeVersion(property, 'STAGING');
  if (!live) throw new Error('the property is not active');
  return live;
}

function versionOf({ versions }: SimulatedProperty, number: number): RuleVersion {
  const found = versions.find(({ version }) => version === number);
  if (!found) throw new Error(`there is no version ${number}`);
  return found;
}

const LOGGING: readonly Json[] = ['datastream', 'report'];

/** A rule tree without the options that a change may have changed. */
export function withoutLogging(rule: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(rule).map(([member, value]) => {
      if (member === 'children') return [member, objectsIn(value).map(withoutLogging)];
      if (member !== 'behaviors') return [member, value];
      return [
        member,
        objectsIn(value).filter(({ name }) => !isObject(name) && !LOGGING.includes(name ?? '')),
      ];
    }),
  );
}

/** The streams that each behavior names which is on, in the order of the tree. */
export function namedStreams(rule: JsonObject): readonly Json[] {
  const own = objectsIn(rule['behaviors']).flatMap(({ name, options }) =>
    name === 'datastream' && isObject(options) && options['logEnabled'] === true
      ? [options['logStreamName'] ?? null]
      : [],
  );
  return [...own, ...objectsIn(rule['children']).flatMap(namedStreams)];
}
