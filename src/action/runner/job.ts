import type { GitHub } from '../../github/github.ts';
import { visible } from '../../render/text/escape-control.ts';
import { fenced, htmlCode, prose, sentence } from '../../render/text/markdown-escape.ts';
import type { Marker } from '../marked/marker.ts';
import type { TriggerEvent, WorkflowRun } from './event.ts';
import type { AccountInputs } from './inputs.ts';
import type { Runner } from './runner.ts';

/** Everything that one run of plan, apply or watch works with. */
export interface Job {
  readonly runner: Runner;
  readonly inputs: AccountInputs;
  readonly github: GitHub;
  readonly event: TriggerEvent;
  readonly run: WorkflowRun;
  /** By GitHub's clock: when this run began to read the account. Absent: not yet, or GitHub was not asked before. */
  readonly readAt?: string;
  /** A text without host, account key, credentials and secrets: for everything that is posted. */
  readonly clean: (text: string) => string;
}

/** Which run wrote a comment, and in which order. */
export function runMarker({ run, readAt }: Job): Pick<Marker, 'run' | 'attempt' | 'at' | 'runId'> {
  const runId = Number(run.id);
  return {
    run: run.number,
    attempt: run.attempt,
    ...(readAt === undefined ? {} : { at: readAt }),
    ...(Number.isSafeInteger(runId) && runId > 0 ? { runId } : {}),
  };
}

/** Notes GitHub's time: what is read of the account from now on is not older. */
export function atReading(job: Job): Job {
  const readAt = job.github.date();
  return readAt === undefined ? job : { ...job, readAt };
}

/** The most that GitHub takes as a comment or an issue, in characters; the marker has to fit, too. */
export const COMMENT_LIMIT = 65_536;
/** Bytes of a job summary: GitHub takes 1 MiB from a step and throws a longer one away whole. */
export const SUMMARY_LIMIT = 1_048_576 - 4_096;

/** Shorter ones are ordinary words, and masking them would only garble sentences. */
const SHORTEST = 8;

/** The last net under everything that is posted: nothing should ever be caught in it. */
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

/** A text as it is, and as our Markdown shows it: in a sentence, as code and in a fence. */
function renderedForms(text: string): readonly string[] {
  const html = htmlCode(text).slice('<code>'.length, -'</code>'.length);
  const inFence = fenced('', [text]).split('\n').slice(1, -1).join('\n');
  return [text, visible(text), html, inFence, sentence(text), ...proseForms(text)];
}

/** What prose does to the first and the last characters depends on what stands beside them. */
function proseForms(text: string): readonly string[] {
  return ['', ' ', 'x'].flatMap((before) =>
    ['', '-', '.'].map((after) => {
      const shown = prose(before + text + after);
      return shown.slice(before.length, shown.length - after.length);
    }),
  );
}

/** The context of the run, whose texts for the log name neither host, account key nor secrets. */
export function cleanContext({
  runner: face,
  clean,
}: Pick<Job, 'runner' | 'clean'>): Job['runner']['context'] {
  return { ...face.context, say: (line) => face.context.say(clean(line)) };
}
