import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { seededAccount, seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import { embeddedSimulator } from '../../../src/simulator/server/embedded.ts';
import { simulatorTransport } from '../../../src/simulator/server/embedded-transport.ts';
import { fileStore, UnreadableState } from '../../../src/simulator/server/file-store.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { DEFAULT_PROPERTY_MANAGER } from '../../../src/simulator/state/property-manager-settings.ts';
import { secretMembers, VENDOR_DESTINATIONS } from '../../../src/simulator/vendor/destinations.ts';
import { CANARY, destination } from '../../builders/destinations.ts';
import { createBody } from '../../builders/request-bodies.ts';
import { START, unmetered } from '../client.ts';

let folder = '';
let file = '';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'simulator-'));
  file = path.join(folder, 'deep', 'simulator.json');
});

afterEach(() => rm(folder, { recursive: true }));

const count = (accountState: AccountState) => ({
  accountState: { ...accountState, sequence: accountState.sequence + 1 },
  result: accountState.sequence,
});
const kept = async () => JSON.parse(await readFile(file, 'utf8')) as AccountState;

describe('simulator state in a file', () => {
  it('is created on first use and read by the next process', async () => {
    expect(await fileStore({ file, first: seededAccountWithoutStreams }).change(count)).toBe(0);
    expect(await fileStore({ file, first: seededAccountWithoutStreams }).change(count)).toBe(1);
    expect((await kept()).sequence).toBe(2);
  });

  it('does not change by writing and reading, whatever its content', async () => {
    const accountState = seededAccount(START);
    await fileStore({ file, first: () => accountState }).change((read) => ({
      accountState: read,
      result: undefined,
    }));
    expect(await kept()).toEqual(accountState);
  });

  it('contains no value of a write-only member, since CI caches may keep it', async () => {
    const accountState = fileStore({ file, first: () => unmetered(seededAccountWithoutStreams()) });
    const transport = simulatorTransport({
      accountState,
      clock: { now: () => START, sleep: () => Promise.resolve() },
    });
    const send = async (path: string, body: JsonObject) =>
      (await transport({ method: 'POST', path, body: JSON.stringify(body) })).status;
    for (const type of Object.keys(VENDOR_DESTINATIONS)) {
      const body = createBody({ streamName: type, destination: destination(type) }, 'edgeworkers');
      expect([type, await send('/datastream-config-api/v3/log/edgeworkers/streams', body)]).toEqual([
        type,
        201,
      ]);
    }
    const text = await readFile(file, 'utf8');
    expect(text).toContain('userName');
    expect(text).not.toContain(CANARY);
    const all = Object.values(VENDOR_DESTINATIONS).flatMap(secretMembers);
    const given = (await kept()).streams.flatMap(({ versions }) =>
      versions.flatMap((version) => version.given),
    );
    expect(new Set(given).size).toBeGreaterThan(5);
    for (const member of given) expect(all).toContain(member);
  });

  it.each([
    ['no simulator state', '{"formatVersion":1,"streams":[],"accountObjects":{},"settings":{}}'],
    ['an invalid stream', '{"formatVersion":1,"streams":[null]}'],
    ['another format', '{"formatVersion":2}'],
    ['truncated text', '{"formatVersion":1,"str'],
  ])('with %s is refused with a message', async (_title, text) => {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    const reading = fileStore({ file, first: seededAccountWithoutStreams }).change(count);
    await expect(reading).rejects.toThrow(UnreadableState);
    await expect(reading).rejects.toThrow(/Delete it to start over/);
  });

  it('from before DataStream 1 was supported is refused with a message', async () => {
    const { datastream1: _, buckets: __, ...old } = seededAccount(START);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ ...old, bucket: { credit: 0, at: START } }));
    const reading = fileStore({ file, first: seededAccountWithoutStreams }).change(count);
    await expect(reading).rejects.toThrow(
      /no simulator state of this version: \/.* is missing\. Delete it to start over/,
    );
  });

  it('from before properties could be changed has the default settings and can be changed', async () => {
    const { settings, ...others } = seededAccount(START);
    const { rate, granted, usesPrefixes } = settings.propertyManager;
    const old = { ...others, settings: { ...settings, propertyManager: { rate, granted, usesPrefixes } } };
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify(old));
    let now = START;
    const accountState = fileStore({ file, first: seededAccountWithoutStreams });
    const transport = simulatorTransport({ accountState, clock: { now: () => now } });
    const send = (method: string, end: string, body?: JsonObject) =>
      transport({
        method,
        path: `/papi/v1/properties/349772/${end}`,
        headers: { 'papi-use-prefixes': 'false' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    expect((await send('POST', 'versions', { createFromVersion: 2 })).status).toBe(201);
    const activation = {
      propertyVersion: 3,
      network: 'STAGING',
      notifyEmails: ['cdn@example.com'],
      acknowledgeAllWarnings: true,
    };
    expect((await send('POST', 'activations', activation)).status).toBe(201);
    now += DEFAULT_PROPERTY_MANAGER.stagingTime;
    expect((await send('GET', 'versions/3')).body).toContain('"stagingStatus":"ACTIVE"');
  });

  it.each([
    ['takes effect', { streamId: 7050, from: 0, errorCode: '403' }, 200],
    ['is refused if it is invalid', { streamId: 7050, from: 'yesterday' }, undefined],
  ])('with a destination fault that was added manually %s', async (_title, fault, status) => {
    const { settings, ...others } = unmetered(seededAccount(START));
    await mkdir(path.dirname(file), { recursive: true });
    const edited = { ...others, settings: { ...settings, destinationFaults: [fault] } };
    await writeFile(file, JSON.stringify(edited));
    const accountState = fileStore({ file, first: seededAccountWithoutStreams });
    const transport = simulatorTransport({ accountState, clock: { now: () => START } });
    const query = 'start=2026-03-01T11:00:00Z&end=2026-03-01T12:00:00Z&streamId=7050';
    const metrics = `/datastream-config-api/v3/log/streams/metrics?${query}`;
    const reading = transport({ method: 'GET', path: metrics });
    if (status === undefined) await expect(reading).rejects.toThrow(/destinationFaults.*from/);
    else expect((await reading).body).toContain('"errorCode":"403"');
  });

  it('loses nothing when several processes write at once, and leaves no temporary files', async () => {
    const many = Array.from({ length: 6 }, () => fileStore({ file, first: seededAccountWithoutStreams }));
    const seen = await Promise.all(many.flatMap((access) => [access.change(count), access.change(count)]));
    expect(seen.toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: 12 }, (_, index) => index),
    );
    expect(await readdir(path.dirname(file))).toEqual(['simulator.json']);
  });

  it('does not change if a step fails', async () => {
    const access = fileStore({ file, first: seededAccountWithoutStreams });
    await access.change(count);
    const failing = access.change(() => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await access.change(count)).toBe(1);
  });

  it('is unlocked if the process that locked it no longer exists', async () => {
    const access = fileStore({ file, first: seededAccountWithoutStreams });
    await access.change(count);
    await writeFile(`${file}.lock`, '');
    await utimes(`${file}.lock`, new Date(0), new Date(0));
    expect(await access.change(count)).toBe(1);
  });

  it.each(['', '{', '[]', '{"formatVersion":2,"streams":[],"accountObjects":{},"settings":{}}'])(
    'with the text %j is refused with what to do',
    async (text) => {
      const other = path.join(folder, 'other.json');
      await writeFile(other, text);
      const failing = fileStore({ file: other, first: seededAccountWithoutStreams }).change(count);
      await expect(failing).rejects.toThrow(UnreadableState);
      await expect(failing).rejects.toThrow(/Delete it/);
      expect(await readFile(other, 'utf8')).toBe(text);
    },
  );

  it('cannot be a folder', async () => {
    const failing = fileStore({ file: folder, first: seededAccountWithoutStreams }).change(count);
    await expect(failing).rejects.toThrow(UnreadableState);
  });

  it('is used by --simulator', async () => {
    const source = { named: { places: [], objects: [] }, existing: () => [] };
    const options = { file, source, clock: { now: () => START } };
    const path3 = '/datastream-config-api/v3/log/cdn/streams/7052/activate';
    const { transport: first } = await embeddedSimulator(options);
    expect((await first({ method: 'POST', path: path3 })).status).toBe(200);
    const { transport: later } = await embeddedSimulator({
      ...options,
      clock: { now: () => START + 10_000 },
    });
    const answer = await later({ method: 'GET', path: path3.replace('/activate', '') });
    expect(JSON.parse(answer.body)).toMatchObject({ streamStatus: 'ACTIVATED' });
  });
});
