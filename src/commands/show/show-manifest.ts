import { findManifest } from '../../manifest/find-manifest.ts';
import { loadManifests } from '../../manifest/load.ts';
import { manifestLines } from '../../manifest/write-lines.ts';
import { isFormError } from '../../model/diagnostic.ts';
import { renderManifest } from '../../render/configuration/manifest.ts';
import { renderFindings } from '../../render/findings/findings.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import type { ShowOptions } from '../session/inspection-options.ts';
import type { ConfigurationOptions } from '../session/option-groups.ts';

/**
 * Shows a manifest with its defaults, and where each of its values comes from. Reads the manifests only. If there is no
 * such manifest, or it has errors, the result is the list of findings, with exit code 1.
 *
 * @throws {UsageError} if an option is only for saved plans
 */
export async function showManifest(
  context: Context,
  options: ShowOptions & ConfigurationOptions,
): Promise<Result> {
  const { what: name, brief, streams: directory, configuration } = options;
  if (brief) throw new UsageError('--brief can be used only with a saved plan.');
  const now = context.clock.now();
  const loaded = await loadManifests({ directory, only: [name], configuration, now });
  if (loaded.findings.some(isFormError)) {
    for (const finding of loaded.findings) context.listen({ tag: 'finding', finding });
    return { output: renderFindings(loaded, options, 'show'), exitCode: 1 };
  }
  const found = findManifest(loaded.contents, name, configuration);
  // Only a pattern can select manifests and equal the name of none.
  if (!found) throw new UsageError(`${name} is a pattern. Name one manifest.`);
  const { file, root: manifest, values: sources } = found;
  const output = renderManifest({ name, file, manifest, sources }, manifestLines(manifest), options);
  return { output, exitCode: 0 };
}
