import type { SampleFile } from './samples.ts';

/** What a code means, for people who see it for the first time. Texts are Markdown with code font only. */
export interface Explanation {
  /** A short sentence without its full stop. */
  readonly title: string;
  /** Why it is reported, and what its consequences are. */
  readonly meaning: string;
  /** What to do. */
  readonly fix: string;
  /** Absent: no change of a single file causes it. */
  readonly example?: Example;
}

/** A change of one sample file that causes exactly this finding. */
export interface Example {
  readonly file: SampleFile;
  /** Lines of the sample. They occur once. */
  readonly sample: string;
  /** These lines with the mistake. */
  readonly wrong: string;
  /** These lines without it. Absent: as in the sample. */
  readonly right?: string;
}

/** Codes of one subject, in the order of the page. */
export interface ExplanationGroup {
  readonly title: string;
  readonly explanations: Readonly<Record<string, Explanation>>;
}
