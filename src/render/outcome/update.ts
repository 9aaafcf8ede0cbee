import type { DeliveryItem } from '../../model/delivery.ts';
import type { Identity } from '../../model/resource-key.ts';
import { link, type Rendered, renderComment } from '../comment/comment.ts';
import { accountRedactor, redactDelivery } from '../comment/hide-account.ts';
import { deliverySentence } from '../delivery/delivery-sentence.ts';
import type { Section } from '../document/byte-budget.ts';
import type { Sentence } from '../document/document.ts';
import { clipped } from '../text/display-width.ts';
import { code, prose, sentence } from '../text/markdown-escape.ts';
import { countedNames, headingOf, resourceTitle } from '../text/resources.ts';
import type { Tone } from '../text/styled-line.ts';
import { count, isSimulator, moment } from '../text/words.ts';

/** A stream of an apply, with its current state. */
export interface FollowedStream extends Identity {
  readonly version?: number;
  readonly status?: string;
  /**
   * `open`: in transition. `unverified`: active, and whether its logs arrive is not known yet. `undelivered`: active, and
   * its logs do not arrive. `lost`: the transition ended in another state, or the stream was changed since. `replaced`:
   * a later apply has another desired state.
   */
  readonly end: 'open' | 'unverified' | 'done' | 'undelivered' | 'lost' | 'replaced';
  /** Whether its logs arrive, if that was verified. */
  readonly delivery?: DeliveryItem;
}

/** What the watch job knows about an apply that ended while streams were in transition. */
export interface OutcomeUpdate {
  /** The display name of the target. */
  readonly targetName: string;
  readonly target: string;
  readonly streams: readonly FollowedStream[];
  /** The number of streams that the apply stopped, and whether it processed everything that was approved. */
  readonly stopped: number;
  readonly isComplete: boolean;
  /** The text of the comment when the apply ended. Absent if an earlier update had no space for it. */
  readonly before?: string;
  /** The time when the streams were read, in milliseconds since 1970. */
  readonly now: number;
  /** The URL of the apply's run, which has the complete text. */
  readonly summaryUrl?: string;
}

const ENDS: Readonly<
  Record<FollowedStream['end'], { readonly symbol: string; readonly tone: Tone; readonly text: string }>
> = {
  lost: {
    symbol: '✗',
    tone: 'danger',
    text: 'Not as applied: STREAMS, reverted or changed since; see the drift issue.',
  },
  undelivered: {
    symbol: '✗',
    tone: 'danger',
    text: 'Active, but logs do not arrive: STREAMS; see the delivery issue.',
  },
  open: { symbol: '…', tone: 'strong', text: 'In transition: STREAMS.' },
  unverified: { symbol: '…', tone: 'strong', text: 'Active, and no logs have arrived yet: STREAMS.' },
  done: { symbol: '✓', tone: 'good', text: 'Done: STREAMS.' },
  replaced: { symbol: '○', tone: 'quiet', text: 'Changed again by a later apply: STREAMS.' },
};
const WORST_FIRST = ['lost', 'undelivered', 'open', 'unverified', 'done', 'replaced'] as const;

/** Separates the original text. Names are escaped, so no other line can be equal to it. */
const HEADING = '#### When the apply ended\n\n';
/** The start of the footer, which ends every comment. */
const FOOTER = '\n\n<sub>';

/**
 * Renders the outcome of an apply with the current state of its streams. The watch job replaces the comment with it.
 * The text from the end of the apply is below.
 *
 * @param budget size in bytes of UTF-8, at least 4,000; see `renderComment`
 */
export function renderOutcomeUpdate(update: OutcomeUpdate, budget: number): Rendered {
  const { summaryUrl } = update;
  return renderComment(
    {
      headline: (mostNames) => headline(update, mostNames),
      targetLines: [targetLine(update)],
      sections: [table(update), ended(update)],
      ...(summaryUrl === undefined ? {} : { summaryUrl }),
    },
    budget,
  );
}

