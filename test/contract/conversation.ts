import { createHash } from 'node:crypto';
import { connect } from '../../src/api/connect.ts';
import type { StreamReader } from '../../src/api/streams/client.ts';
import type { Transport } from '../../src/api/transport/transport.ts';
import { applyPlan } from '../../src/apply/execute/apply-plan.ts';
import { observe } from '../../src/apply/observe/observe.ts';
import { noCache } from '../../src/apply/observe/version-cache.ts';
import { secretSource } from '../../src/apply/secrets/resolve.ts';
import { readManifests } from '../../src/manifest/read-manifests.ts';
import type { Clock } from '../../src/model/clock.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { ApplyOutcome } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import { DEFAULT_LIMITS } from '../../src/model/safety-limits.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { simulatorTransport } from '../../src/simulator/server/embedded-transport.ts';
import type { AccountState } from '../../src/simulator/state/account-state.ts';
import { memoryStore } from '../../src/simulator/state/store.ts';
import { manualClock } from '../manual-clock.ts';
import type { Exchange } from './exchanges.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const HOUR = 3_600_000;

/** The whole product except its command line, over a recorded wire. */
export interface Conversation {
  readonly exchanges: readonly Exchange[];
  readonly reader: StreamReader;
  /** Advances the clock while something is running. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** Milliseconds since 1970 on the test clock. */
  now(): number;
  /** Reads manifests from text; a finding that is an error fails the test. */
  plan(...texts: readonly string[]): Promise<Plan>;
  /** Plans, then applies with waiting until nothing is left to do. */
  apply(...texts: readonly string[]): Promise<{ readonly plan: Plan; readonly outcome: ApplyOutcome }>;
}

/** A conversation with a simulated account. The environment resolves every reference to `value of NAME`. */
export function conversation(accountState: AccountState, accountKey?: string): Conversation {
  const clock = manualClock();
  const exchanges: Exchange[] = [];
  const transport = writtenDown(
    simulatorTransport({ accountState: memoryStore(accountState), clock }),
    clock,
    exchanges,
  );
  const { signal } = new AbortController();
  const listen = () => undefined;
  const connection = connect({
    to: { transport },
    clock,
    signal,
    listen,
    ...(accountKey === undefined ? {} : { accountKey }),
  });
  const { reader, target } = connection;

  const look = async (manifests: readonly Manifest[]) => {
    const observed = await observe(manifests, { reader, cache: noCache(), target, hash, clock, listen });
    const limits = { ...DEFAULT_LIMITS, live: 100, deactivate: 100, delete: 100, remove: 100 };
    const requestsUsed = connection.requests();
    return {
      observed,
      plan: makePlan({ target, manifests, observed, limits, rotate: [], requestsUsed, hash }),
    };
  };
  const obey = async (manifests: readonly Manifest[]) => {
    const { observed, plan } = await look(manifests);
    const ports = {
      ...connection,
      secrets: secretSource({ env: everything, manifestDirectory: 'streams' }, connection.redaction),
      journal: { record: () => Promise.resolve() },
      clock,
      hash,
      listen,
      names: observed.names,
      startRows: observed.rows,
      signal,
    };
    return { plan, outcome: await applyPlan(plan, ports, { poll: 60_000, wait: 10 * HOUR }) };
  };
  return {
    exchanges,
    reader,
    run: (promise) => clock.runUntil(promise),
    now: clock.now,
    plan: async (...texts) => (await clock.runUntil(look(loaded(texts)))).plan,
    apply: (...texts) => clock.runUntil(obey(loaded(texts))),
  };
}

/** Manifests from several texts, each a separate file. */
export function loaded(texts: readonly string[]): readonly Manifest[] {
  const files = texts.map((text, index) => ({ file: `streams/${index}.yaml`, text }));
  const { manifests, findings } = readManifests(files, [], 'streams');
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  return manifests;
}

/** A value for every variable. */
const everything: Readonly<Record<string, string>> = new Proxy(
  {},
  {
    get: (_, name) => secretValue(String(name)),
    has: () => true,
    getOwnPropertyDescriptor: (_, name) => ({
      value: secretValue(String(name)),
      enumerable: true,
      configurable: true,
    }),
  },
);

/** The value of a variable in a conversation's environment: a URL if its name suggests one. */
export function secretValue(name: string): string {
  return name.endsWith('_URL') ? `https://logs.example.com/${name}` : `value of ${name}`;
}

function writtenDown(transport: Transport, clock: Clock, exchanges: Exchange[]): Transport {
  return async (request, signal) => {
    const at = clock.now();
    const response = await transport(request, signal);
    const { method, path, body } = request;
    const { status, body: answer } = response;
    exchanges.push({ method, path, ...(body === undefined ? {} : { body }), status, answer, at });
    return response;
  };
}
