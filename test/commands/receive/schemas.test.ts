import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { Ajv, type ValidateFunction } from 'ajv';
import { expect, it } from 'vitest';
import { publishedSchemas } from '../../../src/commands/session/published-schemas.ts';
import { workspace } from '../workspace.ts';
import { post, start } from './running.ts';

function compile(file: string): ValidateFunction {
  return new Ajv({ strict: true, allErrors: true }).compile(
    JSON.parse(publishedSchemas().get(file) ?? 'false'),
  );
}

const line = compile('receive.schema.json');
const rejected = compile('receive-rejected.schema.json');

/** Bodies with records, unreadable lines, and each reason for which a body is rejected as a whole. */
const BODIES = [
  ['{"streamId":7050,"a":1.10}\n{"streamId":"7051"}\n{}\n{"streamId":null}\nno record\n'],
  [gzipSync('{"a":"\\u00e9"}'), { 'content-encoding': 'gzip' }],
  [Buffer.from([0x1f, 0x8b, 0]), { 'content-encoding': 'gzip', 'content-type': 'application/json' }],
  ['{}', { 'content-encoding': 'br' }],
  [Buffer.from([0x22, 0xff, 0x22])],
  ['[0]'],
] as const;

it('publishes a schema of the lines on standard output, records and rejected ones', async () => {
  const place = await workspace();
  const running = await start(place);
  for (const [body, headers] of BODIES) expect(await post(running, body, headers)).toBe(200);
  place.stop();
  await running.end;
  const lines = running
    .output()
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text));
  for (const each of lines) expect(line(each), JSON.stringify([each, line.errors])).toBe(true);
  expect(lines.flatMap(({ rejected: part }) => part?.reason ?? [])).toEqual([
    ...['json', 'gzip', 'encoding', 'utf8', 'json'],
  ]);
  expect(lines.map(({ streamId }) => streamId)).toEqual([7050, 7051, ...Array(8).fill(null)]);
});

it('publishes a schema of the lines in files, and of the descriptions of rejected files', async () => {
  const place = await workspace();
  const running = await start(place, { dir: 'logs' });
  for (const [body, headers] of BODIES) expect(await post(running, body, headers)).toBe(200);
  place.stop();
  await running.end;
  const [closed = ''] = await readdir('logs/closed');
  const lines = (await readFile(`logs/closed/${closed}`, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(5);
  for (const text of lines) expect(line(JSON.parse(text)), text).toBe(true);
  const descriptions = (await readdir('logs/rejected')).filter((name) => name.endsWith('.json'));
  expect(descriptions).toHaveLength(5);
  for (const name of descriptions) {
    const text = await readFile(`logs/rejected/${name}`, 'utf8');
    expect(rejected(JSON.parse(text)), text).toBe(true);
  }
});

const RECEIVED_AT = '2026-11-29T10:15:00.123Z';

it.each([
  [line, { receivedAt: RECEIVED_AT, streamId: null }],
  [line, { receivedAt: RECEIVED_AT, streamId: '7050', record: {} }],
  [line, { receivedAt: RECEIVED_AT, streamId: 7050, record: [] }],
  [line, { receivedAt: '2026-11-29T10:15:00Z', streamId: 7050, record: {} }],
  [line, { receivedAt: RECEIVED_AT, streamId: 7050, record: {}, rejected: {} }],
  [line, { receivedAt: RECEIVED_AT, streamId: null, rejected: { reason: 'other', bytes: 1, base64: '' } }],
  [rejected, { receivedAt: RECEIVED_AT, reason: 'json', bytes: 1, contentType: null }],
])('its schemas reject what it does not write (%#)', (validate, value) => {
  expect(validate(value)).toBe(false);
});
