import type { PropertyReader } from '../../../src/api/property-manager/client.ts';
import { observePropertyLogging } from '../../../src/apply/observe/observe-property-logging.ts';
import { noCache } from '../../../src/apply/observe/version-cache.ts';
import type { Hash } from '../../../src/model/account.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Plan, PlanItem, Step } from '../../../src/model/plan.ts';
import type { DesiredLogging, PropertyState, VersionContent } from '../../../src/model/property-logging.ts';
import { loggingDigest } from '../../../src/plan/property-logging/logging-digest.ts';
import { editLogging } from '../../../src/properties/edit/edit-logging.ts';
import { versionDifference } from '../../../src/properties/edit/version-difference.ts';

/** A change of a property. */
export interface Change {
  readonly propertyId: number;
  readonly logging: DesiredLogging;
}

/** Adds streams to a property, and activates it. */
export function change(
  streams: readonly number[],
  {
    propertyId = 1,
    network = 'PRODUCTION',
    ...more
  }: Partial<Omit<DesiredLogging, 'streams'>> & {
    readonly propertyId?: number;
    readonly network?: DesiredLogging['activation']['network'];
  } = {},
): Change {
  return {
    propertyId,
    logging: {
      streams: { DataStream2: streams.map((id) => ({ id })), DataStream1: [] },
      removeStreams: { DataStream2: [], DataStream1: [] },
      datastream: {},
      report: {},
      activation: { network, notifyEmails: ['cdn@example.com'], note: 'CHG-1234' },
      ...more,
    },
  };
}

export async function planOf(
  changes: readonly Change[],
  properties: PropertyReader,
  hash: Hash,
): Promise<Plan> {
  const items: PlanItem[] = [];
  for (const one of changes) items.push(await itemOf(one, properties, hash));
  return {
    formatVersion: 1,
    target: 'simulator',
    fingerprint: 'sha256:test',
    applyable: true,
    summary: {
      create: 0,
      update: 0,
      activate: 0,
      deactivate: 0,
      delete: 0,
      wait: 0,
      unchanged: 0,
      blocked: 0,
    },
    requests: { used: 0, apply: 0 },
    items,
    orphans: [],
    refusals: [],
    warnings: [],
  };
}

async function itemOf(
  { propertyId, logging }: Change,
  properties: PropertyReader,
  hash: Hash,
): Promise<PlanItem> {
  const manifest = { name: 'test', properties: [propertyId] } as never;
  const observed = await observePropertyLogging([manifest], {
    properties,
    cache: noCache(),
    listen: () => undefined,
    needsChange: () => true,
  });
  const read = observed.get(propertyId);
  if (read?.tag !== 'read' || !read.property.live)
    throw new Error(`property ${propertyId} cannot be planned`);
  const state = read.property;
  const live = {
    ...read.property.live,
    hostnames: await properties.hostnames(propertyId, read.property.live.version),
  };
  const edit = editLogging(live, logging, { inactive: [] });
  if (edit.tag === 'blocked') throw new Error(edit.reason);
  const { operations, changes } = edit;
  const start = startOf(state, live, operations);
  return {
    name: `PropertyLogging/test/www${propertyId}.example.com`,
    kind: 'PropertyLogging',
    propertyId,
    action: operations.length === 0 ? 'none' : 'update',
    baseVersion: start.version,
    status: start.status,
    changes,
    effects: [],
    steps: operations.length === 0 ? [] : stepsOf(start, logging),
    source: { file: 'streams/properties/test.yaml', line: 1 },
    base: { ...start, content: loggingDigest(live.rules, hash) },
    desired: { state: 'active', spec: logging as unknown as JsonObject, folder: '.', resolved: [] },
  };
}

interface Start {
  readonly version: number;
  readonly status: string;
}

function startOf(
  state: PropertyState,
  live: VersionContent,
  operations: Parameters<typeof versionDifference>[2],
): Start {
  const newer = [state.draft, state.staging].filter((one) => one !== undefined);
  const planned = newer.find((one) => versionDifference(one, live, operations) === undefined);
  if (!planned) return { version: live.version, status: 'ACTIVE_PRODUCTION' };
  const { version } = planned;
  const running = state.activations.find(
    (one) => one.version === version && /^(NEW|PENDING|ZONE_.)$/.test(one.status),
  );
  if (running) return { version, status: `PENDING_${running.network}` };
  return { version, status: state.stagingVersion === version ? 'ACTIVE_STAGING' : 'INACTIVE' };
}

const STEPS: readonly Step[] = [
  { do: 'update', activate: false },
  { do: 'activate', network: 'STAGING' },
  { do: 'await', until: 'ACTIVE_STAGING' },
  { do: 'activate', network: 'PRODUCTION' },
  { do: 'await', until: 'ACTIVE_PRODUCTION' },
];
const FIRST: Readonly<Record<string, number>> = {
  ACTIVE_PRODUCTION: 0,
  INACTIVE: 1,
  PENDING_STAGING: 2,
  ACTIVE_STAGING: 3,
  PENDING_PRODUCTION: 4,
};

function stepsOf({ status }: Start, { activation: { network } }: DesiredLogging): readonly Step[] {
  return STEPS.slice(FIRST[status], { NONE: 1, STAGING: 3, PRODUCTION: 5 }[network]);
}
