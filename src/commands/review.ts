import { readManifests } from '../manifest/read-manifests.ts';
import type { Approval } from '../model/approval.ts';
import { collectionKey } from '../model/collection.ts';
import { canonicalJson, type Json } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Plan, PlanItem } from '../model/plan.ts';
import { approvalsOf } from '../plan/approval.ts';
import { acts } from '../plan/fingerprint.ts';
import { makePlan } from '../plan/plan.ts';
import { withDigest } from '../plan/saved.ts';
import { planFileText } from '../render/json.ts';
import { type Connection, openConnection } from './connection.ts';
import type { Context, Result } from './context.ts';
import { type Gathered, gather, limits, type Planned, planExitCode } from './gather.ts';
import type { PlanOptions } from './options.ts';

/** A manifest file as it was before the change under review. */
export interface FileBefore {
  /** Its path as manifests of this run are named: `streams/web.yaml`. */
  readonly file: string;
  /** Absent: the change adds it. */
  readonly text?: string;
}

/** A plan made for people who have to agree to it. */
export interface Review {
  readonly tag: 'reviewed';
  readonly plan: Plan;
  /** What agreeing to it approves, stream by stream. */
  readonly approvals: readonly Approval[];
  /** Manifests that the change itself touches; absent where it is not known what was before. */
  readonly changed?: ReadonlySet<string>;
  /**
   * What the manifests before the change would do to the account already: somebody changed these streams elsewhere, or
   * an earlier change was never applied. Carrying the change out does it too.
   */
  readonly drift: readonly PlanItem[];
  readonly exitCode: Result['exitCode'];
}

/** Plans for a review: what would be done, what of it the change under review brings, and what it finds in its way. */
export async function review(
  context: Context,
  options: PlanOptions,
  before?: readonly FileBefore[],
): Promise<Review | (Gathered<Connection> & { readonly tag: 'rejected' })> {
  const gathered = await gather(context, options, openConnection);
  if (gathered.tag === 'rejected') return gathered;
  const { plan } = gathered;
  if (options.out) {
    await context.files.write(options.out, planFileText(withDigest(plan, context.hash)), 'private');
  }
  const earlier = before && manifestsBefore(gathered.manifests, before, options.streams);
  return {
    tag: 'reviewed',
    plan,
    approvals: approvalsOf(plan, context.hash),
    ...(earlier ? { changed: changedNames(earlier, gathered.manifests) } : {}),
    drift: earlier ? driftOf(context, gathered, earlier) : [],
    exitCode: planExitCode(plan, options.detailedExitcode),
  };
}

/** The manifests as they were: those of untouched files, and what the touched ones held. Broken ones are left out. */
function manifestsBefore(
  now: readonly Manifest[],
  before: readonly FileBefore[],
  folder: string,
): readonly Manifest[] {
  const touched = new Set(before.map(({ file }) => file));
  const files = before.flatMap(({ file, text }) => (text === undefined ? [] : [{ file, text }]));
  const { manifests } = readManifests(files, [], folder);
  return [...now.filter(({ source }) => !touched.has(source.file)), ...manifests];
}

/** Names that came, and names whose manifest says something else than before. */
function changedNames(before: readonly Manifest[], now: readonly Manifest[]): ReadonlySet<string> {
  const old = new Map(before.map((manifest) => [manifest.name, meaningOf(manifest)]));
  return new Set(now.filter((one) => old.get(one.name) !== meaningOf(one)).map(({ name }) => name));
}

/** What a manifest says, apart from where it stands. */
function meaningOf({ source: _, ...manifest }: Manifest): string {
  const plain: Json = JSON.parse(JSON.stringify(manifest));
  return canonicalJson(plain);
}

/** Collections that only the earlier manifests use were not read, so nothing is known of them. */
function driftOf(
  context: Context,
  { plan, observed }: Planned<Connection>,
  before: readonly Manifest[],
): readonly PlanItem[] {
  const readable = before.filter(({ collection }) => observed.rows.has(collectionKey(collection)));
  const { items } = makePlan({
    target: plan.target,
    manifests: readable,
    observed,
    limits: limits({}),
    rotate: [],
    requestsUsed: 0,
    hash: context.hash,
  });
  const now = new Map(plan.items.map((item) => [item.name, item]));
  return items.filter((item) => acts(item) && undoes(now.get(item.name), item));
}

/** A change that takes over what is live, or lets go of the stream, overwrites nothing. */
function undoes(now: PlanItem | undefined, drifted: PlanItem): boolean {
  if (!now || !acts(now)) return false;
  const written = new Set(now.changes.map(({ path }) => path));
  return drifted.changes.length === 0 || drifted.changes.some(({ path }) => written.has(path));
}
