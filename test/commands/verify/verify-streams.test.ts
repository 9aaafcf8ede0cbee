import { describe, expect, it } from 'vitest';
import { connect } from '../../../src/api/connect.ts';
import { ApiError } from '../../../src/api/errors/errors.ts';
import type { PullQuery } from '../../../src/api/logs/client.ts';
import type { MetricsQuery } from '../../../src/api/metrics/read-metrics.ts';
import { findSubjects, type Subject } from '../../../src/commands/verify/subjects.ts';
import {
  type VerifyInput,
  type VerifyPorts,
  verifyStreams,
} from '../../../src/commands/verify/verify-streams.ts';
import { collectionKey } from '../../../src/model/collection.ts';
import type { Activation, StreamRow } from '../../../src/model/observed.ts';
import type { UploadMetrics } from '../../../src/model/upload-metrics.ts';
import { DS1, ds1Spec, rawSpec } from '../../builders/datastream1-streams.ts';
import { CDN, live, manifest } from '../../builders/streams.ts';
import { activation, bucket, DAY, HOUR, MINUTE, NOW } from '../../delivery/evidence.ts';
import { manualClock } from '../../manual-clock.ts';

const LONG_AGO = new Date(NOW - 60 * DAY).toISOString();

function row(streamId: number, parts: Partial<StreamRow> = {}): StreamRow {
  return {
    collection: CDN,
    streamId,
    name: `web-${streamId}`,
    version: 1,
    status: 'ACTIVATED',
    groupId: 21484,
    sources: [{ id: streamId, name: `property ${streamId}` }],
    modifiedDate: LONG_AGO,
    ...parts,
  };
}

const subject = (streamId: number, parts: Partial<StreamRow> = {}): Subject => ({
  manifest: manifest(`web-${streamId}`),
  row: row(streamId, parts),
});

/** 100 records in every interval, of the streams of the scope. */
function delivering(streamIds: readonly number[], { interval, from, to }: MetricsQuery): UploadMetrics {
  const length = interval === 'HOUR' ? HOUR : 5 * MINUTE;
  const starts = Array.from({ length: (to - from) / length }, (_, i) => from + i * length);
  const buckets = streamIds.flatMap((streamId) => starts.map((at) => ({ ...bucket(at, 100), streamId })));
  return { interval, from, to, buckets };
}

function failure(kind: ApiError['kind'], message: string): ApiError {
  return new ApiError(kind, message, { request: 'GET /x', happened: 'nothing', hint: 'Do this.' });
}

interface Answers {
  readonly metrics?: (query: MetricsQuery) => UploadMetrics;
  readonly histories?: Readonly<Record<number, readonly Activation[] | ApiError>>;
  /** The number of records of a page. */
  readonly pull?: (query: PullQuery) => number;
}

/** Ports with these answers, and the requests that were sent. */
function ports({ metrics, histories = {}, pull }: Answers) {
  const sent: string[] = [];
  const never = () => Promise.reject(new Error('not expected'));
  const unused = { list: never, history: never, fields: never, sources: never, groups: never };
  const given: VerifyPorts = {
    clock: { now: () => NOW },
    metrics: {
      read: async (query) => {
        const scope = 'groupId' in query.of ? `group ${query.of.groupId}` : `stream ${query.of.streamId}`;
        sent.push(`${query.interval} of ${scope}`);
        return metrics?.(query) ?? { ...query, buckets: [] };
      },
    },
    reader: {
      ...unused,
      get: async (collection, streamId) => {
        sent.push(`stream ${streamId}`);
        return live(streamId, 'errors', { collection, spec: rawSpec() });
      },
      activationHistory: async (_, streamId) => {
        sent.push(`history of ${streamId}`);
        const history = histories[streamId] ?? [];
        if (history instanceof ApiError) throw history;
        return history;
      },
    },
    pull: {
      page: async (query) => {
        sent.push(`${query.report} logs of ${query.streamId} from ${query.start} to ${query.end}`);
        const records = Array.from({ length: pull?.(query) ?? 0 }, () => ({ value: {}, text: '{}' }));
        return { records, page: 0, next: { tag: 'none' } };
      },
    },
  };
  return { given, sent };
}

async function verified(answers: Answers, input: Partial<VerifyInput> & Pick<VerifyInput, 'subjects'>) {
  const { given, sent } = ports(answers);
  const listed = input.subjects.flatMap((one) => (one.row ? [one.row] : []));
  const results = await verifyStreams(given, { listed, ...input });
  return { sent, results, words: results.map(({ item }) => item.delivery) };
}

