import type { Clock } from '../../model/clock.ts';
import { type AccountState, latest } from '../state/account-state.ts';
import { type DeliveryNews, type Uploads, withNews } from '../state/delivered.ts';
import type { StateStore } from '../state/store.ts';
import { completeTransitions } from '../state/transitions.ts';
import { lostUploads } from './batch.ts';
import { createCollector } from './collect.ts';
import { endpointsOf } from './destination.ts';
import { createEndpoints, type EndpointOptions, type Endpoints } from './endpoints.ts';
import type { Flow } from './flow.ts';
import type { Post } from './post.ts';
import { reportDelivery } from './report.ts';
import { createSender } from './sender.ts';
import type { WriteOnlyValues } from './write-only-values.ts';

/** The uploads of a simulated account to custom HTTPS destinations on this machine. */
export interface Delivery {
  /**
   * Collects the records of the time since the last call, sends everything that is due, and stores the results.
   * Resolves when each of these uploads has a response or has failed. A test that advances the clock calls it after
   * each advance of at most ten minutes.
   */
  uploadDue(): Promise<void>;
  /**
   * Uploads until the signal is aborted. A slow destination does not delay others. Records that are not delivered by
   * then are stored as lost.
   */
  run(signal: AbortSignal): Promise<void>;
}

/** The dependencies of deliveries. */
export interface DeliveryOptions extends EndpointOptions {
  /** The account. Its engine needs the same store and the same `secrets`. */
  readonly accountState: StateStore;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  readonly secrets: WriteOnlyValues;
  readonly post: Post;
  /** Prints a line for people. */
  readonly say: (line: string) => void;
  /** The uploaders of each stream, at least 1. */
  readonly uploaders: number;
  /** The minimum length of a record, bytes. Absent: records are as long as their values. */
  readonly recordSize?: number;
}

/** How often `run` checks which uploads are due, milliseconds. */
const TICK = 5_000;
/** Records of a longer pause between two checks, for example while the machine sleeps, are not sent. Milliseconds. */
const LONGEST_GAP = 10 * 60_000;

/** Creates the deliveries of an account. Nothing is sent before one of its functions is called. */
export function createDelivery(options: DeliveryOptions): Delivery {
  const { accountState, clock, random, secrets, post, say, uploaders, recordSize = 0 } = options;
  const endpoints = createEndpoints(options);
  const elapsed = () => clock.monotonic();
  const collector = createCollector({ uploaders, random, elapsed, recordSize, secrets });
  const results = createResults(accountState, clock);
  const report = reportDelivery(say, clock);
  const sender = createSender({ clock, post, endpoints, report, onFinished: results.add });
  let collectedUntil = clock.now();

  const collect = async () => {
    const now = clock.now();
    // After a step back of the clock, the collector skips the times that it already collected.
    const isContinuous = collectedUntil <= now && now - collectedUntil <= LONGEST_GAP;
    const period = { from: isContinuous ? collectedUntil : now, to: now };
    collectedUntil = now;
    await results.store((after) => collector.collect(after, period, endpoints.isLocal));
    for (const bundle of collector.takeDue()) sender.add(bundle);
  };

  const sendDue = async () => {
    await sender.sendDue();
    if (!results.isEmpty()) await results.store();
  };

  const stop = async () => {
    sender.stop();
    for (const { flow, pieces } of collector.takeAll()) results.add(flow, clock.now(), lostUploads(pieces));
    await results.store();
  };

  return {
    uploadDue: async () => {
      await lookUpHosts(accountState, endpoints);
      await collect();
      await sendDue();
    },
    run: async (signal) => {
      let failure: { readonly cause: unknown } | undefined;
      const noteError = (cause: unknown) => {
        failure = { cause };
      };
      try {
        while (!signal.aborted) {
          await collect();
          sendDue().catch(noteError);
          endpoints.lookUp().catch(noteError);
          await clock.sleep(TICK, signal).catch(() => undefined);
          if (failure) throw failure.cause;
        }
      } finally {
        await stop();
      }
    },
  };
}

/** The results of uploads that the state does not contain yet. */
function createResults(accountState: StateStore, clock: Clock) {
  let news: readonly DeliveryNews[] = [];
  return {
    add: ({ kind, streamId }: Flow, at: number, uploads: Uploads): void => {
      if (kind === 'DataStream2') news = [...news, { tag: 'uploaded', streamId, at, uploads }];
    },
    isEmpty: () => news.length === 0,
    /** Stores them, with what `collect` reads from the state of this moment. If that fails, they are kept. */
    store: async (collect: (after: AccountState) => readonly DeliveryNews[] = () => []): Promise<void> => {
      let added: readonly DeliveryNews[] = [];
      try {
        await accountState.change((before) => {
          const now = clock.now();
          const after = completeTransitions(before, now);
          added = [...news, ...collect(after)];
          news = [];
          return { accountState: withDelivered(after, added, now), result: undefined };
        });
      } catch (error) {
        news = [...added, ...news];
        throw error;
      }
    },
  };
}

/** Looks up the hosts of all streams. Until a host is known, records for it are only counted. */
async function lookUpHosts(accountState: StateStore, endpoints: Endpoints): Promise<void> {
  await accountState.change((before) => {
    const streams = [...before.streams, ...before.datastream1.streams];
    for (const { url } of streams.flatMap((stream) => endpointsOf(latest(stream)))) endpoints.isLocal(url);
    return { accountState: before, result: undefined };
  });
  await endpoints.lookUp();
}

function withDelivered(accountState: AccountState, news: readonly DeliveryNews[], now: number): AccountState {
  if (news.length === 0 && accountState.delivered === undefined) return accountState;
  const streamIds = accountState.streams.map(({ streamId }) => streamId);
  return { ...accountState, delivered: withNews(accountState.delivered ?? [], news, streamIds, now) };
}
