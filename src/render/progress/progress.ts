import type { RunEvent } from '../../model/event.ts';
import type { Affected } from '../../model/observed.ts';
import type { Step } from '../../model/plan-item.ts';
import { visible } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import { hanging, paint, type Span, span, type Tone } from '../text/styled-line.ts';
import { count, duration, listing, some, thousands } from '../text/words.ts';
import { exchangeText } from './exchange-text.ts';
import { joinParts } from './line-parts.ts';
import { waitParts } from './wait-line.ts';

const MOST_NAMES = 5;

/** The verb of each step while it runs. */
export const DOING: Readonly<Record<Step['do'], string>> = {
  create: 'creating',
  update: 'updating',
  activate: 'activating',
  deactivate: 'deactivating',
  delete: 'deleting',
  await: 'waiting',
};

const DONE: Readonly<Record<Step['do'], string>> = {
  create: 'created',
  update: 'updated',
  activate: 'activation started',
  deactivate: 'deactivation started',
  delete: 'deleted',
  await: 'transition complete',
};

/** The text for each reason to pause. */
export const PAUSES: Readonly<Record<Extract<RunEvent, { tag: 'paused' }>['reason'], string>> = {
  'rate-limit': 'the API limits requests per minute',
  'too-many-requests': 'the API returned 429, too many requests',
};

/** Options for the text of an event. */
export interface LineOptions extends Pick<RenderOptions, 'color'> {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Maximum number of columns of a line. Longer text is wrapped between words. Default: no limit. */
  readonly width?: number;
}

/** Returns the text for an event. Undefined for events that are not shown. */
export function progressLine(event: RunEvent, { now, width, color }: LineOptions): string | undefined {
  const line = spans(event, now);
  if (line === undefined) return undefined;
  const lines = width === undefined ? [line] : hanging([], line, width);
  return lines.map((one) => paint(one, color)).join('\n');
}

function spans(event: RunEvent, now: number): readonly Span[] | undefined {
  switch (event.tag) {
    case 'paused':
      return [span(`paused ${duration(event.milliseconds)}: ${PAUSES[event.reason]}`, 'quiet')];
    case 'retrying':
      return [span(visible(retryText(event)), 'change')];
    case 'reading':
      return [span(readingText(event), 'quiet')];
    case 'pulled':
      return [span(pulledText(event), 'quiet')];
    case 'finding':
    case 'write-started':
    case 'write-ended':
      return undefined;
    case 'step-started':
      return about(event.name, `${DOING[event.step]}…`, 'plain');
    case 'step-done':
      return about(event.name, done(event), 'good');
    case 'affected':
      return about(event.name, affected(event.affected), 'progress');
    case 'step-failed':
      return about(event.name, `${DOING[event.step]} failed: ${event.error}`, 'danger');
    case 'looking-up':
      return about(
        event.name,
        `${DOING[event.step]} had no clear outcome (${event.because}); checking the account`,
        'change',
      );
    case 'waiting':
      return joinParts(waitParts(event, now));
    case 'request':
    case 'response':
      return [span(visible(exchangeText(event, now)), 'quiet')];
    case 'warning':
      return [span(visible(`warning: ${event.warning.message}`), 'change')];
    case 'interrupted':
      return [span('interrupted: the request in flight is finished, nothing more is started', 'change')];
    default:
      return event satisfies never;
  }
}

function retryText({ what, because, milliseconds }: Extract<RunEvent, { tag: 'retrying' }>): string {
  return `${what}: again in ${duration(milliseconds)}, since ${because}`;
}

function about(name: string, text: string, tone: Tone): readonly Span[] {
  return [span(visible(name), 'strong'), span(': '), span(visible(text), tone)];
}

function affected({ streams }: Affected): string {
  const names = streams.map(({ name, streamId }) => `${name} (${streamId})`);
  return `also affects ${listing(some(names, MOST_NAMES))}`;
}

/** Returns the progress of reading: `read 25 of 40 streams`. */
export function readingText({ done, total, what }: Extract<RunEvent, { tag: 'reading' }>): string {
  return `read ${done} of ${READ_THINGS[what ?? 'streams'](total)}`;
}

const READ_THINGS = {
  streams: (n: number) => count(n, 'stream'),
  properties: (n: number) => count(n, 'property', 'properties'),
  versions: (n: number) => count(n, 'version'),
};

/** Returns the progress of pulling logs: `page 3 of 12, 3,000 records so far`. */
export function pulledText({ page, pages, records }: Extract<RunEvent, { tag: 'pulled' }>): string {
  const of = pages === undefined ? '' : ` of ${thousands(pages)}`;
  return `page ${thousands(page)}${of}, ${count(records, 'record')} so far`;
}

function done({ step, streamId, version, status }: Extract<RunEvent, { tag: 'step-done' }>): string {
  const facts = [
    ...(streamId === undefined ? [] : [`stream ${streamId}`]),
    ...(version === undefined ? [] : [`version ${version}`]),
    ...(status === undefined ? [] : [status]),
  ];
  return facts.length === 0 ? DONE[step] : `${DONE[step]}, ${facts.join(' ')}`;
}
