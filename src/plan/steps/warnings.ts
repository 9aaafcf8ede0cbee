import type { StreamCard } from '../../model/card.ts';
import { pointerSteps } from '../../model/json.ts';
import type { Warning } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { Limits } from '../../model/safety-limits.ts';
import type { CanonicalLive } from '../canonical/canonical.ts';
import { memberCard } from '../canonical/spec-blocks.ts';
import { carriedPaths, type MemberValue, omittedMembers } from '../diff/compare.ts';
import { type OtherValue, otherValues } from '../diff/fixed-values.ts';
import { isLeftOut } from '../diff/sent-values.ts';
import { takes } from './steps.ts';

/** Returns the warnings about writing one stream. */
export function editWarnings(
  card: StreamCard,
  item: PlanItem,
  live: CanonicalLive | undefined,
): readonly Warning[] {
  const later = deletesLater(item) ? [laterDeletion(item)] : [];
  if (!live || !item.desired || !takes(item.steps, 'update')) return later;
  const { spec } = item.desired;
  const omitted = omittedMembers(card, spec, live).map((member) => omittedMemberWarning(card, item, member));
  const carried = carriedPaths(card, spec, live);
  const others = otherValues(card, live).filter(({ path }) => carried.includes(path));
  const unknown = carried.filter((path) => !others.some((other) => other.path === path));
  return [
    ...omitted,
    ...others.map((other) => otherValue(item, other)),
    ...(unknown.length > 0 ? [carriedMembers(item, unknown)] : []),
  ];
}

function deletesLater(item: PlanItem): boolean {
  return item.desired?.state === 'absent' && !takes(item.steps, 'delete');
}

function laterDeletion(item: PlanItem): Warning {
  const message = `${item.name} is deleted by a later run, which must find stream ${item.streamId} deactivated when it starts`;
  return { code: 'deleted-later', message, name: item.name };
}

/** Warns if the deletions of a later apply, together with the current ones, may exceed the safety limit. */
export function deletionForecast(items: readonly PlanItem[], limits: Limits): readonly Warning[] {
  const later = items.filter(deletesLater).length;
  if (later <= limits.delete) return [];
  const message = `A later run would delete ${later} streams, and its limit is ${limits.delete}: it will need --allow delete=${later}`;
  return [{ code: 'limit-ahead', message }];
}

function omittedMemberWarning(card: StreamCard, item: PlanItem, { path, value }: MemberValue): Warning {
  const { name, desired } = item;
  const known = memberCard(card, desired?.spec ?? {}, path);
  const isDefaulted = desired?.defaulted?.includes(path) === true;
  const shown = JSON.stringify(value);
  const outcome =
    known && isLeftOut(known, value, undefined, isDefaulted)
      ? `this update omits it, so the vendor's default (${shown}) applies`
      : `this update sets it to ${shown}`;
  const message = `${memberText(path)} is not returned by the API; ${outcome}`;
  return { code: 'member-not-returned', message, name };
}

function otherValue({ name }: PlanItem, { path, value, documented }: OtherValue): Warning {
  const message = `${memberText(path)} of the live stream is ${JSON.stringify(value)}, and the vendor documents only ${JSON.stringify(documented)}; the update sends it back as it is`;
  return { code: 'undocumented-value', message, name };
}

function memberText(path: string): string {
  return pointerSteps(path).join('.');
}

function carriedMembers({ name }: PlanItem, paths: readonly string[]): Warning {
  const message = `The live stream has members this version does not know; the update sends them back as they are: ${paths.join(', ')}`;
  return { code: 'carried-members', message, name };
}
