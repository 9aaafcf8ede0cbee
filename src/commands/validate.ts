import { type Loaded, loadManifests } from '../manifest/load.ts';
import { renderFindings } from '../render/findings/findings.ts';
import type { Context, Result } from './session/context.ts';
import type { ValidateOptions } from './session/options.ts';

/** Checks the manifests offline. Findings are the result; exit code 1 when one of them is an error. */
export async function validate(_context: Context, options: ValidateOptions): Promise<Result> {
  const loaded = await checkManifests(options);
  const failed = loaded.findings.some((finding) => finding.severity === 'error');
  return { output: renderFindings(loaded, options), exitCode: failed ? 1 : 0 };
}

/** The same as values, for a face that shows findings at their lines. */
export function checkManifests({
  streams,
  only,
  files = [],
}: Pick<ValidateOptions, 'streams' | 'only' | 'files'>): Promise<Loaded> {
  return loadManifests({ directory: streams, only, files });
}
