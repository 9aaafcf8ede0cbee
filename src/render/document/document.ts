import type { Tone } from '../text/styled-line.ts';
import type { ChangeView } from './changes.ts';
import type { StepView } from './steps.ts';

/**
 * A result as people read it, before it has a format: the one walk over a value ends here, and each face draws the
 * same document. All text is raw and may hold anything; faces escape it. In sentences, what stands between
 * backticks is code, and names of others are `quoted`.
 */
export interface Document {
  /** `DataStream plan`. */
  readonly title: string;
  /** In few words, for the heading of a comment: `1 to create, 1 to update`. */
  readonly summary: string;
  /** Host and account key, or the simulator; absent where nothing was contacted. */
  readonly target?: string;
  /** What it means for production, most important sentence first. */
  readonly headline: readonly Sentence[];
  readonly blocks: readonly Block[];
}

/** A sentence and how much it matters. */
export interface Sentence {
  readonly tone: Tone;
  readonly text: string;
}

export type Block = Entries | Notes | Table | Findings | ClosingLines;

/** Streams with everything about them. */
export interface Entries {
  readonly tag: 'entries';
  /** What is told of each stream, as a heading: `What it does`. */
  readonly told: string;
  readonly entries: readonly Entry[];
}

/** One stream and what happens, or happened, to it. */
export interface Entry {
  readonly symbol: string;
  readonly tone: Tone;
  /** The action or the result: `update`. */
  readonly word: string;
  readonly name: string;
  /** Type, id, version, status. */
  readonly facts: readonly string[];
  /** Where its manifest is, then who changed it last. */
  readonly asides: readonly string[];
  /** The first aside as a Markdown link. Absent: it is not known where the manifest can be read. */
  readonly manifest?: string;
  /** Nothing is done to it yet: what there is to do comes after a wait. */
  readonly waits?: boolean;
  /** Why it is blocked or failed. */
  readonly problem?: string;
  readonly changes: readonly ChangeView[];
  readonly effects: readonly EffectView[];
  readonly steps: readonly StepView[];
  /** What became of each step. */
  readonly results: readonly ResultView[];
}

/** An effect in words. */
export interface EffectView {
  readonly tone: Tone;
  /** The effect's code: `goes-live`. */
  readonly code: string;
  readonly short: string;
  readonly sentence: string;
}

/** A step's result in words. */
export interface ResultView {
  readonly symbol: string;
  readonly tone: Tone;
  readonly text: string;
  readonly error?: string;
}

/** A titled list: refusals, warnings, orphans, streams in transition. */
export interface Notes {
  readonly tag: 'notes';
  readonly title: string;
  readonly tone: Tone;
  /** The way out for all of them. */
  readonly hint?: string;
  readonly notes: readonly Note[];
}

export interface Note {
  /** What it is about: a name. */
  readonly subject?: string;
  readonly text: string;
}

/** Rows under columns, a row's notes below it. In Markdown there are two columns, the stream and its state: a phone cuts more. */
export interface Table {
  readonly tag: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

interface Column {
  readonly title: string;
  /** The title where a column is no wider than it has to be. */
  readonly short?: string;
  readonly align: 'left' | 'right';
  /** In which of two columns of Markdown its values are, and the words in front of them there. */
  readonly markdown: { readonly cell: 'stream' | 'state'; readonly lead?: string };
}

export interface Row {
  readonly symbol: string;
  readonly tone: Tone;
  /** The first cell is a name that others chose. */
  readonly cells: readonly string[];
  readonly notes: readonly Sentence[];
}

/** Findings, sorted, each at its place in a file. */
export interface Findings {
  readonly tag: 'findings';
  readonly findings: readonly FindingView[];
}

export interface FindingView {
  readonly tone: Tone;
  readonly file: string;
  /** `file:line:column`. */
  readonly place: string;
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** The source line, for a terminal; `line` and `column` from 1, the column in `text`. */
  readonly excerpt?: { readonly text: string; readonly line: number; readonly column: number };
}

/** The last lines: counts, requests, what to type next. */
export interface ClosingLines {
  readonly tag: 'closing';
  /** What it came to, for a face whose title does not say it. */
  readonly total?: Sentence;
  readonly lines: readonly Sentence[];
}

/** A block of notes, or none where there is nothing to tell. `most` notes are told, then how many more there are. */
export function notesBlock(
  title: string,
  tone: Tone,
  notes: readonly Note[],
  { hint, most = 20 }: { readonly hint?: string; readonly most?: number } = {},
): readonly Notes[] {
  if (notes.length === 0) return [];
  const more = notes.length - most;
  const shown =
    more > 0 ? [...notes.slice(0, most), { text: `and ${more} more: see the JSON output` }] : notes;
  return [{ tag: 'notes', title, tone, notes: shown, ...(hint === undefined ? {} : { hint }) }];
}
