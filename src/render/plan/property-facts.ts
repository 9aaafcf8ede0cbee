import type { PlanItem } from '../../model/plan-item.ts';
import type { PropertySummary } from '../../model/property-summary.ts';
import type { EntryList } from '../document/document.ts';
import { quoted } from '../text/quoted-name.ts';
import { listing, moment } from '../text/words.ts';

type Version = PropertySummary['versions'][number];

/** Returns which version an item replaces and who changed it: `replaces version 11 by "alice" on …`. */
export function replacedText({ property }: PlanItem): string | undefined {
  const replaced = property?.versions.find(({ version }) => version === property.replaces);
  if (property?.replaces === undefined) return undefined;
  return `replaces version ${property.replaces}${replaced ? authorText(replaced) : ''}`;
}

/** Returns what a reviewer has to know about a property: notes, the warnings of its live version, its last versions. */
export function propertyLists({ property }: PlanItem): readonly EntryList[] {
  if (!property) return [];
  const { replaces, notes, warnings, versions } = property;
  const live = replaces === undefined ? 'the live version' : `version ${replaces}, which is live`;
  return [
    { title: 'Notes', tone: 'change', lines: notes } as const,
    { title: `Warnings of ${live}`, tone: 'quiet', lines: warnings.map(lineOf) } as const,
    { title: 'Last versions', tone: 'quiet', lines: versions.map(versionText) } as const,
  ].filter(({ lines }) => lines.length > 0);
}

/** A warning is the API's text. A list item without any text would be no item. */
function lineOf(text: string): string {
  return text.trim() === '' ? quoted(text) : text;
}

/** Returns a version: `version 11, active on production, by "alice" on …: "CHG-7"`. */
function versionText(version: Version): string {
  const note = version.note === undefined ? '' : `: ${quoted(version.note)}`;
  return `version ${version.version}${networksText(version)}${authorText(version)}${note}`;
}

/** A version is INACTIVE or DEACTIVATED on the other networks. */
function networksText({ staging, production }: Version): string {
  const on = (status: string) =>
    listing([...(production === status ? ['production'] : []), ...(staging === status ? ['staging'] : [])]);
  const [active, pending] = [on('ACTIVE'), on('PENDING')];
  return [
    ...(active === '' ? [] : [`, active on ${active}`]),
    ...(pending === '' ? [] : [`, being activated on ${pending}`]),
  ].join('');
}

/** Returns who made a version, and when: ` by "alice" on …`. */
function authorText({ modifiedBy, modifiedDate }: Pick<Version, 'modifiedBy' | 'modifiedDate'>): string {
  const by = modifiedBy === undefined ? '' : ` by ${quoted(modifiedBy)}`;
  const at = modifiedDate === undefined ? '' : ` on ${moment(modifiedDate)}`;
  return by + at;
}
