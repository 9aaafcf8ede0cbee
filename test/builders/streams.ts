import { createHash } from 'node:crypto';
import { streamCard } from '../../src/collections/registry.ts';
import type { Hash, Observed } from '../../src/model/account.ts';
import { type Collection, collectionKey } from '../../src/model/collection.ts';
import { isArray, type JsonObject } from '../../src/model/json.ts';
import type { DesiredState, Manifest } from '../../src/model/manifest.ts';
import type { StreamDetail, StreamRow } from '../../src/model/observed.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { PlanItem } from '../../src/model/plan-item.ts';
import type { Policy } from '../../src/model/policy.ts';
import { keyById } from '../../src/model/resource-key.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/model/safety-limits.ts';
import { isReference } from '../../src/model/secret.ts';
import { sealDetail } from '../../src/plan/credentials/seal-stream.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { keep, NEVER_RETURNED, withDestinations } from './card-samples.ts';

/** Manifests, live streams and plans with ordinary values. Tests set only the members that matter to them. */

export const TARGET = 'https://akamai.example.com';
export const CDN: Collection = { kind: 'DataStream2', logType: 'cdn' };

/** SHA-256, hexadecimal. */
export const hash: Hash = (text) => createHash('sha256').update(text).digest('hex');

/** A destination with two secrets by reference. */
export const HTTPS: JsonObject = {
  destinationType: 'HTTPS',
  displayName: 'Log platform',
  endpoint: 'https://logs.example.com/akamai',
  authenticationType: 'BASIC',
  userName: { env: 'LOG_USER' },
  password: { env: 'LOG_PASSWORD' },
};

/** The API members of a CDN manifest. */
export function cdnSpec(changes: JsonObject = {}): JsonObject {
  return {
    contractId: 'C-0N7RAC7',
    groupId: 21484,
    properties: [349772],
    datasetFields: [1000, 1002, 1023],
    deliveryConfiguration: { format: 'JSON', frequency: { intervalInSeconds: 30 } },
    destination: HTTPS,
    ...changes,
  };
}

/** The members of a manifest that a test sets; the others have defaults. */
export type ManifestParts = Partial<Omit<Manifest, 'name'>>;

/** A manifest of a CDN stream that is to be active. */
export function manifest(name: string, parts: ManifestParts = {}): Manifest {
  return {
    name,
    collection: CDN,
    state: 'active',
    protect: false,
    separate: false,
    streamName: name,
    spec: cdnSpec(),
    source: { file: `streams/${name}.yaml`, line: 3 },
    ...parts,
  };
}

/** The members of a live stream that a test sets; the others follow from its content. */
export interface LiveParts {
  readonly collection?: Collection;
  readonly version?: number;
  readonly status?: string;
  /** The content as in a manifest. Members that the API does not return are omitted from the response. */
  readonly spec?: JsonObject;
  /** Additional members of the response. */
  readonly body?: JsonObject;
}

/** A live stream as the API returns it: lists of objects, no secrets, the server's own members. */
export function live(streamId: number, name: string, parts: LiveParts = {}): StreamDetail {
  const { collection = CDN, version = 3, status = 'ACTIVATED', spec = cdnSpec(), body = {} } = parts;
  const card = streamCard(collection);
  const lists = card.lists.map((list) => [list.member, wireItems(spec, list)] as const);
  const sources = card.lists.find((list) => list.role === 'sources');
  const returned = keep(spec, (member) => !NEVER_RETURNED.includes(member));
  const ids = sources ? idsOf(spec, sources.member) : [];
  return {
    collection,
    streamId,
    name,
    version,
    status,
    sources: ids.map((id) => ({ id, name: `name of ${id}` })),
    modifiedBy: 'another-user',
    modifiedDate: '2026-03-01T08:00:00Z',
    body: {
      ...withDestinations(card, returned, withoutSecrets),
      streamName: name,
      streamId,
      ...ownMembers(collection, version, status),
      ...Object.fromEntries(lists.filter(([, items]) => items.length > 0)),
      ...body,
    },
  };
}

function ownMembers({ kind }: Collection, version: number, status: string): JsonObject {
  if (kind === 'DataStream1') return { streamVersionId: version, activationStatus: status };
  return { streamVersion: version, latestVersion: version, streamStatus: status };
}

function wireItems(spec: JsonObject, list: { readonly member: string; readonly idMember: string }) {
  return idsOf(spec, list.member).map((id): JsonObject => ({ [list.idMember]: id }));
}

function idsOf(spec: JsonObject, member: string): readonly (number | string)[] {
  const items = spec[member];
  if (!isArray(items)) return [];
  return items.filter((item) => typeof item === 'number' || typeof item === 'string');
}

function withoutSecrets(destination: JsonObject): JsonObject {
  return keep(destination, (member) => !isReference(destination[member]));
}

/**
 * The result of reading an account with these streams. Every collection in use must have a stream or be
 * named.
 */
export function observed(streams: readonly StreamDetail[], collections = [CDN]): Observed {
  const rows = new Map<string, StreamRow[]>(collections.map((one) => [collectionKey(one), []]));
  for (const { body: _, integrationType: __, ...row } of streams) {
    const key = collectionKey(row.collection);
    rows.set(key, [...(rows.get(key) ?? []), row]);
  }
  const details = streams.map(
    (one) => [keyById(one.collection, one.streamId), sealDetail(one, TARGET, hash)] as const,
  );
  return { target: TARGET, rows, details: new Map(details), names: new Map() };
}

/** The settings of a run that a test sets. */
export interface RunParts {
  readonly limits?: Partial<Limits>;
  readonly rotate?: readonly string[];
  readonly only?: readonly string[];
  readonly apiTime?: number;
  readonly before?: readonly Manifest[];
  readonly policies?: readonly Policy[];
}

/** The plan for these manifests in an account with these streams. */
export function planOf(
  manifests: readonly Manifest[],
  streams: readonly StreamDetail[],
  { limits, rotate = [], ...parts }: RunParts = {},
): Plan {
  return makePlan({
    target: TARGET,
    manifests,
    observed: observed(streams, [CDN, ...manifests.map(({ collection }) => collection)]),
    limits: { ...DEFAULT_LIMITS, ...limits },
    rotate,
    ...parts,
    requestsUsed: 1,
    hash,
  });
}

/** The item of a manifest. */
export function itemOf(plan: Plan, name: string): PlanItem {
  const item = plan.items.find((one) => one.name === name);
  if (!item) throw new Error(`the plan has no item ${name}`);
  return item;
}

/** A plan item for tests of functions that process items. */
export function planItem(name: string, parts: Partial<PlanItem> = {}): PlanItem {
  return {
    name,
    ...CDN,
    action: 'none',
    changes: [],
    effects: [],
    steps: [],
    source: { file: `streams/${name}.yaml`, line: 3 },
    ...parts,
  };
}

/** A plan item that updates an active stream. */
export function editItem(name: string, streamId: number, parts: Partial<PlanItem> = {}): PlanItem {
  return planItem(name, {
    streamId,
    action: 'update',
    status: 'ACTIVATED',
    baseVersion: 3,
    base: { version: 3, status: 'ACTIVATED', content: 'abc' },
    steps: [
      { do: 'update', activate: true },
      { do: 'await', until: 'ACTIVATED' },
    ],
    desired: wanted(name, 'active'),
    ...parts,
  });
}

/** The requirements of apply for an item. */
export function wanted(name: string, state: DesiredState, spec = cdnSpec()) {
  return { state, spec: { streamName: name, ...spec }, folder: 'streams', resolved: [] };
}
