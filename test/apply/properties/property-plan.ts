import type { Connection } from '../../../src/api/connect.ts';
import { observePropertyLogging } from '../../../src/apply/observe/observe-property-logging.ts';
import { noCache } from '../../../src/apply/observe/version-cache.ts';
import type { Observed } from '../../../src/model/account.ts';
import type { StreamRow } from '../../../src/model/observed.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { ActivationNetwork, PropertyManifest } from '../../../src/model/property-logging.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../src/model/safety-limits.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import { changeDetector } from '../../../src/plan/property-logging/needs-change.ts';
import { hash } from '../account.ts';

/** A manifest that adds streams to property 1, and activates it. */
export function adds(
  streams: readonly number[],
  {
    network = 'PRODUCTION',
    properties = [1],
    ...more
  }: Partial<PropertyManifest> & { readonly network?: ActivationNetwork } = {},
): PropertyManifest {
  return {
    name: 'test',
    properties,
    streams,
    removeStreams: [],
    datastream: {},
    report: {},
    activation: { network, notifyEmails: ['cdn@example.com'], note: 'CHG-1234' },
    protect: false,
    source: { file: 'streams/properties/test.yaml', line: 1 },
    ...more,
  };
}

/** A plan, and the rows that it was made from. */
export interface Planned {
  readonly plan: Plan;
  readonly startRows: ReadonlyMap<string, readonly StreamRow[]>;
}

/** Plans what properties log, as the command does. */
export async function planProperties(
  manifests: readonly PropertyManifest[],
  { reader, properties, target }: Connection,
  limits: Partial<Limits> = {},
): Promise<Planned> {
  const { rows } = await reader.list({ kind: 'DataStream2', logType: 'cdn' });
  const startRows = new Map([['DataStream2/cdn', rows]]);
  const streams: Observed = { target, rows: startRows, details: new Map(), names: new Map() };
  const propertyLogging = { manifests, streams: [] };
  const observed = await observePropertyLogging(manifests, {
    properties,
    cache: noCache(),
    listen: () => undefined,
    needsChange: changeDetector(propertyLogging, streams),
  });
  const plan = makePlan({
    target,
    manifests: [],
    propertyLogging,
    observed: { ...streams, properties: observed },
    limits: { ...DEFAULT_LIMITS, property: 100, ...limits },
    rotate: [],
    requestsUsed: 0,
    hash,
  });
  return { plan, startRows };
}
