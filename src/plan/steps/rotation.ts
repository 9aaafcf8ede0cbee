import type { StreamCard } from '../../model/card.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { Warning } from '../../model/plan.ts';
import type { PlanInput } from '../../model/plan-input.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { holdsReference } from '../../model/secret.ts';
import type { CanonicalLive } from '../canonical/canonical.ts';
import { omittedMembers } from '../diff/compare.ts';
import { takes } from './steps.ts';

/**
 * Whether an update sends the secrets of a stream again although nothing comparable differs. `nothing-to-send`: it was
 * requested, and the stream has no secrets.
 */
export type Rotation = 'not-requested' | 'sent' | 'nothing-to-send';

/** A live stream, and what its manifest specifies. */
interface RotatedStream {
  readonly card: StreamCard;
  readonly saved: StreamRow;
  readonly desired: JsonObject;
  readonly live: CanonicalLive;
}

/**
 * Decides whether the secrets of a live stream are due. `--rotate` requests it for one run. `rotateSecretsAfter`
 * requests it as long as the latest version was saved before that time, so one new version satisfies it for good.
 *
 * @param rotate the names that `--rotate` has
 * @param stream with the date of its latest version
 * @returns an obstacle if it cannot be decided: the reason why the stream is blocked
 */
export function rotationOf(
  rotate: ReadonlySet<string>,
  manifest: Manifest,
  { card, saved, desired, live }: RotatedStream,
): Rotation | { readonly obstacle: string } {
  const { name, rotateSecretsAfter: after } = manifest;
  if (rotate.has(name)) return sendsUncompared(card, desired, live) ? 'sent' : 'nothing-to-send';
  if (after === undefined) return 'not-requested';
  if (!holdsReference(desired)) return 'nothing-to-send';
  if (Number.isNaN(Date.parse(saved.modifiedDate ?? ''))) return { obstacle: undatedVersion(saved, name) };
  return satisfiesRotation(after, saved) ? 'not-requested' : 'sent';
}

/**
 * Returns why a new version would not satisfy `rotateSecretsAfter`: the API, which dates versions, has not reached that
 * time. Without this check, each apply would write another version until it has.
 */
export function futureRotation(
  { apiTime }: Pick<PlanInput, 'apiTime'>,
  { rotateSecretsAfter: after }: Manifest,
): string | undefined {
  if (after === undefined || apiTime === undefined || Date.parse(after) <= apiTime) return undefined;
  return `its rotateSecretsAfter (${after}) is in the future by the clock of the API, which says ${new Date(apiTime).toISOString()}; run again after that time, or correct the clock of the machine that wrote it`;
}

function undatedVersion({ streamId, version }: StreamRow, name: string): string {
  return `the API returns no readable date for version ${version} of stream ${streamId}, so rotateSecretsAfter cannot be compared with it; to send the secrets again, run apply with --rotate ${JSON.stringify(name)}, otherwise remove rotateSecretsAfter`;
}

/**
 * Returns whether `--rotate` has anything to send that a plan cannot compare: secrets, or members that the API does not
 * return. Without either, a rotation would only create a version and activate it on production.
 */
function sendsUncompared(card: StreamCard, desired: JsonObject, live: CanonicalLive): boolean {
  return holdsReference(desired) || omittedMembers(card, desired, live).length > 0;
}

/** Warns if a rotation is requested for a stream for which it has no effect. */
export function needlessRotation(
  { name, state, rotateSecretsAfter }: Manifest,
  { rotate }: { readonly rotate: ReadonlySet<string> },
): Warning {
  const because =
    state === 'absent'
      ? 'its state is absent'
      : 'its manifest has no secret, so there is nothing to send again';
  const isNamed = rotate.has(name) || rotateSecretsAfter === undefined;
  const message = isNamed
    ? `--rotate ${name} does nothing: ${because}`
    : `rotateSecretsAfter does nothing: ${because}; remove it`;
  return { code: 'nothing-to-rotate', message, name };
}

/** Returns whether the live version of an item is not older than the time in its manifest. */
export function satisfiesRotation(
  after: string | undefined,
  { modifiedDate }: Pick<StreamRow, 'modifiedDate'>,
): boolean {
  return Date.parse(modifiedDate ?? '') >= Date.parse(after ?? '');
}

/** How long a satisfied rotation is reported, milliseconds. Plans would repeat it as long as the manifest has the time. */
const REPORTED_FOR = 24 * 60 * 60 * 1_000;

/**
 * Warns about a requested rotation that is satisfied already, by a version that may contain the previous secrets. The
 * account does not show whether an apply made that version. A rotation is reported in the change that requests it and,
 * if that is not known, for a day.
 */
export function satisfiedRotation(
  item: PlanItem,
  { before, apiTime }: Pick<PlanInput, 'before' | 'apiTime'>,
): readonly Warning[] {
  const { name, rotateSecretsAfter: after, baseVersion } = item;
  if (after === undefined || item.action === 'blocked' || takes(item.steps, 'create', 'update')) return [];
  const isNew = before
    ? before.find((one) => one.name === name)?.rotateSecretsAfter !== after
    : apiTime !== undefined && apiTime - Date.parse(after) < REPORTED_FOR;
  if (!isNew || !satisfiesRotation(after, item)) return [];
  const by = item.modifiedBy === undefined ? '' : ` by ${JSON.stringify(item.modifiedBy)}`;
  const message = `rotateSecretsAfter (${after}) is satisfied: version ${baseVersion} was saved${by} on ${item.modifiedDate}, with the secrets of that time. If they are not the new ones, request a later time: \`datastream rotate ${name}\``;
  return [{ code: 'rotation-satisfied', message, name }];
}
