import type { Tone } from '../text/styled-line.ts';
import type { ChangeView } from './changes.ts';
import type { StepView } from './steps.ts';

/**
 * A result for readers, independent of the output format. It is built in one pass over the value, and each renderer
 * draws the same document. All text is raw and may contain any character; the renderers escape it. In sentences, text
 * between backticks is code, and names from manifests or the account are `quoted`.
 */
export interface Document {
  /** The title: `DataStream plan`. */
  readonly title: string;
  /** A short summary for the heading of a comment: `1 to create, 1 to update`. */
  readonly summary: string;
  /** The host and account key, or the simulator. Absent if no target was contacted. */
  readonly target?: string;
  /** The impact on production, most important sentence first. */
  readonly headline: readonly Sentence[];
  readonly blocks: readonly Block[];
}

/** A sentence, with a tone for its severity. */
export interface Sentence {
  readonly tone: Tone;
  readonly text: string;
}

/** A part of a document below the headline. */
export type Block = Entries | Notes | Table | CheckList | Findings | Advice | Pasted | ClosingLines;

/** Streams with all their details. */
export interface Entries {
  readonly tag: 'entries';
  /** The heading of the column with the names: `Stream`. */
  readonly subject: string;
  /** The heading of the column with the content of each stream: `What it does`. */
  readonly column: string;
  readonly entries: readonly Entry[];
}

/** One stream, and what an operation does or did to it. */
export interface Entry {
  readonly symbol: string;
  readonly tone: Tone;
  /** The action or the result: `update`. */
  readonly word: string;
  readonly name: string;
  /** Type, ID, version and status. */
  readonly facts: readonly string[];
  /** The position of the manifest, then the author of the last change. */
  readonly asides: readonly string[];
  /** The first aside as a Markdown link. Absent if the URL of the manifest is not known. */
  readonly manifest?: string;
  /** True if every action on the stream comes after a wait. */
  readonly waits?: boolean;
  /** The reason why the stream is blocked or failed. */
  readonly problem?: string;
  readonly problemCode?: MessageCode;
  readonly changes: readonly ChangeView[];
  readonly effects: readonly EffectView[];
  /** What a reader has to know about the live state: notes, warnings, versions. */
  readonly lists?: readonly EntryList[];
  readonly steps: readonly StepView[];
  /** The result of each step. */
  readonly results: readonly ResultView[];
}

/** A titled list of an entry. Its lines are sentences. */
export interface EntryList {
  readonly title: string;
  readonly tone: Tone;
  readonly lines: readonly string[];
}

/** An effect as text. */
export interface EffectView {
  readonly tone: Tone;
  /** The effect's code: `goes-live`. */
  readonly code: string;
  readonly short: string;
  readonly sentence: string;
}

/** A step's result as text. */
export interface ResultView {
  readonly symbol: string;
  readonly tone: Tone;
  readonly text: string;
  readonly error?: string;
}

/** A titled list: refusals, warnings, unmanaged streams, streams in transition. */
export interface Notes {
  readonly tag: 'notes';
  readonly title: string;
  readonly tone: Tone;
  /** What to do about all of them. */
  readonly hint?: string;
  readonly notes: readonly Note[];
}

/** One line of a titled list. */
export interface Note {
  /** The name of what the note is about. */
  readonly subject?: string;
  readonly text: string;
  /** The code of the message. It is shown first if there is no subject, and otherwise last. */
  readonly code?: MessageCode;
}

/** A code, and where it is explained, for Markdown. */
interface MessageCode {
  readonly code: string;
  readonly url: string | undefined;
}

/**
 * Rows under columns, with the notes of a row below it. Markdown shows two columns, the stream and its state, because a
 * phone screen cuts off any more.
 */
export interface Table {
  readonly tag: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

interface Column {
  readonly title: string;
  /** A shorter title, for a column that is only as wide as its content. */
  readonly short?: string;
  readonly align: 'left' | 'right';
  /** Which of the two Markdown columns shows the value, and the text in front of it. */
  readonly markdown: { readonly cell: 'stream' | 'state'; readonly lead?: string };
}

/** One row of a table, with the notes below it. */
export interface Row {
  readonly symbol: string;
  readonly tone: Tone;
  /** The values of the row. The first one is a name, which may contain any character. */
  readonly cells: readonly string[];
  readonly notes: readonly Sentence[];
}

/** Checks of one area, or resources, each with its result in one sentence. */
export interface CheckList {
  readonly tag: 'checks';
  readonly title?: string;
  readonly items: readonly {
    readonly symbol: string;
    readonly tone: Tone;
    readonly name: string;
    readonly text: string;
    /** What to do next. */
    readonly hint?: string;
  }[];
}

/** Sorted findings, each with its position in a file. */
export interface Findings {
  readonly tag: 'findings';
  readonly findings: readonly FindingView[];
}

/** A finding as raw text, with its position and severity. */
export interface FindingView {
  readonly tone: Tone;
  readonly file: string;
  /** `file:line:column`. */
  readonly place: string;
  readonly severity: string;
  readonly code: string;
  /** Where the code is explained, for Markdown. */
  readonly url?: string;
  readonly message: string;
  readonly hint?: string;
  /** The source line, for a terminal. `line` and `column` count from 1; `column` is a position in `text`. */
  readonly excerpt?: { readonly text: string; readonly line: number; readonly column: number };
}

/** What should change outside of the manifests, with text to paste there. Markdown folds it behind its summary. */
export interface Advice {
  readonly tag: 'advice';
  readonly summary: Sentence;
  readonly items: readonly AdviceItem[];
  /** What is not shown, and where it is. */
  readonly hint?: string;
}

/** One piece of advice. */
export interface AdviceItem {
  readonly tone: Tone;
  readonly subject: string;
  readonly text: string;
  /** A terminal shows the first one only, with as few line breaks as possible. */
  readonly snippets: readonly Snippet[];
}

/** Text to paste that every output shows as it is, below a sentence about it. */
export interface Pasted {
  readonly tag: 'pasted';
  readonly summary: Sentence;
  readonly snippet: Snippet;
}

/** Text to paste. */
export interface Snippet {
  /** Where it belongs: `Rule tree`. */
  readonly title: string;
  readonly language: 'json' | 'hcl' | 'sh';
  readonly lines: readonly string[];
}

/** The last lines: counts, number of requests, the next commands. */
export interface ClosingLines {
  readonly tag: 'closing';
  /** The overall result, for renderers whose title does not include it. */
  readonly total?: Sentence;
  readonly lines: readonly Sentence[];
}

/**
 * Returns a block of notes, or an empty list if there are no notes. At most `most` notes are shown, followed by the
 * number of the others.
 */
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