describe('the requests', () => {
  it('of 40 streams in two groups are four, if all deliver and none is new', async () => {
    const subjects = Array.from({ length: 40 }, (_, i) => subject(i + 1, { groupId: i < 20 ? 1 : 2 }));
    const { sent, words } = await verified(
      {
        metrics: (query) =>
          delivering(
            subjects.map(({ row: one }) => one?.streamId ?? 0),
            query,
          ),
      },
      { subjects },
    );
    expect(sent).toEqual([
      'FIVE_MINUTE of group 1',
      'HOUR of group 1',
      'FIVE_MINUTE of group 2',
      'HOUR of group 2',
    ]);
    expect(new Set(words)).toEqual(new Set(['delivering']));
  });

  it('are counted as requests of DataStream 2 and carry the account key', async () => {
    const seen: string[] = [];
    const transport = async ({ path }: { readonly path: string }) => {
      seen.push(path);
      return { status: 200, headers: {}, body: '{"fileUploadMetrics":[]}' };
    };
    const clock = manualClock(NOW);
    const connection = connect({ to: { transport }, accountKey: '1-ABC', clock });
    const metrics = connection.metrics.read({
      of: { streamId: 7 },
      interval: 'HOUR',
      from: NOW - HOUR,
      to: NOW,
    });
    await clock.runUntil(metrics);
    expect(connection.requestsBy()).toMatchObject({ DataStream2: 1, DataStream1: 0, Pull: 0 });
    expect(seen[0]).toMatch(/&accountSwitchKey=1-ABC$/);
  });

  it('include the history of silent and of new streams only, once for several looks', async () => {
    const fresh = new Date(NOW - 2 * DAY).toISOString();
    const subjects = [
      subject(1),
      subject(2),
      subject(3, { modifiedDate: fresh }),
      subject(4, { status: 'DEACTIVATED' }),
    ];
    const histories = new Map<string, readonly Activation[]>();
    const answers: Answers = { metrics: (query) => delivering([1, 3], query) };
    const first = await verified(answers, { subjects, histories });
    expect(first.sent.slice(2)).toEqual(['history of 2', 'history of 3']);
    expect((await verified(answers, { subjects, histories })).sent).toHaveLength(2);
    const edited = [subject(3, { modifiedDate: fresh, version: 2 })];
    expect((await verified(answers, { subjects: edited, histories })).sent).toContain('history of 3');
  });

  it('are none for streams that are not active', async () => {
    const { sent, words } = await verified(
      {},
      { subjects: [subject(1, { status: 'INACTIVE' }), { manifest: manifest('new') }] },
    );
    expect(sent).toEqual([]);
    expect(words).toEqual(['inactive', 'inactive']);
  });
});

describe('metrics that cannot be read', () => {
  const subjects = [subject(1), subject(2), subject(3, { groupId: 5 }), subject(4, { groupId: 5 })];

  it('make the streams of their group unknown, and no others', async () => {
    const metrics = (query: MetricsQuery) => {
      if ('groupId' in query.of && query.of.groupId === 5) throw failure('forbidden', 'It failed (403).');
      return delivering([1, 2], query);
    };
    const { results, words } = await verified({ metrics }, { subjects });
    expect(words).toEqual(['delivering', 'delivering', 'unknown', 'unknown']);
    expect(results[2]?.item.reason).toBe('It failed (403). Do this.');
    expect(results[2]?.isAwaited).toBe(false);
  });

  it('of a whole group are read for each of its streams', async () => {
    const metrics = (query: MetricsQuery) => {
      if ('groupId' in query.of || query.of.streamId === 2) throw failure('unreadable', 'Too large.');
      return delivering([query.of.streamId], query);
    };
    const { sent, words } = await verified({ metrics }, { subjects });
    expect(words).toEqual(['delivering', 'unknown', 'delivering', 'delivering']);
    expect(sent).toContain('HOUR of stream 4');
  });

  it('stop the run if it was interrupted', async () => {
    const metrics = () => {
      throw failure('aborted', 'Stopped.');
    };
    await expect(verified({ metrics }, { subjects })).rejects.toThrow('Stopped.');
  });
});

describe('an activation history that cannot be read', () => {
  it('makes a stream without records unknown, since it may be new', async () => {
    const histories = { 1: failure('server', 'It failed (500).'), 2: failure('server', 'It failed (500).') };
    const metrics = (query: MetricsQuery) => delivering([2], query);
    const saved = { modifiedDate: new Date(NOW - HOUR).toISOString() };
    const { results, words } = await verified(
      { metrics, histories },
      { subjects: [subject(1), subject(2, saved)] },
    );
    expect(words).toEqual(['unknown', 'delivering']);
    expect(results[0]?.item.reason).toContain('It failed (500).');
  });
});

