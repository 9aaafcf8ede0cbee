import type { ErrorCode, RequestErrorCode } from '../../model/error-code.ts';
import { explanationAddress } from '../../model/explanation-address.ts';
import type { Failure } from '../schemas/error.ts';
import { visible, visibleLines } from '../text/escape-control.ts';

/** An error with what to do next. Several modules create such errors. */
interface Hinted {
  readonly hint?: string;
  /** Why a request to the API failed. Errors of other modules have kinds of their own. */
  readonly kind?: RequestErrorCode | 'aborted';
  readonly details?: {
    readonly hint?: string;
    readonly instance?: string;
    readonly request?: string;
    readonly status?: number;
  };
}

/** The names of expected errors other than `ApiError`, with their codes. Any other error is a bug in this project. */
const EXPECTED: ReadonlyMap<string, ErrorCode> = new Map([
  ['AccessError', 'access'],
  ['ApplyRunning', 'apply-running'],
  ['UnreadableState', 'simulator-state'],
  ['UsageError', 'usage'],
  ['ForgeError', 'github'],
  ['CommanderError', 'usage'],
  ['InvalidArgumentError', 'usage'],
  ['TooFewOpenFiles', 'too-few-open-files'],
]);

/**
 * Returns an error as a failure.
 *
 * @param error any value that was thrown
 */
export function failureOf(error: unknown): Failure {
  if (isInterruption(error)) {
    return { code: 'interrupted', message: 'The command was interrupted.', hint: 'Run it again.' };
  }
  const code = error instanceof Error ? codeOf(error) : undefined;
  if (!(error instanceof Error) || code === undefined)
    return { code: 'bug', message: bugMessage(error), hint: BUG_HINT };
  const { details = {}, hint = details.hint }: Error & Hinted = error;
  const { request, status, instance } = details;
  const stream = request === undefined ? null : /\/streams\/(\d+)/.exec(request);
  return {
    code,
    message: error.message.replace(/^error: /, ''),
    ...(hint ? { hint } : {}),
    ...(stream ? { stream: Number(stream[1]) } : {}),
    ...(request === undefined ? {} : { request }),
    ...(status === undefined ? {} : { status }),
    ...(instance ? { reference: instance } : {}),
  };
}

/**
 * Adds where a failure is explained.
 * @param reference the address of the reference. Absent: the failure stays as it is
 */
export function linkedFailure(failure: Failure, reference: string | undefined): Failure {
  if (reference === undefined) return failure;
  return { ...failure, url: explanationAddress(reference, 'errors', failure.code) };
}

/** An error of the API has its kind as its code. */
function codeOf({ name, kind }: Error & Hinted): ErrorCode | undefined {
  if (name !== 'ApiError') return EXPECTED.get(name);
  return kind === 'aborted' ? 'interrupted' : kind;
}

/**
 * Returns a failure as one line of JSON (`schemas/error.schema.json`), which can also follow the JSON lines of `logs`.
 *
 * @param target the target that the command had already opened, if any
 */
export function failureJson(failure: Failure, target?: string): string {
  const value = { formatVersion: 1, ...(target === undefined ? {} : { target }), error: failure };
  return `${visible(JSON.stringify(value))}\n`;
}

/**
 * Returns a failure as text for a terminal or a log: what is wrong and what to do. It never has a stack trace. It is
 * escaped for a terminal, because it contains names and texts from outside.
 *
 * @param target the target that the command had already opened, if any
 */
export function explain(error: unknown, target?: string): string {
  return explainFailure(failureOf(error), target);
}

/** Errors whose message says everything, or whose explanation says nothing about the case. */
const SELF_EXPLANATORY: ReadonlySet<ErrorCode> = new Set(['usage', 'bug', 'cancelled', 'interrupted']);

/** Does the same for a failure. */
export function explainFailure({ code, message, hint, reference }: Failure, target?: string): string {
  const lines = [
    ...(target === undefined ? [] : [`Target: ${target}`]),
    `Error: ${message}`,
    ...(hint === undefined ? [] : hint.split('\n').map((line) => `  ${line}`)),
    ...(reference === undefined ? [] : [`  Akamai's reference for a support case: ${reference}`]),
    ...(SELF_EXPLANATORY.has(code) ? [] : [`  \`datastream explain ${code}\` explains this error.`]),
  ];
  return visibleLines(lines.join('\n'));
}

/**
 * Returns whether the error comes from aborting the run, during a request or a prompt. An `ApiError` has the kind
 * `aborted`.
 */
function isInterruption(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { kind }: Error & Hinted = error;
  return error.name === 'Interruption' || error.name === 'AbortError' || kind === 'aborted';
}

function bugMessage(error: unknown): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `this is a bug in datastream, not in your manifests: ${message}`;
}

const BUG_HINT = [
  'Running the same command again is safe: no decision depends on what an interrupted run left behind.',
  'Please report it with the command line, the version and this message.',
].join('\n');
