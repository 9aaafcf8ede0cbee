import { isStream, RESOURCE_KINDS } from '../../model/collection.ts';
import { isHeldByFreeze } from '../../model/freeze.ts';
import type { Plan, Summary } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { idOf } from '../../model/resource-key.ts';
import { changeViews } from '../document/changes.ts';
import {
  type Block,
  type ClosingLines,
  type Document,
  type Entry,
  type Note,
  notesBlock,
} from '../document/document.ts';
import { problemOf } from '../document/explained-codes.ts';
import { stepViews, type Walk } from '../document/steps.ts';
import { propertyBlocks } from '../properties/property-blocks.ts';
import type { RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { headingOf, nounOf, resourceTitle, typeTitle } from '../text/resources.ts';
import {
  ACTION,
  apiOf,
  command,
  count,
  listing,
  moment,
  shellWord,
  targetText,
  thousands,
  transitionTime,
} from '../text/words.ts';
import { effectViews } from './effects.ts';
import { isInTransition, planHeadline, stepsNow } from './headline.ts';
import { codeLines, refusedBlock, warningsBlock } from './messages.ts';
import { orphansBlock } from './orphans.ts';
import { propertyLists, replacedText } from './property-facts.ts';

type PlanTextOptions = Pick<RenderOptions, 'format' | 'planFile' | 'reference' | 'typing'>;

/**
 * Builds the document of a plan, in one pass: what each stream needs and its impact, then orphans, warnings and
 * refusals.
 */
export function planDocument(plan: Plan, options: PlanTextOptions): Document {
  return {
    title: 'DataStream plan',
    summary: summaryText(plan.summary),
    target: targetText(plan.target),
    headline: planHeadline(plan),
    blocks: [
      ...entriesOf(plan, options.reference),
      ...notesBlock(
        'In transition, no action needed',
        'progress',
        plan.items.filter(settlesByItself).map(versionNote),
      ),
      ...savedOnlyBlock(plan),
      ...orphansBlock(plan.orphans, { ...options, target: plan.target }),
      ...warningsBlock(plan.warnings, options.reference),
      ...freezeBlock(plan),
      ...refusedBlock(plan.refusals, options.reference),
      ...propertyBlocks(plan),
      closing(plan, options),
    ],
  };
}

/** Returns the versions of properties that match their manifests and are not active on production. */
export function savedOnlyBlock({ items }: Pick<Plan, 'items'>): readonly Block[] {
  const notes = items.filter(isOnlySaved).map(versionNote);
  return notesBlock('Saved, and not active on production', 'change', notes);
}

/** Returns the freeze that is in force, or that starts soon if the plan has something to do. */
export function freezeBlock({ freeze, items }: Pick<Plan, 'freeze' | 'items'>): readonly Block[] {
  if (!freeze || !items.some(({ steps }) => steps.some(isHeldByFreeze))) return [];
  const { inForce, when, reason, from, until, source } = freeze;
  const why = reason === undefined ? '' : ` (${quoted(reason)})`;
  const end = until === undefined ? '' : ` until ${moment(until)}`;
  const text = inForce
    ? `apply takes only deactivations${end}${why}; ${source} has ${quoted(when)}`
    : `from ${moment(from ?? '')}${end}, apply takes only deactivations${why}; ${source} has ${quoted(when)}`;
  return notesBlock(inForce ? 'Freeze in force' : 'Next freeze', inForce ? 'danger' : 'change', [{ text }]);
}

function entriesOf({ items, target }: Plan, reference: string | undefined): readonly Block[] {
  const shown = items.filter(({ action }) => action !== 'none');
  const entries = shown.map((item) => entryOf(item, transitionTime(target, item.kind), { reference }));
  return entries.length === 0
    ? []
    : [{ tag: 'entries', subject: headingOf(shown), column: 'What it does', entries }];
}

/**
 * Returns the entry of one stream of a plan.
 *
 * @param lasts the duration of a transition
 */
export function entryOf(
  item: PlanItem,
  lasts: string,
  { reference, walk }: { readonly reference?: string | undefined; readonly walk?: Walk } = {},
): Entry {
  return {
    ...ACTION[item.action],
    word: item.action,
    name: item.name,
    facts: factsOf(item),
    asides: asidesOf(item),
    waits: item.steps.length > 0 && stepsNow(item).length === 0,
    ...problemOf(item, reference),
    changes: changeViews(item.changes, item.desired?.spec),
    effects: effectViews(item, lasts),
    ...(item.property ? { lists: propertyLists(item) } : {}),
    steps: stepViews(item, lasts, walk),
    results: [],
  };
}

/** Returns type, ID, version and status. */
export function factsOf(item: PlanItem): readonly string[] {
  const { baseVersion, status } = item;
  if (idOf(item) === undefined) return [typeTitle(item), `no ${nounOf(item)} yet`];
  return [
    resourceTitle(item),
    ...(baseVersion === undefined ? [] : [`version ${baseVersion}`]),
    ...(status === undefined ? [] : [status]),
  ];
}

function asidesOf(item: PlanItem): readonly string[] {
  const { source, streamName, name, needs = [], modifiedBy, modifiedDate } = item;
  const replaced = replacedText(item);
  const by = modifiedBy === undefined ? '' : ` by ${quoted(modifiedBy)}`;
  const at = modifiedDate === undefined ? '' : ` on ${moment(modifiedDate)}`;
  return [
    quoted(`${source.file}:${source.line}`, Number.POSITIVE_INFINITY),
    ...(needs.length === 0 ? [] : [`after ${listing(needs.map((one) => quoted(one)))}`]),
    ...(streamName === undefined || streamName === name ? [] : [`live name: ${quoted(streamName)}`]),
    ...(replaced !== undefined ? [replaced] : by + at === '' ? [] : [`last changed${by}${at}`]),
  ];
}

function settlesByItself(item: PlanItem): boolean {
  return item.action === 'none' && isInTransition(item);
}

/** Such a version matches the manifest of a property, but production does not. */
function isOnlySaved(item: PlanItem): boolean {
  const { kind, action, status } = item;
  return (
    kind === 'PropertyLogging' && action === 'none' && !isInTransition(item) && status !== 'ACTIVE_PRODUCTION'
  );
}

function versionNote(item: PlanItem): Note {
  const version = item.baseVersion === undefined ? '' : `, version ${item.baseVersion}`;
  return { subject: item.name, text: `${nounOf(item)} ${idOf(item)}${version}, ${item.status}` };
}

/** Counts the streams by action: `1 to create, 2 to update, 3 unchanged`. Zero counts are omitted. */
export function summaryText(summary: Summary): string {
  const planned = (['create', 'update', 'activate', 'deactivate', 'delete'] as const)
    .filter((action) => summary[action] > 0)
    .map((action) => `${thousands(summary[action])} to ${action}`);
  const others = [
    ...(summary.wait > 0 ? [`${thousands(summary.wait)} waiting`] : []),
    ...(summary.blocked > 0 ? [`${thousands(summary.blocked)} blocked`] : []),
    ...(summary.unchanged > 0 ? [`${thousands(summary.unchanged)} unchanged`] : []),
  ];
  const idle = planned.length === 0 && summary.wait + summary.blocked === 0;
  return [...(idle ? ['nothing to do'] : planned), ...others].join(', ');
}

function closing(plan: Plan, options: PlanTextOptions): ClosingLines {
  return {
    tag: 'closing',
    total: { tone: 'strong', text: `Plan: ${summaryText(plan.summary)}.` },
    lines: [
      { tone: 'quiet', text: requestsText(plan) },
      { tone: 'quiet', text: `Plan id ${plan.fingerprint}` },
      ...codeLines(plan, options),
      ...next(plan, options).map((text) => ({ tone: 'plain' as const, text })),
    ],
  };
}

function requestsText({ requests, refusals }: Plan): string {
  const apply =
    requests.apply === 0 || refusals.length > 0
      ? ''
      : `; applying sends about ${thousands(requests.apply)} more (${byKind(requests.applyByKind)}not counting waits)`;
  return `${count(requests.used, 'request')} sent${apply}.`;
}

/** Counts the requests of each API, because each has its own budget: `6 to DataStream 2 and 3 to DataStream 1; `. */
export function byKind(numbers: Plan['requests']['applyByKind']): string {
  const shown = RESOURCE_KINDS.flatMap((kind) => {
    const number = Object.entries(numbers ?? {}).find(([name]) => name === kind)?.[1];
    return number === undefined ? [] : [`${thousands(number)} to ${apiOf(kind)}`];
  });
  return shown.length === 0 ? '' : `${listing(shown)}; `;
}

function next(plan: Plan, options: PlanTextOptions): readonly string[] {
  const { applyable, items, refusals, target } = plan;
  const where = { ...options, target };
  const again = command('plan', where, 'only', 'changedSince', 'rotate', 'allow');
  const blocked = items.some(({ action }) => action === 'blocked');
  const doable = items.some(({ action }) => action !== 'none' && action !== 'blocked');
  if (refusals.length > 0) return [`Next: fix what is refused above, then run ${again} again.`];
  if (!doable) return blocked ? [`Next: fix what is blocked above, then run ${again} again.`] : [];
  if (!applyable) return ['This plan cannot be applied.'];
  if (options.planFile !== undefined)
    return [
      `Next: ${command(`apply --plan ${shellWord(options.planFile)}`, where, 'allow')} does exactly this, or refuses.`,
    ];
  if (plan.changedSince) {
    const save = command('plan --out plan.json', where, 'changedSince', 'rotate', 'allow');
    return [
      `Next: ${save} saves this plan for \`apply --plan\`. Without a saved plan, apply changes all manifests.`,
    ];
  }
  const apply = command('apply', where, 'only', 'rotate', 'allow');
  const end = items.every(isStream) ? 'all streams are stable' : 'all transitions are complete';
  return [`Next: ${apply} (with \`--wait\` it waits until ${end}).`];
}
