import { HttpFailure } from '../http/failure.ts';
import type { HttpRequest } from '../http/request.ts';
import { type Attempt, isTransient, type Retry, type RetryPolicy, type Waiting } from '../http/retry.ts';
import { rateLimitPause } from './rate-limit.ts';

/** Pauses after a 5xx or a lost response, in milliseconds. */
const PAUSES = [1_000, 3_000, 8_000, 20_000] as const;

/** Maximum total of all pauses of one request, in milliseconds. A job costs money while it sleeps. */
const PATIENCE = 120_000;

/** Longest pause of a run that is being stopped, in milliseconds. It has only seconds, and must still write its record. */
const HASTE = 1_000;

/**
 * Returns the policy for one request to GitHub. A rate-limited request (429, or 403 with a rate limit) was not carried
 * out, so it is always retried. Any other failure is retried only if the request is idempotent, or if nothing was sent.
 * A run that is being stopped does not wait for rate limits, and waits at most one second before a retry.
 */
export function retryPolicy(request: HttpRequest, { clock, signal }: Waiting): RetryPolicy {
  let waited = 0;
  let failures = 0;

  const retryAfterFailure = (attempt: Attempt): Retry | undefined => {
    const milliseconds = PAUSES.at(failures);
    failures += 1;
    const isSafe = isIdempotent(request) || (attempt instanceof HttpFailure && !attempt.isSent);
    if (!isSafe || milliseconds === undefined || !isTransient(attempt)) return undefined;
    return signal?.aborted && milliseconds > HASTE ? undefined : { tag: 'after-failure', milliseconds };
  };

  return (attempt) => {
    const limit = attempt instanceof HttpFailure ? undefined : rateLimitPause(attempt, clock.now());
    if (limit !== undefined && signal?.aborted) return undefined;
    const retry: Retry | undefined =
      limit === undefined
        ? retryAfterFailure(attempt)
        : { tag: 'after-rate-limit', milliseconds: limit, api: 'GitHub' };
    if (!retry || retry.tag === 'at-once') return undefined;
    waited += retry.milliseconds;
    return waited <= PATIENCE ? retry : undefined;
  };
}

/** Setting a deployment's state twice has the same result as setting it once. */
function isIdempotent({ method, path }: HttpRequest): boolean {
  return method !== 'POST' || /\/deployments\/\d+\/statuses$/.test(path);
}
