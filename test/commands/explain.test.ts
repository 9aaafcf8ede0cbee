import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { explain } from '../../src/commands/explain.ts';
import { referenceAddress } from '../../src/commands/session/installation.ts';
import { ALL_EXPLANATIONS } from '../../src/explanations/find-explanations.ts';
import { EXPLAIN_SCHEMA } from '../../src/render/schemas/explain.ts';

const TERMINAL = { format: 'terminal', color: false, width: 80 } as const;
const REFERENCE = 'https://github.com/acme/streams/blob/v1.2.3/docs/reference';

test('an explanation says what a code means, what to do, and shows an example', () => {
  expect(explain({ ...TERMINAL, code: 'literal-secret', reference: REFERENCE }).output).toBe(
    `literal-secret (finding)
A secret is written in the manifest.

The value of this member is a secret. Everyone who can read the repository could
read it, also after you remove it, because Git keeps the history.

What to do: Write a reference, such as \`{ env: NAME }\`, and pass the value to
the job. Replace the secret at its destination if the file was pushed.

In streams/web.yaml:
    spec:
      destination:
  -     password: not-a-real-password
  +     password: { env: LOG_PASSWORD }

${REFERENCE}/findings.md#literal-secret
`,
  );
});

test('a code that a finding and an error have is explained for both', () => {
  const { output } = explain({ ...TERMINAL, code: 'unreadable' });
  expect(output.match(/^unreadable \(.*\)$/gm)).toEqual([
    'unreadable (finding)',
    'unreadable (finding about a property)',
    'unreadable (error)',
  ]);
});

const isExplanation = new Ajv({ strict: true }).compile(EXPLAIN_SCHEMA);

const CODES = [...new Set(ALL_EXPLANATIONS.map(({ code }) => code))];

describe.each(CODES)('%s', (code) => {
  test('fits a terminal of 80 columns', () => {
    const { output } = explain({ ...TERMINAL, code });
    expect(output.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('has JSON that is valid against its schema', () => {
    const { output } = explain({ ...TERMINAL, format: 'json', code, reference: REFERENCE });
    expect(isExplanation(JSON.parse(output)), JSON.stringify(isExplanation.errors)).toBe(true);
  });
});

test('an unknown code is an error that names the one that is probably meant', () => {
  expect(() => explain({ ...TERMINAL, code: 'literal-secrets' })).toThrow(/Did you mean "literal-secret"\?/);
  expect(() => explain({ ...TERMINAL, code: 'x' })).toThrow(/There is no code "x"\. Messages print/);
});

test('the reference has an address only if the package names its repository', () => {
  expect(referenceAddress({ version: '1.2.3', repository: 'acme/streams' })).toBe(REFERENCE);
  expect(referenceAddress({ version: '1.2.3' })).toBeUndefined();
});
