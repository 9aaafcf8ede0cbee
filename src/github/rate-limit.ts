/** GitHub rate-limited a request and did not carry out any of it. */
export interface RateLimit {
  /** Milliseconds to wait before the next attempt. */
  readonly pause: number;
}

/** The parts of a response that identify a rate limit. */
interface RateLimitedResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}

/** GitHub asks for "at least one minute" if it names no time (best practices for the REST API), in milliseconds. */
const MINUTE = 60_000;
const LIMIT_TEXT = /rate limit|abuse detection/i;

/**
 * Distinguishes rate limits, primary and secondary, from missing permission: GitHub responds to both with 403.
 * @param text the response body
 * @param now milliseconds since 1970, for responses without a date
 * @returns nothing if the response is not a rate limit
 */
export function rateLimitOf(result: RateLimitedResponse, text: string, now: number): RateLimit | undefined {
  const { status, headers } = result;
  if (status !== 429 && status !== 403) return undefined;
  // GitHub's own clock, if the response has a date: the clock of this machine may be wrong.
  const theirs = Date.parse(headers.get('date') ?? '');
  const answered = Number.isNaN(theirs) ? now : theirs;
  const after = retryAfter(headers.get('retry-after'), answered);
  if (after !== undefined) return { pause: after };
  const isLimit = status === 429 || LIMIT_TEXT.test(text);
  const isSpent = headers.get('x-ratelimit-remaining') === '0';
  // The last request of an hour may be rejected for another reason. GitHub then says so, and waiting does not help.
  if (!isLimit && (!isSpent || /not accessible by/i.test(text))) return undefined;
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1_000;
  if (!isSpent || Number.isNaN(reset)) return { pause: MINUTE };
  // GitHub rounds reset times to whole seconds.
  return { pause: Math.max(0, reset - answered) + 1_000 };
}

/** Converts seconds or a date to milliseconds from the response. */
function retryAfter(value: string | null, answered: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - answered);
}
