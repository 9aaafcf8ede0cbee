import { expect, test } from 'vitest';
import { readManifests } from '../../../src/manifest/read-manifests.ts';
import { DNS, spoilt, WEB } from '../samples.ts';

function found(text: string, others: Readonly<Record<string, string>> = {}) {
  const files = Object.entries({ 'web.yaml': text, ...others }).map(([file, content]) => ({
    file,
    text: content,
  }));
  return readManifests(files, [], 'streams').findings.map(
    ({ file, line, code, message }) => `${file}:${line} ${code}: ${message}`,
  );
}

test('an unresolved merge conflict is reported as one error', () => {
  const text = spoilt(
    WEB,
    '  state: active\n',
    '<<<<<<< HEAD\n  state: active\n=======\n  state: inactive\n>>>>>>> branch\n',
  );
  expect(found(text)).toEqual(['web.yaml:6 merge-conflict: The file has an unresolved merge conflict.']);
});

test.each([
  ['a Go template, as in Helm', 'state: {{ .Values.state }}'],
  ['Jinja', '{% if production %}\n  state: active'],
  ['ERB', '<%= state %>'],
])('template syntax is reported as one error: %s', (_name, line) => {
  const [first, ...others] = found(spoilt(WEB, 'state: active', line));
  expect(first).toContain('template: This line is part of a template, and manifests are read as they are.');
  expect(others).toEqual([]);
});

test('template syntax inside quotes, and time variables, are ordinary text', () => {
  const quoted = spoilt(WEB, 'displayName: Log platform', "displayName: 'Logs {{ of }} {%Y}'");
  expect(found(quoted)).toEqual([]);
});

test('a duplicate member is reported with the line of the first one', () => {
  const text = spoilt(WEB, '  state: active\n', '  state: active\n  protect: true\n  state: active\n');
  expect(found(text)).toEqual([
    'web.yaml:8 duplicate-member: The member "state" is defined twice in one block. The first one is on line 6.',
  ]);
});

test.each([
  ['empty', ''],
  ['only comments', '# nothing\n---\n'],
])('a file without a manifest is reported by name: %s', (_title, text) => {
  expect(found(WEB, { 'z.yaml': text })).toEqual([
    'z.yaml:1 empty-file: The file holds no manifest: it is empty, or all of it is comments.',
  ]);
});

test.each([
  [['w*'], ['web']],
  [['?ns'], ['dns']],
  [['*'], ['web', 'dns']],
  [['web'], ['web']],
])('--only accepts patterns: %j', (only, expected) => {
  const files = [
    { file: 'a.yaml', text: WEB },
    { file: 'b.yaml', text: DNS },
  ];
  const { manifests, findings } = readManifests(files, only, 'streams');
  expect(manifests.map(({ name }) => name)).toEqual(expected);
  expect(findings).toEqual([]);
});

test('a pattern that matches nothing is an error', () => {
  const { findings } = readManifests([{ file: 'a.yaml', text: WEB }], ['x*'], 'streams');
  expect(findings.map(({ code }) => code)).toEqual(['unknown-name']);
});
