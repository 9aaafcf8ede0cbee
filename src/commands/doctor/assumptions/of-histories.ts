import { isoDate } from '../../../api/streams/decode-row.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { StreamEvidence } from './evidence.ts';
import { type Assumption, holdsForAll, notObservable } from './observation.ts';
import { hasSameContent } from './of-streams.ts';

const HISTORIES = 'docs/decisions/0046-histories-before-undoing-changes.md';
const STABLE = new Set(['ACTIVATED', 'DEACTIVATED']);
/** The shortest time between two events that count as different; milliseconds. Dates have no fractions of seconds. */
const APART = 60_000;

function timeOf(item: JsonObject | undefined): number | undefined {
  const date = isoDate(item?.['modifiedDate']);
  return date === undefined ? undefined : Date.parse(date);
}

interface Activated extends StreamEvidence {
  readonly activations: readonly JsonObject[];
}

const withActivations = (streams: readonly StreamEvidence[]): readonly Activated[] =>
  streams.flatMap(({ activations, ...one }) => (activations?.length ? [{ ...one, activations }] : []));

/** The entry with the latest date. */
function newestOf(items: readonly JsonObject[]): JsonObject | undefined {
  return [...items].sort((a, b) => (timeOf(b) ?? 0) - (timeOf(a) ?? 0))[0];
}

/**
 * Streams whose latest version was activated or deactivated clearly later than it was saved, with both times. Only they
 * show whether a date of the row follows the activation.
 */
function laterEvents(streams: readonly StreamEvidence[], status: string) {
  return withActivations(streams).flatMap(({ row, versions, activations }) => {
    const saved = timeOf(versions?.items.find(({ streamVersion }) => streamVersion === row['latestVersion']));
    const newest = newestOf(activations);
    const moved = timeOf(newest);
    const shown = timeOf(row);
    const fits = newest?.['status'] === status && newest['streamVersion'] === row['latestVersion'];
    if (!fits || saved === undefined || moved === undefined || shown === undefined) return [];
    return moved - saved > APART ? [{ saved, moved, shown }] : [];
  });
}

/** Assumptions about versions and activations. */
export const HISTORY_ASSUMPTIONS: readonly Assumption[] = [
  {
    id: 'activation-keeps-modified-date',
    statement: 'Activating a version does not change modifiedDate, which is when the version was saved.',
    reliesOn: ['src/delivery/activation-times.ts', 'src/plan/steps/transition-time.ts'],
    observe: ({ streams }) =>
      holdsForAll(
        laterEvents(streams, 'ACTIVATED'),
        'streams whose version was activated later than it was saved',
        ({ saved, shown }) => Math.abs(shown - saved) <= APART,
        'modifiedDate is another time than that of the version',
      ),
  },
  {
    id: 'deactivation-keeps-modified-date',
    statement: 'Deactivating a stream does not change modifiedDate.',
    reliesOn: ['src/plan/steps/transition-time.ts'],
    observe: ({ streams }) =>
      holdsForAll(
        laterEvents(streams, 'DEACTIVATED'),
        'streams that were deactivated later than their version was saved',
        ({ saved, shown }) => Math.abs(shown - saved) <= APART,
        'modifiedDate is another time than that of the version',
      ),
  },
  {
    id: 'versions-unchanged',
    statement: 'The history returns the latest version with the same content as the stream itself.',
    reliesOn: ['src/apply/observe/version-cache.ts', 'docs/decisions/0012-encrypted-cache.md'],
    observe: ({ streams }) => {
      const pairs = streams.flatMap(({ detail, versions }) => {
        const same = versions?.items.find(({ streamVersion }) => streamVersion === detail?.['streamVersion']);
        return detail && same ? [{ detail, same }] : [];
      });
      return holdsForAll(
        pairs,
        'streams with a history',
        ({ detail, same }) => hasSameContent(detail, same),
        'they differ',
      );
    },
  },
  {
    id: 'history-range-inclusive',
    statement: 'The history from version a to version b returns both of them, and none outside.',
    reliesOn: ['src/api/datastream2/client.ts'],
    observe: ({ streams }) =>
      holdsForAll(
        streams.flatMap(({ versions }) => (versions && versions.last > 1 ? [versions] : [])),
        'histories of several versions',
        ({ first, last, items }) => {
          const numbers = items.map(({ streamVersion }) => Number(streamVersion));
          return Math.min(...numbers) === first && Math.max(...numbers) === last;
        },
        'the versions are others',
      ),
  },
  {
    id: 'history-newest-first',
    statement:
      'Histories of versions and of activations are newest first. (Nothing depends on it: entries are sorted.)',
    reliesOn: ['src/plan/transition-start.ts'],
    observe: ({ streams }) => {
      const sequences = [
        ...streams.map(({ versions }) =>
          (versions?.items ?? []).map(({ streamVersion }) => Number(streamVersion)),
        ),
        ...streams.map(({ activations = [] }) => activations.map((entry) => timeOf(entry) ?? 0)),
      ].filter(({ length }) => length > 1);
      const isDescending = (numbers: readonly number[]) =>
        numbers.every((number, index) => index === 0 || number <= (numbers[index - 1] ?? 0));
      return holdsForAll(
        sequences,
        'histories with several entries',
        isDescending,
        'the order is another one',
      );
    },
  },
  {
    id: 'activation-statuses',
    statement: 'An activation history has the statuses ACTIVATED and DEACTIVATED only.',
    reliesOn: ['src/plan/transition-start.ts', HISTORIES],
    observe: ({ streams }) =>
      holdsForAll(
        withActivations(streams).flatMap(({ activations }) => activations),
        'entries of activation histories',
        ({ status }) => STABLE.has(String(status)),
        'the status is another one',
      ),
  },
  {
    id: 'activation-history-agrees',
    statement:
      'The latest entry of the activation history is the status of a stream that is not in transition.',
    reliesOn: ['src/apply/streams/concurrent-edits.ts', HISTORIES],
    observe: ({ streams }) =>
      holdsForAll(
        withActivations(streams).filter(({ row }) => STABLE.has(String(row['streamStatus']))),
        'active or deactivated streams with a history',
        ({ row, activations }) => newestOf(activations)?.['status'] === row['streamStatus'],
        'they differ',
      ),
  },
  {
    id: 'never-activated',
    statement: 'A stream with the status INACTIVE has a latest version that was never activated.',
    reliesOn: ['src/model/phase.ts'],
    observe: ({ streams }) =>
      holdsForAll(
        streams.filter(
          ({ row, activations }) => row['streamStatus'] === 'INACTIVE' && activations !== undefined,
        ),
        'inactive streams',
        ({ row, activations = [] }) =>
          activations.every(
            ({ status, streamVersion }) => status !== 'ACTIVATED' || streamVersion !== row['latestVersion'],
          ),
        'the latest version was activated before',
      ),
  },
  {
    id: 'failed-activation',
    statement:
      'A failed activation shows only as the earlier status, or as a transition that takes too long.',
    reliesOn: ['src/model/observed.ts'],
    observe: () => notObservable('Only an activation that fails while it is watched would show it.'),
  },
  {
    id: 'refused-writes',
    statement:
      'Edits in transition, deletions of active streams and edits with activate=false are refused with 400.',
    reliesOn: ['src/plan/steps/allowed-steps.ts'],
    observe: () => notObservable('Only a write would show it, and doctor never writes.'),
  },
];
