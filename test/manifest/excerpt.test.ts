import { describe, expect, test } from 'vitest';
import { DESTINATION_SETS } from '../../src/destinations/registry.ts';
import { excerptOf, linesIn } from '../../src/manifest/excerpt.ts';
import { readManifests } from '../../src/manifest/read-manifests.ts';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { FindingCode } from '../../src/model/finding-code.ts';
import { SITE } from './bad-property-manifests.ts';
import { WEB } from './samples.ts';

const SECRET = 'hunter2';

/** The excerpt at a position, with `^` after the character that its column points at. */
function excerpt(text: string, line: number, column: number, code: FindingCode = 'unknown-member') {
  const finding: Diagnostic = { severity: 'error', code, message: 'x', file: 'web.yaml', line, column };
  return excerptOf(linesIn(text), finding);
}

/** All excerpts of the findings in a text. */
function excerpts(text: string, file = 'web.yaml'): readonly string[] {
  const { findings } = readManifests([{ file, text }], [], 'streams');
  // Streams that a manifest of properties names are not in this text.
  const own = findings.filter(({ code }) => code !== 'unknown-stream');
  return own.flatMap((finding) => excerptOf(linesIn(text), finding)?.text ?? []);
}

/** The line with `text` in it, within the blocks that enclose it in a manifest. */
function shown(
  line: string,
  text = `spec:\n  destination:\n    ${line}\n`,
  code: FindingCode = 'unknown-member',
) {
  const index = text.split('\n').findIndex((one) => one.includes(line.split('\n')[0] ?? ''));
  return excerpt(text, index + 1, 1, code)?.text.trim();
}

describe('the source excerpt of a finding', () => {
  test('shows the line and the column of the finding', () => {
    const text = WEB.replace('state: active', 'state: actve');
    expect(excerpts(text)).toEqual(['  state: actve']);
    expect(excerpt(text, 6, 10)).toEqual({ text: '  state: actve', column: 10 });
    expect(excerpt(`\ufeff${text}`, 1, 1)).toEqual({ text: 'apiVersion: datastream-gitops/v1', column: 1 });
  });

  test.each([
    ['displayName: Log platform # was hunter2', 'displayName: Log platform'],
    ['displayName: "a { b" # hunter2', 'displayName: "a { b"'],
    ['displayName: |', 'displayName: |'],
    ['compressLogs: true', 'compressLogs: true'],
    ['compressLogs:', 'compressLogs:'],
    ['- compressLogs: true', '- compressLogs: true'],
    ['"displayName": x', '"displayName": x'],
    ['pasword: hunter2', 'pasword: ***'],
    ['password: hunter2', 'password: ***'],
    ['password: # hunter2', 'password:'],
    ['endpoint: https://x.example/hunter2', 'endpoint: ***'],
    ['endpoint: { env: hunter2 }', 'endpoint: ***'],
    ['displayName: "not closed, hunter2', 'displayName: ***'],
    ['extra: { displayName: hunter2 }', 'extra: ***'],
    ['<<: hunter2', undefined],
    ['hunter2', undefined],
    ['? hunter2', undefined],
  ])('shows %j as %j', (line, text) => {
    expect(shown(line)).toBe(text);
  });

  test.each([
    [
      'frequency: { intervalInSeconds: 30, pasword: hunter2 }',
      'frequency: { intervalInSeconds: 30 , pasword: ***}',
    ],
    ['properties: [www.example.com, 349772] # hunter2', 'properties: [www.example.com, 349772]'],
    ['frequency: { intervalInSeconds: [30] }', 'frequency: { intervalInSeconds: [***] }'],
    ['frequency: { "x": hunter2 }', 'frequency: ***'],
    ['frequency: { password: pass, token: e }', 'frequency: { password: ***, token: ***}'],
    ['frequency: { password: { displayName: hunter2 } }', 'frequency: ***'],
    ['frequency: [pasword: hunter2]', 'frequency: [pasword: ***]'],
    ['frequency: ["pasword":hunter2]', 'frequency: ***'],
    ['- pass word: hunter2', '- ***'],
    ['frequency: { pasword: [displayName: hunter2] }', 'frequency: ***'],
  ])('shows a list or block on one line, %j, as %j', (line, text) => {
    expect(shown(line)?.replace(/\s+/g, ' ')).toBe(text.replace(/\s+/g, ' ').replace(' ,', ','));
  });

  test('shows list items only of lists that hold no secrets', () => {
    const lists =
      'spec:\n  properties:\n  - www.example.com # hunter2\n  - 349772\n  extra:\n    - hunter2\n';
    expect(excerpt(lists, 3, 5)).toEqual({ text: '  - www.example.com', column: 5 });
    expect(excerpt(lists, 4, 5)?.text).toBe('  - 349772');
    expect(excerpt(lists, 6, 7)).toEqual({ text: '    - ***', column: 7 });
    const connectors =
      'spec:\n  connectors:\n    - connectorType: S3\n      connectorName: logs\n      password: hunter2\n';
    expect(excerpt(connectors, 4, 7)?.text).toBe('      connectorName: logs');
    expect(excerpt(connectors, 5, 7)?.text).toBe('      password: ***');
  });

  test.each([
    'spec:\n  destination:\n    password: |\n      displayName: hunter2\n',
    'spec:\n  destination:\n    password: "x\n      displayName: hunter2"\n',
    'spec:\n  extra:\n    displayName: hunter2\n',
    'spec:\n  destination:\n    headers:\n      - displayName: hunter2\n',
    'spec:\n  destination:\n    - password:\n        displayName: hunter2\n',
  ])('redacts a known key inside another value: %j', (text) => {
    expect(shown('displayName: hunter2', text)).toMatch(/displayName: \*\*\*$/);
  });

  test.each(['yaml-syntax', 'yaml-tab', 'merge-conflict', 'template', 'too-deep'] as const)(
    'shows no values of text that is not valid: %s',
    (code) => {
      expect(shown('displayName: hunter2', undefined, code)).toBe('displayName: ***');
      expect(shown('hunter3: hunter2', undefined, code)).toBeUndefined();
    },
  );

  test('is omitted if the line is blank or not in the file', () => {
    expect(excerpt('spec:\n  \n', 2, 1)).toBeUndefined();
    expect(excerpt('spec:\n', 9, 1)).toBeUndefined();
  });

  test('points at the beginning of a redacted value, also from a column inside it', () => {
    const text = `spec:\n  destination:\n    password: ${SECRET}\n`;
    expect([1, 5, 15, 18, 40].map((column) => excerpt(text, 3, column)?.column)).toEqual([1, 5, 15, 15, 18]);
  });
});

