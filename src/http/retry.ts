import type { Clock } from '../model/clock.ts';
import type { Listener } from '../model/event.ts';
import { HttpFailure } from './failure.ts';
import { type HttpRequest, type HttpResponse, requestName } from './request.ts';

/** The result of one attempt: a response with any status, or a failure. */
export type Attempt = HttpResponse | HttpFailure;

/** When a request is sent again. */
export type Retry =
  /** After a failure or a 5xx. A stopped run does not wait for the rest of the pause. */
  | { readonly tag: 'after-failure'; readonly milliseconds: number }
  /** After a rate limit. A stopped run does not send it again. */
  | { readonly tag: 'after-rate-limit'; readonly milliseconds: number; readonly api: string }
  /** At once: sending itself waits until the server allows it. */
  | { readonly tag: 'at-once' };

/**
 * Decides about each attempt of one request whether another one follows. Undefined: the attempt was the last one. What
 * is safe to send twice differs between servers, so each client has its own policy.
 */
export type RetryPolicy = (attempt: Attempt) => Retry | undefined;

/** The dependencies of waiting. */
export interface Waiting {
  readonly clock: Clock;
  readonly listen?: Listener;
  /** Aborted when the run is being stopped. It ends a pause; the policy and `send` decide what follows. */
  readonly signal?: AbortSignal;
}

/**
 * Sends a request until the policy is satisfied.
 * @returns the response to the last attempt, with any status
 * @throws {HttpFailure} if the last attempt has no response
 */
export async function sendWithRetries(
  request: HttpRequest,
  send: () => Promise<HttpResponse>,
  policy: RetryPolicy,
  { clock, listen, signal }: Waiting,
): Promise<HttpResponse> {
  for (;;) {
    const attempt = await attemptOf(send);
    const retry = policy(attempt);
    if (!retry) return responseOf(attempt);
    if (retry.tag === 'at-once') continue;
    listen?.(eventOf(request, attempt, retry));
    await pause(clock, retry.milliseconds, signal);
    if (signal?.aborted && retry.tag === 'after-rate-limit') return responseOf(attempt);
  }
}

/** Returns true after a 5xx or a failure that another attempt may not meet again. */
export function isTransient(attempt: Attempt): boolean {
  return attempt instanceof HttpFailure ? !attempt.isLasting : attempt.status >= 500;
}

async function attemptOf(send: () => Promise<HttpResponse>): Promise<Attempt> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof HttpFailure) return error;
    throw error;
  }
}

function responseOf(attempt: Attempt): HttpResponse {
  if (attempt instanceof HttpFailure) throw attempt;
  return attempt;
}

function eventOf(
  request: HttpRequest,
  attempt: Attempt,
  retry: Exclude<Retry, { readonly tag: 'at-once' }>,
): Parameters<Listener>[0] {
  const { milliseconds } = retry;
  if (retry.tag === 'after-rate-limit') {
    return { tag: 'paused', api: retry.api, reason: 'too-many-requests', milliseconds };
  }
  const because = attempt instanceof HttpFailure ? attempt.message : `status ${attempt.status}`;
  return { tag: 'retrying', what: requestName(request), because, milliseconds };
}

/** Waits. The pause ends early if the run is stopped meanwhile. */
async function pause(clock: Clock, milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  // A run that is already being stopped still pauses as long as its policy says, which is short.
  if (!signal || signal.aborted) return clock.sleep(milliseconds);
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
