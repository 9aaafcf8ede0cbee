import type { StreamRecord } from '../model/approval.ts';
import type { ApplyOutcome } from '../model/outcome.ts';
import { phaseOf } from '../model/phase.ts';
import type { PlanItem } from '../model/plan.ts';
import type { StatusReport } from '../model/status.ts';
import { acts } from '../plan/fingerprint.ts';
import type { Limits } from '../plan/observed.ts';
import { type OpenStream, openWork } from '../plan/open-work.ts';
import { restrictPlan } from '../plan/restrict.ts';
import { type StartedMovement, statusReport } from '../plan/status.ts';
import { carryOut, type Ready, readyFrom } from './apply.ts';
import { recordsOf } from './approved.ts';
import { type Connection, openConnection, openToWrite } from './connection.ts';
import type { Context } from './context.ts';
import { type Gathered, gather, type Planned } from './gather.ts';
import type { ApplyOptions } from './options.ts';

/** What an earlier run left of a stream, and when it was written down. */
export interface KeptRecord extends StreamRecord {
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** What a look at the account found, and what it did about open work. */
export interface Watched {
  readonly tag: 'watched';
  readonly status: StatusReport;
  readonly open: readonly OpenStream[];
  /** Streams that differ from their manifests without being open work: reported, never written. */
  readonly drift: readonly PlanItem[];
  /** What became of the steps that were due; absent where none was. */
  readonly outcome?: ApplyOutcome;
  /** What these steps left behind. */
  readonly streams: readonly StreamRecord[];
}

/**
 * Looks at every managed stream and takes no step but those that an apply recorded as still to do, each only if the
 * manifest, the version and the status are what the record says. It never creates and never deletes.
 */
export async function watch(
  context: Context,
  options: ApplyOptions,
  records: readonly KeptRecord[],
): Promise<Watched | (Gathered<Connection> & { readonly tag: 'rejected' })> {
  const gathered = await gather(context, options, openConnection);
  if (gathered.tag === 'rejected') return gathered;
  const open = openWork(gathered.plan, records, context.hash);
  const found = { tag: 'watched', status: statusOf(context, gathered, records), open } as const;
  const drift = driftOf(gathered, open);
  const taken = await takeDue(context, options, records, open);
  return { ...found, drift, streams: [], ...taken };
}

/** The apply that recorded the steps has counted them, with what was allowed then. */
const UNLIMITED: Limits = { live: Infinity, deactivate: Infinity, delete: 0, remove: Infinity };

/** Reads once more before it writes, with the client that can: what was due a moment ago has to be due still. */
async function takeDue(
  context: Context,
  options: ApplyOptions,
  records: readonly KeptRecord[],
  open: readonly OpenStream[],
): Promise<Pick<Watched, 'outcome' | 'streams'> | undefined> {
  if (dueNames(open).size === 0) return undefined;
  const gathered = await gather(context, options, openToWrite);
  if (gathered.tag === 'rejected') return undefined;
  const { plan } = gathered;
  const due = dueNames(openWork(plan, records, context.hash));
  const chosen = restrictPlan(plan, due, UNLIMITED, context.hash);
  const ready: Ready = { ...readyFrom(gathered), plan: chosen };
  const outcome = await carryOut(context, options, ready);
  return { outcome, streams: recordsOf(chosen, outcome, context.hash) };
}

function dueNames(open: readonly OpenStream[]): ReadonlySet<string> {
  return new Set(open.flatMap((one) => (one.tag === 'due' ? [one.item.name] : [])));
}

/** A stream in motion by its record, or whose recorded step is due, is no drift; everything else that acts is. */
function driftOf({ plan }: Planned<Connection>, open: readonly OpenStream[]): readonly PlanItem[] {
  const explained = new Set(
    open.flatMap((one) =>
      one.tag === 'due' || one.tag === 'moving' || one.tag === 'closed' ? [one.item.name] : [],
    ),
  );
  return plan.items.filter((item) => (acts(item) || item.action === 'blocked') && !explained.has(item.name));
}

function statusOf(
  context: Context,
  { plan, manifests, observed }: Planned<Connection>,
  records: readonly KeptRecord[],
): StatusReport {
  const movements = records.flatMap(movementOf);
  return statusReport({ plan, manifests, observed, now: context.clock.now(), movements });
}

function movementOf({
  kind,
  logType,
  streamId,
  at,
  status = '',
  left,
}: KeptRecord): readonly StartedMovement[] {
  const [wait] = left;
  if (wait?.do !== 'await' || streamId === undefined || phaseOf(status).tag !== 'moving') return [];
  const collection = { kind, ...(logType === undefined ? {} : { logType }) };
  return [{ ...collection, streamId, startedAt: at, from: status, towards: wait.until }];
}
