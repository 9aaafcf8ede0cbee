import { type HttpResponse, respondedAt, retryAfter } from '../http/request.ts';

/** GitHub asks for "at least one minute" if it names no time (best practices for the REST API), in milliseconds. */
const MINUTE = 60_000;
const LIMIT_TEXT = /rate limit|abuse detection/i;

/**
 * Distinguishes rate limits, primary and secondary, from missing permission: GitHub responds to both with 403. GitHub
 * did not carry out any part of a rate-limited request.
 * @param now milliseconds since 1970, for responses without a date
 * @returns milliseconds to wait before the next attempt; undefined if the response is not a rate limit
 */
export function rateLimitPause({ status, headers, body }: HttpResponse, now: number): number | undefined {
  if (status !== 429 && status !== 403) return undefined;
  // GitHub's own clock, if the response has a date: the clock of this machine may be wrong.
  const responded = respondedAt(headers) ?? now;
  const after = retryAfter(headers, responded);
  if (after !== undefined) return after;
  const isLimit = status === 429 || LIMIT_TEXT.test(body);
  const isSpent = headers['x-ratelimit-remaining'] === '0';
  // The last request of an hour may be rejected for another reason. GitHub then says so, and waiting does not help.
  if (!isLimit && (!isSpent || /not accessible by/i.test(body))) return undefined;
  const reset = Number(headers['x-ratelimit-reset']) * 1_000;
  if (!isSpent || Number.isNaN(reset)) return MINUTE;
  // GitHub rounds reset times to whole seconds.
  return Math.max(0, reset - responded) + 1_000;
}
