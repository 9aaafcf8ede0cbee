import { expect, test } from 'vitest';
import { referenceOfAction } from '../../src/github/run.ts';
import { findingsText } from '../../src/workflow/reports/rejected-manifests.ts';

const RELEASED = { GITHUB_ACTION_REPOSITORY: 'acme/datastream-gitops', GITHUB_ACTION_REF: 'v1' };
const REFERENCE = 'https://github.com/acme/datastream-gitops/blob/v1/docs/reference';

test('the reference is in the repository that the Action is used from', () => {
  expect(referenceOfAction(RELEASED)).toBe(REFERENCE);
  expect(referenceOfAction({ ...RELEASED, GITHUB_SERVER_URL: 'https://github.com' })).toBe(REFERENCE);
});

test.each([
  ['a copy in this repository', { GITHUB_ACTION_REPOSITORY: '', GITHUB_ACTION_REF: '' }],
  [
    'a server that may not have the repository',
    { ...RELEASED, GITHUB_SERVER_URL: 'https://git.example.com' },
  ],
  ['a branch that would end a link', { ...RELEASED, GITHUB_ACTION_REF: 'a) [b](https://example.com' }],
])('%s has no address', (_what, variables) => {
  expect(referenceOfAction(variables)).toBeUndefined();
});

test('a comment on manifests with errors links each finding to its explanation', () => {
  const report = {
    files: 1,
    manifests: [],
    findings: [
      {
        severity: 'error',
        code: 'yaml-tab',
        message: 'A tab is used as indentation.',
        file: 'streams/web.yaml',
        line: 6,
        column: 1,
      },
    ],
  } as const;
  const linked = findingsText(report, 60_000, { settings: { command: 'plan', reference: REFERENCE } });
  expect(linked).toContain(`[\`yaml-tab\`](${REFERENCE}/findings.md#yaml-tab)`);
  expect(findingsText(report, 60_000, { settings: { command: 'plan' } })).not.toContain('](');
});
