import { streamCard } from '../collections/registry.ts';
import type { Hash } from '../model/account.ts';
import type { DesiredContent, GivenApproval } from '../model/approval.ts';
import type { Change } from '../model/change.ts';
import { collectionOf, isStream } from '../model/collection.ts';
import { defined } from '../model/defined.ts';
import type { JsonObject } from '../model/json.ts';
import type { StreamDetail } from '../model/observed.ts';
import type { PlanItem } from '../model/plan-item.ts';
import type { ApprovedContent, LaterVersion } from '../model/stop-explanation.ts';
import { type PlacesOf, sealDetail } from '../plan/credentials/seal-stream.ts';
import { labelled } from '../plan/diff/compare.ts';
import { diff } from '../plan/diff/diff.ts';
import { versionChanges } from '../plan/diff/version-changes.ts';
import type { NameIndex } from '../plan/resolve/resolve.ts';
import { typeOf } from '../plan/resources/resource-types.ts';

/** What explanations of approvals look up: the names of an account, and the paths of references. */
export interface ExplanationLookups {
  readonly target: string;
  readonly names: NameIndex;
  readonly hash: Hash;
  /** Returns the paths of a stream at which its manifest has references. */
  readonly placesOf: PlacesOf;
}

/** Compares the content of an approval with the desired content now. */
export function approvedThen(
  approved: GivenApproval,
  item: PlanItem,
  lookups: ExplanationLookups,
): ApprovedContent {
  const { by, at, base, wanted } = approved;
  return {
    by,
    ...defined({ at }),
    base,
    ...(wanted ? { changes: changesSinceApproval(wanted, item, lookups) } : {}),
  };
}

function changesSinceApproval(
  before: DesiredContent,
  item: PlanItem,
  { names }: ExplanationLookups,
): readonly Change[] {
  const after = typeOf(item).redactedContent(item);
  const isGone = before.state === 'absent' || after.state === 'absent';
  const content = ({ state, spec, rotateSecretsAfter }: DesiredContent): JsonObject =>
    isGone ? { state } : { state, ...defined({ rotateSecretsAfter }), ...spec };
  const changes = diff(content(before), content(after));
  if (!isStream(item)) return changes;
  const card = streamCard(collectionOf(item));
  return changes.map((change) => labelled(card, change, names));
}

/**
 * Returns the differences between two versions of a stream. Credentials and members at the paths of references are
 * redacted.
 *
 * @param before as it was read, like `after`
 */
export function changesBetween(
  before: StreamDetail,
  after: StreamDetail,
  { target, names, hash, placesOf }: ExplanationLookups,
): readonly Change[] {
  const places = [...new Set([...placesOf(before), ...placesOf(after)])];
  const [from, to] = [before, after].map((detail) => sealDetail(detail, target, hash, places));
  return from && to ? versionChanges(from, to, names) : [];
}

/**
 * Returns who made a version, and when.
 *
 * @param ours versions that our applies made
 */
export function laterVersion(
  { version, modifiedBy, modifiedDate }: StreamDetail,
  ours: ReadonlySet<number>,
): LaterVersion {
  return {
    version,
    ...defined({ modifiedBy, modifiedDate }),
    isOurs: ours.has(version),
  };
}
