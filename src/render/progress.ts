import type { RunEvent } from '../model/event.ts';
import type { Affected } from '../model/observed.ts';
import type { Step } from '../model/plan.ts';
import type { RenderOptions } from './options.ts';
import { cut, paint, type Span, span, type Tone } from './spans.ts';
import { visible } from './visible.ts';
import { count, duration, listing, some, thousands } from './words.ts';

/** How often reading is told: at every so many streams, and at the end. */
const READING_STRIDE = 25;

const MOST_NAMES = 5;

const DOING: Readonly<Record<Step['do'], string>> = {
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
  await: 'settled',
};

const PAUSES: Readonly<Record<Extract<RunEvent, { tag: 'paused' }>['reason'], string>> = {
  'rate-limit': 'the API allows only so many requests a minute',
  'too-many-requests': 'the API answered 429, too many requests',
};

/**
 * One plain line for an event, without a line break; nothing for events that a reader need not see. With `width` it
 * is cut to so many columns: a line that is to be erased must not run over the edge.
 */
export function progressLine(
  event: RunEvent,
  options: Pick<RenderOptions, 'color'> & { readonly width?: number },
): string | undefined {
  const line = spans(event);
  if (line === undefined) return undefined;
  return paint(options.width === undefined ? line : cut(line, options.width), options.color);
}

function spans(event: RunEvent): readonly Span[] | undefined {
  switch (event.tag) {
    case 'paused':
      return [span(`paused ${duration(event.milliseconds)}: ${PAUSES[event.reason]}`, 'quiet')];
    case 'retrying':
      return [span(visible(retrying(event)), 'change')];
    case 'reading':
      return reading(event);
    case 'pulled':
      return [span(pulled(event), 'quiet')];
    case 'step-started':
      return event.step === 'await' ? undefined : about(event.name, `${DOING[event.step]}…`, 'plain');
    case 'step-done':
      return about(event.name, done(event), 'good');
    case 'affected':
      return about(event.name, affected(event.affected), 'motion');
    case 'step-failed':
      return about(event.name, `${DOING[event.step]} failed: ${event.error}`, 'danger');
    case 'looking-up':
      return about(
        event.name,
        `${DOING[event.step]} had no clear outcome (${event.because}); looking what is true`,
        'change',
      );
    case 'waiting':
      return about(
        event.name,
        `${event.status}, waiting for ${event.until}, ${duration(event.elapsed)} so far`,
        'motion',
      );
    case 'warning':
      return [span(visible(`warning: ${event.warning.message}`), 'change')];
    case 'interrupted':
      return [span('interrupted: the request in flight is finished, nothing more is begun', 'change')];
    default:
      return event satisfies never;
  }
}

/** A reason often begins with the request that it is about. */
function retrying({ what, because, milliseconds }: Extract<RunEvent, { tag: 'retrying' }>): string {
  const reason = because.startsWith(`${what} `) ? because.slice(what.length + 1) : because;
  return `${what}: again in ${duration(milliseconds)}, since ${reason === because ? because : `it ${reason}`}`;
}

function about(name: string, text: string, tone: Tone): readonly Span[] {
  return [span(visible(name), 'strong'), span(': '), span(visible(text), tone)];
}

function affected({ streams }: Affected): string {
  const names = streams.map(({ name, streamId }) => `${name} (${streamId})`);
  return `also affects ${listing(some(names, MOST_NAMES))}`;
}

function reading({ done, total }: Extract<RunEvent, { tag: 'reading' }>): readonly Span[] | undefined {
  if (done !== total && done % READING_STRIDE !== 0) return undefined;
  return [span(`read ${done} of ${count(total, 'stream')}`, 'quiet')];
}

function pulled({ page, pages, records }: Extract<RunEvent, { tag: 'pulled' }>): string {
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
