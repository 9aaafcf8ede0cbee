import { transitionDuration } from '../../collections/texts.ts';
import { isStream } from '../../model/collection.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { idOf } from '../../model/resource-key.ts';
import type { StatusItem } from '../../model/status.ts';
import type { UndoneChange } from '../../model/stop-explanation.ts';
import { behind } from '../comment/actor.ts';
import { renderPlace } from '../comment/footer.ts';
import { undoneSnippets, undoneText } from '../comment/undone.ts';
import type { Section } from '../document/byte-budget.ts';
import { changeViews } from '../document/changes.ts';
import { changeLines } from '../document/markdown-diff.ts';
import { listText } from '../document/markdown-entries.ts';
import { factsOf } from '../plan/document.ts';
import { propertyLists } from '../plan/property-facts.ts';
import { clipped } from '../text/display-width.ts';
import { code, fenced, htmlCode, prose, sentence } from '../text/markdown-escape.ts';
import { headingOf, nounOf, resourceTitle } from '../text/resources.ts';
import { count, duration, unknownStart } from '../text/words.ts';
import { membersOf } from './changed-members.ts';
import { sorted } from './classified.ts';
import { remedies } from './remedies.ts';
import type { DriftView } from './view.ts';

/** Lists the streams that reverted, do not become stable, or have an undocumented status. */
export function ailingSection(view: DriftView): readonly Section[] {
  const { reverted, overdue, unknown } = sorted(view);
  const parts = [
    ...reverted.map((item) => failingEntry(item, view, revertedText(item))),
    ...overdue.map((item) => failingEntry(item, view, overdueText(item))),
    ...unknown.map((item) =>
      failingEntry(
        item,
        view,
        item.reason === undefined
          ? 'The API documents no such status. Nothing is written to it; contact Akamai support.'
          : `It cannot be read: ${item.reason}.`,
      ),
    ),
  ];
  const open = '#### Streams that did not reach their expected state\n';
  return parts.length === 0
    ? []
    : [{ what: 'streams that did not reach their expected state', rank: 1, open, parts, close: '' }];
}

function failingEntry(item: StatusItem, { now, actors }: DriftView, what: string): string {
  const { name, version, status } = item;
  const facts = [
    resourceTitle(item),
    ...(version === undefined ? [] : [`version ${version}`]),
    `${status}${lasting(item, now)}`,
  ];
  const who = behind({ ...item, ...(version === undefined ? {} : { baseVersion: version }) }, actors, false);
  const last = actors.has(name) ? '' : 'last changed ';
  const state = `${facts.map(prose).join(', ')}${who === '' ? '' : `; ${last}${sentence(who)}`}.`;
  // Comments keep line breaks, so a line break next to the tag would be shown as a second one.
  return `- ${code(clipped(name))}: ${state}<br>${sentence(what)}`;
}

function lasting({ since, firstSeen, condition }: StatusItem, now: number): string {
  if (since === undefined && condition === 'overdue') return ` (${unknownStart(firstSeen)})`;
  const at = since === undefined ? Number.NaN : Date.parse(since);
  return Number.isNaN(at) ? '' : ` for ${duration(now - at)}`;
}

function revertedText({ status, wanted }: StatusItem): string {
  return `Reverted: an apply set it to ${wanted}, but it ended as ${status}. It is not retried automatically. Check the stream and its destination, then run the apply workflow, or merge a manifest with the intended state.`;
}

function overdueText({ kind }: StatusItem): string {
  return `Overdue: a transition takes ${transitionDuration(kind)}, and only Akamai can end one. If it does not end, open a support case; the stream cannot be changed meanwhile.`;
}

/**
 * Lists the streams that differ from their manifests: who changed them, when, in which version, what differs, and both
 * ways to resolve it.
 */
export function differingSection(view: DriftView): readonly Section[] {
  const { differing } = sorted(view);
  if (differing.length === 0) return [];
  const head = `| ${headingOf(differing)} | Difference |\n|---|---|`;
  const rows: Section = {
    what: 'rows of the table of streams',
    items: 'streams',
    rank: 2,
    open: `#### Different from the manifests\n\n${head}`,
    parts: differing.map((item) => row(item, view)),
    close: '',
  };
  return [rows, diffs(differing, view), remedies(differing, view)];
}

function row(item: PlanItem, { actors, undone }: DriftView): string {
  const change = undone.get(item.name);
  const who = sentence(behind(item, actors, item.changes.length > 0));
  // Only two columns: a phone screen (400 px) cuts off a third one, or breaks names at every hyphen.
  const why = change ? [sentence(`${undoneText(change)}.`)] : [];
  const difference = [inShort(item), ...why, ...(who === '' ? [] : [`last changed: ${who}`])].join('<br>');
  return `| ${code(clipped(item.name))}<br>${liveOf(item)} | ${difference} |`;
}

function liveOf(item: PlanItem): string {
  return idOf(item) === undefined ? `no ${nounOf(item)}` : factsOf(item).map(prose).join(', ');
}

/** Returns the difference as short text for a table cell. */
function inShort(item: PlanItem): string {
  const { action, changes, effects, status = 'not active', reason } = item;
  switch (action) {
    case 'create':
      return 'there is no such stream: it was deleted elsewhere, or never created';
    case 'activate':
      if (!isStream(item)) return membersOf(item);
      return prose(`is ${status}, the manifest says active`);
    case 'deactivate':
      return prose(`is ${status}, the manifest says inactive`);
    case 'delete':
      return 'is there, the manifest says absent';
    case 'blocked':
      return sentence(reason ?? 'blocked');
    case 'update':
    case 'wait':
    case 'none':
      if (changes.length > 0) return membersOf(item);
      return effects.includes('secret-rotation')
        ? 'its secrets have to be sent again'
        : prose(`is ${status}`);
    default:
      return action satisfies never;
  }
}

function snippets(undone: UndoneChange | undefined): readonly string[] {
  if (!undone || undone.fixes.length === 0) return [];
  return [['- For the pipeline that writes this property:', ...undoneSnippets(undone)].join('\n')];
}

function diffs(items: readonly PlanItem[], { manifests, undone }: DriftView): Section {
  const parts = items.flatMap((item) => {
    const views = changeViews(item.changes, item.desired?.spec);
    if (views.length === 0 || idOf(item) === undefined) return [];
    const title = `${htmlCode(clipped(item.name))}: ${count(views.length, 'difference')}`;
    const shown = `${prose('-')} live now, ${prose('+')} what ${renderPlace(item.source, manifests)} says`;
    return [
      [
        `<details><summary>${title}</summary>`,
        shown,
        fenced('diff', views.flatMap(changeLines)),
        ...propertyLists(item).map(listText),
        ...snippets(undone.get(item.name)),
        '</details>',
      ].join('\n\n'),
    ];
  });
  return { what: 'details of streams', rank: 4, open: '', parts, close: '', gap: '\n\n' };
}
