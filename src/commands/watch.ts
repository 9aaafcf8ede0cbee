import { missingSecrets, type SecretSource } from '../apply/secrets.ts';
import type { StreamRecord } from '../model/approval.ts';
import { collectionOf } from '../model/collection.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ApplyOutcome, ItemOutcome } from '../model/outcome.ts';
import { phaseOf } from '../model/phase.ts';
import type { Plan, PlanItem } from '../model/plan.ts';
import { referenceText } from '../model/secret.ts';
import type { StatusReport } from '../model/status.ts';
import { desiredDigest } from '../plan/approval.ts';
import { acts } from '../plan/fingerprint.ts';
import type { Limits } from '../plan/observed.ts';
import { type OpenStream, openWork } from '../plan/open-work.ts';
import { restrictPlan } from '../plan/restrict.ts';
import { type StartedMovement, statusReport } from '../plan/status.ts';
import { carryOut, type Ready, readyFrom, secretsFor } from './apply.ts';
import { recordsOf } from './approved.ts';
import { type Connection, openConnection, openToWrite } from './connection.ts';
import type { Context } from './context.ts';
import { changedNames, differingFrom, type FileBefore, manifestsBefore } from './earlier.ts';
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
  /** Streams that are as the manifests were when something was applied last, and whose manifests have changed since. */
  readonly waiting: readonly PlanItem[];
  /** What became of the steps that were due; absent where none was. */
  readonly outcome?: ApplyOutcome;
  /** What these steps left behind, where none failed. */
  readonly streams: readonly StreamRecord[];
  /** Streams a step of which failed, with the steps that will not be taken any more. */
  readonly failed: readonly StreamRecord[];
  /** Streams whose step was due and stays so, since it would send secrets that are not at hand. */
  readonly withoutSecrets: readonly WithoutSecrets[];
}

/** A stream and the references of its manifest that give no value: `env NAME`. */
interface WithoutSecrets {
  readonly name: string;
  readonly references: readonly string[];
}

/**
 * Looks at every managed stream and takes no step but those that an apply recorded as still to do, each only if the
 * manifest, the version and the status are what the record says. It never creates and never deletes.
 * @param unapplied manifest files that have changed since something was applied last, as they were then
 */
export async function watch(
  context: Context,
  options: ApplyOptions,
  records: readonly KeptRecord[],
  unapplied: readonly FileBefore[] = [],
): Promise<Watched | (Gathered<Connection> & { readonly tag: 'rejected' })> {
  const gathered = await gather(context, options, openConnection);
  if (gathered.tag === 'rejected') return gathered;
  const open = openWork(gathered.plan, records, context.hash);
  const found = { tag: 'watched', status: statusOf(context, gathered, records), open } as const;
  const differing = differingOf(gathered, open);
  const waits = waitingNames(
    context,
    gathered,
    manifestsBefore(gathered.manifests, unapplied, options.streams),
  );
  const waiting = differing.filter(({ name }) => waits.has(name));
  const drift = differing.filter(({ name }) => !waits.has(name));
  const taken = await takeDue(context, options, records, open);
  return { ...found, drift, waiting, streams: [], failed: [], withoutSecrets: [], ...taken };
}

/** The apply that recorded the steps has counted them, with what was allowed then. */
const UNLIMITED: Limits = { live: Infinity, deactivate: Infinity, delete: 0, remove: Infinity };

/** Reads once more before it writes, with the client that can: what was due a moment ago has to be due still. */
async function takeDue(
  context: Context,
  options: ApplyOptions,
  records: readonly KeptRecord[],
  open: readonly OpenStream[],
): Promise<Partial<Watched> | undefined> {
  if (dueNames(open).size === 0) return undefined;
  const gathered = await gather(context, options, openToWrite);
  if (gathered.tag === 'rejected') return undefined;
  const { plan } = gathered;
  const due = dueNames(openWork(plan, records, context.hash));
  const secrets = secretsFor(context, options);
  const withoutSecrets = await lackingSecrets(restrictPlan(plan, due, UNLIMITED, context.hash), secrets);
  const lacking = new Set(withoutSecrets.map(({ name }) => name));
  const able = new Set([...due].filter((name) => !lacking.has(name)));
  if (able.size === 0 && lacking.size > 0) return { withoutSecrets };
  const chosen = restrictPlan(plan, able, UNLIMITED, context.hash);
  const ready: Ready = { ...readyFrom(gathered), plan: chosen };
  const outcome = await carryOut(context, options, ready);
  return { outcome, withoutSecrets, ...leftBehind(chosen, outcome, context.hash) };
}

