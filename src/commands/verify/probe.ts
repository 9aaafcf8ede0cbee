import { HttpFailure } from '../../http/failure.ts';
import { type SendLimits, sender } from '../../http/send.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Probe } from '../../model/upload-metrics.ts';
import { count } from '../../render/text/words.ts';
import { type Context, UsageError } from '../session/context.ts';

/** The number of log lines that a probe should cause. With fewer than three, their absence proves nothing. */
const EXPECTED_LINES = 5;
const FEWEST_LINES = 3;
/** At a sampling of 1 percent, this many requests cause the expected lines. */
const MOST_REQUESTS = 500;
/** Milliseconds. No request of a probe starts later. */
const LONGEST = 60_000;

const LIMITS: SendLimits = {
  connect: 5_000,
  headers: 10_000,
  body: 5_000,
  overall: 15_000,
  size: 1 << 20,
};

/**
 * Requests a page through the edge, one request at a time. A response with any status counts, also a redirect, which is
 * not followed, and a body that is too large: the edge logs all of them.
 * @param page of `--probe`: https, or http on this machine
 * @param manifests of the CDN streams that log the page; the lowest sampling decides how many requests are sent
 * @throws {UsageError} if the page cannot be requested, or too few requests were answered to prove anything
 */
export async function sendProbe(
  { env, clock, signal, say }: Pick<Context, 'env' | 'clock' | 'signal' | 'say'>,
  page: string,
  manifests: readonly Manifest[],
): Promise<Probe> {
  const { origin, host, pathname, search } = new URL(page);
  const sampling = Math.min(...manifests.map(samplingOf));
  const planned = Math.min(MOST_REQUESTS, Math.ceil((EXPECTED_LINES * 100) / sampling));
  const send = sender({ origin, env, limits: LIMITS, headers: async () => ({ accept: '*/*' }) });
  const end = clock.monotonic() + LONGEST;
  let answered = 0;
  let failure: HttpFailure | undefined;
  for (let sent = 0; sent < planned && clock.monotonic() < end && !signal.aborted; sent += 1) {
    try {
      await send({ method: 'GET', path: `${pathname}${search}` }, signal);
      answered += 1;
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      if (error.status !== undefined) answered += 1;
      else failure = error;
      if (answered === 0) break;
    }
  }
  if ((answered * sampling) / 100 < FEWEST_LINES && !signal.aborted) {
    const because = failure === undefined ? '' : ` (${failure.message})`;
    throw new UsageError(
      `${answered} of ${count(planned, 'request')} to ${host} got a response${because}. That is too few to prove anything. Check the URL of --probe.`,
    );
  }
  say(`Sent ${count(answered, 'request')} to ${host}. Their records appear in about 15 to 25 minutes.`);
  return { at: clock.now(), requests: answered };
}

/**
 * Returns the share of requests that a manifest logs, in percent. The default of the vendor is to log every request. The
 * DataStream behavior of a property may have its own value.
 */
export function samplingOf({ spec }: Manifest): number {
  const sampling = spec['samplingPercentage'];
  return typeof sampling === 'number' && sampling >= 1 && sampling <= 100 ? sampling : 100;
}
