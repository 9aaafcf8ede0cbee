import { streamCard } from '../../collections/registry.ts';
import type { Hash } from '../../model/account.ts';
import { collectionKey, collectionOf } from '../../model/collection.ts';
import { canonicalJson, isObject, type Json, parseJson } from '../../model/json.ts';
import type { StreamRow } from '../../model/observed.ts';
import { hasReached } from '../../model/phase.ts';
import { type Plan, type PlanItem, type Refusal, SAVED_PLAN, type SavedPlan } from '../../model/plan.ts';
import { keyById, keyByName } from '../../model/resource-key.ts';
import type { Limits } from '../../model/safety-limits.ts';
import { faultIn, isOf } from '../../schema/validate.ts';
import type { Listed } from '../match/live-streams.ts';
import { desiredName, isNamed } from '../match/stream-name.ts';
import { describeRow, NO_UNUSABLE_ROWS, rowInTheWay } from '../match/unusable-rows.ts';
import { acts, allowedStepsFor, takes } from '../steps/allowed-steps.ts';
import { limitRefusals } from '../steps/safety-limits.ts';
import { fingerprintOf } from './fingerprint.ts';
import { isComplete, misplacedReferences } from './item.ts';

/** A plan that can be saved. */
export type AccountPlan = Omit<SavedPlan, 'digest'>;

/**
 * Adds a digest to a plan, so that it can be saved. The fingerprint covers only what is written. The digest also
 * covers everything else that apply uses (refusals, removed sources that count against a limit, folders of secrets),
 * so that any damage to the file is detected. It is not a signature: only users who may apply should have write access
 * to saved plans.
 */
export function withDigest(plan: AccountPlan, hash: Hash): SavedPlan {
  return { ...plan, digest: digestOf(plan, hash) };
}

/** Computed over the plan as JSON, which has no members with the value `undefined`. */
function digestOf(plan: Plan, hash: Hash): string {
  const content: Json = JSON.parse(JSON.stringify(plan));
  return `sha256:${hash(canonicalJson(content))}`;
}

/**
 * Parses a saved plan, or returns why it is invalid: no JSON, a wrong structure, a later format, an incomplete item,
 * or a digest or fingerprint that does not match the content.
 */
export function parsePlan(json: string, hash: Hash): AccountPlan | string {
  const value = parseJson(json);
  const other = otherForm(value);
  if (other !== undefined) return other;
  if (!isOf(SAVED_PLAN, value)) {
    return `this is no plan saved by \`datastream plan --out\`: ${faultIn(SAVED_PLAN, value)}`;
  }
  const lacking = value.items.find((one) => !isComplete(one));
  if (lacking) return `the saved plan contradicts itself about ${lacking.name}; plan again`;
  const misplaced = value.items.flatMap(misplacedReferences)[0];
  if (misplaced !== undefined)
    return `the saved plan has ${misplaced}, where no manifest can have one; plan again`;
  const { digest, ...plan } = value;
  const isWhole =
    fingerprintOf(plan.target, plan.items, hash) === plan.fingerprint && digestOf(plan, hash) === digest;
  return isWhole
    ? plan
    : 'the saved plan was changed or damaged: its digest or fingerprint does not belong to its content; plan again';
}

/** The only format of saved plans that this version reads and writes. */
const FORMAT: SavedPlan['formatVersion'] = 1;

/**
 * A valid plan that cannot be applied: one from a later version of this tool, or the output of `plan --format json`.
 */
function otherForm(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const { formatVersion, fingerprint, digest } = value;
  if (typeof formatVersion === 'number' && formatVersion > FORMAT) {
    return `this plan has format ${formatVersion}, and this version of datastream reads format ${FORMAT}: apply it with the version that saved it, or plan again with this one`;
  }
  if (formatVersion === FORMAT && typeof fingerprint === 'string' && digest === undefined) {
    return 'this is a plan as `plan --format json` prints it, without what apply needs: save it with `datastream plan --out FILE`';
  }
  return undefined;
}

/** The current state that a saved plan is compared with. */
export interface Today extends Listed {
  readonly target: string;
  /** The simulated account; only for a simulator. */
  readonly account?: string | undefined;
  readonly limits: Limits;
}

/**
 * Returns why a saved plan must not be applied, using list calls only: the plan was refused when it was made, it is
 * for another target, it exceeds the current safety limits, or it is stale. A plan is stale if a version changed, if a
 * stream to create exists, if a stream to change no longer exists, or if a status changed so that the steps would
 * differ. Steps that the step table does not contain for a stream also count as stale, so that no file can make apply
 * take a step that is not allowed.
 */
