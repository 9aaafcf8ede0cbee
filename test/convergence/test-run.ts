import { createHash } from 'node:crypto';
import { connect } from '../../src/api/connect.ts';
import { ApiError } from '../../src/api/errors/errors.ts';
import type { Transport } from '../../src/api/transport/transport.ts';
import { applyPlan } from '../../src/apply/execute/apply-plan.ts';
import type { JournalEntry } from '../../src/apply/files/journal.ts';
import { observe } from '../../src/apply/observe/observe.ts';
import { noCache, type VersionCache } from '../../src/apply/observe/version-cache.ts';
import { secretSource } from '../../src/apply/secrets/resolve.ts';
import { networkFailure } from '../../src/http/failure.ts';
import type { HttpRequest, HttpResponse } from '../../src/http/request.ts';
import { type ManifestFile, readManifests } from '../../src/manifest/read-manifests.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { ApplyOutcome } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import { limitsFrom } from '../../src/model/safety-limits.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { applyConcurrentEdit } from '../../src/simulator/engine/concurrent-edit.ts';
import {
  type ConcurrentEdit,
  type Fault,
  type FaultScript,
  faultScript,
} from '../../src/simulator/protocol/faults.ts';
import { ConnectionReset, simulatorTransport } from '../../src/simulator/server/embedded-transport.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { type MemoryStore, memoryStore } from '../../src/simulator/state/store.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';
import { ENV } from './account.ts';
import { streamsIn } from './either-api.ts';

const LIMITS = limitsFrom(() => 100);
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** An action of another user right before the request with this number, counted from 1. */
export interface Intrusion {
  readonly before: number;
  /** Index into the current streams of the account. */
  readonly stream: number;
  readonly act: Omit<ConcurrentEdit, 'stream' | 'kind' | 'logType'>;
  /** The change of an edit in a DataStream 1 stream. */
  readonly change1?: JsonObject;
}

export interface RunOptions {
  /** Milliseconds; absent: do not wait. */
  readonly wait?: number;
  readonly rotate?: readonly string[];
  readonly faults?: readonly Fault[];
  readonly intrusions?: readonly Intrusion[];
  /** The process ends right before the request with this number, or right after it was sent. */
  readonly kill?: { readonly request: number; readonly when: 'before' | 'after' };
  /** Ctrl-C right before the request with this number. */
  readonly stop?: number;
  readonly cache?: (target: string) => VersionCache;
}

/** One request as the account received it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
  /** Milliseconds of the clock when it was sent. */
  readonly at: number;
  /** The time of its response, or of its failure. */
  readonly until: number;
  /** The account before and after. Actions of other users are between requests. */
  readonly before: AccountState;
  readonly after: AccountState;
  /** Absent: the connection broke, or the process was killed. */
  readonly answer?: HttpResponse;
  readonly phase: 'planning' | 'applying' | 'waiting';
}

/** A complete run as the account saw it, with the output of the product. */
export interface Ran {
  readonly manifests: readonly Manifest[];
  readonly seen: readonly Seen[];
  readonly rotated: readonly string[];
  /** Events and journal. */
  readonly returned: readonly unknown[];
  /** Another user acted in the meantime. */
  readonly disturbed: boolean;
  readonly plan?: Plan;
  readonly outcome?: ApplyOutcome;
  /** The reason for an early end. */
  readonly ended?: 'killed' | 'unreadable';
}

class Killed extends Error {}

/** An account, a clock, and runs of the product against it. One server is used for all runs. */
export class Rig {
  readonly clock: ManualClock = manualClock();
  readonly accountState: MemoryStore;
  readonly #server: Transport;
  #faults: FaultScript = faultScript([]);

