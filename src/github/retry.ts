import type { Clock } from '../model/clock.ts';
import type { Listener } from '../model/event.ts';
import { type RateLimit, rateLimitOf } from './rate-limit.ts';
import { NoAnswer, type Send } from './send.ts';

/** What retries depend on. */
export interface RetryPolicy {
  readonly clock: Clock;
  readonly listen?: Listener;
  /** Aborted when the run is being stopped. The run then has only seconds, and must still write its record. */
  readonly signal?: AbortSignal;
}

/** Pauses after a 5xx or a lost response, in milliseconds. */
const PAUSES = [1_000, 3_000, 8_000, 20_000] as const;

/** Maximum total of all pauses of one request, in milliseconds. A job costs money while it sleeps. */
const PATIENCE = 120_000;

/** Longest pause of a run that is being stopped, in milliseconds. */
const HASTE = 1_000;

type Outcome =
  | { readonly tag: 'answer'; readonly response: Response; readonly limit: RateLimit | undefined }
  | { readonly tag: 'none'; readonly error: NoAnswer };

interface Pause {
  readonly milliseconds: number;
  readonly because: string;
  readonly isLimit: boolean;
}

/**
 * Adds retries to `send`. A rate-limited request (429, or 403 with a rate limit) was not carried out, so it is always
 * retried. Any other failure is retried only if the request is idempotent, or if nothing was sent. When the time for
 * pauses is used up, the last outcome is returned as it is. A run that is being stopped does not wait for rate limits,
 * and waits at most one second before a retry.
 */
export function withRetry(send: Send, { clock, listen, signal }: RetryPolicy): Send {
  return async (url, init) => {
    const method = init.method ?? 'GET';
    const isHarmless = method !== 'POST' || STATUS.test(url);
    for (let waited = 0, failures = 0; ; failures += 1) {
      const outcome = await attempt(send, url, init, clock);
      const pause = pauseAfter(outcome, failures, isHarmless);
      if (!pause || waited + pause.milliseconds > PATIENCE || isTooLong(pause, signal))
        return unwrapOutcome(outcome);
      waited += pause.milliseconds;
      listen?.(eventOf(`${method} ${new URL(url).pathname}`, pause));
      await rest(clock, pause, signal);
      if (pause.isLimit && signal?.aborted) return unwrapOutcome(outcome);
    }
  };
}

function isTooLong({ milliseconds, isLimit }: Pause, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && (isLimit || milliseconds > HASTE);
}

/** Waits; ends early if the run is stopped meanwhile. */
async function rest(clock: Clock, { milliseconds }: Pause, signal: AbortSignal | undefined): Promise<void> {
  if (!signal || signal.aborted) return clock.sleep(milliseconds);
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Setting a deployment's state twice has the same result as setting it once. */
const STATUS = /\/deployments\/\d+\/statuses$/;

async function attempt(send: Send, url: string, init: RequestInit, clock: Clock): Promise<Outcome> {
  try {
    const response = await send(url, init);
    const text = response.status === 403 || response.status === 429 ? await response.clone().text() : '';
    return { tag: 'answer', response, limit: rateLimitOf(response, text, clock.now()) };
  } catch (error) {
    if (error instanceof NoAnswer) return { tag: 'none', error };
    throw error;
  }
}

function pauseAfter(outcome: Outcome, failures: number, isHarmless: boolean): Pause | undefined {
  const planned = PAUSES.at(failures);
  if (outcome.tag === 'none') {
    const { isLasting, happened, message } = outcome.error;
    const isFine = !isLasting && (isHarmless || happened === 'nothing');
    return isFine && planned !== undefined
      ? { milliseconds: planned, because: message, isLimit: false }
      : undefined;
  }
  const { response, limit } = outcome;
  if (limit) return { milliseconds: limit.pause, because: `status ${response.status}`, isLimit: true };
  if (response.status < 500 || !isHarmless || planned === undefined) return undefined;
  return { milliseconds: planned, because: `status ${response.status}`, isLimit: false };
}

function eventOf(what: string, { milliseconds, because, isLimit }: Pause): Parameters<Listener>[0] {
  return isLimit
    ? { tag: 'paused', api: 'GitHub', reason: 'too-many-requests', milliseconds }
    : { tag: 'retrying', what, because, milliseconds };
}

function unwrapOutcome(outcome: Outcome): Response {
  if (outcome.tag === 'none') throw outcome.error;
  return outcome.response;
}
