import { streamTitle } from '../../collections/texts.ts';
import type {
  Delivery,
  DeliveryItem,
  DeliveryPeriod,
  DeliveryReport,
  LatencyRange,
} from '../../model/delivery.ts';
import { deliveryProblems, mayBeNotNamed } from '../delivery/delivery-problems.ts';
import type { ClosingLines, Document, Row, Sentence, Table } from '../document/document.ts';
import type { CommandContext, RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import type { Tone } from '../text/styled-line.ts';
import { byteSize, command, count, duration, listing, targetText, thousands } from '../text/words.ts';
import { sparkline } from './sparkline.ts';

const SYMBOLS: Readonly<Record<Delivery, { readonly symbol: string; readonly tone: Tone }>> = {
  pending: { symbol: '…', tone: 'progress' },
  delivering: { symbol: '✓', tone: 'good' },
  degraded: { symbol: '!', tone: 'change' },
  failing: { symbol: '✗', tone: 'danger' },
  'no-data': { symbol: '✗', tone: 'danger' },
  stopped: { symbol: '✗', tone: 'danger' },
  idle: { symbol: '-', tone: 'quiet' },
  inactive: { symbol: '-', tone: 'quiet' },
  logging: { symbol: '✓', tone: 'good' },
  unknown: { symbol: '?', tone: 'danger' },
};

/** Worst first: every list begins with the streams that require action. */
const ORDER: readonly Delivery[] = [
  'failing',
  'stopped',
  'no-data',
  'unknown',
  'degraded',
  'pending',
  'idle',
  'delivering',
  'logging',
  'inactive',
];

/** Columns of a sparkline. With the other columns, a row of a stream with a short name has 80 columns. */
const SPARKLINE = 12;

/**
 * Builds the document of a delivery report.
 * @param now milliseconds since 1970
 */
export function verifyDocument(
  report: DeliveryReport,
  now: number,
  options: Pick<RenderOptions, 'typing'>,
): Document {
  const { items, target } = report;
  const sorted = ORDER.flatMap((word) => items.filter(({ delivery }) => delivery === word));
  const shown = tally(items);
  return {
    title: 'DataStream delivery',
    summary: shown,
    target: targetText(target),
    headline: headline(sorted),
    blocks: [
      ...(sorted.length === 0 ? [] : [table(sorted, now)]),
      closing(report, shown, { ...options, target }),
    ],
  };
}

function tally(items: readonly DeliveryItem[]): string {
  const parts = ORDER.map((word) => [items.filter(({ delivery }) => delivery === word).length, word] as const)
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`);
  return parts.length === 0 ? 'no streams' : parts.join(', ');
}

function headline(items: readonly DeliveryItem[]): readonly Sentence[] {
  const pending = items.filter(({ delivery }) => delivery === 'pending').length;
  const waiting = pending === 1 ? 'is waiting for its' : 'are waiting for their';
  const sentences: readonly Sentence[] = [
    ...deliveryProblems(items),
    ...(pending === 0
      ? []
      : [{ tone: 'progress' as const, text: `${count(pending, 'stream')} ${waiting} first records.` }]),
  ];
  return sentences.length > 0 ? sentences : [{ tone: 'good', text: fineText(items) }];
}

function fineText(items: readonly DeliveryItem[]): string {
  if (items.length === 0) return 'There are no manifests of streams.';
  const delivering = items.filter(
    ({ delivery }) => delivery === 'delivering' || delivery === 'logging',
  ).length;
  const all = items.length === 1 ? 'The stream delivers' : `All ${count(items.length, 'stream')} deliver`;
  if (delivering === items.length) return `${all}.`;
  const deliver = delivering === 1 ? 'delivers' : 'deliver';
  return `${delivering} of ${count(items.length, 'stream')} ${deliver}; the others are idle or inactive.`;
}

function table(items: readonly DeliveryItem[], now: number): Table {
  return {
    tag: 'table',
    columns: [
      { title: 'Name', align: 'left', markdown: { cell: 'stream' } },
      { title: 'Delivery', align: 'left', markdown: { cell: 'state' } },
      { title: 'Records', align: 'right', markdown: { cell: 'state', lead: 'records: ' } },
      { title: 'Loss', align: 'right', markdown: { cell: 'state', lead: 'loss: ' } },
      { title: 'Last', align: 'right', markdown: { cell: 'state', lead: 'last ' } },
      { title: 'History', align: 'left', markdown: { cell: 'state' } },
    ],
    rows: items.map((item) => row(item, now)),
  };
}

function row(item: DeliveryItem, now: number): Row {
  const { name, delivery, records, loss, lastSuccess, history = [] } = item;
  return {
    ...SYMBOLS[delivery],
    cells: [
      name,
      delivery,
      records === undefined ? '–' : thousands(records.delivered),
      loss === undefined ? '–' : percent(loss),
      lastSuccess === undefined ? '–' : `${duration(now - Date.parse(lastSuccess))} ago`,
      history.some((amount) => amount > 0) ? sparkline(history, SPARKLINE) : '–',
    ],
    notes: notes(item),
  };
}

/** A loss is never rounded to nothing or to everything. */
function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.1) return '<0.1 %';
  if (value > 99.9 && value < 100) return '>99.9 %';
  return `${Number.isInteger(value) ? value : value.toFixed(1)} %`;
}

function notes(item: DeliveryItem): readonly Sentence[] {
  const { delivery, reason, errors = [], properties } = item;
  const { tone } = SYMBOLS[delivery];
  return [
    ...(delivery === 'delivering' ? [] : [{ tone: tone === 'good' ? 'quiet' : tone, text: reason }]),
    ...errors.map(({ codes, count: times, advice }) => ({
      tone: delivery === 'failing' ? tone : ('plain' as const),
      text: `${count(times, 'failed attempt')} with ${listing(codes.map((code) => quoted(code)))}: ${advice}`,
    })),
    ...(properties === undefined || properties.named === properties.total
      ? []
      : [
          {
            tone: 'change' as const,
            text: `named in ${properties.named} of ${count(properties.total, 'property', 'properties')}`,
          },
        ]),
    ...uploadNotes(item),
    ...changeNotes(item),
  ];
}

/** Collection ends at the uploader of Akamai, and the upload reaches the destination. */
function uploadNotes({ uploads = 0, bytes = 0, latency }: DeliveryItem): readonly Sentence[] {
  const amounts = uploads === 0 ? [] : [`${count(uploads, 'upload')}, ${byteSize(bytes)}`];
  const ranges = [
    ...(latency?.collection ? [`${rangeText(latency.collection)} collection`] : []),
    ...(latency?.upload ? [`${rangeText(latency.upload)} upload`] : []),
  ];
  const parts = [...amounts, ...(ranges.length === 0 ? [] : [`p95 ${ranges.join(', ')}`])];
  return parts.length === 0 ? [] : [{ tone: 'quiet', text: parts.join('; ') }];
}

function rangeText({ from, to, unit }: LatencyRange): string {
  return to === undefined ? `over ${from} ${unit}` : `${from}–${to} ${unit}`;
}

function changeNotes({ beforeChange, afterChange }: DeliveryItem): readonly Sentence[] {
  if (!beforeChange || !afterChange) return [];
  const text = `${rateText(beforeChange)} before the last version change, ${rateText(afterChange)} after it`;
  return [{ tone: 'quiet', text }];
}

function rateText({ recordsPerHour, loss }: DeliveryPeriod): string {
  return `${thousands(Math.round(recordsPerHour))} records/h${loss > 0 ? ` (${percent(loss)} lost)` : ''}`;
}

function closing({ items, requests }: DeliveryReport, shown: string, where: CommandContext): ClosingLines {
  const types = [...new Set(items.map(streamTitle))];
  const of = types.length === 0 ? '' : ` (${listing(types)})`;
  const next = (words: string, what: string): Sentence => ({
    tone: 'plain',
    text: `Next: ${command(words, where, 'only')} ${what}.`,
  });
  return {
    tag: 'closing',
    total: { tone: 'strong', text: `Delivery: ${shown}${of}; ${count(requests, 'request')}.` },
    lines: [
      ...(items.some(mayBeNotNamed)
        ? [next('status --check-properties', 'shows whether the properties name their streams')]
        : []),
      ...(items.some(({ delivery }) => delivery === 'pending')
        ? [next('verify --wait', 'waits for the first records')]
        : []),
    ],
  };
}
