import { FINDING_GROUPS } from '../../../src/explanations/findings/findings.ts';
import { SAMPLES } from '../../../src/explanations/samples.ts';
import { explanationsPage } from './explanations-page.ts';
import { block } from './markdown.ts';

/** The page of the findings about manifests and the configuration file. */
export function findingsPage(): string {
  const samples = Object.entries(SAMPLES).map(
    ([file, text]) => `<details><summary>${file}</summary>\n\n${block('yaml', text)}\n\n</details>`,
  );
  return explanationsPage({
    title: 'Findings about manifests and the configuration file',
    introduction: [
      '`validate` reports them, and so does each command that reads manifests. An error refuses the run; with `rule: value` in JSON, `plan` compares the value with the live stream first. A warning does not stop the run.',
      'The examples are changes of [valid files](#files-of-the-examples). `-` marks the lines that cause the finding, and `+` the fix.',
    ],
    groups: FINDING_GROUPS,
    closing: ['## Files of the examples', ...samples],
  });
}