/** Such a step would fail for good; left alone, it is taken as soon as its secrets are there. */
async function lackingSecrets(plan: Plan, secrets: SecretSource): Promise<readonly WithoutSecrets[]> {
  const lacking: WithoutSecrets[] = [];
  for (const item of plan.items) {
    const asked = new Set<string>();
    const noting: SecretSource = {
      ...secrets,
      value: async (reference, folder) => {
        const text = referenceText(reference);
        asked.add(text);
        const value = await secrets.value(reference, folder);
        asked.delete(text);
        return value;
      },
    };
    const missing = await missingSecrets({ ...plan, items: [item] }, noting);
    if (missing.length > 0) lacking.push({ name: item.name, references: [...asked] });
  }
  return lacking;
}

/** A stream that failed is told apart, also where nothing was done to it: no later watch may try it again. */
function leftBehind(
  plan: Plan,
  outcome: ApplyOutcome,
  hash: Context['hash'],
): Pick<Watched, 'streams' | 'failed'> {
  const failed = outcome.items.filter(hasFailed);
  const names = new Set(failed.map(({ name }) => name));
  return {
    streams: recordsOf(plan, outcome, hash).filter(({ name }) => !names.has(name)),
    failed: failed.flatMap((result) => {
      const item = plan.items.find(({ name }) => name === result.name);
      return item ? [failedRecord(plan, item, result, hash)] : [];
    }),
  };
}

function failedRecord(plan: Plan, item: PlanItem, result: ItemOutcome, hash: Context['hash']): StreamRecord {
  const { streamId = item.streamId, version = item.baseVersion, status = item.status } = result;
  const untaken = item.steps.filter((_, place) => result.steps[place]?.result !== 'done');
  return {
    name: item.name,
    ...collectionOf(item),
    ...(streamId === undefined ? {} : { streamId }),
    desired: desiredDigest(plan.target, item, hash),
    base: item.baseVersion ?? null,
    ...(version === undefined ? {} : { version }),
    ...(status === undefined ? {} : { status }),
    left: untaken.length > 0 ? untaken : item.steps,
  };
}

/** Tells whether a stream did not come as far as it could: a step of it failed, or something stood in its way. */
function hasFailed({ reason, steps }: ItemOutcome): boolean {
  return reason !== undefined || steps.some(({ result }) => result === 'failed');
}

function dueNames(open: readonly OpenStream[]): ReadonlySet<string> {
  return new Set(open.flatMap((one) => (one.tag === 'due' ? [one.item.name] : [])));
}

/** A stream in motion by its record, or whose recorded step is due, is no drift; everything else that acts is. */
function differingOf({ plan }: Planned<Connection>, open: readonly OpenStream[]): readonly PlanItem[] {
  const explained = new Set(
    open.flatMap((one) =>
      one.tag === 'due' || one.tag === 'moving' || one.tag === 'closed' ? [one.item.name] : [],
    ),
  );
  return plan.items.filter((item) => (acts(item) || item.action === 'blocked') && !explained.has(item.name));
}

/** Changed in the repository and nowhere else: what was merged has not been applied yet. */
function waitingNames(
  context: Context,
  planned: Planned<Connection>,
  before: readonly Manifest[],
): ReadonlySet<string> {
  const changed = changedNames(before, planned.manifests);
  if (changed.size === 0) return changed;
  const elsewhere = new Set(differingFrom(context, planned, before).map(({ name }) => name));
  return new Set([...changed].filter((name) => !elsewhere.has(name)));
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
