import { ApiError } from '../../api/errors/errors.ts';
import {
  approvedThen,
  changesBetween,
  type ExplanationLookups,
  laterVersion,
} from '../../approval/explanation.ts';
import type { Connection } from '../../commands/session/connection.ts';
import type { Context } from '../../commands/session/context.ts';
import type { Planned } from '../../commands/session/read-and-plan.ts';
import type { Observed } from '../../model/account.ts';
import type { Coverage, DatedRecord, GivenApproval } from '../../model/approval.ts';
import { collectionOf, isStream, streamCollection } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { Activation } from '../../model/observed.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { LaterVersion, StopExplanation, UndoneChange } from '../../model/stop-explanation.ts';
import { referenceIndex } from '../../plan/match/reference-index.ts';
import { madeRecord } from '../../plan/property-logging/own-applies.ts';
import { explainUndone } from '../../plan/property-logging/undone-change.ts';
import { nameIndex } from '../../plan/resolve/resolve.ts';
import { ownVersions } from '../../plan/streams/approved-base.ts';

/**
 * An explanation costs one or two requests, and an API accepts 20 per minute. If many streams are stopped,
 * they usually have one cause.
 */
const MOST_EXPLAINED = 10;
/** Older versions add no information, and each version of DataStream 1 costs a request. */
const MOST_VERSIONS = 20;
const MOST_APPROVED = 3;
const MOST_ACTIVATIONS = 3;

type StoppedCoverage = Exclude<
  Coverage,
  { readonly tag: 'covered' | 'not-approved' | 'drift' | 'not-selected' }
>;

/**
 * Explains the streams that were stopped although a change to them was approved: what was approved, and who
 * has changed what since, according to the account's history. It only reads.
 */
export async function explainStopped(
  context: Context,
  { plan, observed, choice, connection }: Planned<Connection>,
  coverage: readonly Coverage[],
  records: readonly DatedRecord[],
): Promise<readonly StopExplanation[]> {
  const lookups: ExplanationLookups = {
    target: plan.target,
    names: nameIndex(observed),
    hash: context.hash,
    placesOf: referenceIndex(choice.manifests).of,
  };
  const explanations: StopExplanation[] = [];
  const read = readingUntilItFails();
  // A run that is being stopped has only seconds left, and has to write its record.
  if (context.signal.aborted) return explanations;
  for (const one of coverage.filter(wasRequested).slice(0, MOST_EXPLAINED)) {
    const item = plan.items.find(({ name }) => name === one.name);
    if (item)
      explanations.push(await explainStream(one, item, lookups, { connection, observed, records, read }));
  }
  return explanations;
}

function wasRequested(one: Coverage): one is StoppedCoverage {
  return (
    one.tag !== 'covered' && one.tag !== 'not-approved' && one.tag !== 'drift' && one.tag !== 'not-selected'
  );
}

interface Sources {
  readonly connection: Connection;
  readonly observed: Observed;
  readonly records: readonly DatedRecord[];
  readonly read: <T>(ask: () => Promise<T>) => Promise<T | undefined>;
}

async function explainStream(
  { name, tag, approved }: StoppedCoverage,
  item: PlanItem,
  lookups: ExplanationLookups,
  from: Sources,
): Promise<StopExplanation> {
  const [newest] = approved;
  const history = newest ? await from.read(() => historySince(newest, item, lookups, from)) : undefined;
  const activations =
    tag === 'other-state' ? await from.read(() => latestActivations(item, from)) : undefined;
  const undone = tag === 'used-up' && newest ? undoneOf(item, newest, from) : undefined;
  return {
    name,
    approved: approved.slice(0, MOST_APPROVED).map((one) => approvedThen(one, item, lookups)),
    ...history,
    ...(activations ? { activations } : {}),
    ...defined({ undone }),
  };
}

function undoneOf(
  item: PlanItem,
  { desired }: GivenApproval,
  { records, observed }: Sources,
): UndoneChange | undefined {
  const record = isStream(item) ? undefined : madeRecord(item, desired, records);
  return record && explainUndone(record, item, observed);
}

/**
 * Reads until the first failure. No decision depends on these reads: if the API does not return the data, the
 * explanation says so. No more requests are sent after a failure, since each missing response takes up to
 * five minutes.
 */
function readingUntilItFails(): Sources['read'] {
  let hasFailed = false;
  return async (ask) => {
    if (hasFailed) return undefined;
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      hasFailed = true;
      return undefined;
    }
  };
}

async function historySince(
  approved: GivenApproval,
  item: PlanItem,
  lookups: ExplanationLookups,
  { connection, records }: Sources,
): Promise<Pick<StopExplanation, 'versions' | 'elsewhere'>> {
  const { streamId, baseVersion } = item;
  const from = approved.base ?? 0;
  if (!isStream(item)) return { versions: propertyVersions(item, from, records) };
  if (streamId === undefined || baseVersion === undefined || baseVersion <= from) return { versions: [] };
  const first = Math.max(from, baseVersion - MOST_VERSIONS, 1);
  const { versions, unusable } = await connection.reader.history(
    collectionOf(item),
    streamId,
    first,
    baseVersion,
  );
  if (unusable.length > 0) return {};
  const sorted = [...versions].sort((a, b) => a.version - b.version);
  const ours = ownVersions(item, records);
  const [then, live] = [from, baseVersion].map((version) => sorted.find((one) => one.version === version));
  return {
    versions: sorted.filter(({ version }) => version > from).map((detail) => laterVersion(detail, ours)),
    ...(then && live ? { elsewhere: changesBetween(then, live, lookups) } : {}),
  };
}

/** The newest versions of a property after a version, which the plan has read already. */
function propertyVersions(
  item: PlanItem,
  from: number,
  records: readonly DatedRecord[],
): readonly LaterVersion[] {
  const ours = ownVersions(item, records);
  return (item.property?.versions ?? [])
    .filter(({ version }) => version > from)
    .map(({ version, modifiedBy, modifiedDate }) => ({
      version,
      ...defined({ modifiedBy, modifiedDate }),
      isOurs: ours.has(version),
    }))
    .toReversed();
}

/**
 * The latest activations, newest first. They are not filtered by time, because the plan was created some time
 * before it was merged.
 */
async function latestActivations(
  item: PlanItem,
  { connection }: Sources,
): Promise<readonly Activation[] | undefined> {
  if (item.streamId === undefined) return undefined;
  const all = await connection.reader.activationHistory(streamCollection(item), item.streamId);
  const at = ({ modifiedDate }: Activation) => Date.parse(modifiedDate) || 0;
  return [...all].sort((a, b) => at(b) - at(a)).slice(0, MOST_ACTIVATIONS);
}
