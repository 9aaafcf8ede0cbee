import type { RunEvent } from '../../model/event.ts';
import { visible } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import { paint, span } from '../text/styled-line.ts';
import { duration } from '../text/words.ts';
import { joinParts, type Part } from './line-parts.ts';
import { DOING, PAUSES, pulledText, readingText } from './progress.ts';
import { waitParts } from './wait-line.ts';

type Waiting = Extract<RunEvent, { tag: 'waiting' }>;

/** The current work of a run, for the one line of a terminal that is rewritten. */
export interface LiveProgress {
  readonly waiting?: Waiting;
  /** A text, or the current write with its start; milliseconds since 1970. */
  readonly work?: string | { readonly text: string; readonly since: number };
  readonly pause?: { readonly text: string; readonly until: number };
}

/** Milliseconds. A shorter pause is not shown, because it would only flicker. */
const SHORTEST_PAUSE = 1000;

/**
 * The frames of an animation, one each second. It shows that the run is active even if the rest of the line does not
 * change.
 */
const FRAMES = ['|', '/', '-', '\\'] as const;

/**
 * Returns the state after an event. A pause does not replace the paused work, and a wait continues during a write.
 *
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

/**
 * Returns the line, of at most `width` columns. Undefined if there is no current work.
 *
 * @param now milliseconds since 1970
 */
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

/** Returns the current work. During a wait, the parts of the wait have priority. */
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
