import { traitPath } from '../../collections/texts.ts';
import { destinationPaths } from '../../destinations/destination-paths.ts';
import { destinationSet } from '../../destinations/registry.ts';
import type { StreamCard } from '../../model/card.ts';
import type { Change } from '../../model/change.ts';
import { type Effect, STREAM_EFFECTS, type StreamEffect } from '../../model/effect.ts';
import { isArray, type Json, type JsonObject } from '../../model/json.ts';
import type { Trait } from '../../model/member-card.ts';
import type { Step } from '../../model/plan-item.ts';
import { holdsReference } from '../../model/secret.ts';
import { formatOf, isOrdered } from '../canonical/canonical.ts';
import { memberCard } from '../canonical/spec-blocks.ts';
import { isAddressHidden, sendsSecretsElsewhere } from '../credentials/secret-address.ts';
import { editsLive, startsLogs } from './allowed-steps.ts';
import { takes } from './steps.ts';

/** The part of a stream's plan that effects depend on. */
export interface Situation {
  readonly card: StreamCard;
  /** The live status; absent if there is no stream. */
  readonly status: string | undefined;
  readonly steps: readonly Step[];
  readonly changes: readonly Change[];
  /** Whether an update was requested to send secrets again, by `--rotate` or `rotateSecretsAfter`. */
  readonly rotated: boolean;
  /**
   * Canonical live spec, including members without a card, which may determine the destination of the logs. Absent for
   * a create, and if the content does not matter.
   */
  readonly live: JsonObject | undefined;
  /** `Desired.spec`; absent for a manifest with `state: absent`. */
  readonly desired: JsonObject | undefined;
  /** Whether the write sends a secret that another manifest sends to another receiver; see `sendsSharedSecret`. */
  readonly sharesSecret?: boolean;
  /** Whether the stream begins to send personal data; see `addedPersonalData`. */
  readonly addsPersonalData?: boolean;
}

/** One predicate for each effect of a stream. The list is closed: an effect without a rule does not compile. */
const RULES: Readonly<Record<StreamEffect, (situation: Situation) => boolean>> = {
  'goes-live': (s) => editsLive(s.status, s.steps) && !isCosmetic(s),
  'cosmetic-goes-live': (s) => editsLive(s.status, s.steps) && isCosmetic(s),
  'starts-logs': (s) => startsLogs(s.status, s.steps),
  'stops-logs': (s) => takes(s.steps, 'deactivate'),
  'source-removed': (s) => removesFrom(s, 'sources'),
  'fields-removed': (s) => removesFrom(s, 'fields'),
  'sampling-reduced': (s) => s.changes.some((change) => reducesSampling(s, change)),
  'midgress-change': (s) => edits(s) && changesTrait(s, 'midgress'),
  'secret-to-new-destination': (s) =>
    (edits(s) && (leavesProperty(s) || sendsToRedactedAddress(s))) ||
    (sendsSpec(s) && s.sharesSecret === true),
  'personal-data-added': (s) => s.addsPersonalData === true,
  'column-order': (s) => edits(s) && reordersColumns(s),
  'format-change': (s) => edits(s) && s.changes.some((change) => changesFormat(s, change)),
  'destination-change': (s) => edits(s) && s.changes.some((change) => changesDestination(s, change)),
  'destination-probe': (s) => sendsSpec(s) && destinationSet(s.card).probes,
  'secret-needed': (s) => sendsSpec(s) && holdsReference(s.desired),
  'secret-rotation': (s) => s.rotated && edits(s),
  irreversible: (s) => takes(s.steps, 'delete'),
};

/** Returns the effects of a plan's steps outside the API, in the order of the closed list. */
export function effectsOf(situation: Situation): readonly Effect[] {
  return STREAM_EFFECTS.filter((effect) => RULES[effect](situation));
}

/** Returns the path of each list of sources or fields that loses items, and the removed items. */
export function removedItems(
  card: StreamCard,
  changes: readonly Change[],
  role: 'sources' | 'fields',
): readonly Json[] {
  const paths = new Set(card.lists.filter((list) => list.role === role).map((list) => `/${list.member}`));
  return changes.filter((change) => paths.has(change.path)).flatMap((change) => change.removed ?? []);
}

function edits(s: Situation): boolean {
  return takes(s.steps, 'update');
}

function sendsSpec(s: Situation): boolean {
  return takes(s.steps, 'create', 'update');
}

function changesFormat(s: Situation, { path }: Change): boolean {
  return memberCard(s.card, s.desired ?? {}, path)?.changesRecordShape === true;
}

function removesFrom(s: Situation, role: 'sources' | 'fields'): boolean {
  return edits(s) && removedItems(s.card, s.changes, role).length > 0;
}

function changesTrait({ card, changes }: Situation, trait: Trait): boolean {
  const path = traitPath(card.collection, trait);
  return changes.some((change) => change.path === path);
}

function reducesSampling({ card }: Situation, { path, before, after }: Change): boolean {
  return (
    path === traitPath(card.collection, 'logged-share') &&
    typeof before === 'number' &&
    typeof after === 'number' &&
    after < before
  );
}

/** The delivered logs do not change. A rotation is more than cosmetic, since it re-sends secrets. */
function isCosmetic(s: Situation): boolean {
  return !s.rotated && s.changes.length > 0 && s.changes.every((change) => isCosmeticPath(s, change.path));
}

function isCosmeticPath(s: Situation, path: string): boolean {
  return path === '/streamName' || memberCard(s.card, s.desired ?? {}, path)?.cosmetic === true;
}

function changesDestination(s: Situation, { path }: Change): boolean {
  const { destinations } = s.card;
  return (path === `/${destinations}` || path.startsWith(`/${destinations}/`)) && !isCosmeticPath(s, path);
}

/** Logs and their secrets would be sent to another host or bucket than now. */
function leavesProperty(s: Situation): boolean {
  return s.live !== undefined && s.desired !== undefined && sendsSecretsElsewhere(s.card, s.live, s.desired);
}

/** A rotation sends everything as it is now, including an address that only a reference contains. */
function sendsToRedactedAddress(s: Situation): boolean {
  const set = destinationSet(s.card);
  const hidden = destinationPaths(s.card, s.desired).some(({ value }) => isAddressHidden(set, value));
  return s.rotated && hidden;
}

/** A remaining column changes its position, so a consumer that reads lines by position reads another value. */
function reordersColumns(s: Situation): boolean {
  const formats = [formatOf(s.card, s.live), formatOf(s.card, s.desired)];
  const lists = s.card.lists.filter((list) => formats.every((format) => isOrdered(list, format)));
  return lists.some((list) => {
    const places = new Map(itemsOf(s.desired, list.member).map((id, place) => [id, place]));
    return itemsOf(s.live, list.member).some((id, place) => (places.get(id) ?? place) !== place);
  });
}

function itemsOf(spec: JsonObject | undefined, member: string): readonly Json[] {
  const items = spec?.[member];
  return isArray(items) ? items : [];
}
