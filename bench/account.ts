import { createHash } from 'node:crypto';
import { type Connection, connect } from '../src/api/connect.ts';
import type { Transport } from '../src/api/transport/transport.ts';
import { applyPlan } from '../src/apply/execute/apply-plan.ts';
import type { ApplyOptions } from '../src/apply/items/ports.ts';
import { listStreams, observe } from '../src/apply/observe/observe.ts';
import { readProperties } from '../src/apply/observe/read-properties.ts';
import { noCache, type VersionCache } from '../src/apply/observe/version-cache.ts';
import { secretSource } from '../src/apply/secrets/resolve.ts';
import { findSubjects } from '../src/commands/verify/subjects.ts';
import { verifyStreams } from '../src/commands/verify/verify-streams.ts';
import type { HttpResponse } from '../src/http/request.ts';
import type { Observed } from '../src/model/account.ts';
import type { Manifest } from '../src/model/manifest.ts';
import type { ApplyOutcome } from '../src/model/outcome.ts';
import type { Plan } from '../src/model/plan.ts';
import type { PlanInput } from '../src/model/plan-input.ts';
import type { Limits } from '../src/model/safety-limits.ts';
import { makePlan } from '../src/plan/plan.ts';
import { expectedProperties } from '../src/plan/streams/expected-streams.ts';
import { applyConcurrentEdit } from '../src/simulator/engine/concurrent-edit.ts';
import type { ConcurrentEdit } from '../src/simulator/protocol/faults.ts';
import { simulatorTransport } from '../src/simulator/server/embedded-transport.ts';
import type { AccountState } from '../src/simulator/state/account-state.ts';
import { type MemoryStore, memoryStore } from '../src/simulator/state/store.ts';
import { manualClock } from '../test/manual-clock.ts';
import { ENVIRONMENT } from './fleet.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** SHA-256, hexadecimal. */
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** The requests of a run, and its duration on the manually advanced clock. */
export interface Sent {
  readonly requests: number;
  /** Number of responses with status 429. */
  readonly refused: number;
  /** Milliseconds. */
  readonly elapsed: number;
}

/** A plan with its input and the connection that it was read over. Apply continues to use that connection. */
export interface Planned extends Sent {
  readonly plan: Plan;
  readonly observed: Observed;
  readonly line: Line;
}

/** A connection that counts the requests it sends. */
interface Line {
  readonly connection: Connection;
  /** The requests since the connection was opened. */
  sent(): Sent;
}

/** Options for one run of the product. */
export interface RunOptions {
  /** Absent: no cache, so every stream is read. */
  readonly cache?: VersionCache;
  /** Time of one response on the clock, in milliseconds. */
  readonly latency?: number;
  /** The manifests that a branch changes; only these are planned. Default: all. */
  readonly changed?: readonly Manifest[];
}

/** A simulated account on a manually advanced clock. It runs the product and counts the requests of each run. */
export class Account {
  readonly #clock = manualClock();
  readonly #accountState: MemoryStore;
  readonly #transport: Transport;

  /** @param make returns the simulator state at a time, in milliseconds since 1970 */
  constructor(make: (now: number) => AccountState) {
    this.#accountState = memoryStore(make(this.#clock.now()));
    this.#transport = simulatorTransport({ accountState: this.#accountState, clock: this.#clock });
  }

  /** The current simulator state. */
  get accountState(): AccountState {
    return this.#accountState.current();
  }

  /** Advances the clock, which refills the token bucket and ends transitions. */
  pass(milliseconds: number): Promise<void> {
    return this.#clock.advance(milliseconds);
  }

  /** Makes a concurrent edit, as another user in the portal. */
  concurrentEdit(act: ConcurrentEdit): void {
    this.#accountState.revise((accountState) => applyConcurrentEdit(accountState, act, this.#clock.now()));
  }

