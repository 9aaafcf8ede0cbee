import { visibleLines } from './visible.ts';

/** Errors that carry what to do next, whichever room made them. */
interface Hinted {
  readonly hint?: string;
  readonly details?: { readonly hint?: string; readonly instance?: string };
}

/** Names of errors that are expected in a working installation; anything else is a bug of ours. */
const EXPECTED = new Set([
  'ApiError',
  'AccessError',
  'UnreadableWorld',
  'UsageError',
  'AbortError',
  'HubError',
  'CommanderError',
  'InvalidArgumentError',
]);

/**
 * A failure in words for the person at the terminal or before a log: what is wrong and what to do; never a stack
 * trace. Names and texts of others stand in it, so nothing in it acts on a terminal.
 * @param target which account the command had opened by then, if any
 */
export function explain(error: unknown, target?: string): string {
  return visibleLines([...(target === undefined ? [] : [`Target: ${target}`]), sentence(error)].join('\n'));
}

function sentence(error: unknown): string {
  if (error instanceof Error && EXPECTED.has(error.name)) return expected(error);
  return bug(error);
}

function expected(error: Error & Hinted): string {
  const { hint = error.hint, instance } = error.details ?? {};
  return [
    `Error: ${error.message}`,
    ...(hint ? [`  ${hint}`] : []),
    ...(instance ? [`  Akamai's reference for a support case: ${instance}`] : []),
  ].join('\n');
}

function bug(error: unknown): string {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return [
    `Error: this is a bug in datastream, not in your manifests: ${message}`,
    '  Running the same command again is safe: nothing is decided from what a cut run left behind.',
    '  Please report it with the command line, the version and this message.',
  ].join('\n');
}
