import type { StreamCard } from '../model/card.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { PlanItem, Warning } from '../model/plan.ts';
import { holdsReference } from '../model/secret.ts';
import type { CanonicalLive } from './canonical.ts';
import { carriedPaths, untoldMembers } from './compare.ts';
import type { Limits } from './observed.ts';
import { takes } from './steps.ts';

/** What to know before one stream is written. */
export function editWarnings(
  card: StreamCard,
  item: PlanItem,
  live: CanonicalLive | undefined,
): readonly Warning[] {
  const later = deletesLater(item) ? [laterDeletion(item)] : [];
  if (!live || !item.desired || !takes(item.steps, 'update')) return later;
  const { spec } = item.desired;
  const untold = untoldMembers(card, spec, live).map(({ path, value }) => untoldMember(item, path, value));
  const carried = carriedPaths(card, spec, live);
  return [...untold, ...(carried.length > 0 ? [carriedMembers(item, carried)] : [])];
}

/**
 * Tells whether `--rotate` has anything to send that a plan cannot compare: secrets, or members that the API does
 * not tell. Without either, a rotation would only make a version and activate production once more.
 */
export function rotates(card: StreamCard, desired: JsonObject, live: CanonicalLive): boolean {
  return holdsReference(desired) || untoldMembers(card, desired, live).length > 0;
}

/** `--rotate` names a stream for which it does nothing. */
export function needlessRotation({ name, state }: Manifest): Warning {
  const because =
    state === 'absent'
      ? 'it is to be absent'
      : 'its manifest holds no secret, so there is nothing to send anew';
  return { code: 'nothing-to-rotate', message: `--rotate ${name} does nothing: ${because}`, name };
}

function deletesLater(item: PlanItem): boolean {
  return item.desired?.state === 'absent' && !takes(item.steps, 'delete');
}

function laterDeletion(item: PlanItem): Warning {
  const message = `${item.name} is deleted by a later run, which must find stream ${item.streamId} deactivated when it starts`;
  return { code: 'deleted-later', message, name: item.name };
}

/** Deletions that a later run takes, together with those of this one, may be more than a run is allowed. */
export function deletionForecast(items: readonly PlanItem[], limits: Limits): readonly Warning[] {
  const later = items.filter(deletesLater).length;
  if (later <= limits.delete) return [];
  const message = `A later run would delete ${later} streams, and its limit is ${limits.delete}: it will need --allow delete=${later}`;
  return [{ code: 'limit-ahead', message }];
}

function untoldMember({ name }: PlanItem, path: string, value: Json): Warning {
  const member = path.slice(1).replaceAll('/', '.');
  const message = `${member} is not told by the API; this edit sets ${JSON.stringify(value)}`;
  return { code: 'untold-member', message, name };
}

function carriedMembers({ name }: PlanItem, paths: readonly string[]): Warning {
  const message = `The live stream has members this version does not know; the edit sends them back as they are: ${paths.join(', ')}`;
  return { code: 'carried-members', message, name };
}