  constructor(accountState: (now: number) => AccountState) {
    this.accountState = memoryStore(accountState(this.clock.now()));
    const script: FaultScript = { nextFaults: (request) => this.#faults.nextFaults(request) };
    this.#server = simulatorTransport({ accountState: this.accountState, clock: this.clock, faults: script });
  }

  /** load → observe → plan → apply. */
  apply(files: readonly ManifestFile[], options: RunOptions = {}): Promise<Ran> {
    return this.clock.runUntil(this.#run(files, options, true));
  }

  /** load → observe → plan. */
  plan(files: readonly ManifestFile[], options: RunOptions = {}): Promise<Ran> {
    return this.clock.runUntil(this.#run(files, options, false));
  }

  async #run(files: readonly ManifestFile[], options: RunOptions, applies: boolean): Promise<Ran> {
    const { rotate = [] } = options;
    const manifests = loaded(files);
    const seen: Seen[] = [];
    const state: State = { phase: 'planning', returned: [] };
    const disturbed = (options.intrusions ?? []).length > 0;
    const ran = { manifests, seen, rotated: rotate, returned: state.returned, disturbed };
    this.#faults = faultScript(options.faults ?? []);
    try {
      const planned = await this.#plan(manifests, options, seen, state);
      if (!applies) return { ...ran, plan: planned.plan };
      state.phase = 'applying';
      state.plan = planned.plan;
      return { ...ran, plan: planned.plan, outcome: await planned.obey() };
    } catch (error) {
      const known = { ...ran, ...(state.plan ? { plan: state.plan } : {}) };
      if (error instanceof Killed) return { ...known, ended: 'killed' };
      if (error instanceof ApiError) return { ...known, ended: 'unreadable' };
      throw error;
    }
  }

  async #plan(manifests: readonly Manifest[], options: RunOptions, seen: Seen[], state: State) {
    const stop = new AbortController();
    const listen = (event: RunEvent) => {
      state.returned.push(event);
      if (event.tag === 'waiting') state.phase = 'waiting';
    };
    const transport = this.#watched(options, seen, state, stop);
    const { clock } = this;
    const connection = connect({ to: { transport }, clock, signal: stop.signal, listen });
    const { reader, target } = connection;
    const cache = options.cache?.(target) ?? noCache();
    const observed = await observe(manifests, { reader, cache, target, hash, clock, listen });
    const rotate = options.rotate ?? [];
    const requestsUsed = connection.requests();
    const plan = makePlan({ target, manifests, observed, limits: LIMITS, rotate, requestsUsed, hash });
    const ports = {
      ...connection,
      secrets: secretSource({ env: ENV, manifestDirectory: 'streams' }, connection.redaction),
      journal: { record: async (entry: JournalEntry) => void state.returned.push(entry) },
      clock,
      hash,
      listen,
      names: observed.names,
      startRows: observed.rows,
      signal: stop.signal,
      ...(options.cache ? { cache } : {}),
    };
    const { wait } = options;
    const obey = () => applyPlan(plan, ports, { poll: 60_000, ...(wait === undefined ? {} : { wait }) });
    return { plan, obey };
  }

  #watched(options: RunOptions, seen: Seen[], state: State, stop: AbortController): Transport {
    return async (request, signal) => {
      const number = seen.length + 1;
      for (const intrusion of options.intrusions ?? [])
        if (intrusion.before === number) this.#intrude(intrusion);
      if (options.stop === number) stop.abort(new Error('stopped by the user'));
      const kill = options.kill?.request === number ? options.kill.when : undefined;
      if (kill === 'before') throw new Killed();
      const answer = await this.#sent(request, signal, seen, state);
      if (kill === 'after') throw new Killed();
      return answer;
    };
  }

  async #sent(request: HttpRequest, signal: AbortSignal | undefined, seen: Seen[], { phase }: State) {
    const { method, path, body } = request;
    const before = this.accountState.current();
    const at = this.clock.now();
    const note = (answer?: HttpResponse) => {
      const after = this.accountState.current();
      seen.push({
        method,
        path,
        body,
        at,
        until: this.clock.now(),
        before,
        after,
        phase,
        ...(answer ? { answer } : {}),
      });
    };
    try {
      const answer = await this.#server(request, signal);
      note(answer);
      return answer;
    } catch (error) {
      note();
      if (!(error instanceof ConnectionReset)) throw error;
      throw networkFailure(error, true);
    }
  }

  /** Another user acts now. */
  concurrentEdit(act: ConcurrentEdit): void {
    const now = this.clock.now();
    this.accountState.revise((accountState) =>
      applyConcurrentEdit(accountState, { by: 'another-user', ...act }, now),
    );
  }

  #intrude({ stream, act, change1 }: Intrusion): void {
    const streams = streamsIn(this.accountState.current());
    const victim = streams[stream % Math.max(1, streams.length)];
    if (!victim) return;
    const { collection, stream: lived } = victim;
    const isFirst = collection.kind === 'DataStream1';
    const change = isFirst && act.change ? { change: change1 ?? {} } : {};
    this.concurrentEdit({ ...act, ...change, stream: lived.streamId, ...collection });
  }
}

interface State {
  phase: Seen['phase'];
  readonly returned: unknown[];
  plan?: Plan;
}

/** Manifests from texts. All generated ones are valid, so a finding is a bug in them or in the rules. */
function loaded(files: readonly ManifestFile[]): readonly Manifest[] {
  const { manifests, findings } = readManifests(files, [], 'streams');
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw new Error(`the manifests are not valid: ${JSON.stringify(errors, undefined, 1)}`);
  return manifests;
}
