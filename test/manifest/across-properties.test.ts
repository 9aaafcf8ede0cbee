import { describe, expect, test } from 'vitest';
import { readManifests } from '../../src/manifest/read-manifests.ts';
import { SITE, STREAM_FILES } from './bad-property-manifests.ts';
import { member, spoilt, WEB, withSpec } from './samples.ts';

type Files = { readonly [file: string]: string };

function read(files: Files, only: readonly string[] = [], folder = 'streams') {
  const texts = Object.entries({ ...STREAM_FILES, ...files }).map(([file, text]) => ({ file, text }));
  return readManifests(texts, only, folder);
}

const found = (files: Files, only?: readonly string[]) =>
  member(read(files, only).findings).filter((line) => !line.includes('streams-per-item'));

const one = (text: string) => found({ 'streams/properties/site.yaml': text });

const AT = 'streams/properties/site.yaml';

/** A second manifest, of another property. */
const OTHER = SITE.replace('name: site', 'name: other').replace(
  '[www.example.com, 349772]',
  '[api.example.com]',
);

describe('the place of a manifest of properties', () => {
  test.each([
    'streams/site.yaml',
    'streams/properties.yaml',
    'streams/eu/properties/site.yaml',
    'streams/Properties/site.yaml',
  ])('cannot be %s', (file) => {
    expect(found({ [file]: SITE })).toEqual([
      `${file}:2:7 error misplaced-manifest: Manifests of kind PropertyLogging have to be in the folder "streams/properties", so that the owners of the properties can protect it. Move the file there.`,
    ]);
  });

  test.each([
    ['streams', 'streams/properties/eu/site.yaml'],
    ['.', 'properties/site.yaml'],
    ['/srv/streams', '/srv/streams/properties/site.yaml'],
  ])('is below `properties` of the folder %s', (folder, file) => {
    const codes = read({ [file]: SITE }, [], folder).findings.map(({ code }) => code);
    expect(codes).not.toContain('misplaced-manifest');
  });

  test('can also contain manifests of streams', () => {
    expect(found({ [AT]: `${SITE}---\n${spoilt(WEB, 'name: web', 'name: third')}` })).toEqual([]);
  });
});

describe('names', () => {
  test('are unique among manifests of properties only', () => {
    expect(
      found({ [AT]: SITE, 'streams/properties/z.yaml': OTHER.replace('name: other', 'name: site') }),
    ).toEqual([
      'streams/properties/z.yaml:4:9 error duplicate-name: The name "PropertyLogging/site" is also that of the manifest at streams/properties/site.yaml:4:9. Give each manifest a name of its own.',
    ]);
    expect(one(SITE.replace('name: site', 'name: web'))).toEqual([]);
  });

  test('of streams cannot be like those of items of properties', () => {
    expect(found({ 'streams/a.yaml': spoilt(WEB, 'name: web', 'name: PropertyLogging/site') })).toEqual([
      'streams/a.yaml:4:9 error reserved-name: The name of a stream must not begin with PropertyLogging/, like those of PropertyLogging manifests. Rename it.',
    ]);
  });

  test('a property is in one manifest only, however its id is written', () => {
    const other = OTHER.replace('[api.example.com]', '[api.example.com, prp_349772]');
    expect(found({ [AT]: SITE, 'streams/properties/z.yaml': other })).toEqual([
      'streams/properties/z.yaml:6:33 error duplicate-property: The property 349772 is also in the manifest at streams/properties/site.yaml:6:33. Describe each property in one manifest only.',
    ]);
  });
});

describe('streams that a manifest of properties names', () => {
  test.each([
    ['wbe', 'unknown-stream: No manifest of a stream is called "wbe". Did you mean "web"?'],
    [
      'nothing-like-it',
      'unknown-stream: No manifest of a stream is called "nothing-like-it". Write metadata.name of a manifest, or the id of a stream.',
    ],
    ["'7050'", 'unknown-stream: No manifest of a stream is called "7050". Write an id without quotes.'],
    [
      'site',
      'unknown-stream: No manifest of a stream is called "site". Write metadata.name of a manifest, or the id of a stream.',
    ],
    [
      'constructor',
      'unknown-stream: No manifest of a stream is called "constructor". Write metadata.name of a manifest, or the id of a stream.',
    ],
    ['dns', 'stream-without-properties: "dns" is an Edge DNS stream, which no property logs to. Remove it.'],
    [
      'old',
      'absent-stream: The stream "old" is absent, so properties cannot log to it. Move it to removeStreams, or remove it.',
    ],
  ])('cannot be %s', (name, finding) => {
    const text = SITE.replace('[web, 7050]', `[web, ${name}]`).replace('  removeStreams: [old]\n', '');
    expect(one(text)).toEqual([`${AT}:7:18 error ${finding}`]);
  });

  test('may be inactive, with a warning', () => {
    expect(one(SITE.replace('[web, 7050]', '[idle]'))).toEqual([
      `${AT}:7:13 warning inactive-stream: The stream "idle" is inactive. Properties name it once it is active. Set its state to active, or remove it here.`,
    ]);
  });

  test('an id means the stream that is bound to it', () => {
    const absent = spoilt(STREAM_FILES['streams/bound.yaml'], 'state: active', 'state: absent');
    const text = SITE.replace('[web, 7050]', '[8101]');
    expect(found({ [AT]: text, 'streams/bound.yaml': absent })).toEqual([
      expect.stringContaining('absent-stream: The stream 8101 is absent'),
    ]);
    expect(one(SITE.replace('[web, 7050]', '[bound, 8101]'))).toEqual([
      `${AT}:7:20 warning duplicate-item: 8101 is the same stream as "bound" in "streams"; it counts once. Keep one of them.`,
    ]);
  });

  test('an id never means a stream of another kind', () => {
    const dns = withSpec(STREAM_FILES['streams/dns.yaml'], 'streamId: 7050');
    expect(found({ [AT]: SITE, 'streams/dns.yaml': dns })).toEqual([]);
  });

  test.each([
    ['[web]', '[web]', '"web"'],
    ['[7050]', '[old, 7050]', '7050'],
    ['[bound]', '[8101]', '8101'],
    ['[8101]', '[bound]', '"bound"'],
  ])('cannot be added and removed: streams %s, removeStreams %s', (streams, removed, name) => {
    expect(one(SITE.replace('[web, 7050]', streams).replace('[old]', removed))).toEqual([
      expect.stringContaining(
        `added-and-removed: The stream ${name} is in "streams" and in "removeStreams".`,
      ),
    ]);
  });

  test('may have errors in their own manifests', () => {
    const broken = spoilt(WEB, 'state: active', 'state: actve');
    expect(found({ [AT]: SITE, 'streams/web.yaml': broken })).toEqual([
      expect.stringContaining('streams/web.yaml:6:10'),
    ]);
  });
});

