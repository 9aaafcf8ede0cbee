import { connect } from '../../../src/api/connect.ts';
import type { Transport } from '../../../src/api/transport/transport.ts';
import { applyPlan } from '../../../src/apply/execute/apply-plan.ts';
import type { JournalEntry } from '../../../src/apply/files/journal.ts';
import type { ApplyOptions } from '../../../src/apply/items/ports.ts';
import { secretSource } from '../../../src/apply/secrets/resolve.ts';
import { networkFailure } from '../../../src/http/failure.ts';
import { resolvedFaults } from '../../../src/manifest/rules/resolved-values.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { ApplyOutcome } from '../../../src/model/outcome.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { PropertyManifest } from '../../../src/model/property-logging.ts';
import type { Limits } from '../../../src/model/safety-limits.ts';
import type { Static } from '../../../src/model/shape.ts';
import { applyPropertyEdit } from '../../../src/simulator/property-manager/concurrent-edit.ts';
import { PatchFailure } from '../../../src/simulator/property-manager/json-patch.ts';
import {
  type ConcurrentPropertyEdit,
  type Fault,
  faultScript,
} from '../../../src/simulator/protocol/faults.ts';
import { Refused } from '../../../src/simulator/protocol/refusal.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { ConnectionReset, simulatorTransport } from '../../../src/simulator/server/embedded-transport.ts';
import {
  type AccountState,
  latest,
  type SimulatedStream,
} from '../../../src/simulator/state/account-state.ts';
import type { RuleVersion, SimulatedProperty } from '../../../src/simulator/state/property.ts';
import type { PROPERTY_MANAGER } from '../../../src/simulator/state/property-manager-settings.ts';
import { type MemoryStore, memoryStore } from '../../../src/simulator/state/store.ts';
import { feature, firstVersion, ruleTree } from '../../../src/simulator/vendor/rule-trees.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { hash, Killed } from '../account.ts';
import { PASSWORD, USER } from '../manifests.ts';
import { type Exchange, violations } from './invariants.ts';
import { type Planned, planProperties } from './property-plan.ts';

const ENV = { LOG_USER: USER, LOG_PASSWORD: PASSWORD };
const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
/** Streams that all properties of the account may name. */
const STREAMS = [7000, 7050, 7060] as const;

/** A behavior that logs to streams. */
export function logsTo(...streamIds: readonly number[]): JsonObject {
  return feature('datastream', {
    streamType: 'LOG',
    logEnabled: true,
    logStreamName: streamIds.map(String),
    samplingPercentage: 100,
  });
}

/** A property that names stream 7000 in its default rule. */
export function property(propertyId: number, more: Partial<SimulatedProperty> = {}): SimulatedProperty {
  const propertyName = `www${propertyId}.example.com`;
  return {
    propertyId,
    propertyName,
    productId: 'Dynamic_Site_Accelerator',
    contractId: 'C-0N7RAC7',
    groupId: 21_484,
    hostnames: [`${propertyName}.edgekey.net`],
    integration: 'PM_DEPENDENT',
    ...firstVersion(ruleTree(propertyName, { behaviors: [logsTo(7000)] })),
    ...more,
  };
}

/** The settings of one run. */
export interface RunOptions extends Partial<ApplyOptions> {
  readonly faults?: readonly Fault[];
  /** Simulates the end of the process right before or right after the request with this number, counted from 1. */
  readonly killAt?: { readonly request: number; readonly when: 'before' | 'after' };
  /** Stops the run, like Ctrl-C, right before the request with this number. */
  readonly abortAt?: number;
  /** Acts right before the request with this number. */
  readonly disturb?: { readonly request: number; readonly act: () => void };
  readonly limits?: Partial<Limits>;
  /** Manifests of streams. */
  readonly streams?: readonly Manifest[];
  /** Changes the saved plan before it is applied. */
  readonly change?: (plan: Plan) => Plan;
  /** Acts between plan and apply. */
  readonly between?: () => void | Promise<void>;
}

