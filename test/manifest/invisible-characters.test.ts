import { expect, test } from 'vitest';
import { fileNames } from '../../src/commands/import/file-names.ts';
import { parseFile } from '../../src/manifest/parse.ts';
import { manifestText, memberText } from '../../src/manifest/write.ts';
import { UNSEEN } from '../../src/model/unseen.ts';

const cdn = { kind: 'DataStream2', logType: 'cdn' } as const;
const row = (streamId: number, name: string) => ({
  collection: cdn,
  streamId,
  name,
  version: 1,
  status: 'ACTIVATED',
  sources: [],
});

/**
 * Names with invisible characters, such as one displayed as `shop-gpj.exe`, or one that contains a line
 * separator.
 */
const NAMES: readonly (readonly [string, string, string])[] = [
  ['shop-\u202Egpj.exe', 'shop-gpj.exe', 'shop-gpj-exe'],
  ['a\u2028b\u0085c', 'a bc', 'a-b-c'],
  ['no\u200Bthing\uFEFF', 'nothing', 'no-thing'],
  ['\u2066\u2069', 'stream-7', 'stream-7'],
  ['tag\u{E0041}', 'tag', 'tag'],
];

test.each(NAMES)('an imported name has no invisible characters: %j', (name, expected, file) => {
  const place = fileNames([row(7, name)], [], 'streams').get('DataStream2/cdn/7');
  expect(place).toEqual({ name: expected, file: `streams/${file}.yaml` });
});

test('two streams whose names look the same get manifests with different names', () => {
  const places = fileNames([row(7, 'shop'), row(8, 'sh\u200Bop')], [], 'streams');
  expect([...places.values()].map(({ name }) => name)).toEqual(['shop', 'shop-cdn']);
});

test.each(NAMES)(
  'a manifest escapes invisible characters in strings and comments, and loads as the same name: %j',
  (name) => {
    const text = manifestText(
      {
        name: 'web',
        collection: cdn,
        state: 'inactive',
        streamName: name,
        spec: { notificationEmails: [name], destination: { destinationType: 'NEW', [name]: name } },
      },
      { comments: [`Stream ${name}.`] },
    );
    expect(text.replaceAll('\n', '').match(UNSEEN)).toBeNull();
    const [entry] = parseFile('web.yaml', text).entries;
    expect(entry?.draft.spec).toMatchObject({ streamName: name, notificationEmails: [name] });
    expect(entry?.draft.spec?.['destination']).toHaveProperty([name], name);
    expect(memberText('streamName', name, 2).match(UNSEEN)).toBeNull();
  },
);
