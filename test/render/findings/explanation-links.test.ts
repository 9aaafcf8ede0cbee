import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { renderFindings } from '../../../src/render/findings/findings.ts';
import { VALIDATE_SCHEMA } from '../../../src/render/schemas/validate.ts';

const REFERENCE = 'https://github.com/acme/streams/blob/v1.2.3/docs/reference';
const URL = `${REFERENCE}/findings.md#duplicate-item`;
const OPTIONS = { color: false, width: 80 } as const;
const REPORT = {
  files: 1,
  manifests: [1],
  findings: [
    {
      severity: 'warning',
      code: 'duplicate-item',
      message: '7 is listed twice.',
      file: 'streams/web.yaml',
      line: 6,
      column: 1,
    },
  ],
} as const;

test('a finding in Markdown links to its explanation, if the program is published', () => {
  const text = renderFindings(REPORT, { ...OPTIONS, format: 'markdown', reference: REFERENCE });
  expect(text).toContain(`[\`duplicate-item\`](${URL})`);
  expect(renderFindings(REPORT, { ...OPTIONS, format: 'markdown' })).not.toContain('](');
});

test('a finding in JSON has the address of its explanation, if the program is published', () => {
  const check = new Ajv({ strict: true, formats: { timestamp: true } }).compile(VALIDATE_SCHEMA);
  const printed = (reference?: string) => {
    const options = { ...OPTIONS, format: 'json', ...(reference ? { reference } : {}) } as const;
    const value = JSON.parse(renderFindings(REPORT, options));
    expect(check(value), JSON.stringify(check.errors)).toBe(true);
    return value.findings[0];
  };
  expect(printed(REFERENCE)).toMatchObject({ url: URL });
  expect(printed()).not.toHaveProperty('url');
});

test('a terminal names the command that explains a code, as it is typed', () => {
  const text = renderFindings(REPORT, { ...OPTIONS, format: 'terminal' });
  expect(text).toContain('`datastream explain CODE`');
  const typing = { program: 'npm start --', account: [], only: [], changedSince: [], rotate: [], allow: [] };
  expect(renderFindings(REPORT, { ...OPTIONS, format: 'terminal', typing })).toContain(
    '`npm start -- explain CODE`',
  );
});