describe('an activation history that does not end with the activation of the listed version', () => {
  const before = activation(1, NOW - 30 * DAY);
  const stopped = { ...activation(1, NOW - 2 * DAY), status: 'DEACTIVATED' };

  it.each([
    ['is empty', []],
    ['has an older version only', [before]],
    ['ends with a deactivation', [activation(2, NOW - 3 * DAY), { ...stopped, version: 2 }]],
  ])('makes a silent stream unknown if it %s', async (_, history) => {
    // Records until a day ago: of the version before, or of the time before the deactivation.
    const metrics = (query: MetricsQuery) => {
      const all = delivering([1], query);
      return { ...all, buckets: all.buckets.filter(({ start }) => start < NOW - DAY) };
    };
    for (const answers of [{}, { metrics }]) {
      const { results, words } = await verified(
        { ...answers, histories: { 1: history } },
        { subjects: [subject(1, { version: 2 })] },
      );
      expect(words).toEqual(['unknown']);
      expect(results[0]?.item.reason).toContain('version 2');
    }
  });

  it('does not matter if logs arrive', async () => {
    const metrics = (query: MetricsQuery) => delivering([1], query);
    const saved = { modifiedDate: new Date(NOW - HOUR).toISOString() };
    const { words } = await verified({ metrics, histories: { 1: [] } }, { subjects: [subject(1, saved)] });
    expect(words).toEqual(['delivering']);
  });
});

describe('an API whose requests all fail', () => {
  const many = Array.from({ length: 40 }, (_, i) => subject(i + 1, { groupId: i + 1 }));

  it.each([
    ['rate-limited', 1],
    ['unauthorized', 1],
    ['gone', 1],
    ['server', 3],
    ['timeout', 3],
    ['network', 3],
    ['unreadable', 3],
    ['forbidden', 40],
  ] as const)('is not asked for each stream: %s, %i requests', async (kind, requests) => {
    const metrics = () => {
      throw failure(kind, 'It failed.');
    };
    const { sent, words } = await verified({ metrics }, { subjects: many });
    expect(new Set(words)).toEqual(new Set(['unknown']));
    expect(sent).toHaveLength(requests);
  });

  it('is not asked for each stream of a group whose response is unreadable', async () => {
    const metrics = () => {
      throw failure('unreadable', 'It is a web page.');
    };
    const group = Array.from({ length: 500 }, (_, i) => subject(i + 1));
    const { sent, words } = await verified({ metrics }, { subjects: group });
    expect(new Set(words)).toEqual(new Set(['unknown']));
    expect(sent).toHaveLength(1 + 3);
  });

  it('is not asked for further histories', async () => {
    const histories = Object.fromEntries(many.map((_, i) => [i + 1, failure('rate-limited', 'It failed.')]));
    const { sent, words } = await verified({ histories }, { subjects: many });
    expect(new Set(words)).toEqual(new Set(['unknown']));
    expect(sent.filter((one) => one.startsWith('history'))).toHaveLength(1);
  });

  it('is not asked for further logs of DataStream 1', async () => {
    const pull = () => {
      throw failure('rate-limited', 'It failed.');
    };
    const subjects = [1, 2, 3].map((id) => ({
      manifest: manifest(`errors-${id}`, { collection: DS1, spec: ds1Spec() }),
      row: row(id, { collection: DS1 }),
    }));
    const { sent, words } = await verified({ pull }, { subjects });
    expect(words).toEqual(['unknown', 'unknown', 'unknown']);
    expect(sent).toHaveLength(1);
  });
});

describe('what a word depends on', () => {
  it('is the activation', async () => {
    const histories = { 1: [activation(1, NOW - 20 * MINUTE)], 2: [activation(1, NOW - 3 * HOUR)] };
    const { results, words } = await verified({ histories }, { subjects: [subject(1), subject(2)] });
    expect(words).toEqual(['pending', 'no-data']);
    expect(results.map(({ isAwaited }) => isAwaited)).toEqual([true, false]);
  });

  it('is another stream of the property, also one without a manifest', async () => {
    const shared = { sources: [{ id: 9, name: 'shop' }] };
    const subjects = [subject(1, shared)];
    const listed = [row(1, shared), row(2, { ...shared, name: 'shop-archive' })];
    const metrics = (query: MetricsQuery) =>
      query.interval === 'HOUR'
        ? { ...delivering([1], query), buckets: delivering([1], query).buckets.slice(0, 3) }
        : delivering([2], query);
    const histories = { 1: [activation(1, NOW - 30 * DAY)] };
    const { results } = await verified({ metrics, histories }, { subjects, listed });
    expect(results[0]?.item).toMatchObject({ delivery: 'stopped' });
    expect(results[0]?.item.reason).toContain('Stream "shop-archive" logs the same property');
  });

  it('is a probe, for CDN streams only', async () => {
    const probe = { at: NOW - 30 * MINUTE, requests: 5 };
    const night = (query: MetricsQuery) => {
      const all = delivering([1, 2], query);
      return query.interval === 'HOUR'
        ? { ...all, buckets: all.buckets.filter(({ start }) => new Date(start).getUTCHours() < 6) }
        : { ...all, buckets: [] };
    };
    const edns = { collection: { kind: 'DataStream2', logType: 'edns' } } as const;
    const { words } = await verified(
      { metrics: night, histories: { 1: [activation(1, NOW - 30 * DAY)] } },
      { subjects: [subject(1), subject(2, edns)], probe },
    );
    expect(words).toEqual(['no-data', 'idle']);
  });
});

