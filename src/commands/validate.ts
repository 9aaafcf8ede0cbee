import { type Loaded, loadManifests } from '../manifest/load.ts';
import { renderFindings } from '../render/findings/findings.ts';
import type { Context, Result } from './session/context.ts';
import type { ConfigurationOptions } from './session/option-groups.ts';
import type { ValidateOptions } from './session/options.ts';

/**
 * Checks the manifests offline. The result is the list of findings, with exit code 1 if one of them is an
 * error.
 */
export async function validate(_context: Context, options: ValidateOptions): Promise<Result> {
  const loaded = await checkManifests(options);
  const failed = loaded.findings.some((finding) => finding.severity === 'error');
  return { output: renderFindings(loaded, options), exitCode: failed ? 1 : 0 };
}

/** Returns the same findings as values, for an entry point that shows them at their lines. */
export function checkManifests({
  streams,
  only,
  files = [],
  configuration,
}: Pick<ValidateOptions, 'streams' | 'only' | 'files'> & ConfigurationOptions): Promise<Loaded> {
  return loadManifests({ directory: streams, only, files, configuration });
}