const SECRET_MEMBERS = DESTINATION_SETS.flatMap(({ cards }) =>
  cards.flatMap(({ members }) =>
    Object.entries(members).flatMap(([name, { writeOnly, credential }]) =>
      writeOnly || credential !== undefined ? [name] : [],
    ),
  ),
);

test.each([...new Set(SECRET_MEMBERS)])(
  'a literal at %s is in no excerpt of its line, whatever the column',
  (name) => {
    for (const line of [
      `${name}: ${SECRET}`,
      `"${name}": '${SECRET}'`,
      `- ${name}: ${SECRET}`,
      `${name}: { env: ${SECRET} }`,
    ]) {
      const text = `spec:\n  destination:\n    ${line}\n`;
      for (let column = 1; column < line.length + 6; column += 1) {
        expect(excerpt(text, 3, column)?.text ?? '').not.toContain(SECRET);
      }
      expect(excerpts(`${WEB}    ${line}\n`).join()).not.toContain(SECRET);
    }
  },
);

test('the caret is below a redacted member of a block in braces, not below the space before it', () => {
  const line = 'metadata: { nmae: value, foo: value }';
  const finding: Diagnostic = {
    ...{ severity: 'error', code: 'unknown-member', message: 'x', file: 'web.yaml' },
    ...{ line: 1, column: line.indexOf('foo') + 1 },
  };
  const { text = '', column = 0 } = excerptOf([line], finding) ?? {};
  expect(text.slice(column - 1)).toMatch(/^foo: \*\*\*/);
});

test('a finding about a manifest of properties shows its line without text of the customer', () => {
  const report = (options: string) => SITE.replace(/report: .*/, `report: ${options}`);
  const [network] = excerpts(SITE.replace('PRODUCTION', 'PROD'), 'streams/properties/site.yaml');
  expect(network).toBe('    network: PROD');
  for (const options of [
    `\n    customLogField: key=${SECRET}`,
    `\n    logCookies: SOME\n    cookies: ['a=${SECRET}']`,
    `{ logCustomLogField: true, customLogField: "${SECRET}\\t" }`,
  ]) {
    const text = report(options);
    const shownLines = excerpts(text, 'streams/properties/site.yaml').join('\n');
    expect(shownLines).toMatch(/customLogField|cookies|report/);
    expect(shownLines).not.toContain(SECRET);
  }
});
