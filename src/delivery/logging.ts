import type { DeliveryItem } from '../model/delivery.ts';
import { streamPhase } from '../model/phase.ts';
import type { DeliveryIdentity } from './item.ts';

const MINUTE = 60_000;

/** How far back stored logs are searched by default, milliseconds. */
const SEARCHED = 30 * MINUTE;
/** Akamai keeps logs for 12 hours, and one minute is left for the request. Source: DataStream Pull API v1. */
const KEPT = 12 * 60 * MINUTE - MINUTE;
/** The API refuses an end in the future by its own clock. */
const CAUTION = MINUTE;

const NOT_VISIBLE = 'The API does not show whether connectors deliver them.';

/** The stored logs that are searched; milliseconds since 1970. */
export interface LoggingWindow {
  readonly from: number;
  readonly to: number;
}

/**
 * Returns which stored logs to search for a DataStream 1 stream.
 * @param period `--since`, milliseconds
 * @param timeFrame minutes that one record of an AGGREGATE stream covers; two of them are searched
 */
export function loggingWindow(now: number, period: number | undefined, timeFrame: number): LoggingWindow {
  const to = now - CAUTION;
  const searched = period ?? Math.max(SEARCHED, 2 * timeFrame * MINUTE);
  return { from: Math.max(to - searched, now - KEPT), to };
}

/**
 * Reports a DataStream 1 stream by the logs that the API stores. The API does not report deliveries to connectors.
 * @param status of an active or activating stream
 */
export function loggingItem(
  identity: DeliveryIdentity,
  status: string,
  hasRecords: boolean,
  { from, to }: LoggingWindow,
): DeliveryItem {
  const times = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  const minutes = Math.round((to - from) / MINUTE);
  if (hasRecords) {
    const reason = `Akamai has logs of the last ${minutes} min. ${NOT_VISIBLE}`;
    return { ...identity, delivery: 'logging', ...times, reason };
  }
  if (streamPhase(status).tag === 'in-transition') {
    return { ...identity, delivery: 'pending', ...times, reason: 'The stream is activating.' };
  }
  const reason = `Akamai has no logs of the last ${minutes} min.`;
  return { ...identity, delivery: 'no-data', ...times, reason };
}
