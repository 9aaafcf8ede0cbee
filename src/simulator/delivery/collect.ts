import type { AccountState, Version } from '../state/account-state.ts';
import { type DeliveryNews, joined, notCollected, type Period } from '../state/delivered.ts';
import type { AnyStream } from '../traffic/logged-sources.ts';
import { type Stretch, stretchesOf, total } from '../traffic/runs.ts';
import { MOST_LINES } from './body.ts';
import { type Endpoint, endpointsOf } from './destination.ts';
import { type Bundle, type Flow, flowOf, type Piece, piecesOf } from './flow.ts';
import type { WriteOnlyValues } from './write-only-values.ts';

/** The uploaders of all streams, with the records that they have not sent yet. */
export interface Collector {
  /**
   * Collects the records of a period, except for the times that it collected before. Such times occur again after the
   * clock was set back.
   * @param isLocal Whether uploads to a URL may be sent. Undefined: not known yet, so nothing is collected.
   * @returns The collected periods, by stream. Records of other destinations are not collected.
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

interface CollectorOptions {
  /** How many uploaders a stream has. */
  readonly uploaders: number;
  /** Returns a number from 0 to 1. */
  readonly random: () => number;
  /** Milliseconds of a clock that never jumps. */
  readonly elapsed: () => number;
  /** The minimum length of a record, bytes. */
  readonly recordSize: number;
  readonly secrets: WriteOnlyValues;
}

/** Creates a collector, which creates uploaders on demand. */
export function createCollector(options: CollectorOptions): Collector {
  const { random, elapsed, recordSize } = options;
  const byFlow = new Map<string, Uploaders>();
  /** The periods of all calls, for both generations. Only DataStream 2 has them in the state as well. */
  let collected: readonly Period[] = [];

  const collectAt = (
    accountState: AccountState,
    stream: AnyStream,
    stretch: Stretch,
    live: Period,
    endpoint: Endpoint,
  ): readonly DeliveryNews[] => {
    const key = flowKey(stream, stretch.version, endpoint);
    const uploaders = byFlow.get(key) ?? createUploaders(stream, stretch.version, endpoint, options);
    byFlow.set(key, uploaders);
    const { flow, each } = uploaders;
    const pieces = piecesOf(accountState, stream, stretch, live, flow, recordSize);
    for (const piece of pieces) share(piece, each, random);
    if (pieces.length > 0) uploaders.usedAt = elapsed();
    const { kind, streamId } = flow;
    return kind === 'DataStream2' ? [{ tag: 'collected', streamId, period: live }] : [];
  };

  return {
    collect: (accountState, period, isLocal) => {
      const parts = notCollected(period, { collected });
      if (period.to > period.from) collected = joined(collected, period);
      return [...accountState.streams, ...accountState.datastream1.streams].flatMap((stream) =>
        stretchesOf(stream).flatMap((stretch) => {
          const live = partsToCollect(accountState, stream, stretch, parts);
          if (live.length === 0) return [];
          const local = endpointsOf(stretch.version).filter(({ url }) => isLocal(url) === true);
          return local.flatMap((endpoint) =>
            live.flatMap((part) => collectAt(accountState, stream, stretch, part, endpoint)),
          );
        }),
      );
    },
    takeDue: () => {
      const now = elapsed();
      const bundles = takeFrom(byFlow, ({ flow }, uploader) =>
        takePieces(uploader, flow.destination.frequency, now),
      );
      for (const [key, { each, usedAt }] of byFlow) {
        if (usedAt < now - IDLE && each.every(({ pieces }) => pieces.length === 0)) byFlow.delete(key);
      }
      return bundles;
    },
    takeAll: () => {
      const bundles = takeFrom(byFlow, (_, { pieces }) => pieces);
      byFlow.clear();
      return bundles;
    },
  };
}

/**
 * Returns the parts of some periods in which a version was live and that are still to be collected. Those that a
 * process before this one collected are known for DataStream 2 only.
 */
function partsToCollect(
  { delivered = [] }: AccountState,
  stream: AnyStream,
  stretch: Stretch,
  periods: readonly Period[],
): readonly Period[] {
  const stored = 'logType' in stream && delivered.find(({ streamId }) => streamId === stream.streamId);
  return periods
    .map(({ from, to }) => ({ from: Math.max(from, stretch.from), to: Math.min(to, stretch.to) }))
    .filter(({ from, to }) => to > from)
    .flatMap((live) => (stored ? notCollected(live, stored) : [live]));
}

function flowKey(stream: AnyStream, { version }: Version, { connector }: Endpoint): string {
  const kind = 'logType' in stream ? 2 : 1;
  return `${kind}/${stream.streamId}/${version}/${connector}`;
}

/** Uploaders start at different times, so that their files differ and no two arrive at the same moment. */
function createUploaders(
  stream: AnyStream,
  version: Version,
  endpoint: Endpoint,
  { uploaders: count, random, elapsed, secrets }: CollectorOptions,
): Uploaders {
  const flow = flowOf(stream, version, endpoint, secrets);
  const each = Array.from({ length: count }, (_, index) => ({
    dueAt: elapsed() + ((index + random()) / count) * flow.destination.frequency,
    pieces: [],
  }));
  return { flow, each, usedAt: elapsed() };
}

function takeFrom(
  byFlow: ReadonlyMap<string, Uploaders>,
  take: (uploaders: Uploaders, uploader: Uploader) => readonly Piece[],
): readonly Bundle[] {
  return [...byFlow.values()].flatMap((uploaders) =>
    uploaders.each.flatMap((uploader) => {
      const pieces = take(uploaders, uploader);
      return pieces.length > 0 ? [{ flow: uploaders.flow, pieces }] : [];
    }),
  );
}

/** Empties an uploader if its time has come, or if it has as many lines as fit in one upload. */
function takePieces(uploader: Uploader, frequency: number, now: number): readonly Piece[] {
  const { pieces, dueAt } = uploader;
  if (dueAt > now && total(pieces) < MOST_LINES) return [];
  if (dueAt <= now) uploader.dueAt += Math.ceil((now - dueAt + 1) / frequency) * frequency;
  uploader.pieces = [];
  return pieces;
}

/** Divides the records of a piece among uploaders, unevenly. */
function share(piece: Piece, uploaders: readonly Uploader[], random: () => number): void {
  let { first, count: left } = piece;
  for (const [index, uploader] of uploaders.entries()) {
    const even = left / (uploaders.length - index);
    const count = index === uploaders.length - 1 ? left : Math.min(left, Math.round(even * 2 * random()));
    if (count > 0) uploader.pieces.push({ ...piece, first, count });
    first += count;
    left -= count;
  }
}
