import { describe, expect, test } from 'vitest';
import { readManifests } from '../../src/manifest/read-manifests.ts';
import { DNS, ERRORS, member, RAW, spoilt, WEB, withSpec } from './samples.ts';

const named = (text: string, name: string) => text.replace(/name: (web|dns)/, `name: ${name}`);

const named1 = (text: string, name: string, ...lines: readonly string[]) =>
  text
    .replace(/name: (errors|raw)/, `name: ${name}`)
    .replace('spec:\n', () => `spec:\n${lines.map((line) => `  ${line}\n`).join('')}`);

function read(texts: { readonly [file: string]: string }, only: readonly string[] = []) {
  const files = Object.entries(texts).map(([file, text]) => ({ file, text }));
  return readManifests(files, only, 'streams');
}

const found = (texts: { readonly [file: string]: string }, only?: readonly string[]) =>
  member(read(texts, only).findings);

describe('checks across manifests name both locations', () => {
  test('reports a name that is used twice, also within one file and across log types', () => {
    expect(found({ 'a.yaml': WEB, 'b.yaml': `${named(DNS, 'web')}---\n${named(WEB, 'third')}` })).toEqual([
      'b.yaml:4:9 error duplicate-name: The name "web" is also that of the manifest at a.yaml:4:9. Give each manifest a name of its own.',
    ]);
  });

  test('reports a repeated name once for each repetition after the first', () => {
    expect(read({ 'a.yaml': WEB, 'b.yaml': WEB, 'c.yaml': WEB }).findings.map(({ file }) => file)).toEqual([
      'b.yaml',
      'c.yaml',
    ]);
  });

  test('reports a stream name that is used twice within a log type', () => {
    expect(found({ 'a.yaml': WEB, 'b.yaml': named(withSpec(WEB, 'streamName: web'), 'other') })).toEqual([
      'b.yaml:6:15 error duplicate-stream-name: The stream name "web" is also that of the manifest at a.yaml:4:9. Stream names are unique within a log type: change one, or bind both with spec.streamId if two live streams have that name.',
    ]);
  });

  test('allows a repeated stream name if both manifests are bound to a stream', () => {
    const first = withSpec(WEB, 'streamId: 8101');
    const second = named(withSpec(WEB, 'streamId: 8102\n  streamName: web'), 'other');
    expect(found({ 'a.yaml': first, 'b.yaml': second })).toEqual([]);
    const codes = read({ 'a.yaml': first, 'b.yaml': named(withSpec(WEB, 'streamName: web'), 'other') });
    expect(codes.findings.map(({ code }) => code)).toEqual(['duplicate-stream-name']);
  });

  test('allows the same stream name in two log types', () => {
    expect(found({ 'a.yaml': WEB, 'b.yaml': withSpec(DNS, 'streamName: web') })).toEqual([]);
  });

  test('reports a stream that is bound to two manifests', () => {
    const text = withSpec(WEB, 'streamId: 12');
    expect(found({ 'a.yaml': text, 'b.yaml': named(text, 'other') })).toEqual([
      'b.yaml:6:13 error duplicate-stream-id: Stream 12 is also bound to the manifest at a.yaml:6:13. Bind one manifest only to a stream.',
    ]);
  });

  test('includes manifests that have errors of their own', () => {
    const broken = spoilt(WEB, 'format: JSON', 'format: XML');
    expect(read({ 'a.yaml': broken, 'b.yaml': WEB }).findings.map(({ code }) => code)).toEqual([
      'invalid-value',
      'duplicate-name',
    ]);
  });

  test('reports a property in more active streams than the vendor allows', () => {
    const texts = { 'a.yaml': named(WEB, 'a'), 'b.yaml': named(WEB, 'b'), 'c.yaml': named(WEB, 'c') };
    expect(found(texts)).toEqual([]);
    const item = spoilt(named(WEB, 'd'), '[www.example.com]', '[x, www.example.com, www.example.com]');
    expect(read({ ...texts, 'd.yaml': item }).findings[0]).toMatchObject({
      file: 'd.yaml',
      line: 9,
      column: 19,
      severity: 'warning',
      code: 'streams-per-item',
      message:
        'The property "www.example.com" is in 4 active streams, and the vendor documents a limit of 3: "a" (a.yaml:9:16), "b" (b.yaml:9:16), "c" (c.yaml:9:16), "d" (d.yaml:9:19).',
    });
    expect(
      found({ ...texts, 'd.yaml': spoilt(named(WEB, 'd'), 'state: active', 'state: inactive') }),
    ).toEqual([]);
  });
});

