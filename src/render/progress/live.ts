import type { RunEvent } from '../../model/event.ts';
import { visible } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import { paint, span } from '../text/styled-line.ts';
import { duration } from '../text/words.ts';
import { joinParts, type Part } from './line-parts.ts';
import { DOING, PAUSES, pulledText, readingText } from './progress.ts';
import { waitParts } from './wait-line.ts';

type Waiting = Extract<RunEvent, { tag: 'waiting' }>;

/** What a run is doing now, for the one line of a terminal that is rewritten. */
export interface LiveProgress {
  readonly waiting?: Waiting;
  /** A text, or the write that is under way and since when; milliseconds since 1970. */
  readonly work?: string | { readonly text: string; readonly since: number };
  readonly pause?: { readonly text: string; readonly until: number };
}

/** A shorter pause would only flicker; milliseconds. */
const SHORTEST_PAUSE = 1000;

/** Shows that the run is alive even if nothing else on the line changes: a frame for each second. */
const FRAMES = ['|', '/', '-', '\\'] as const;

/**
 * The state after an event. A pause never replaces what is paused, and a wait goes on while a write of it is under way.
 * @param now milliseconds since 1970
 */
export function nextProgress(state: LiveProgress, event: RunEvent, now: number): LiveProgress {
  const { work: _work, ...idle } = state;
  switch (event.tag) {
    case 'waiting':
      return { ...idle, waiting: event };
    case 'paused':
      if (event.milliseconds < SHORTEST_PAUSE) return state;
      return { ...state, pause: { text: PAUSES[event.reason], until: now + event.milliseconds } };
    case 'reading':
      return event.done >= event.total ? idle : { ...idle, work: readingText(event) };
    case 'pulled':
      return { ...idle, work: pulledText(event) };
    case 'write-started':
      return { ...idle, work: { text: `${DOING[event.step]} ${visible(event.name)}`, since: now } };
    case 'write-ended':
      return idle;
    case 'interrupted':
      return {};
    default:
      return state;
  }
}

/** The line itself, of at most `width` columns; nothing if nothing is going on. @param now milliseconds since 1970 */
export function liveLine(
  state: LiveProgress,
  now: number,
  { color, width }: Pick<RenderOptions, 'color'> & { readonly width: number },
): string | undefined {
  const parts = [
    ...(state.waiting ? waitParts(state.waiting, now) : []),
    ...workParts(state, now),
    ...pauseParts(state, now),
  ];
  if (parts.length === 0) return undefined;
  const frame = `${FRAMES[Math.floor(now / 1000) % FRAMES.length]} `;
  return paint([span(frame, 'quiet'), ...joinParts(parts, width - frame.length)], color);
}

/** During a wait its own parts come first. */
function workParts({ work, waiting }: LiveProgress, now: number): readonly Part[] {
  if (work === undefined) return [];
  const text = typeof work === 'string' ? work : `${work.text} for ${duration(now - work.since)}`;
  return [{ text, tone: 'plain', rank: waiting ? 5 : 0 }];
}

function pauseParts({ pause }: LiveProgress, now: number): readonly Part[] {
  if (!pause || pause.until <= now) return [];
  const left = `paused for ${duration(pause.until - now)}`;
  return [
    { text: left, tone: 'change', rank: 6 },
    { text: pause.text, tone: 'quiet', rank: 7 },
  ];
}
