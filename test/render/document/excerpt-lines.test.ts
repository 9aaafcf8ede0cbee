import { expect, it } from 'vitest';
import { renderFindings } from '../../../src/render/findings/findings.ts';
import { displayWidth } from '../../../src/render/text/display-width.ts';

const FINDING = {
  severity: 'error',
  code: 'unknown-member',
  message: 'The member is unknown.',
  file: 'streams/web.yaml',
  line: 14,
  column: 5,
} as const;

const render = (
  text: string,
  { column = 5, width = 80, format = 'terminal' as 'terminal' | 'json' | 'markdown' } = {},
) =>
  renderFindings(
    { findings: [{ ...FINDING, column }], files: 1, manifests: [], excerpt: () => ({ text, column }) },
    { format, color: false, width },
  );
/** The two lines of the excerpt. */
const lines = (text: string, options?: Parameters<typeof render>[1]) =>
  render(text, options)
    .split('\n')
    .filter((line) => line.includes(' │ '))
    .map((line) => line.slice(line.indexOf('│') + 2));

it('the excerpt is below the position, with a caret below the column', () => {
  expect(render('    endpont: ***')).toContain(
    [
      'streams/web.yaml:14:5 error unknown-member',
      '  14 │     endpont: ***',
      '     │     ^',
      '  The member is unknown.',
    ].join('\n'),
  );
});

it('the excerpt is for terminals only', () => {
  expect(render('    endpont: ***', { format: 'json' })).not.toContain('endpont');
  expect(render('    endpont: ***', { format: 'markdown' })).not.toContain('endpont');
});

it('the caret stays below its column, whatever precedes it', () => {
  expect(lines('\ta: x', { column: 2 })).toEqual([' a: x', ' ^']);
  expect(lines('a\u001b[2J: x', { column: 6 })).toEqual(['a?[2J: x', '     ^']);
  expect(lines('日本: x', { column: 3 })).toEqual(['日本: x', '    ^']);
});

it('the excerpt is cut around the column if the line is too long', () => {
  const text = `properties: [${Array.from({ length: 60 }, (_, i) => `p${i}.example`).join(', ')}]`;
  for (const column of [1, 20, 200, text.length]) {
    const [source = '', caret = ''] = lines(text, { column, width: 60 });
    expect(displayWidth(source)).toBeLessThanOrEqual(53);
    expect(source[caret.indexOf('^')]).toBe(text[column - 1]);
  }
});

const severalOn = (text: string, columns: readonly number[]) =>
  renderFindings(
    {
      findings: columns.map((column) => ({ ...FINDING, column, message: `At ${column}.` })),
      ...{ files: 1, manifests: [] },
      excerpt: ({ column }) => ({ text, column }),
    },
    { format: 'terminal', color: false, width: 80 },
  );

it('the excerpt is shown once for several findings about one line, with a caret for each of them', () => {
  expect(severalOn('spec: { state: ***, zap: *** }', [1, 1, 9])).toContain(
    [
      'streams/web.yaml:14:1 error unknown-member',
      '  14 │ spec: { state: ***, zap: *** }',
      '     │ ^       ^',
      '  At 1.',
      'streams/web.yaml:14:1 error unknown-member',
      '  At 1.',
      'streams/web.yaml:14:9 error unknown-member',
      '  At 9.',
    ].join('\n'),
  );
});

it('the excerpt is repeated for each column of a line that is too long to show all of them', () => {
  const text = `properties: [${Array.from({ length: 60 }, (_, i) => `p${i}.example`).join(', ')}]`;
  expect(severalOn(text, [1, 1, 300]).match(/\^/g)).toHaveLength(2);
});
