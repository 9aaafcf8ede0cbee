import type { GitHub } from '../../github/github.ts';
import { visible } from '../../render/text/escape-control.ts';
import { fenced, htmlCode, prose, sentence } from '../../render/text/markdown-escape.ts';
import type { Marker } from '../marked/marker.ts';
import type { TriggerEvent, WorkflowRun } from './event.ts';
import type { AccountInputs } from './inputs.ts';
import type { Runner } from './runner.ts';

/** Everything that one run of plan, apply or watch uses. */
export interface Job {
  readonly runner: Runner;
  readonly inputs: AccountInputs;
  readonly github: GitHub;
  readonly event: TriggerEvent;
  readonly run: WorkflowRun;
  /**
   * When this run began to read the account, by GitHub's clock. Absent if it has not begun, or if GitHub had not
   * responded before.
   */
  readonly readAt?: string;
  /** Removes host, account key, credentials and secrets from a text. It is applied to everything that is posted. */
  readonly clean: (text: string) => string;
}

/** Identifies the run that wrote a comment, and its order. */
export function runMarker({ run, readAt }: Job): Pick<Marker, 'run' | 'attempt' | 'at' | 'runId'> {
  const runId = Number(run.id);
  return {
    run: run.number,
    attempt: run.attempt,
    ...(readAt === undefined ? {} : { at: readAt }),
    ...(Number.isSafeInteger(runId) && runId > 0 ? { runId } : {}),
  };
}

/** Records GitHub's time, so that the account data that the run reads from now on is not older. */
export function atReading(job: Job): Job {
  const readAt = job.github.date();
  return readAt === undefined ? job : { ...job, readAt };
}

/** GitHub's limit for a comment or an issue, in characters, including the marker. */
export const COMMENT_LIMIT = 65_536;
/** Maximum size of a job summary in bytes. GitHub accepts 1 MiB per step and discards a longer one completely. */
export const SUMMARY_LIMIT = 1_048_576 - 4_096;

/**
 * Minimum length of a masked value. Shorter values are ordinary words, and masking them would only garble sentences.
 */
const SHORTEST = 8;

/** A last safeguard for everything that is posted. It should never find anything to remove. */
export function cleaner(values: readonly string[]): (text: string) => string {
  const forms = new Set(
    values
      .flatMap(formsOf)
      .filter((form) => form.length >= SHORTEST)
      .flatMap(renderedForms),
  );
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((clean, form) => clean.replaceAll(form, '***'), text);
}

function formsOf(value: string): readonly string[] {
  return [value, JSON.stringify(value).slice(1, -1), ...value.split(/\r?\n/).map((line) => line.trim())];
}

/** A text as it is, and as our Markdown renders it: in a sentence, as code and in a fence. */
function renderedForms(text: string): readonly string[] {
  const html = htmlCode(text).slice('<code>'.length, -'</code>'.length);
  const inFence = fenced('', [text]).split('\n').slice(1, -1).join('\n');
  return [text, visible(text), html, inFence, sentence(text), ...proseForms(text)];
}

/** How prose renders the first and last characters depends on the characters next to them. */
function proseForms(text: string): readonly string[] {
  return ['', ' ', 'x'].flatMap((before) =>
    ['', '-', '.'].map((after) => {
      const shown = prose(before + text + after);
      return shown.slice(before.length, shown.length - after.length);
    }),
  );
}

/** Returns the context of the run, with log texts that contain no host, account key or secrets. */
export function cleanContext({ runner, clean }: Pick<Job, 'runner' | 'clean'>): Job['runner']['context'] {
  return { ...runner.context, say: (line) => runner.context.say(clean(line)) };
}
