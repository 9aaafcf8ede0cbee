import { type AccountState, latest, type SimulatedStream, type Version } from '../state/account-state.ts';
import type { DeliveryNews, Period } from '../state/delivered.ts';
import { recordRuns, type TimedRun } from '../traffic/records.ts';
import { stretchesOf, total } from '../traffic/runs.ts';
import { MOST_LINES } from './body.ts';
import { type Destination, destinationOf, endpointOf } from './destination.ts';
import { layoutOf, type RecordLayout } from './log-record.ts';
import type { WriteOnlyValues } from './write-only-values.ts';

/** A version of a stream whose records are sent: where to, and how they are written. */
export interface Flow {
  readonly streamId: number;
  readonly name: string;
  readonly version: number;
  readonly destination: Destination;
  readonly layout: RecordLayout;
  /** Write-only members of the version whose values are not known. */
  readonly unknownValues: readonly string[];
}

/** Records that one uploader has collected. */
export interface Piece {
  readonly run: TimedRun;
  /** The number of the first record, and how many follow it. */
  readonly first: number;
  readonly count: number;
}

/** What one uploader sends at once. */
export interface Bundle {
  readonly flow: Flow;
  readonly pieces: readonly Piece[];
}

/** The uploaders of all streams, with the records that they have not sent yet. */
export interface Collector {
  /**
   * Collects the records of a period.
   * @param isLocal Whether uploads to a URL may be sent. Undefined: not known yet, so nothing is collected.
   * @returns What was collected, by stream. Records of other destinations are not.
   */
  collect(
    accountState: AccountState,
    period: Period,
    isLocal: (url: URL) => boolean | undefined,
  ): readonly DeliveryNews[];
  /** Returns what is due to be sent, and removes it. */
  takeDue(): readonly Bundle[];
  /** Returns everything that was not sent, and removes it. */
  takeAll(): readonly Bundle[];
}

interface Uploader {
  dueAt: number;
  pieces: Piece[];
}

interface Uploaders {
  readonly flow: Flow;
  readonly each: readonly Uploader[];
  /** When they last collected something. */
  usedAt: number;
}

/** How long uploaders without records keep their schedule, milliseconds. */
const IDLE = 10 * 60_000;

/**
 * Creates uploaders on demand.
 * @param options.uploaders How many a stream has.
 * @param options.random Returns a number from 0 to 1.
 * @param options.elapsed Milliseconds of a clock that never jumps.
 */
export function createCollector(options: {
  readonly uploaders: number;
  readonly random: () => number;
  readonly elapsed: () => number;
  readonly secrets: WriteOnlyValues;
}): Collector {
  const { uploaders: count, random, elapsed, secrets } = options;
  const byFlow = new Map<string, Uploaders>();

  const uploadersOf = (accountState: AccountState, stream: SimulatedStream, version: Version, url: URL) => {
    const key = `${stream.streamId}/${version.version}`;
    const known = byFlow.get(key);
    if (known) return known;
    const flow = flowOf(accountState, stream, version, url, secrets);
    // Uploaders start at different times, so that their files differ and no two arrive at the same moment.
    const each = Array.from({ length: count }, (_, index) => ({
      dueAt: elapsed() + ((index + random()) / count) * flow.destination.frequency,
      pieces: [],
    }));
    const created = { flow, each, usedAt: elapsed() };
    byFlow.set(key, created);
    return created;
  };

  return {
    collect: (accountState, period, isLocal) =>
      accountState.streams.flatMap((stream) =>
        stretchesOf(stream).flatMap((stretch): readonly DeliveryNews[] => {
          const live = { from: Math.max(period.from, stretch.from), to: Math.min(period.to, stretch.to) };
          const url = endpointOf(stretch.version);
          if (live.to <= live.from || !url || isLocal(url) !== true) return [];
          const uploaders = uploadersOf(accountState, stream, stretch.version, url);
          const runs = recordRuns(accountState, stream, live, [stretch]);
          for (const run of runs) share(run, uploaders.each, random);
          if (runs.length > 0) uploaders.usedAt = elapsed();
          return [{ tag: 'collected', streamId: stream.streamId, period: live }];
        }),
      ),
    takeDue: () => {
      const now = elapsed();
      const bundles = [...byFlow.values()].flatMap(({ flow, each }) =>
        each.flatMap((uploader) => {
          const pieces = takePieces(uploader, flow.destination.frequency, now);
          return pieces.length > 0 ? [{ flow, pieces }] : [];
        }),
      );
      for (const [key, { each, usedAt }] of byFlow) {
        if (usedAt < now - IDLE && each.every(({ pieces }) => pieces.length === 0)) byFlow.delete(key);
      }
      return bundles;
    },
    takeAll: () => {
      const bundles = [...byFlow.values()].flatMap(({ flow, each }) =>
        each.flatMap(({ pieces }) => (pieces.length > 0 ? [{ flow, pieces }] : [])),
      );
      byFlow.clear();
      return bundles;
    },
  };
}

/** Empties an uploader if its time has come, or if it has as many lines as fit in one upload. */
function takePieces(uploader: Uploader, frequency: number, now: number): readonly Piece[] {
  const { pieces, dueAt } = uploader;
  if (dueAt > now && total(pieces) < MOST_LINES) return [];
  if (dueAt <= now) uploader.dueAt += Math.ceil((now - dueAt + 1) / frequency) * frequency;
  uploader.pieces = [];
  return pieces;
}

function flowOf(
  { accountObjects }: AccountState,
  stream: SimulatedStream,
  version: Version,
  url: URL,
  secrets: WriteOnlyValues,
): Flow {
  const values = secrets.of(stream.streamId, version.version);
  return {
    streamId: stream.streamId,
    name: String(latest(stream).content['streamName']),
    version: version.version,
    destination: destinationOf(version, url, values),
    layout: layoutOf(stream, version, accountObjects),
    unknownValues: version.given.filter((member) => values[member] === undefined),
  };
}

/** Divides the records of a run among uploaders, unevenly. */
function share(run: TimedRun, uploaders: readonly Uploader[], random: () => number): void {
  let first = run.first;
  let left = run.count;
  for (const [index, uploader] of uploaders.entries()) {
    const even = left / (uploaders.length - index);
    const count = index === uploaders.length - 1 ? left : Math.min(left, Math.round(even * 2 * random()));
    if (count > 0) uploader.pieces.push({ run, first, count });
    first += count;
    left -= count;
  }
}
