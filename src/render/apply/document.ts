import { isStream } from '../../model/collection.ts';
import type { ApplyOutcome, ItemOutcome, StepOutcome } from '../../model/outcome.ts';
import { idOf } from '../../model/resource-key.ts';
import {
  type Block,
  type ClosingLines,
  type Document,
  type Entry,
  notesBlock,
  type Sentence,
} from '../document/document.ts';
import { problemOf } from '../document/explained-codes.ts';
import { refusalText } from '../plan/headline.ts';
import { codeLines, refusedBlock, warningsBlock } from '../plan/messages.ts';
import type { RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { countOf, headingOf, nounOf, resourceTitle, typeTitle } from '../text/resources.ts';
import type { Tone } from '../text/styled-line.ts';
import { command, count, listing, some, targetText } from '../text/words.ts';
import { resultViews } from './step-results.ts';
import { amongAll, type ItemResult, itemResult, summaryOf, tally } from './tally.ts';
import { handOverBlocks, undoBlocks } from './undo.ts';

const RESULTS: Readonly<Record<ItemResult, { readonly symbol: string; readonly tone: Tone }>> = {
  failed: { symbol: '✗', tone: 'danger' },
  'in transition': { symbol: '…', tone: 'progress' },
  done: { symbol: '✓', tone: 'good' },
  left: { symbol: '○', tone: 'change' },
  nothing: { symbol: '=', tone: 'quiet' },
};

const MOST_NAMES = 5;

type ApplyTextOptions = Pick<RenderOptions, 'format' | 'reference' | 'typing'>;

/** Builds the document of an apply's result, in one pass over the result. */
export function applyDocument(outcome: ApplyOutcome, options: ApplyTextOptions): Document {
  return {
    title: 'DataStream apply',
    summary: summaryOf(outcome),
    target: targetText(outcome.target),
    headline: headline(outcome),
    blocks: [
      ...(outcome.outcome === 'refused' ? [] : entries(outcome.items, options.reference)),
      ...handOverBlocks(outcome.items),
      ...undoBlocks(outcome.items),
      ...overrideBlock(outcome),
      ...warningsBlock(outcome.warnings, options.reference),
      ...refusedBlock(outcome.refusals, options.reference),
      closing(outcome, options),
    ],
  };
}

/** Returns why a freeze was overridden. */
export function overrideBlock({ freezeOverride }: Pick<ApplyOutcome, 'freezeOverride'>): readonly Block[] {
  if (!freezeOverride) return [];
  const { reason, when, source } = freezeOverride;
  const text = `${quoted(when)} (${source}); reason: ${quoted(reason)}`;
  return notesBlock('Freeze overridden', 'danger', [{ text }]);
}

function headline(outcome: ApplyOutcome): readonly Sentence[] {
  const shown = tally(outcome.items);
  switch (outcome.outcome) {
    case 'converged':
      return [{ tone: 'good', text: `Converged: ${allOf(outcome.items)} matches its manifest (${shown}).` }];
    case 'progressing':
      return [{ tone: 'progress', text: `Progressing: all possible changes are submitted (${shown}).` }];
    case 'interrupted':
      return [{ tone: 'danger', text: interruptedText(outcome.items) }];
    case 'failed':
      return [{ tone: 'danger', text: `Failed: ${failedNames(outcome)}${amongAll(outcome.items)}.` }];
    case 'refused':
      return [{ tone: 'danger', text: `Refused (${refusalText(outcome.refusals)}): nothing was written.` }];
    default:
      return outcome.outcome satisfies never;
  }
}

/** Properties are only a part of what a manifest describes, so they have no common noun with streams. */
function allOf(items: readonly ItemOutcome[]): string {
  return items.every(isStream) ? 'every stream' : 'everything';
}

const isWrite = ({ do: step }: StepOutcome) => step !== 'await';
const isOpen = ({ result }: StepOutcome) => result === 'not-run' || result === 'pending';

/**
 * Describes what a signal interrupted: streams with no request sent, streams with a change left, or only the final
 * wait.
 */
export function interruptedText(items: readonly ItemOutcome[]): string {
  const writing = items.filter(({ steps }) => steps.some(isWrite));
  const open = writing.filter(({ steps }) => steps.some((step) => isWrite(step) && isOpen(step)));
  const untouched = open.filter(({ steps }) => steps.filter(isWrite).every(isOpen));
  const begun = open.filter((item) => !untouched.includes(item));
  if (open.length > 0) {
    const were = untouched.length === 1 ? 'was' : 'were';
    const rest =
      begun.length === 0 ? '' : `; ${countOf(begun)} ${begun.length === 1 ? 'has' : 'have'} a change left`;
    return `Interrupted: ${untouched.length} of ${countOf(writing)} ${were} not started${rest}.`;
  }
  const inTransition = items.filter(({ steps }) => steps.some(isOpen));
  const are = inTransition.length === 1 ? 'is' : 'are';
  return `Interrupted while waiting: all changes are submitted; ${countOf(inTransition)} ${are} still in transition.`;
}

function failedNames({ items }: ApplyOutcome): string {
  const names = items.filter((item) => itemResult(item) === 'failed').map(({ name }) => quoted(name));
  return listing(some(names, MOST_NAMES));
}

/**
 * Lists the streams, failures first, and omits unchanged streams. A refused apply changed no stream, so its document
 * shows only the reasons.
 */
export function entries(items: readonly ItemOutcome[], reference?: string): readonly Block[] {
  const order: readonly ItemResult[] = ['failed', 'left', 'in transition', 'done'];
  const shown = order.flatMap((result) => items.filter((item) => itemResult(item) === result));
  if (shown.length === 0) return [];
  const all = shown.map((item) => entryOf(item, reference));
  return [{ tag: 'entries', subject: headingOf(shown), column: 'What happened', entries: all }];
}

function entryOf(item: ItemOutcome, reference: string | undefined): Entry {
  const result = itemResult(item);
  return {
    ...RESULTS[result],
    word: result === 'left' ? 'not run' : result,
    name: item.name,
    facts: factsOf(item),
    asides: affectedText(item),
    ...problemOf(item, reference),
    changes: [],
    effects: [],
    steps: [],
    results: resultViews(item, item.steps),
  };
}

function factsOf(item: ItemOutcome): readonly string[] {
  const { version, status } = item;
  const isKnown = idOf(item) !== undefined;
  return [
    isKnown ? resourceTitle(item) : typeTitle(item),
    ...(isKnown || status !== undefined ? [] : [`no ${nounOf(item)} known`]),
    ...(version === undefined ? [] : [`version ${version}`]),
    ...(status === undefined ? [] : [status]),
  ];
}

/**
 * Names the other streams that the writes re-activated. They are locked until they are stable, and no other user
 * changed them.
 */
function affectedText({ affected }: ItemOutcome): readonly string[] {
  if (!affected || affected.streams.length === 0) return [];
  const streams = affected.streams.map(({ name, streamId }) => `${quoted(name)} (${streamId})`);
  const sources = affected.sources.map(({ name }) => quoted(name));
  const shared =
    sources.length === 0
      ? ''
      : `, which ${streams.length === 1 ? 'shares' : 'share'} ${listing(some(sources, MOST_NAMES))}`;
  return [`also affects ${listing(some(streams, MOST_NAMES))}${shared}`];
}

function closing(outcome: ApplyOutcome, options: ApplyTextOptions): ClosingLines {
  return {
    tag: 'closing',
    total: { tone: 'strong', text: `Apply: ${tally(outcome.items)}.` },
    lines: [
      { tone: 'quiet', text: `${count(outcome.requests, 'request')} sent.` },
      ...codeLines(outcome, options),
      ...next(outcome, options).map((text) => ({ tone: 'plain' as const, text: `Next: ${text}` })),
    ],
  };
}

function next(
  { outcome, target, refusals, items }: ApplyOutcome,
  { typing }: Pick<RenderOptions, 'typing'>,
): readonly string[] {
  const where = { target, ...(typing === undefined ? {} : { typing }) };
  const apply = command('apply', where, 'only', 'allow');
  const plan = command('plan', where, 'only', 'rotate', 'allow');
  switch (outcome) {
    case 'converged':
      return [];
    case 'progressing':
      return [
        items.every(isStream)
          ? `run ${apply} again when the streams are stable; ${command('status --wait', where, 'only')} follows them.`
          : `run ${apply} again when the transitions are complete, or with \`--wait\` to wait for them.`,
      ];
    case 'interrupted':
      return [
        `run ${apply} again; it reads the live account and continues. ${command('status --wait', where, 'only')} follows the streams in transition.`,
      ];
    case 'failed':
      return [
        `fix what failed and run ${apply} again; it reads the live account and repeats nothing that is done.`,
      ];
    case 'refused':
      if (refusals.every(({ code }) => code === 'no-consent')) return [];
      return refusals.every(({ code }) => code === 'stale-plan')
        ? [`make and read a new plan: ${plan}.`]
        : [`fix what is refused above, then run ${plan} again.`];
    default:
      return outcome satisfies never;
  }
}
