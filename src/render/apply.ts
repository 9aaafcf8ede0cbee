import type { ApplyOutcome } from '../model/outcome.ts';
import { applyDocument } from './apply-document.ts';
import { face } from './faces.ts';
import { applyJson } from './json.ts';
import type { RenderOptions } from './options.ts';

/** An apply's result as text: what was done, failed, is in motion and was not run. */
export function renderApply(outcome: ApplyOutcome, options: RenderOptions): string {
  return face(
    options,
    () => applyJson(outcome),
    () => applyDocument(outcome, options),
  );
}
