import { HttpFailure } from '../../http/failure.ts';
import type { HttpRequest } from '../../http/request.ts';
import { type Attempt, isTransient, type RetryPolicy, type Waiting } from '../../http/retry.ts';
import { onlyReads } from './only-reads.ts';
import { isRateLimited, rateNews } from './rate-headers.ts';
import { LONGEST_PAUSE, type RateLimiter } from './rate-limiter.ts';

/** Pauses between attempts of a failed read; milliseconds. About half a minute in total. */
const READ_PAUSES = [1_000, 3_000, 8_000, 15_000] as const;
const READ_PATIENCE = 30_000;

/** A 429 is retried as long as there is progress. Five minutes without any progress end the retries. */
const PATIENCE = LONGEST_PAUSE;

/**
 * Returns the policy for one request to Akamai. Reads are retried after a 5xx or a network error. Any request is
 * retried after a 429 of the rate limit, because it was not executed. A write whose outcome is unknown is never retried.
 * @param limiter of the API; it waits for the pause after a 429
 */
export function retryPolicy(
  request: HttpRequest,
  limiter: RateLimiter,
  { clock, signal }: Waiting,
): RetryPolicy {
  const isRead = onlyReads(request);
  let failures = 0;
  let firstFailure: number | undefined;
  let firstRefusal: number | undefined;

  /**
   * Returns whether to continue waiting after a 429. For a read, other successful requests count as progress, because
   * all requests wait in one queue. For a write they do not count: the reads that confirm it would otherwise keep a
   * write waiting forever that the server never accepts.
   */
  const isWorthWaiting = () => {
    firstRefusal ??= clock.monotonic();
    const stuckSince = isRead ? Math.max(firstRefusal, limiter.lastProgress) : firstRefusal;
    return clock.monotonic() + limiter.wait - stuckSince < PATIENCE;
  };

  const pauseAfterFailure = (attempt: Attempt): number | undefined => {
    firstFailure ??= clock.monotonic();
    const planned = READ_PAUSES.at(failures);
    failures += 1;
    if (planned === undefined) return undefined;
    const pause = Math.max(planned, pauseIn(attempt, clock.now()));
    return clock.monotonic() + pause - firstFailure <= READ_PATIENCE ? pause : undefined;
  };

  return (attempt) => {
    if (!(attempt instanceof HttpFailure) && isRateLimited(attempt)) {
      return isWorthWaiting() ? { tag: 'at-once' } : undefined;
    }
    if (!isRead || !isTransient(attempt)) return undefined;
    // The next attempt then fails before anything is sent, which says that the run was stopped.
    if (signal?.aborted) return { tag: 'at-once' };
    const milliseconds = pauseAfterFailure(attempt);
    return milliseconds === undefined ? undefined : { tag: 'after-failure', milliseconds };
  };
}

/**
 * Returns the pause that the server requests, 0 if it requests none.
 * @param now milliseconds since 1970
 */
function pauseIn(attempt: Attempt, now: number): number {
  return attempt instanceof HttpFailure ? 0 : (rateNews(attempt.headers, now).retryAfter ?? 0);
}
