import { defined } from '../../model/defined.ts';
import type { Check, CheckArea, CheckStatus } from '../../model/diagnosis.ts';

/** What a check found, without the area that it belongs to. */
export type Finding = Omit<Check, 'area'>;

/** Identifies a check: its id or, if it exists several times, its id and its subject. */
type CheckName = string | readonly [check: string, subject: string];

/** @param hint what to do next */
export function ok(name: CheckName, message: string, hint?: string): Finding {
  return finding('ok', name, message, hint);
}

/** Something that may fail later, or that a command does without. */
export function warning(name: CheckName, message: string, hint?: string): Finding {
  return finding('warning', name, message, hint);
}

/** Something that makes a command fail. */
export function problem(name: CheckName, message: string, hint?: string): Finding {
  return finding('problem', name, message, hint);
}

/** @param message why it was not checked */
export function skipped(name: CheckName, message: string, hint?: string): Finding {
  return finding('skipped', name, message, hint);
}

function finding(status: CheckStatus, name: CheckName, message: string, hint: string | undefined): Finding {
  const [check, subject] = typeof name === 'string' ? [name, undefined] : name;
  return { check, ...defined({ subject }), status, message, ...defined({ hint }) };
}

/**
 * Runs the checks of one area. An error that they do not expect is a finding too, so that the other areas are still
 * checked.
 */
export async function checkArea(
  area: CheckArea,
  checks: () => Promise<readonly Finding[]> | readonly Finding[],
): Promise<readonly Check[]> {
  const found = await Promise.resolve()
    .then(checks)
    .catch((error: unknown) => [unexpected(area, error)]);
  return found.map((one) => ({ area, ...one }));
}

function unexpected(area: CheckArea, error: unknown): Finding {
  // An interruption is no result of a check.
  if (error instanceof Error && 'kind' in error && error.kind === 'aborted') throw error;
  const message = error instanceof Error ? error.message : String(error);
  return problem(
    'checks',
    `The checks of this area ended with an error: ${message}`,
    `Please report it, with the area "${area}".`,
  );
}
