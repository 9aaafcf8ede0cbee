import { type Loaded, loadManifests } from '../manifest/load.ts';
import { renderFindings } from '../render/findings/findings.ts';
import type { Context, Result } from './session/context.ts';
import type { ConfigurationOptions } from './session/option-groups.ts';
import type { ValidateOptions } from './session/options.ts';

/**
 * Checks the manifests offline. The result is the list of findings, with exit code 1 if one of them is an
 * error.
 */
export async function validate(context: Context, options: ValidateOptions): Promise<Result> {
  const loaded = await checkManifests(options, context.clock.now());
  for (const finding of loaded.findings) context.listen({ tag: 'finding', finding });
  const failed = loaded.findings.some((finding) => finding.severity === 'error');
  return { output: renderFindings(loaded, options), exitCode: failed ? 1 : 0 };
}

/**
 * Returns the same findings as values, for an entry point that shows them at their lines.
 * @param now of the clock of this machine, milliseconds since 1970
 */
export function checkManifests(
  {
    streams,
    only,
    files = [],
    configuration,
  }: Pick<ValidateOptions, 'streams' | 'only' | 'files'> & ConfigurationOptions,
  now: number,
): Promise<Loaded> {
  return loadManifests({ directory: streams, only, files, configuration, now });
}
