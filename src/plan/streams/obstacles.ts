import type { Obstacle } from '../../model/blocked-code.ts';
import type { StreamCard } from '../../model/card.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamDetail, StreamRow } from '../../model/observed.ts';
import { keyById } from '../../model/resource-key.ts';
import type { CanonicalLive } from '../canonical/canonical.ts';
import { changedImmutables } from '../diff/compare.ts';
import { lookAlike } from '../match/rename-detection.ts';
import { likelyOrphans } from '../match/renamed.ts';
import type { HiddenStream, PlanContext } from './context.ts';

/**
 * Returns the content of the latest version, or the reason why it is not known. The detail must be of the version in
 * the list row, so that a plan shows one point in time.
 */
export function findLiveVersion(
  run: PlanContext,
  row: StreamRow,
): { readonly detail: StreamDetail } | { readonly obstacle: Obstacle } {
  const detail = run.observed.details.get(keyById(row.collection, row.streamId));
  const problem = run.observed.unreadable?.get(keyById(row.collection, row.streamId));
  if (problem !== undefined) {
    return { obstacle: { code: 'stream-unreadable', reason: unreadableReason(row, problem) } };
  }
  if (detail?.version === row.version) return { detail };
  const what = detail
    ? `was edited while it was being read (version ${row.version}, then ${detail.version})`
    : 'was deleted while it was being read';
  return {
    obstacle: { code: 'changed-while-read', reason: `stream ${row.streamId} ${what}; run again` },
  };
}

function unreadableReason({ streamId }: StreamRow, problem: string): string {
  return `stream ${streamId} cannot be compared, so nothing is written to it. ${problem} Run again; if it still fails, report it`;
}

function hiddenReason({ streamId, name }: HiddenStream): string {
  return `it may be stream ${streamId} (${JSON.stringify(name)}) renamed, whose content cannot be read: run again, add \`spec.streamId: ${streamId}\`, or add \`spec.separate: true\` if a second stream is meant`;
}

/** Returns why a stream cannot be created, if its manifest lacks a member that a create needs. */
export function explainMissingMembers(card: StreamCard, spec: JsonObject): string | undefined {
  const missing = Object.entries(card.members)
    .filter(([member, { requiredToCreate }]) => requiredToCreate && spec[member] === undefined)
    .map(([member]) => `spec.${member}`);
  if (missing.length === 0) return undefined;
  return `there is no such stream yet, and creating one in ${card.title} needs ${missing.join(' and ')}; add it to the manifest`;
}

/** Returns why a stream is not created, if it may be an unmanaged stream under another name. */
export function explainRename(
  run: PlanContext,
  card: StreamCard,
  manifest: Manifest,
  spec: JsonObject,
): string | undefined {
  if (manifest.separate) return undefined;
  const [hidden] = likelyOrphans([manifest], run.unread);
  if (hidden) return hiddenReason(hidden);
  return lookAlike(card, spec, run.orphans, run.target, run.hash);
}

/** Returns why a stream cannot be updated, if its manifest changes a member that is fixed after the create. */
export function explainImmutableMembers(
  card: StreamCard,
  spec: JsonObject,
  live: CanonicalLive,
): string | undefined {
  const changed = changedImmutables(card, spec, live);
  if (changed.length === 0) return undefined;
  const sentences = changed.map(
    ({ member, wanted, live: returned }) =>
      `${member} cannot change once a stream exists: the manifest says ${JSON.stringify(wanted)}, the stream has ${JSON.stringify(returned)}.`,
  );
  return `${sentences.join(' ')} Write the stream's own value, or make a new stream under another name.`;
}