describe('--only', () => {
  const broken = SITE.replace('name: site', 'name: broken')
    .replace('[www.example.com, 349772]', '[x.example.com]')
    .replace('PRODUCTION', 'PROD');
  const files = {
    'streams/properties/broken.yaml': broken,
    'streams/properties/other.yaml': OTHER,
    [AT]: SITE,
  };
  const names = (only: readonly string[]) => {
    const { manifests, properties, otherProperties, unreadProperties, findings } = read(files, only);
    return {
      streams: manifests.map(({ name }) => name),
      properties: properties.map(({ name }) => name),
      others: otherProperties.map(({ name }) => name),
      unread: unreadProperties.map(({ name }) => name),
      errors: findings.filter(({ severity }) => severity === 'error').map(({ code }) => code),
    };
  };

  test('with the name of a stream selects no property', () => {
    expect(names(['web'])).toEqual({
      streams: ['web'],
      properties: [],
      others: ['other', 'site'],
      unread: ['PropertyLogging/broken'],
      errors: [],
    });
  });

  test('with KIND/NAME selects no stream', () => {
    expect(names(['PropertyLogging/site'])).toEqual({
      streams: [],
      properties: ['site'],
      others: ['other'],
      unread: ['PropertyLogging/broken'],
      errors: [],
    });
  });

  test('takes patterns after the kind; other patterns select streams only', () => {
    expect(names(['PropertyLogging/*er'])).toMatchObject({ streams: [], properties: ['other'] });
    expect(names(['*'])).toMatchObject({ properties: [], others: ['other', 'site'] });
    expect(names(['*']).streams).toHaveLength(5);
    expect(names(['web', 'PropertyLogging/s?te'])).toMatchObject({ streams: ['web'], properties: ['site'] });
    expect(names(['PropertyLogging/*'])).toMatchObject({ unread: [], errors: ['invalid-value'] });
  });

  test('reports unknown names of both kinds', () => {
    expect(found(files, ['PropertyLogging/sit', 'PropertyLogging/x*', 'other', 'webb'])).toEqual([
      'streams:1:1 error unknown-name: No manifest in "streams" is called "PropertyLogging/sit". Did you mean "PropertyLogging/site"?',
      'streams:1:1 error unknown-name: No manifest in "streams" is called "PropertyLogging/x*". Names are those of metadata.name.',
      'streams:1:1 error unknown-name: No manifest in "streams" is called "other". Did you mean "PropertyLogging/other"?',
      'streams:1:1 error unknown-name: No manifest in "streams" is called "webb". Did you mean "web"?',
    ]);
  });

  test('reports a conflict with a manifest that is not selected', () => {
    const conflict = OTHER.replace('[api.example.com]', '[349772]');
    const selected = ['PropertyLogging/other'];
    expect(found({ ...files, 'streams/properties/other.yaml': conflict }, selected)).toEqual([
      expect.stringContaining('duplicate-property'),
    ]);
  });
});

test('a repository may have manifests of properties only', () => {
  const text = SITE.replace('[web, 7050]', '[7050]').replace('  removeStreams: [old]\n', '');
  const { findings, properties } = readManifests([{ file: AT, text }], [], 'streams');
  expect(findings).toEqual([]);
  expect(properties).toHaveLength(1);
});

test('with a limit to files, findings and manifests of other files are omitted', () => {
  const texts = Object.entries({ ...STREAM_FILES, [AT]: SITE.replace('PRODUCTION', 'PROD') });
  const files = texts.map(([file, text]) => ({ file, text }));
  const limited = readManifests(files, [], 'streams', { limit: new Set(['streams/web.yaml']) });
  expect(limited.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(limited.properties).toEqual([]);
  const codes = readManifests(files, [], 'streams', { limit: new Set([AT]) }).findings.map(
    ({ code }) => code,
  );
  expect(codes).toEqual(['invalid-value']);
});
