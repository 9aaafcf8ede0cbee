import type { VersionReport } from '../schemas/version.ts';
import { visible, visibleJson } from '../text/escape-control.ts';

/** Renders the result of `version`: one fact on each line. */
export function renderVersion(
  report: VersionReport,
  options: { readonly format: 'terminal' | 'json' },
): string {
  if (options.format === 'json') return `${visibleJson({ formatVersion: 1, ...report })}\n`;
  const { version, commit, repository, folder, node, platform, formats } = report;
  const facts = [
    ['datastream-gitops', version],
    ['commit', commit ?? 'unknown (only packages of a release know it)'],
    ['repository', repository ?? 'not set (package.json has a placeholder)'],
    ['runs from', folder],
    ['Node.js', `${node} on ${platform}`],
    ['manifests', `apiVersion ${formats.manifest}`],
    ['saved plans', `format ${formats.savedPlan}`],
    ['JSON output', `format ${formats.output}`],
  ] as const;
  return facts.map(([name, fact]) => `${name.padEnd(19)}${visible(fact)}\n`).join('');
}
