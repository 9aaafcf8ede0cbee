import { expect, test } from 'vitest';
import { renderFindings } from '../../../src/render/findings/findings.ts';

const OPTIONS = { format: 'terminal', color: false, width: 120 } as const;
const WARNING = {
  severity: 'warning',
  code: 'duplicate-item',
  message: '7 is listed twice.',
  file: 'streams/properties/site.yaml',
  line: 6,
  column: 1,
} as const;

test('manifests of streams and of properties are counted separately', () => {
  const report = { findings: [], files: 4, manifests: [1, 2, 3], properties: [1] };
  expect(renderFindings(report, OPTIONS)).toContain(
    'Valid: 3 manifests of streams and 1 of properties in 4 files.',
  );
  const warned = renderFindings({ ...report, findings: [WARNING] }, OPTIONS);
  expect(warned).toContain('0 errors, 1 warning in 4 files (3 manifests of streams and 1 of properties)');
});

test('a repository without manifests of properties does not mention them', () => {
  const report = { findings: [], files: 4, manifests: [1, 2, 3], properties: [] };
  expect(renderFindings(report, OPTIONS)).toContain('Valid: 3 manifests in 4 files.');
});