/**
 * Returns the text from the end of the apply, from a comment that the watch job has updated. Undefined if the comment
 * had no space for it.
 */
export function outcomeBefore(text: string): string | undefined {
  const [start, end] = [text.indexOf(HEADING), text.lastIndexOf(FOOTER)];
  return start < 0 || end < start ? undefined : text.slice(start + HEADING.length, end);
}

function headline(update: OutcomeUpdate, most: number): readonly Sentence[] {
  return [...leftUndone(update), ...movedOn(update, most)];
}

/** Returns the headline for work that the apply did not start. The watch job does not start it either. */
function leftUndone({ stopped, isComplete }: OutcomeUpdate): readonly Sentence[] {
  if (stopped > 0) {
    const text = `Stopped: nothing was written to ${count(stopped, 'stream')}; what to do is below.`;
    return [{ tone: 'danger', text }];
  }
  return isComplete ? [] : [{ tone: 'danger', text: 'The apply did not complete; what to do is below.' }];
}

function movedOn({ streams: all }: OutcomeUpdate, most: number): readonly Sentence[] {
  return WORST_FIRST.flatMap((end) => {
    const these = all.filter((stream) => stream.end === end);
    const { tone, text } = ENDS[end];
    return these.length === 0
      ? []
      : [{ tone, text: text.replace('STREAMS', () => countedNames(these, most)) }];
  });
}

function targetLine({ targetName, target, now }: OutcomeUpdate): string {
  const simulator = isSimulator(target) ? ', the simulator: no real account, nothing is delivered' : '';
  const at = prose(moment(new Date(now).toISOString()));
  return `**DataStream apply** to ${code(clipped(targetName))}${simulator} · updated by the watch at ${at}`;
}

function table({ streams, target, targetName }: OutcomeUpdate): Section {
  const hide = accountRedactor(target, targetName);
  const all = streams.map(({ delivery, ...stream }) => ({
    ...stream,
    ...(delivery === undefined ? {} : { delivery: redactDelivery(delivery, hide) }),
  }));
  return {
    what: 'rows of the table of streams',
    rank: 2,
    open: `| ${headingOf(streams)} | State |\n|---|---|`,
    parts: WORST_FIRST.flatMap((end) => all.filter((stream) => stream.end === end)).map(row),
    close: '',
    items: 'streams',
  };
}

function row(stream: FollowedStream): string {
  const { name, version, status, delivery, end } = stream;
  const facts = [resourceTitle(stream), ...(version === undefined ? [] : [`version ${version}`])];
  const state = `${ENDS[end].symbol} ${status ?? 'no status'}`;
  const arrived = delivery === undefined ? '' : `<br>${sentence(deliverySentence(delivery))}`;
  return `| ${code(clipped(name))}<br>${prose(facts.join(', '))} | ${prose(state)}${arrived} |`;
}

/**
 * Renders the text from the end of the apply, as one piece: a part of it would misquote the apply. It contains what
 * remains to be done.
 */
function ended({ before, summaryUrl }: OutcomeUpdate): Section {
  const run = summaryUrl === undefined ? [] : [link('Run of the apply', summaryUrl)];
  const said = before === undefined ? [] : [`${HEADING}${withoutAlert(before)}`];
  return { what: 'texts of the apply', rank: 4, open: '', parts: [...run, ...said], close: '', gap: '\n\n' };
}

/** Removes the alert marker. A comment has only one alert, with the current state. */
function withoutAlert(text: string): string {
  if (!text.startsWith('> [!')) return text;
  const lines = text.split('\n').slice(1);
  const after = lines.findIndex((line) => !line.startsWith('>'));
  const end = after < 0 ? lines.length : after;
  return [...lines.slice(0, end).map((line) => line.replace(/^> ?/, '')), ...lines.slice(end)].join('\n');
}