describe('DataStream 1', () => {
  const errors = (spec: ReturnType<typeof ds1Spec>, parts: Partial<StreamRow> = {}): Subject => ({
    manifest: manifest('errors', { collection: DS1, spec }),
    row: row(5, { collection: DS1, ...parts }),
  });

  it.each([
    ['AGGREGATE, 60 minutes', ds1Spec({ timeFrame: 60 }), 'aggregate', '10:04:30'],
    ['AGGREGATE, 5 minutes', ds1Spec(), 'aggregate', '11:34:30'],
    ['RAW', rawSpec(), 'raw', '11:34:30'],
  ])('the stored logs of %s are searched', async (_, spec, report, from) => {
    const { sent, words } = await verified({ pull: () => 1 }, { subjects: [errors(spec)] });
    expect(sent).toEqual([`${report} logs of 5 from 2026-03-11T${from}.000Z to 2026-03-11T12:04:30.000Z`]);
    expect(words).toEqual(['logging']);
  });

  it.each([
    ['without logs', 'ACTIVATED', 'no-data', 1],
    ['that is activating', 'ACTIVATING', 'pending', 1],
    ['that is not active', 'DEACTIVATED', 'inactive', 0],
    ['that is archived', 'ARCHIVED', 'unknown', 0],
  ])('a stream %s', async (_, status, word, requests) => {
    const { sent, words } = await verified({}, { subjects: [errors(ds1Spec(), { status })] });
    expect(words).toEqual([word]);
    expect(sent).toHaveLength(requests);
  });

  it('a stream whose manifest has no type is read first', async () => {
    const { streamType: _, ...spec } = ds1Spec();
    const { sent } = await verified({ pull: () => 1 }, { subjects: [errors(spec)] });
    expect(sent.map((one) => one.split(' from ')[0])).toEqual(['stream 5', 'raw logs of 5']);
  });

  it('a stream whose logs may not be pulled is unknown', async () => {
    const pull = () => {
      throw failure('forbidden', 'It failed (403).');
    };
    const { results } = await verified({ pull }, { subjects: [errors(ds1Spec())] });
    expect(results[0]?.item).toMatchObject({ delivery: 'unknown', reason: 'It failed (403). Do this.' });
  });
});

describe('the streams of manifests', () => {
  const listed = (...rows: readonly StreamRow[]) => ({ rows: new Map([[collectionKey(CDN), rows]]) });

  it('are found by id and by name, in the order of the manifests', () => {
    const manifests = [manifest('web-2'), manifest('bound', { streamId: 1 }), manifest('web-9')];
    const found = findSubjects(manifests, manifests, listed(row(1), row(2)));
    expect(found.map((one) => one.row?.streamId)).toEqual([2, 1, undefined]);
    expect(found.every(({ problem }) => problem === undefined)).toBe(true);
  });

  it.each([
    [
      'two streams have its name',
      [row(1, { name: 'web' }), row(2, { name: 'web' })],
      /^Stream 1 and stream 2 are both named/,
    ],
    ['its stream does not exist', [], /^It is bound to stream 1, and there is no such stream/],
  ])('are not known if %s', async (_, rows, problem) => {
    const web = manifest('web', rows.length === 0 ? { streamId: 1 } : {});
    const subjects = findSubjects([web], [web], listed(...rows));
    const { results } = await verified({}, { subjects });
    expect(results[0]?.item).toMatchObject({ delivery: 'unknown', reason: expect.stringMatching(problem) });
    expect(results[0]?.item.reason).toMatch(/[^.]\.$/);
  });

  it('include one that cannot be renamed, since it may still deliver', () => {
    const web = manifest('web', { streamId: 1, streamName: 'web-2' });
    const [found] = findSubjects([web], [web, manifest('other')], listed(row(1), row(2)));
    expect(found).toMatchObject({ row: { streamId: 1 } });
    expect(found).not.toHaveProperty('problem');
  });
});