export function checkSaved(plan: AccountPlan, today: Today): readonly Refusal[] {
  if (plan.target !== today.target) return [otherTarget(plan, today.target)];
  if (plan.account !== undefined && plan.account !== today.account) return [OTHER_SIMULATED_ACCOUNT];
  const lookup = rowLookup(today.rows);
  const stale = plan.items.filter(acts).flatMap((one) => {
    const because = unusableFor(one, today) ?? staleness(one, lookup(one));
    return because === undefined ? [] : [stalePlan(one, because)];
  });
  const kept = plan.refusals.filter((refusal) => refusal.code !== 'safety-limit');
  return [...kept, ...stale, ...limitRefusals(plan.items, today.limits)];
}

const OTHER_SIMULATED_ACCOUNT: Refusal = {
  code: 'other-target',
  message:
    'the plan was made for another simulated account: another state file, or one that was deleted since; plan again with this one',
  names: [],
};

function otherTarget(plan: Plan, target: string): Refusal {
  return {
    code: 'other-target',
    message: `the plan was made for ${plan.target}, and this run talks to ${target}; plan again for this target`,
    names: [],
  };
}

/** Finds a live stream by id or by name within its collection. */
type RowLookup = (one: PlanItem) => StreamRow | undefined;

function rowLookup(rows: ReadonlyMap<string, readonly StreamRow[]>): RowLookup {
  const byId = new Map<string, StreamRow>();
  const byName = new Map<string, readonly StreamRow[]>();
  for (const row of [...rows.values()].flat()) {
    const name = keyByName(row.collection, row.name);
    byId.set(keyById(row.collection, row.streamId), row);
    byName.set(name, [...(byName.get(name) ?? []), row]);
  }
  return (one) => {
    if (one.streamId !== undefined) return byId.get(keyById(one, one.streamId));
    const name = desiredName(one);
    const namesakes = byName.get(keyByName(one, name.streamName)) ?? [];
    return namesakes.find((row) => isNamed(row, name));
  };
}

function stalePlan({ name }: PlanItem, because: string): Refusal {
  return { code: 'stale-plan', message: `${name}: ${because}; plan again`, names: [name] };
}

/** An unusable row of the item's stream, or one that may be the stream that a create would duplicate. */
function unusableFor(one: PlanItem, { unusable = NO_UNUSABLE_ROWS }: Today): string | undefined {
  const rows = unusable.get(collectionKey(one)) ?? [];
  const row =
    one.streamId === undefined
      ? rowInTheWay(rows, desiredName(one))
      : rows.find(({ streamId }) => streamId === one.streamId);
  return row && `the list has a row that cannot be used: ${describeRow(row)}`;
}

function staleness(one: PlanItem, row: StreamRow | undefined): string | undefined {
  return one.action === 'create' ? existing(one, row) : (difference(one, row) ?? otherSteps(one, row));
}

function existing(one: PlanItem, row: StreamRow | undefined): string | undefined {
  if (row) return `a stream of this name exists by now (stream ${row.streamId}${changedBy(row)})`;
  return otherSteps(one, row);
}

function difference(one: PlanItem, row: StreamRow | undefined): string | undefined {
  if (!row) return `stream ${one.streamId} is gone`;
  if (row.version === one.baseVersion) return undefined;
  return `the plan was made from version ${one.baseVersion}, and version ${row.version} is the latest${changedBy(row)}`;
}

/** Compares the steps with the current step table. A leading `await` that is no longer needed is ignored. */
function otherSteps(one: PlanItem, row: StreamRow | undefined): string | undefined {
  const changed = takes(one.steps, 'create', 'update');
  const course = allowedStepsFor(
    streamCard(collectionOf(one)),
    row?.status,
    one.desired?.state ?? 'absent',
    changed,
  );
  if (canonicalJson(course.steps) === canonicalJson(withoutPastWait(one, row?.status))) return undefined;
  return row
    ? `its status was ${one.status} and is ${row.status}, which asks for other steps`
    : 'its steps are none that create a stream';
}

function withoutPastWait(one: PlanItem, status: string | undefined): PlanItem['steps'] {
  const [wait, ...rest] = one.steps;
  return wait?.do === 'await' && hasReached(one, status, wait.until) ? rest : one.steps;
}

function changedBy({ modifiedBy, modifiedDate }: StreamRow): string {
  if (modifiedBy === undefined) return '';
  return `, changed by ${modifiedBy}${modifiedDate === undefined ? '' : ` at ${modifiedDate}`}`;
}
