import { isArray, isObject, type Json, type JsonObject, objectsIn } from '../../model/json.ts';
import { type Finding, simulated } from '../protocol/refusal.ts';
import { blank, checkMembers } from '../protocol/rules.ts';
import { VENDOR_CONNECTORS } from '../vendor/datastream1.ts';

const COMMON = {
  connectorType: { type: 'text' },
  connectorName: { type: 'text', required: true },
} as const;

/**
 * Checks the connectors of a request body.
 * @param accepted Names of undocumented members that are accepted.
 * @returns Every finding.
 */
export function checkConnectors(list: Json | undefined, accepted: readonly string[]): readonly Finding[] {
  if (!isArray(list)) return [];
  return [
    ...list.flatMap((connector, index) => checkConnector(connector, `connectors[${index}]`, accepted)),
    ...checkNames(list),
  ];
}

/** The server assigns `connectorId`. Refusing a request that contains it is the stricter reading. */
function checkConnector(connector: Json, at: string, accepted: readonly string[]): readonly Finding[] {
  if (!isObject(connector)) return [simulated(`${at} must be an object.`, at)];
  const { connectorType: type } = connector;
  if (type === undefined || type === '') return [blank(`${at}.connectorType`)];
  const rules = rulesOf(type);
  if (!rules) return [simulated('The connector type is unknown.', `${at}.connectorType`)];
  return checkMembers({ ...rules, ...COMMON }, connector, `${at}.`, accepted);
}

function rulesOf(type: Json) {
  return typeof type === 'string' && Object.hasOwn(VENDOR_CONNECTORS, type)
    ? VENDOR_CONNECTORS[type]
    : undefined;
}

/**
 * Refuses connectors of one stream with the same name, which is the stricter reading. List rows identify connectors
 * by name only.
 */
function checkNames(list: readonly Json[]): readonly Finding[] {
  const names = list.flatMap((connector) => (isObject(connector) ? [connector['connectorName']] : []));
  const twice = names.filter((name, index) => typeof name === 'string' && names.indexOf(name) !== index);
  return [...new Set(twice)].map((name) =>
    simulated(`Two connectors are named ${String(name)}.`, 'connectors'),
  );
}

/** Returns the connectors as a version stores them: without secrets, and with ids that start at `firstId`. */
export function keptConnectors(list: Json | undefined, firstId: number): readonly JsonObject[] {
  return objectsIn(list).map((connector, index) => ({
    connectorId: firstId + index,
    ...withoutSecrets(connector),
  }));
}

function withoutSecrets(connector: JsonObject): JsonObject {
  const rules = rulesOf(connector['connectorType'] ?? null);
  const kept = Object.entries(connector).filter(
    ([member]) => !rules?.[member]?.secret && member !== 'connectorId',
  );
  return Object.fromEntries(kept);
}
