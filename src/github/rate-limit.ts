/** GitHub wants a pause: nothing of the request was carried out. */
export interface RateLimit {
  /** Milliseconds to wait before the next attempt. */
  readonly pause: number;
}

/** As much of an answer as tells a rate limit. */
interface RateLimitedResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
}

/** GitHub asks for "at least one minute" where it names no time (best practices for the REST API). */
const MINUTE = 60_000;
const LIMIT_TEXT = /rate limit|abuse detection/i;

/**
 * Tells rate limits, primary and secondary, from plain refusals: GitHub answers both with 403.
 * @param text the answer's body
 * @param now milliseconds since 1970, for answers without a date
 */
export function rateLimitOf(told: RateLimitedResponse, text: string, now: number): RateLimit | undefined {
  const { status, headers } = told;
  if (status !== 429 && status !== 403) return undefined;
  // Its own clock, where it tells it: this machine's may be off.
  const theirs = Date.parse(headers.get('date') ?? '');
  const answered = Number.isNaN(theirs) ? now : theirs;
  const after = retryAfter(headers.get('retry-after'), answered);
  if (after !== undefined) return { pause: after };
  const isLimit = status === 429 || LIMIT_TEXT.test(text);
  const isSpent = headers.get('x-ratelimit-remaining') === '0';
  // The last request of an hour may be refused for other reasons: then GitHub says so, and waiting is no help.
  if (!isLimit && (!isSpent || /not accessible by/i.test(text))) return undefined;
  const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN) * 1_000;
  if (!isSpent || Number.isNaN(reset)) return { pause: MINUTE };
  // Resets are whole seconds.
  return { pause: Math.max(0, reset - answered) + 1_000 };
}

/** Seconds or a date, as milliseconds from the response. */
function retryAfter(value: string | null, answered: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - answered);
}
