import { createHash } from 'node:crypto';
import { connect } from '../../src/api/connect.ts';
import type { Transport } from '../../src/api/transport/transport.ts';
import { applyPlan } from '../../src/apply/execute/apply-plan.ts';
import type { Journal, JournalEntry } from '../../src/apply/files/journal.ts';
import type { ApplyOptions, ApplyPorts } from '../../src/apply/items/ports.ts';
import { observe } from '../../src/apply/observe/observe.ts';
import { noCache, type VersionCache } from '../../src/apply/observe/version-cache.ts';
import { secretSource } from '../../src/apply/secrets/resolve.ts';
import { networkFailure } from '../../src/http/failure.ts';
import type { HttpRequest } from '../../src/http/request.ts';
import { resolvedFaults } from '../../src/manifest/rules/resolved-values.ts';
import type { Observed } from '../../src/model/account.ts';
import { defined } from '../../src/model/defined.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { ApplyOutcome } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import { DEFAULT_LIMITS, type Limits } from '../../src/model/safety-limits.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { rememberWriteOnlyValues } from '../../src/simulator/delivery/write-only-values.ts';
import { applyConcurrentEdit } from '../../src/simulator/engine/concurrent-edit.ts';
import {
  type ConcurrentEdit,
  type Fault,
  type FaultRule,
  faultScript,
} from '../../src/simulator/protocol/faults.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { ConnectionReset, simulatorTransport } from '../../src/simulator/server/embedded-transport.ts';
import { latest, type StreamHistory } from '../../src/simulator/state/account-state.ts';
import type { Settings } from '../../src/simulator/state/settings.ts';
import { type MemoryStore, memoryStore } from '../../src/simulator/state/store.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';
import { PASSWORD, USER } from './manifests.ts';

const ENV = { LOG_USER: USER, LOG_PASSWORD: PASSWORD };
export const HOUR = 3_600_000;

export const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** A fault, by default of the first request that matches. */
export function fault(how: FaultRule, where: Omit<Fault, 'how'> = {}): Fault {
  return { ...where, how };
}

/** The settings of a test for one run. */
export interface RunOptions extends Partial<ApplyOptions> {
  readonly faults?: readonly Fault[];
  /** Waits without a fixed interval. Default: every minute. */
  readonly looksAtLikelyEnds?: true;
  readonly env?: Readonly<Record<string, string>>;
  readonly limits?: Partial<Limits>;
  readonly rotate?: readonly string[];
  readonly cache?: VersionCache;
  readonly dropNames?: NonNullable<ApplyPorts['dropNames']>;
  /** Stops the run, like Ctrl-C, right before the request with this number, counted from 1 after planning. */
  readonly abortAt?: number;
  /** Simulates the end of the process right before or right after the request with this number. */
  readonly killAt?: { readonly request: number; readonly when: 'before' | 'after' };
  /** Receives each event of the apply as it happens. */
  readonly onEvent?: (event: RunEvent) => void;
  /** Applies a part of the plan only. */
  readonly select?: (plan: Plan) => Plan;
  /** Acts between plan and apply. */
  readonly between?: () => void | Promise<void>;
}

/** The exception that simulates the end of the process. Nothing else of the run remains. */
export class Killed extends Error {}

export interface Applied {
  readonly plan: Plan;
  readonly outcome: ApplyOutcome;
  readonly events: readonly RunEvent[];
  readonly journal: readonly JournalEntry[];
  /** `PUT /streams/7?activate=true`, from the apply on. */
  readonly requests: readonly string[];
}

/** A simulated account with a test clock, and runs against it. */
export class Account {
  readonly clock: ManualClock;
  readonly accountState: MemoryStore;
  /** `skew`: how far the clock of the API is ahead of this machine, milliseconds. */
  readonly apiClock: { skew: number; isReturned: boolean } = { skew: 0, isReturned: true };

  /** The values of write-only members that the API has received. */
  readonly secrets = rememberWriteOnlyValues();

  constructor(settings: Partial<Settings> = {}) {
    this.clock = manualClock();
    this.accountState = memoryStore(seededAccountWithoutStreams({ transitionTime: HOUR, ...settings }));
  }

  /** A stream of either API. */
  stream(name: string): StreamHistory | undefined {
    const { streams, datastream1 } = this.accountState.current();
    const all: readonly StreamHistory[] = [...streams, ...datastream1.streams];
    return all.find((stream) => latest(stream).content['streamName'] === name);
  }

  /** `ACTIVATED v2`, or `gone`. */
  state(name: string): string {
    const stream = this.stream(name);
    return stream ? `${stream.status} v${stream.versions.length}` : 'gone';
  }

  concurrentEdit(act: ConcurrentEdit): void {
    this.accountState.revise((accountState) =>
      applyConcurrentEdit(accountState, { by: 'colleague@example.com', ...act }, this.clock.now()),
    );
  }

  /** Applies without faults until nothing is left to do, and advances the clock to the end of transitions. */
  async converge(manifests: readonly Manifest[]): Promise<Applied> {
    let applied = await this.apply(manifests, { wait: 10 * HOUR });
    for (let run = 0; run < 3 && applied.plan.items.some((item) => item.action !== 'none'); run += 1) {
      applied = await this.apply(manifests, { wait: 10 * HOUR });
    }
    return applied;
  }

