import type { Connection } from '../../../src/api/connect.ts';
import { observe } from '../../../src/apply/observe/observe.ts';
import { observePropertyLogging } from '../../../src/apply/observe/observe-property-logging.ts';
import { noCache } from '../../../src/apply/observe/version-cache.ts';
import type { Clock } from '../../../src/model/clock.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { StreamRow } from '../../../src/model/observed.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { ActivationNetwork, PropertyManifest } from '../../../src/model/property-logging.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../src/model/safety-limits.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import { changeDetector } from '../../../src/plan/property-logging/needs-change.ts';
import { hash } from '../account.ts';

/** A manifest that adds streams to property 1, and activates it. */
export function adds(
  streams: PropertyManifest['streams'],
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

export interface PlanOptions {
  readonly clock: Clock;
  readonly limits?: Partial<Limits> | undefined;
  /** Manifests of streams. */
  readonly streams?: readonly Manifest[] | undefined;
}

/** Plans streams and what properties log, as the command does. */
export async function planProperties(
  manifests: readonly PropertyManifest[],
  { reader, properties, target }: Connection,
  { clock, limits, streams = [] }: PlanOptions,
): Promise<Planned> {
  const ports = { cache: noCache(), listen: () => undefined };
  const ids = manifests.flatMap((one) => one.streams).filter((one) => typeof one === 'number');
  const live = await observe(streams, { ...ports, reader, target, hash, clock }, ids);
  const propertyLogging = { manifests, streams };
  const observed = await observePropertyLogging(manifests, {
    ...ports,
    properties,
    needsChange: changeDetector(propertyLogging, live),
  });
  const plan = makePlan({
    target,
    manifests: streams,
    propertyLogging,
    observed: { ...live, properties: observed },
    limits: { ...DEFAULT_LIMITS, property: 100, ...limits },
    rotate: [],
    requestsUsed: 0,
    hash,
  });
  return { plan, startRows: live.rows };
}
