import { isStream } from '../../model/collection.ts';
import type { Action, PlanItem } from '../../model/plan-item.ts';
import { consequencesOf, consequencesText } from '../comment/consequences.ts';
import type { Section } from '../document/byte-budget.ts';
import { code, sentence } from '../text/markdown-escape.ts';
import { listing, shellWord } from '../text/words.ts';
import { perhapsUnfinished } from './unfinished.ts';
import type { DriftView } from './view.ts';

const MOST_NAMES = 5;

/** Describes both ways to resolve a difference, and what each one does. The reader decides which side is right. */
export function remedies(items: readonly PlanItem[], view: DriftView): Section {
  const { unfinished } = view;
  const undo = unfinished && !unfinished.names ? [perhapsUnfinished(unfinished)] : undoing(items);
  return {
    what: 'remedies',
    rank: 1,
    open: '#### What to do\n',
    parts: [liveIsRight(items), manifestIsRight(items, view), ...undo],
    close: '',
  };
}

function liveIsRight(items: readonly PlanItem[]): string {
  const names = items.flatMap(({ name, streamId }) => (streamId === undefined ? [] : [shellWord(name)]));
  const which = names.length > MOST_NAMES ? '' : ` ${names.join(' ')}`;
  const importing =
    names.length === 0 ? '' : ` (${code(`datastream import --update${which}`)} rewrites what differs)`;
  return `- **To keep the live state:** change the manifest to match${importing} and merge it. Its plan then says that merging changes nothing.`;
}

function manifestIsRight(items: readonly PlanItem[], { status, words }: DriftView): string {
  const consequences = consequencesText(consequencesOf(items, status, 0));
  const does = consequences === '' ? '' : ` ${sentence(`That ${consequences}.`)}`;
  return `- **To apply the manifest:** ${words.startApply} with the id of a new plan, or open a ${words.change} for the same streams: its plan shows what it would overwrite.${does}`;
}

/** How a user manually reverses the difference that each action fixes. A deleted stream cannot be restored. */
const MANUAL_UNDO: Readonly<Partial<Record<Action, string>>> = {
  update: 'edit the stream back, as a new version, since versions cannot be rolled back',
  activate: 'activate the stream again',
  deactivate: 'deactivate the stream again',
};

function undoing(items: readonly PlanItem[]): readonly string[] {
  const ways = [...new Set(items.filter(isStream).flatMap(({ action }) => MANUAL_UNDO[action] ?? []))];
  if (ways.length === 0) return [];
  return [`- **Undo it where it was done:** in Control Center, ${listing(ways, 'or')}.`];
}