  apply(manifests: readonly Manifest[], options: RunOptions = {}): Promise<Applied> {
    return this.clock.runUntil(this.#apply(manifests, options));
  }

  plan(manifests: readonly Manifest[], options: RunOptions = {}): Promise<Plan> {
    const faults = faultScript(options.faults ?? []);
    return this.clock.runUntil(
      this.#plan(
        manifests,
        options,
        this.#transport((request) => faults.nextFaults(request)),
      ).then(({ plan }) => plan),
    );
  }

  async #apply(manifests: readonly Manifest[], options: RunOptions): Promise<Applied> {
    const stop = new AbortController();
    const requests: string[] = [];
    const faults = faultScript(options.faults ?? []);
    const phase: { applying: boolean } = { applying: false };
    const transport = this.#transport((request) => (phase.applying ? faults.nextFaults(request) : []));
    const watched: Transport = async (request, signal) => {
      if (!phase.applying) return transport(request, signal);
      requests.push(`${request.method} ${request.path.replace(/^.*\/(?:log\/cdn|v1\/datastream1)/, '')}`);
      if (options.abortAt === requests.length) stop.abort(new Error('stopped by the user'));
      const kill = options.killAt?.request === requests.length ? options.killAt.when : undefined;
      if (kill === 'before') throw new Killed();
      const answer = await transport(request, signal);
      if (kill === 'after') throw new Killed();
      return answer;
    };
    const events: RunEvent[] = [];
    const planned = await this.#plan(manifests, options, watched, stop.signal, events);
    const { observed, connection } = planned;
    const plan = options.select?.(planned.plan) ?? planned.plan;
    await options.between?.();
    phase.applying = true;
    const journal: JournalEntry[] = [];
    const ports = {
      ...connection,
      secrets: secretSource(
        { env: options.env ?? ENV, manifestDirectory: 'streams' },
        connection.redaction,
        resolvedFaults,
      ),
      journal: recording(journal),
      clock: this.clock,
      hash,
      listen: (event: RunEvent) => {
        events.push(event);
        options.onEvent?.(event);
      },
      names: observed.names,
      startRows: observed.rows,
      signal: stop.signal,
      ...(options.cache ? { cache: options.cache } : {}),
      ...(options.dropNames ? { dropNames: options.dropNames } : {}),
    };
    const outcome = await applyPlan(plan, ports, {
      ...(options.looksAtLikelyEnds ? {} : { poll: 60_000 }),
      ...options,
    });
    return { plan, outcome, events, journal, requests };
  }

  async #plan(
    manifests: readonly Manifest[],
    options: RunOptions,
    transport: Transport,
    signal = new AbortController().signal,
    events: RunEvent[] = [],
  ) {
    const listen = (event: RunEvent) => events.push(event);
    const connection = connect({ to: { transport }, clock: this.clock, signal, listen });
    const cache = options.cache ?? noCache();
    const { reader, target } = connection;
    const observed: Observed = await observe(manifests, {
      reader,
      cache,
      target,
      hash,
      clock: this.clock,
      listen,
    });
    const plan = makePlan({
      target,
      manifests,
      observed,
      limits: { ...DEFAULT_LIMITS, live: 100, deactivate: 100, delete: 100, remove: 100, ...options.limits },
      rotate: options.rotate ?? [],
      ...defined({ apiTime: connection.apiTime() }),
      requestsUsed: connection.requests(),
      hash,
    });
    return { plan, observed, connection };
  }

  #transport(
    nextFaults: (request: HttpRequest) => ReturnType<ReturnType<typeof faultScript>['nextFaults']>,
  ): Transport {
    const { accountState } = this;
    const clock = { now: () => this.clock.now() + this.apiClock.skew, sleep: this.clock.sleep };
    const faults = {
      nextFaults: (request: { method: string; path: string }) => nextFaults(request as HttpRequest),
    };
    const inner = simulatorTransport({ accountState, clock, faults, secrets: this.secrets });
    return async (request, signal) => {
      try {
        const response = await inner(request, signal);
        const { date: _, ...headers } = response.headers;
        return this.apiClock.isReturned ? response : { ...response, headers };
      } catch (error) {
        if (!(error instanceof ConnectionReset)) throw error;
        throw networkFailure(error, true);
      }
    };
  }
}

function recording(entries: JournalEntry[]): Journal {
  return {
    record: async (entry) => {
      entries.push(entry);
    },
  };
}

/** `update done, await pending`. */
export function stepsText(outcome: ApplyOutcome, name: string): string {
  const item = outcome.items.find((each) => each.name === name);
  return (item?.steps ?? []).map((step) => `${step.do} ${step.result}`).join(', ');
}

/** All messages about the failure of a stream. */
export function errorOf(outcome: ApplyOutcome, name: string): string {
  const item = outcome.items.find((each) => each.name === name);
  return [item?.reason, ...(item?.steps ?? []).map((step) => step.error)].filter(Boolean).join(' ');
}
