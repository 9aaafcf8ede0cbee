import type { ItemOutcome } from '../model/outcome.ts';
import type { Plan } from '../model/plan.ts';
import type { StatusItem } from '../model/status.ts';
import { type ItemResult, itemResult } from './apply/tally.ts';
import { failedItems, sorted } from './drift/classified.ts';
import type { DriftView } from './drift/view.ts';
import { stoppedOf } from './outcome/stopped.ts';
import type { OutcomeView } from './outcome/view.ts';
import { quoted, spoken } from './text/quoted-name.ts';
import { some } from './text/words.ts';

const MOST_STREAMS = 20;

/** Returns the headline of a comment and some of its streams, for a log, which renders no Markdown. */
export function logLines(comment: string, streams: readonly string[]): readonly string[] {
  return [...headlineOf(comment), ...some(streams, MOST_STREAMS).map((line) => `- ${line}`)];
}

/** Returns the lines of the quotation at the start of a comment, without Markdown and HTML markup. */
function headlineOf(comment: string): readonly string[] {
  const lines = comment.trimStart().split('\n');
  const end = lines.findIndex((line) => !line.startsWith('>'));
  return lines
    .slice(0, end < 0 ? lines.length : Math.max(1, end))
    .map((line) => line.replace(/^>\s*/, ''))
    .filter((line) => line !== '' && !/^\[!\w+\]$/.test(line))
    .map(plain);
}

function plain(line: string): string {
  return line
    .replace(/<[^>]*>|\*\*/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

/** Returns a line for each stream that a plan would change. */
export function planStreams({ items }: Plan): readonly string[] {
  return items.flatMap(({ name, action }) => (action === 'none' ? [] : [streamLine(name, action)]));
}

const RESULTS: readonly ItemResult[] = ['failed', 'left', 'in transition', 'done'];

/** Returns a line for each stream of an apply, worst result first. */
export function outcomeStreams(view: OutcomeView): readonly string[] {
  const stopped = new Set(stoppedOf(view).map(({ name }) => name));
  const others = view.outcome.items.filter(({ name }) => !stopped.has(name));
  return [
    ...[...stopped].map((name) => streamLine(name, 'stopped')),
    ...RESULTS.flatMap((result) => others.filter((item) => itemResult(item) === result).map(fared)),
  ];
}

function fared(item: ItemOutcome): string {
  const result = itemResult(item);
  return streamLine(item.name, result === 'left' ? 'not run' : result, item);
}

/** Returns a line for each stream that differs, has a problem or is in transition, worst first. */
export function driftStreams(view: DriftView): readonly string[] {
  const { reverted, overdue, unknown, differing } = sorted(view);
  const inTransition = view.status.items.filter(({ condition }) => condition === 'in-transition');
  return [
    ...failedItems(view).map((item) => streamLine(item.name, 'its recorded step failed', item)),
    ...view.postponed.map((item) => streamLine(item.name, 'waits for a person')),
    ...reverted.map((item) => streamLine(item.name, 'reverted', item)),
    ...overdue.map((item) => streamLine(item.name, 'overdue', item)),
    ...unknown.map((item) => streamLine(item.name, 'unknown status', item)),
    ...differing.map(({ name, action }) => streamLine(name, `differs (${action})`)),
    ...view.waiting.items.map(({ name, action }) => streamLine(name, `waits for an apply (${action})`)),
    ...inTransition.map((item) => streamLine(item.name, 'in transition', item)),
  ];
}

function streamLine(
  name: string,
  what: string,
  now: Pick<StatusItem, 'version'> & { status?: string } = {},
): string {
  const { status, version } = now;
  const facts = [
    ...(status === undefined ? [] : [status]),
    ...(version === undefined ? [] : [`version ${version}`]),
  ];
  return spoken(`${quoted(name)}: ${what}${facts.length === 0 ? '' : `, ${facts.join(', ')}`}`);
}