export interface Applied {
  readonly plan: Plan;
  readonly outcome: ApplyOutcome;
  readonly events: readonly RunEvent[];
  readonly journal: readonly JournalEntry[];
  /** Of the apply: `POST /properties/1/versions`, without query parameters except for a dry run. */
  readonly requests: readonly string[];
}

type PropertyManagerSettings = Partial<Static<typeof PROPERTY_MANAGER>>;

/** A simulated account with properties and a test clock, and runs against it. */
export class PropertyAccount {
  readonly clock: ManualClock = manualClock(START);
  readonly accountState: MemoryStore;
  /** All requests of all applies. */
  readonly #exchanges: Exchange[] = [];

  constructor(
    properties: readonly SimulatedProperty[] = [property(1)],
    settings: PropertyManagerSettings = {},
  ) {
    this.accountState = memoryStore(stateOf(properties, settings));
  }

  property(propertyId = 1): SimulatedProperty {
    const found = this.accountState
      .current()
      .accountObjects.properties.find((one) => one.propertyId === propertyId);
    if (!found) throw new Error(`there is no property ${propertyId}`);
    return found;
  }

  /** A version of a property, by default the newest. */
  version(number?: number, propertyId = 1): RuleVersion {
    const { versions } = this.property(propertyId);
    const found = number === undefined ? versions.at(-1) : versions.find(({ version }) => version === number);
    if (!found) throw new Error(`there is no version ${number}`);
    return found;
  }

  /** The version that is active on production. */
  live(propertyId = 1): RuleVersion {
    const { activations } = this.property(propertyId);
    return this.version(activations.findLast(({ network }) => network === 'PRODUCTION')?.version, propertyId);
  }

  /** What another user has changed: each of their versions that is no copy of an older one. */
  changesOfOthers(propertyId = 1): string {
    const { versions } = this.property(propertyId);
    const content = ({ rules, ruleFormat, hostnames = [] }: RuleVersion) =>
      JSON.stringify([rules, ruleFormat, hostnames]);
    const changed = versions.filter(
      (one, index) =>
        one.updatedBy === 'another-user' &&
        !versions.slice(0, index).some((older) => content(older) === content(one)),
    );
    return JSON.stringify(changed.map((one) => [one.version, content(one)]));
  }

  /** The versions that are active: `staging 2, production 1`. */
  active(propertyId = 1): string {
    const { activations } = this.property(propertyId);
    const on = (network: 'STAGING' | 'PRODUCTION') =>
      activations.findLast((line) => line.network === network)?.version ?? 'none';
    return `staging ${on('STAGING')}, production ${on('PRODUCTION')}`;
  }

