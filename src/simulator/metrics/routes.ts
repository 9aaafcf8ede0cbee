import { NO_GROUP } from '../datastream2/check-body.ts';
import { timeIn } from '../logs/window.ts';
import { Refused, refused, refusedSimulated, simulated } from '../protocol/refusal.ts';
import { findIn, type Reply, type Route, type RouteMatch, type RouteRequest } from '../protocol/route.ts';
import { flagIn, wholeNumber } from '../protocol/rules.ts';
import type { SimulatedStream } from '../state/account-state.ts';
import { failedAttempts, INTERVALS, type IntervalName, intervalRows, rowOf, summaryRowOf } from './rows.ts';

const PATH = '/datastream-config-api/v3/log/streams/metrics';
const ROUTES: readonly Route[] = [{ method: 'GET', pattern: '/', run: uploadMetrics }];

/** Finds the route of the upload metrics. Returns undefined for any other path. They have no log type in their path. */
export function findMetricsRoute(method: string, path: string): RouteMatch | undefined {
  return path === PATH ? findIn(ROUTES, method, [''], (asked) => asked) : undefined;
}

/** The longest documented period, milliseconds. */
const LONGEST = 7 * 24 * 3_600_000;

/**
 * Returns the uploads of one stream, of all streams of a group, or of all streams. Nothing is stored: they are generated
 * from the simulated traffic.
 */
function uploadMetrics(call: RouteRequest): Reply {
  const { accountState, query, now } = call;
  const start = timeIn(query, 'start');
  const end = timeIn(query, 'end');
  if (start >= end) throw refusedSimulated('start must be before end.', 'start');
  if (end - start > LONGEST) throw refusedSimulated('start and end are more than seven days apart.', 'start');
  // Not established. The Pull API refuses such an end, so this is the stricter reading.
  if (end > now) throw refusedSimulated('end must not be in the future.', 'end');
  const interval = intervalIn(query);
  const hasDetails = flagIn(query, 'includeDetails', true);
  const rows = requestedStreams(call).flatMap((stream) =>
    intervalRows(accountState, stream, { start, end, interval, now }),
  );
  const successes = rows.reduce((sum, { uploads }) => sum + uploads.successes, 0);
  const errors = rows.reduce((sum, row) => sum + failedAttempts(row), 0);
  const body = {
    totalUploadCount: successes + errors,
    totalSuccessCount: successes,
    totalErrorCount: errors,
    fileUploadMetrics: rows.map(hasDetails ? rowOf : summaryRowOf),
  };
  return { status: 200, body };
}

function intervalIn(query: URLSearchParams): IntervalName {
  const word = query.get('aggregationInterval') ?? 'HOUR';
  if (Object.hasOwn(INTERVALS, word)) return word as IntervalName;
  throw refusedSimulated('aggregationInterval must be FIVE_MINUTE, HOUR or DAY.', 'aggregationInterval');
}

/** @throws {Refused} If the stream or the group is unknown, or if the request names both. */
function requestedStreams({ accountState, query }: RouteRequest): readonly SimulatedStream[] {
  const streamId = wholeNumber(query, 'streamId');
  const groupId = wholeNumber(query, 'groupId');
  const { streams, accountObjects } = accountState;
  if (streamId !== undefined && groupId !== undefined) {
    throw refusedSimulated('Set streamId or groupId, not both.', 'groupId');
  }
  if (groupId !== undefined && !accountObjects.groups.some((group) => group.groupId === groupId)) {
    throw new Refused(403, [simulated(NO_GROUP)]);
  }
  const found = streams.filter(
    (stream) =>
      (streamId === undefined || stream.streamId === streamId) &&
      (groupId === undefined || stream.groupId === groupId),
  );
  if (streamId !== undefined && found.length === 0) {
    throw refused('Stream does not exist. Please provide valid stream.');
  }
  return found;
}
