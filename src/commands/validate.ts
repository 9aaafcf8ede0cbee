import { loadManifests } from '../manifest/load.ts';
import { renderFindings } from '../render/findings.ts';
import type { Context, Result } from './context.ts';
import type { ValidateOptions } from './options.ts';

/** Checks the manifests offline. Findings are the result; exit code 1 when one of them is an error. */
export async function validate(_context: Context, options: ValidateOptions): Promise<Result> {
  const loaded = await loadManifests({ directory: options.streams, only: options.only });
  const failed = loaded.findings.some((finding) => finding.severity === 'error');
  return { output: renderFindings(loaded, options), exitCode: failed ? 1 : 0 };
}