  /** What no apply may have done. */
  violations(): readonly string[] {
    return violations(this.#exchanges);
  }

  /** Another user acts now, if that is possible. */
  act(edit: Omit<ConcurrentPropertyEdit, 'property'> & { readonly property?: number }): void {
    try {
      this.accountState.revise((state) =>
        applyPropertyEdit(state, { property: 1, ...edit }, this.clock.now()),
      );
    } catch (error) {
      if (!(error instanceof Refused || error instanceof PatchFailure)) throw error;
    }
  }

  /** Another user saves a version with a change and activates it on both networks. */
  release(patch: Json): void {
    this.act({ act: 'new-version', patch });
    for (const network of ['STAGING', 'PRODUCTION'] as const) {
      this.act({ act: 'activate-version', network });
      this.act({ act: 'complete' });
    }
  }

  async plan(manifests: readonly PropertyManifest[]): Promise<Plan> {
    return (await this.#plan(manifests, {})).plan;
  }

  #plan(manifests: readonly PropertyManifest[], { limits, streams }: RunOptions): Promise<Planned> {
    const { clock } = this;
    const connection = this.#connect(this.#transport());
    return clock.runUntil(planProperties(manifests, connection, { clock, limits, streams }));
  }

  async apply(manifests: readonly PropertyManifest[], options: RunOptions = {}): Promise<Applied> {
    const planned = await this.#plan(manifests, options);
    await options.between?.();
    const plan = options.change?.(planned.plan) ?? planned.plan;
    return this.clock.runUntil(this.#applyPlan({ ...planned, plan }, options));
  }

  /** Applies until nothing is left to do. */
  async converge(manifests: readonly PropertyManifest[], most = 4): Promise<Plan> {
    for (let round = 0; round < most; round += 1) {
      const { plan } = await this.apply(manifests, { wait: 60 * MINUTE });
      if (plan.items.every(({ action }) => action === 'none')) return plan;
    }
    return this.plan(manifests);
  }

  async #applyPlan({ plan, startRows }: Planned, options: RunOptions): Promise<Applied> {
    const stop = new AbortController();
    const requests: string[] = [];
    const inner = this.#transport(options.faults);
    const watched: Transport = async (request, signal) => {
      requests.push(describe(request));
      const number = requests.length;
      if (options.abortAt === number) stop.abort(new Error('stopped by the user'));
      if (options.disturb?.request === number) options.disturb.act();
      const kill = options.killAt?.request === number ? options.killAt.when : undefined;
      if (kill === 'before') throw new Killed();
      const before = this.accountState.current();
      const response = await inner(request, signal).catch((error: unknown) => ({ error }));
      this.#exchanges.push({ request, before, after: this.accountState.current() });
      if (kill === 'after') throw new Killed();
      if ('error' in response) throw response.error;
      return response;
    };
    const events: RunEvent[] = [];
    const journal: JournalEntry[] = [];
    const connection = this.#connect(watched, stop.signal);
    const outcome = await applyPlan(
      plan,
      {
        ...connection,
        secrets: secretSource(
          { env: ENV, manifestDirectory: 'streams' },
          connection.redaction,
          resolvedFaults,
        ),
        journal: {
          record: async (entry) => {
            journal.push(entry);
          },
        },
        clock: this.clock,
        hash,
        listen: (event) => void events.push(event),
        names: new Map(),
        startRows,
        signal: stop.signal,
      },
      { poll: MINUTE, ...options },
    );
    return { plan, outcome, events, journal, requests };
  }

  #connect(transport: Transport, signal = new AbortController().signal) {
    return connect({ to: { transport }, clock: this.clock, signal });
  }

  #transport(faults: readonly Fault[] = []): Transport {
    const { accountState, clock } = this;
    const inner = simulatorTransport({ accountState, clock, faults: faultScript(faults) });
    return async (request, signal) => {
      try {
        return await inner(request, signal);
      } catch (error) {
        throw error instanceof ConnectionReset ? networkFailure(error, true) : error;
      }
    };
  }
}

function describe({ method, path }: { readonly method: string; readonly path: string }): string {
  const [place = '', query = ''] = path.replace('/papi/v1', '').split('?');
  return `${method} ${place}${query.includes('dryRun=true') ? ' (dry run)' : ''}`;
}

/** The tests can share this state, because the simulator returns a new state instead of changing one. */
const seeded = seededAccount(START);

function stateOf(properties: readonly SimulatedProperty[], settings: PropertyManagerSettings): AccountState {
  const { propertyManager } = seeded.settings;
  const ids = properties.map(({ propertyId }) => ({ propertyId }));
  return {
    ...seeded,
    settings: {
      ...seeded.settings,
      propertyManager: {
        ...propertyManager,
        stagingTime: 2 * MINUTE,
        productionTime: 6 * MINUTE,
        ...settings,
      },
    },
    streams: STREAMS.map((streamId) => activeStream(seeded, streamId, ids)),
    accountObjects: { ...seeded.accountObjects, properties },
  };
}

function activeStream(
  { streams }: AccountState,
  streamId: number,
  properties: readonly JsonObject[],
): SimulatedStream {
  const [template] = streams;
  if (!template) throw new Error('the seeded account has no stream');
  const { transition: _, ...stream } = template;
  const version = latest(template);
  const content = { ...version.content, streamName: `stream-${streamId}`, properties };
  return { ...stream, streamId, status: 'ACTIVATED', versions: [{ ...version, version: 1, content }] };
}
