import { streamTitle } from '../../collections/texts.ts';
import type { Condition, StatusItem, StatusReport, UnusableRowReport } from '../../model/status.ts';
import { deliveryProblems } from '../delivery/delivery-problems.ts';
import {
  type Block,
  type ClosingLines,
  type Document,
  notesBlock,
  type Sentence,
  type Table,
} from '../document/document.ts';
import { orphansBlock } from '../plan/orphans.ts';
import { propertyBlocks } from '../properties/property-blocks.ts';
import type { CommandContext, RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { countOf, nounOf } from '../text/resources.ts';
import { command, count, listing, some, targetText } from '../text/words.ts';
import { hasFailedDelivery, statusRow } from './row.ts';

const MOST_NAMES = 5;

/** Worst first: every list begins with the conditions that require action. */
const CONDITIONS: readonly Condition[] = ['reverted', 'overdue', 'unknown', 'in-transition', 'stable'];

/** The display name of a condition. JSON has the keyword. */
function conditionText(condition: Condition): string {
  return condition.replace('-', ' ');
}

/**
 * Builds the document of a status report, in one pass.
 *
 * @param now milliseconds since 1970
 */
export function statusDocument(
  report: StatusReport,
  now: number,
  options: Pick<RenderOptions, 'typing'>,
): Document {
  const shown = tally(report.items);
  const where = { ...options, target: report.target };
  return {
    title: 'DataStream status',
    summary: shown,
    target: targetText(report.target),
    headline: headline(report),
    blocks: [
      ...(report.items.length === 0 ? [] : [table(report, now)]),
      ...orphansBlock(report.orphans, where),
      ...unusableRowsBlock(report.unusableRows ?? []),
      ...propertyBlocks(report),
      closing(report, shown, where),
    ],
  };
}

/** Returns every row that cannot be used, with its stream and the reason. */
function unusableRowsBlock(rows: readonly UnusableRowReport[]): readonly Block[] {
  const notes = rows.map((row) => ({
    subject: row.name ?? (row.streamId === undefined ? 'unknown stream' : `stream ${row.streamId}`),
    text: `${streamTitle(row)}${row.streamId === undefined ? '' : `, stream ${row.streamId}`}: its row ${row.reason}`,
  }));
  return notesBlock('Rows that cannot be used', 'danger', notes, {
    most: notes.length,
    hint: 'these streams are blocked; while a row has no usable ID or name, no stream of its type is created',
  });
}

function tally(items: readonly StatusItem[]): string {
  const parts = CONDITIONS.map(
    (condition) => [items.filter((i) => i.condition === condition).length, condition] as const,
  )
    .filter(([n]) => n > 0)
    .map(([n, condition]) => `${n} ${conditionText(condition)}`);
  return parts.length === 0 ? 'no streams' : parts.join(', ');
}

function headline({ items, propertyCount }: StatusReport): readonly Sentence[] {
  const bad = worstFirst(items).filter(({ condition }) =>
    ['reverted', 'overdue', 'unknown'].includes(condition),
  );
  const inTransition = items.filter(({ condition }) => condition === 'in-transition');
  const due = items.filter(isDue);
  const delivery = deliveryProblems(items);
  if (bad.length + inTransition.length + due.length === 0) {
    return [...delivery, { tone: 'good', text: stableText(items, propertyCount) }];
  }
  return [
    ...(bad.length === 0 ? [] : [{ tone: 'danger' as const, text: `${names(bad)}: check this first.` }]),
    ...delivery,
    ...(inTransition.length === 0
      ? []
      : [
          {
            tone: 'progress' as const,
            text: `${countOf(inTransition)} in transition, locked until stable.`,
          },
        ]),
    ...(due.length === 0 ? [] : [{ tone: 'change' as const, text: dueText(due) }]),
  ];
}

function stableText(items: readonly StatusItem[], propertyCount = 0): string {
  const [only, ...more] = items;
  if (!only) return propertyCount === 0 ? 'There are no manifests.' : 'There are no manifests of streams.';
  const all = more.length === 0 ? `The ${nounOf(only)} is` : `All ${countOf(items)} are`;
  return `${all} stable; no action is pending.`;
}

/** Returns whether an action is possible now, or something has to be fixed first. */
function isDue({ next }: StatusItem): boolean {
  return next !== 'none' && next !== 'await';
}

function dueText(due: readonly StatusItem[]): string {
  const blocked = due.filter(({ next }) => next === 'blocked');
  const acting = due.filter(({ next }) => next !== 'blocked');
  return `${listing([
    ...(acting.length === 0 ? [] : [`${countOf(acting)} with a pending action`]),
    ...(blocked.length === 0 ? [] : [`${countOf(blocked)} blocked`]),
  ])}.`;
}

function names(items: readonly StatusItem[]): string {
  return listing(
    some(
      items.map(({ name, condition }) => `${quoted(name)} (${conditionText(condition)})`),
      MOST_NAMES,
    ),
  );
}

const DELIVERY_COLUMN: Table['columns'][number] = {
  title: 'Delivery',
  align: 'left',
  markdown: { cell: 'state', lead: 'delivery: ' },
};

function table({ items, target }: StatusReport, now: number): Table {
  const showsDelivery = items.some(({ delivery }) => delivery !== undefined);
  return {
    tag: 'table',
    columns: [
      { title: 'Name', align: 'left', markdown: { cell: 'stream' } },
      { title: 'Status', align: 'left', markdown: { cell: 'state' } },
      { title: 'For', align: 'left', markdown: { cell: 'state', lead: 'for ' } },
      ...(showsDelivery ? [DELIVERY_COLUMN] : []),
      { title: 'Next', align: 'left', markdown: { cell: 'state', lead: 'next: ' } },
      { title: 'Wanted', align: 'left', markdown: { cell: 'state', lead: 'manifest: ' } },
      { title: 'Stream', align: 'right', markdown: { cell: 'stream', lead: 'stream ' } },
      { title: 'Version', short: 'Ver', align: 'right', markdown: { cell: 'stream', lead: 'version ' } },
    ],
    rows: worstFirst(items).map((item) => statusRow(item, showsDelivery, target, now)),
  };
}

function worstFirst(items: readonly StatusItem[]): readonly StatusItem[] {
  return CONDITIONS.flatMap((condition) => {
    const these = items.filter((item) => item.condition === condition);
    return [...these.filter(hasFailedDelivery), ...these.filter((item) => !hasFailedDelivery(item))];
  });
}

function closing(
  { items, orphans, propertyCount = 0 }: StatusReport,
  shown: string,
  where: CommandContext,
): ClosingLines {
  const types = [...new Set(items.map(streamTitle))];
  const due = items.some(isDue);
  const inTransition = items.some(({ condition: c }) => c === 'in-transition' || c === 'overdue');
  const of = types.length === 0 ? '' : ` (${listing(types)})`;
  const also = orphans.length === 0 ? '' : `; ${count(orphans.length, 'unmanaged stream')}`;
  return {
    tag: 'closing',
    total: { tone: 'strong', text: `Status: ${shown}${of}${also}.` },
    lines: [
      ...(propertyCount > 0
        ? [
            {
              tone: 'plain' as const,
              text: `Status is about streams: ${command('plan', where, 'only')} shows the state of ${count(propertyCount, 'property', 'properties')}.`,
            },
          ]
        : []),
      ...(items.some(hasFailedDelivery)
        ? [
            {
              tone: 'plain' as const,
              text: `Next: ${command('verify', where, 'only')} shows why logs do not arrive.`,
            },
          ]
        : []),
      ...(due
        ? [
            {
              tone: 'plain' as const,
              text: `Next: ${command('plan', where, 'only')} shows the pending actions.`,
            },
          ]
        : []),
      ...(inTransition
        ? [
            {
              tone: 'plain' as const,
              text: `Next: ${command('status --wait', where, 'only')} waits until all streams are stable.`,
            },
          ]
        : []),
    ],
  };
}