  /** Reads what planning needs, and plans. */
  async plan(manifests: readonly Manifest[], options: RunOptions = {}): Promise<Planned> {
    const line = this.#line(options.latency ?? 0);
    const { reader, target, requests } = line.connection;
    const { cache = noCache(), changed } = options;
    const ports = { reader, cache, target, hash, clock: this.#clock, listen: nobody, managed: manifests };
    const observed = await this.#clock.runUntil(observe(changed ?? manifests, ports));
    const only = changed ? { only: changed.map(({ name }) => name), judgesAllMatches: true as const } : {};
    return { plan: planOf(manifests, observed, requests(), only), observed, line, ...line.sent() };
  }

  /**
   * Plans, and then checks the rules of all properties. Returns the requests of the check. It throws if a property
   * cannot be read, since that may cost fewer requests.
   */
  async check(manifests: readonly Manifest[], cache: VersionCache): Promise<Sent> {
    const { plan, observed } = await this.plan(manifests, { cache });
    const names = expectedProperties({ plan, manifests, observed }).map(({ property }) => property);
    const line = this.#line(0);
    const { properties } = line.connection;
    const read = await this.#clock.runUntil(readProperties(names, { properties, cache }));
    if (read.tag !== 'read' || read.readings.some(({ tag }) => tag !== 'live')) {
      throw new Error('the rules of a property are not known');
    }
    return line.sent();
  }

  /** Lists the streams and verifies their delivery. It throws if a stream is unknown, since that may cost fewer requests. */
  async verify(manifests: readonly Manifest[]): Promise<Sent> {
    const line = this.#line(0);
    const ports = { ...line.connection, clock: this.#clock };
    const verifying = async () => {
      const listed = await listStreams(manifests, ports.reader);
      const rows = [...listed.rows.values()].flat();
      return verifyStreams(ports, { subjects: findSubjects(manifests, manifests, listed), listed: rows });
    };
    const verified = await this.#clock.runUntil(verifying());
    if (verified.length !== manifests.length || verified.some(({ item }) => item.delivery === 'unknown')) {
      throw new Error('the delivery of a stream is not known');
    }
    return line.sent();
  }

  /**
   * Applies a plan and returns the requests of plan and apply together. It throws if a step fails, because a
   * measurement of failures would be meaningless.
   */
  async apply({ plan, observed, line }: Planned, options: Partial<ApplyOptions> = {}): Promise<Sent> {
    const ports = {
      ...line.connection,
      secrets: secretSource({ env: ENVIRONMENT, manifestDirectory: 'streams' }, line.connection.redaction),
      journal: { record: async () => undefined },
      clock: this.#clock,
      hash,
      listen: nobody,
      names: observed.names,
      startRows: observed.rows,
      signal: new AbortController().signal,
    };
    const outcome = await this.#clock.runUntil(applyPlan(plan, ports, options));
    refuseFailures(outcome);
    return line.sent();
  }

  #line(latency: number): Line {
    const began = this.#clock.now();
    let requests = 0;
    let refused = 0;
    const transport: Transport = async (request, signal): Promise<HttpResponse> => {
      requests += 1;
      if (latency > 0) await this.#clock.sleep(latency, signal);
      const answer = await this.#transport(request, signal);
      if (answer.status === 429) refused += 1;
      return answer;
    };
    const connection = connect({ to: { transport }, clock: this.#clock });
    const sent = (): Sent => ({ requests, refused, elapsed: this.#clock.now() - began });
    return { connection, sent };
  }
}

const nobody = () => undefined;

/** High enough for every measurement: limits concern safety, not speed. */
const LIMITS: Limits = {
  live: 10_000,
  deactivate: 10_000,
  delete: 10_000,
  remove: 10_000,
  property: 0,
  unreleased: 0,
  warnings: 0,
};

/** Plans over values that were already read. */
export function planOf(
  manifests: readonly Manifest[],
  observed: Observed,
  requestsUsed: number,
  part: Pick<PlanInput, 'only' | 'judgesAllMatches'> = {},
): Plan {
  const { target } = observed;
  return makePlan({ target, manifests, observed, limits: LIMITS, rotate: [], requestsUsed, hash, ...part });
}

function refuseFailures(outcome: ApplyOutcome): void {
  if (outcome.outcome === 'converged' || outcome.outcome === 'progressing') return;
  throw new Error(`a measured apply ended as ${outcome.outcome}: ${JSON.stringify(outcome.items[0])}`);
}
