import { apiCard } from '../collections/apis.ts';
import type { Observed } from '../model/account.ts';
import { type Collection, collectionOf } from '../model/collection.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Activation, StreamRow, UnusableRow } from '../model/observed.ts';
import { phaseOf } from '../model/phase.ts';
import type { Plan, PlanItem } from '../model/plan.ts';
import type { Sighting } from '../model/sighting.ts';
import type { Condition, StatusItem, StatusReport, UnusableRowReport } from '../model/status.ts';
import { type BlockingRow, blockingRow, NO_UNUSABLE_ROWS, unusableReason } from './match/unusable-rows.ts';
import { sightingOf } from './sightings.ts';
import { historyKey, latestMovements, type StartedTransition, sinceOf, time } from './transition-start.ts';

const MINUTE = 60_000;

/** What a status report is made from. */
export interface StatusInput {
  readonly plan: Plan;
  /** Those the plan was made from. */
  readonly manifests: readonly Manifest[];
  readonly observed: Observed;
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  /** Minutes after which a movement is overdue; by default what the card says. */
  readonly overdueMinutes?: number;
  /** In any order; the latest of a stream counts. */
  readonly movements?: readonly StartedTransition[];
  /** Activation histories by `historyKey`, of the streams for which they were read. */
  readonly histories?: ReadonlyMap<string, readonly Activation[]>;
  /** Of transitions whose start is not known. */
  readonly sightings?: readonly Sighting[];
}

/** How every managed stream does: where it stands, since when, what comes next, and when an edit can be expected. */
export function statusReport(input: StatusInput): StatusReport {
  const wanted = new Map(input.manifests.map((manifest) => [manifest.name, manifest]));
  const { unusable = NO_UNUSABLE_ROWS } = input.observed;
  const rows = rowsById(input.observed);
  const movements = latestMovements(input.movements ?? []);
  const items = input.plan.items.map((item): StatusItem => {
    const { name } = item;
    const manifest = wanted.get(name);
    if (!manifest) throw new Error(`the plan has an item ${name} that no manifest names`);
    const common = { name, ...collectionOf(item), wanted: manifest.state, next: nextOf(item) };
    const key = item.streamId === undefined ? '' : historyKey(item, item.streamId);
    const row = rows.get(key);
    const blocking = row ? undefined : blockingRow(manifest, unusable, false);
    if (blocking) return { ...common, ...unknownStream(blocking) };
    if (!row) return { ...common, ...withoutStream(input.plan, name) };
    const live = liveOf(row, movements.get(key), input.histories?.get(key) ?? []);
    return { ...common, ...liveMembers(live, input) };
  });
  const unusableRows = [...unusable.values()].flat().map(rowReport);
  return {
    formatVersion: 1,
    target: input.plan.target,
    items,
    orphans: input.plan.orphans,
    ...(unusableRows.length === 0 ? {} : { unusableRows }),
  };
}

function rowReport({ collection, streamId, name, reason }: UnusableRow): UnusableRowReport {
  return {
    ...collectionOf(collection),
    ...(streamId === undefined ? {} : { streamId }),
    ...(name === undefined ? {} : { name }),
    reason,
  };
}

function unknownStream(
  blocking: BlockingRow,
): Pick<StatusItem, 'streamId' | 'status' | 'condition' | 'reason'> {
  const { streamId } = blocking.row;
  return {
    ...(blocking.isOwn && streamId !== undefined ? { streamId } : {}),
    status: 'unknown',
    condition: 'unknown',
    reason: unusableReason(blocking),
  };
}

/** No stream, or several of one name, of which nobody can say which one is meant. */
function withoutStream(plan: Plan, name: string): Pick<StatusItem, 'status' | 'condition'> {
  const ambiguous = plan.refusals.some(({ code, names }) => code === 'ambiguous' && names.includes(name));
  return ambiguous
    ? { status: 'ambiguous', condition: 'unknown' }
    : { status: 'absent', condition: 'settled' };
}

/**
 * Streams for which the activation history settles whether they reverted: a recorded movement ended elsewhere,
 * which may also be because somebody moved the stream on after it had arrived.
 */
export function historiesToRead(
  observed: Observed,
  movements: readonly StartedTransition[],
): readonly { readonly collection: Collection; readonly streamId: number }[] {
  const rows = rowsById(observed);
  return [...latestMovements(movements)].flatMap(([key, movement]) => {
    const row = rows.get(key);
    return row && endedElsewhere(row.status, movement)
      ? [{ collection: row.collection, streamId: row.streamId }]
      : [];
  });
}

/** A live stream and when things happened to it, in milliseconds since 1970. */
interface Live {
  readonly row: StreamRow;
  /** When it came into its status, as far as that is known. */
  readonly since: number | undefined;
  readonly fellBack: boolean;
}

function liveOf(
  row: StreamRow,
  recorded: StartedTransition | undefined,
  history: readonly Activation[],
): Live {
  const movement = recorded && !arrived(recorded, history) ? recorded : undefined;
  return {
    row,
    since: sinceOf(row, movement, history),
    fellBack: movement !== undefined && endedElsewhere(row.status, movement),
  };
}

function liveMembers({ row, since, fellBack }: Live, input: StatusInput) {
  const { transition } = apiCard(row.collection.kind);
  const seen = since === undefined ? sightingOf(row, input.sightings ?? []) : undefined;
  const from = since ?? time(seen?.firstSeenAt);
  const moving = phaseOf(row.status).tag === 'moving';
  const overdue = (input.overdueMinutes ?? transition.overdue) * MINUTE;
  return {
    streamId: row.streamId,
    version: row.version,
    status: row.status,
    ...(row.modifiedBy === undefined ? {} : { modifiedBy: row.modifiedBy }),
    ...(row.modifiedDate === undefined ? {} : { modifiedDate: row.modifiedDate }),
    ...(since === undefined ? {} : { since: isoDate(since) }),
    ...(seen === undefined ? {} : { firstSeen: seen.firstSeenAt }),
    condition: conditionOf(row.status, fellBack, from !== undefined && input.now - from > overdue),
    ...(moving && since !== undefined ? { earliestEdit: isoDate(since + transition.most * MINUTE) } : {}),
  };
}

function conditionOf(status: string, fellBack: boolean, late: boolean): Condition {
  const phase = phaseOf(status);
  switch (phase.tag) {
    case 'settled':
      return fellBack ? 'fell-back' : 'settled';
    case 'moving':
      return late ? 'overdue' : 'moving';
    case 'unknown':
      return 'unknown';
    default:
      return phase satisfies never;
  }
}

/** Settled, but on the other side of what the movement was started for. */
function endedElsewhere(status: string, movement: StartedTransition): boolean {
  const phase = phaseOf(status);
  return phase.tag === 'settled' && phase.active !== (movement.towards === 'ACTIVATED');
}

function arrived(movement: StartedTransition, history: readonly Activation[]): boolean {
  const start = time(movement.startedAt) ?? 0;
  return history.some((a) => a.status === movement.towards && (time(a.modifiedDate) ?? 0) >= start);
}

function nextOf(item: PlanItem): string {
  return item.action === 'blocked' ? 'blocked' : (item.steps[0]?.do ?? 'none');
}

function rowsById(observed: Observed): ReadonlyMap<string, StreamRow> {
  const rows = [...observed.rows.values()].flat();
  return new Map(rows.map((row) => [historyKey(row.collection, row.streamId), row]));
}

function isoDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