describe('checks across streams of DataStream 1', () => {
  const other = named1(ERRORS, 'other', 'streamName: errors');

  test('reports a stream name that is used twice in a group', () => {
    expect(found({ 'a.yaml': ERRORS, 'b.yaml': spoilt(other, ' 21484', ' grp_21484') })).toEqual([
      'b.yaml:6:15 error duplicate-stream-name: The stream name "errors" is also that of the manifest at a.yaml:4:9. Stream names are unique within a group: change one, or bind both with spec.streamId if two live streams have that name.',
    ]);
  });

  test('allows the same stream name in two groups, or in DataStream 1 and DataStream 2', () => {
    expect(found({ 'a.yaml': ERRORS, 'b.yaml': spoilt(other, ' 21484', ' 7') })).toEqual([]);
    expect(found({ 'a.yaml': ERRORS, 'b.yaml': withSpec(WEB, 'streamName: errors') })).toEqual([]);
  });

  test('allows a repeated name without a group only if both streams are bound', () => {
    const groupless = (text: string) => spoilt(text, '  groupId: 21484\n', '');
    const codes = (texts: { readonly [file: string]: string }) =>
      read(texts).findings.map(({ code }) => code);
    expect(codes({ 'a.yaml': groupless(ERRORS), 'b.yaml': groupless(other) })).toContain(
      'duplicate-stream-name',
    );
    const bound = withSpec(groupless(other), 'streamId: 7');
    expect(found({ 'a.yaml': withSpec(groupless(ERRORS), 'streamId: 6'), 'b.yaml': bound })).toEqual([]);
  });

  test('treats the same id in DataStream 1 and DataStream 2 as two streams', () => {
    const text = withSpec(WEB, 'streamId: 12');
    expect(found({ 'a.yaml': text, 'b.yaml': withSpec(ERRORS, 'streamId: 12') })).toEqual([]);
  });

  test('counts RAW and AGGREGATE streams together against the limit of active streams for each property', () => {
    const active = spoilt(RAW, 'inactive', 'active');
    const texts = Array.from({ length: 16 }, (_, at) => [
      `${String(at).padStart(2, '0')}.yaml`,
      at % 2 === 0 ? named1(ERRORS, `s${at}`) : named1(active, `s${at}`),
    ]);
    expect(found(Object.fromEntries(texts.slice(0, 15)))).toEqual([]);
    const { findings } = read(Object.fromEntries(texts));
    expect(findings.map(({ code }) => code)).toEqual(['streams-per-item']);
    expect(findings[0]?.message).toContain('in 16 active streams, and the vendor documents a limit of 15');
  });
});

test('reports a limit that the vendor may raise as a warning, also for bound streams', () => {
  const bound = ['a', 'b', 'c', 'd'].map((name, at) => [
    `${name}.yaml`,
    withSpec(named(WEB, name), `streamId: ${at + 1}`),
  ]);
  const [finding, ...others] = read(Object.fromEntries(bound)).findings;
  expect(finding).toMatchObject({ severity: 'warning', code: 'streams-per-item' });
  expect(others).toEqual([]);
});

describe('selecting manifests by name', () => {
  const texts = {
    'a.yaml': WEB,
    'b.yaml': DNS,
    'c.yaml': spoilt(named(WEB, 'broken'), 'state: active', 'state: actve'),
  };

  test('keeps the selected manifests and omits findings about others', () => {
    const { manifests, others, findings } = read(texts, ['web']);
    expect(manifests.map(({ name }) => name)).toEqual(['web']);
    expect(others.map(({ name }) => name)).toEqual(['dns']);
    expect(findings).toEqual([]);
  });

  test('reports a collision with a manifest that is not selected', () => {
    expect(
      read({ ...texts, 'd.yaml': withSpec(named(WEB, 'd'), 'streamName: web') }, ['web']).findings,
    ).toHaveLength(1);
  });

  test('reports invalid YAML, since the names in it are unknown', () => {
    expect(read({ ...texts, 'd.yaml': 'a: [' }, ['web']).findings).toHaveLength(1);
  });

  test('reports an unknown name as an error and suggests the closest name', () => {
    expect(found(texts, ['wbe', 'web', 'brokn'])).toEqual([
      'streams:1:1 error unknown-name: No manifest in "streams" is called "wbe". Did you mean "web"?',
      'streams:1:1 error unknown-name: No manifest in "streams" is called "brokn". Did you mean "broken"?',
    ]);
  });
});
