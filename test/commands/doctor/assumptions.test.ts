import { existsSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, onTestFinished, test } from 'vitest';
import type { ProbeReader } from '../../../src/api/diagnosis/probe.ts';
import { readInstallation } from '../../../src/cli/installation.ts';
import { ASSUMPTIONS, judge } from '../../../src/commands/doctor/assumptions/check-assumptions.ts';
import { type Evidence, readEvidence } from '../../../src/commands/doctor/assumptions/evidence.ts';
import { doctor } from '../../../src/commands/doctor/doctor.ts';
import { systemClock } from '../../../src/http/system-clock.ts';
import type { AssumptionReport } from '../../../src/model/assumption.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { renderAssumptions } from '../../../src/render/doctor/assumptions.ts';
import { ASSUMPTIONS_SCHEMA } from '../../../src/render/schemas/doctor.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { HOSTILE } from '../../render/hostile.ts';
import { serveAccount } from '../server.ts';
import { DEFAULTS, PROJECT, workspace } from '../workspace.ts';
import { REAL } from './doctor.ts';

/** The JSON form of evidence, which tests change. */
type Draft = { -readonly [K in keyof Evidence]: Evidence[K] };

/** Assumptions are about the API, so the repository is not opened. */
const NO_PORTS = {
  installation: readInstallation(),
  openRepository: () => {
    throw new Error('not expected');
  },
};

const LACKING = {
  readOnly: [],
  lacking: [],
  allowsAccountSwitch: false,
  isLocked: false,
  blockedGroups: [],
};

let seeded: Evidence;

beforeAll(async () => {
  const { seededEvidence } = await import('./seeded-evidence.ts');
  seeded = await seededEvidence();
});

const observed = (evidence: Evidence, id: string) => judge(evidence).find((one) => one.id === id);

function changed(change: (draft: Draft) => void): Evidence {
  const draft = structuredClone(seeded) as Draft;
  change(draft);
  return draft;
}

/** Changes every row of every list. */
const rows = (change: (row: Record<string, Json>) => void) =>
  changed((draft) => {
    for (const { rows: all } of draft.lists) for (const row of all) change(row as Record<string, Json>);
  });
/** Changes every stream that was read. */
const streams = (change: (stream: Record<string, never>) => void) =>
  changed((draft) => {
    for (const stream of draft.streams) change(stream as unknown as Record<string, never>);
  });
const details = (change: (detail: Record<string, never>) => void) =>
  streams(({ detail }) => {
    if (detail) change(detail);
  });
const entries = (change: (entry: Record<string, Json>) => void) =>
  streams(({ activations = [] }: { activations?: Record<string, Json>[] }) => {
    for (const entry of activations) change(entry);
  });

/** For each assumption that an account can contradict, responses that do. */
const CONTRADICTIONS: Readonly<Record<string, () => Evidence>> = {
  'rate-headers': () => changed((draft) => Object.assign(draft.probes[0] ?? {}, { rate: {} })),
  'rate-limit-20': () =>
    changed((draft) => Object.assign(draft.probes[0] ?? {}, { rate: { limit: 60, remaining: 59 } })),
  'list-is-whole': () => changed((draft) => Object.assign(draft.lists[0] ?? {}, { body: { streams: [] } })),
  'rows-complete': () => rows((row) => delete row['streamStatus']),
  'one-row-per-stream': () => rows((row) => Object.assign(row, { streamId: 1 })),
  'names-unique': () => rows((row) => Object.assign(row, { streamName: 'x' })),
  'ids-unique': () => rows((row) => Object.assign(row, { streamId: 1 })),
  'statuses-known': () => rows((row) => Object.assign(row, { streamStatus: 'FAILED' })),
  'rows-have-scope': () => rows((row) => Object.assign(row, { groupId: 0 })),
  'dates-iso': () => rows((row) => Object.assign(row, { modifiedDate: '16-01-2020 11:07:12 GMT' })),
  'unknown-stream': () =>
    changed((draft) => Object.assign(draft, { unknownStream: { status: 200, rate: {}, body: {} } })),
  'other-log-type': () =>
    changed((draft) => Object.assign(draft, { otherLogType: { status: 200, rate: {}, body: {} } })),
  'contract-returned': () => details((detail) => delete detail['contractId']),
  'group-returned': () => details((detail) => Object.assign(detail, { groupId: 0 })),
  'sampling-returned': () => details((detail) => delete detail['samplingPercentage']),
  'integration-returned': () => details((detail) => delete detail['integrationType']),
  'prefix-returned': () =>
    details(({ deliveryConfiguration: d = {} }) => Reflect.deleteProperty(d, 'uploadFilePrefix')),
  'suffix-returned': () =>
    details(({ deliveryConfiguration: d = {} }) => Reflect.deleteProperty(d, 'uploadFileSuffix')),
  'write-only-omitted': () =>
    details(({ destination: d = {} }) =>
      Object.assign(d, { secretAccessKey: 'x', authToken: 'x', password: 'x' }),
    ),
  'destinations-known': () =>
    details(({ destination: d = {} }) => Object.assign(d, { destinationType: 'KAFKA' })),
  'members-known': () => details((detail) => Object.assign(detail, { latencyProfile: 'LOW' })),
  'midgress-field': () =>
    details((detail) => Object.assign(detail, { collectMidgress: true, datasetFields: [] })),
  'order-stable': () => streams(({ again }) => again && Object.assign(again, { properties: [] })),
  'row-agrees': () => rows((row) => Object.assign(row, { latestVersion: 99 })),
  'activation-keeps-modified-date': () =>
    rows((row) => Object.assign(row, { modifiedDate: '2030-01-01T00:00:00Z' })),
  'deactivation-keeps-modified-date': () =>
    changed((draft) => {
      for (const { row, activations = [] } of draft.streams) {
        Object.assign(row, { modifiedDate: '2030-01-01T00:00:00Z' });
        for (const entry of activations) Object.assign(entry, { status: 'DEACTIVATED' });
      }
    }),
  'versions-unchanged': () => details((detail) => Object.assign(detail, { streamName: 'another name' })),
  'history-range-inclusive': () => streams(({ versions }) => Object.assign(versions ?? {}, { last: 99 })),
  'history-newest-first': () =>
    streams(({ activations }: { activations?: unknown[] }) => activations?.reverse()),
  'activation-statuses': () => entries((entry) => Object.assign(entry, { status: 'ACTIVATING' })),
  'activation-history-agrees': () => entries((entry) => Object.assign(entry, { status: 'DEACTIVATED' })),
  'never-activated': () =>
    changed((draft) => {
      for (const { row } of draft.streams) Object.assign(row, { streamStatus: 'INACTIVE' });
    }),
};

/** Assumptions that only a write, or watching, could contradict. */
const UNOBSERVABLE = ['failed-activation', 'refused-writes'];

describe('assumptions', () => {
  it('have ids of their own, and name files that exist', () => {
    const ids = ASSUMPTIONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, reliesOn } of ASSUMPTIONS) {
      expect(reliesOn.length, id).toBeGreaterThan(0);
      for (const file of reliesOn) expect(existsSync(path.join(PROJECT, file)), file).toBe(true);
    }
  });

  it('are confirmed by the simulator, except for a member that it adds and what it does not show', () => {
    const others = judge(seeded).filter(({ observation }) => observation !== 'confirmed');
    expect(others.map(({ id, observation }) => [id, observation])).toEqual([
      ['members-known', 'contradicted'],
      ['deactivation-keeps-modified-date', 'not-observable'],
      ...UNOBSERVABLE.map((id) => [id, 'not-observable']),
    ]);
  });

  it.each(ASSUMPTIONS.map(({ id }) => id).filter((id) => !UNOBSERVABLE.includes(id)))(
    'can be contradicted: %s',
    (id) => {
      const evidence = CONTRADICTIONS[id]?.();
      expect(evidence && observed(evidence, id)?.observation).toBe('contradicted');
    },
  );

  it('are not observable in an account without streams', () => {
    const empty: Evidence = { lists: [], streams: [], probes: [] };
    expect(new Set(judge(empty).map(({ observation }) => observation))).toEqual(new Set(['not-observable']));
  });
});

describe('the report', () => {
  /** Replaces every string and number of an account by text that must not be published. */
  const poisoned = (value: Json | undefined, text: string, member = ''): Json => {
    if (isArray(value)) return value.map((item) => poisoned(item, text, member));
    if (isObject(value)) {
      const inner = Object.entries(value).map(([name, one]) => [name, poisoned(one, text, name)]);
      return Object.fromEntries([...inner, [text, text]]);
    }
    if (member === 'streamVersion' || member === 'latestVersion') return value ?? null;
    return typeof value === 'number' ? 123_454_321 : text;
  };
  const withText = (text: string): Evidence => {
    const json = JSON.parse(JSON.stringify({ ...seeded, probes: [] })) as JsonObject;
    const evidence = poisoned(json, text) as unknown as Evidence;
    const body = evidence as unknown as Json;
    return {
      lists: seeded.lists.map(({ logType }, index) => ({
        ...evidence.lists[index],
        logType,
      })) as Evidence['lists'],
      streams: seeded.streams.map(({ logType }, index) => ({
        ...(evidence.streams[index] as Evidence['streams'][number]),
        logType,
      })),
      probes: [{ status: 200, rate: {}, body }],
    };
  };
  const all = (assumptions: AssumptionReport['assumptions']) => {
    const report: AssumptionReport = {
      formatVersion: 1,
      version: '1.2.3',
      requests: 3,
      observed: { logTypes: 1, streams: 1, failed: 0 },
      assumptions,
    };
    return (['terminal', 'markdown', 'json'] as const)
      .map((format) => renderAssumptions(report, { format, color: false, width: 80 }))
      .join('\n');
  };

  it.each([
    ...Object.values(HOSTILE),
    'acme-corp.example.com',
    'jane.doe@acme.example',
    'AKIAIOSFODNN7EXAMPLE',
    'ACME',
    'acmeCorp',
    'ACTIVE',
  ])('contains nothing of an account that consists of %j', (text) => {
    const report = all(judge(withText(text)));
    const clean = all(judge(withText('q'.repeat(60))));
    // What the report always says is no leak: it may contain the same letters.
    expect(report.split(text).length).toBe(clean.split(text).length);
    expect(report).not.toContain('123454321');
  });

  it('contains no value of the account, whatever it is', () => {
    const word = fc.stringMatching(/^[A-Za-z]{8,20}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 8 }), word, fc.emailAddress(), fc.domain()), (text) => {
        const ours = all(judge(withText('q'.repeat(60))));
        fc.pre(!ours.includes(text));
        expect(all(judge(withText(text)))).not.toContain(text);
      }),
      { numRuns: 60 },
    );
  });

  it('shows a new word of the vendor, which is what it is for', () => {
    const evidence = rows((row) => Object.assign(row, { streamStatus: 'SUSPENDED' }));
    expect(observed(evidence, 'statuses-known')?.message).toContain('SUSPENDED');
  });
});

describe('requests', () => {
  const counting = () => {
    const paths: string[] = [];
    const reader: ProbeReader = {
      get: async (requested) => {
        paths.push(requested);
        const isList = /streams$/.test(requested);
        const body = isList
          ? Array.from({ length: 40 }, (_, i) => ({ streamId: i + 1, latestVersion: 9 }))
          : {};
        return { status: 200, rate: {}, body };
      },
    };
    return { paths, reader };
  };

  it.each([12, 13, 30, 31, 100])('are at most as many as were allowed: %i', async (most) => {
    const { paths, reader } = counting();
    const { streams: read } = await readEvidence(reader, most);
    expect(paths.length).toBeLessThanOrEqual(most);
    expect(paths.length).toBeGreaterThan(most - 4);
    expect(read.length).toBe(Math.floor((most - 9) / 3));
  });

  test('are GET only; the exit code is 1 if something is contradicted, and the output follows its schema', async () => {
    const place = await workspace();
    const methods: string[] = [];
    const otherLimit = { rate: { burst: 40, refill: 1500 } };
    const server = await serveAccount(seededAccount(Date.now(), otherLimit), {
      nextFaults: ({ method }) => {
        methods.push(method);
        return [];
      },
    });
    onTestFinished(server.close);
    const context = { ...place.context, clock: systemClock, env: server.environment };
    const options = { ...REAL, endpoint: server.url, assumptions: true, maxRequests: 15 };
    const { exitCode, output } = await doctor(context, options, NO_PORTS);
    expect(exitCode).toBe(1);
    expect(methods.length).toBeLessThanOrEqual(15);
    expect(new Set(methods)).toEqual(new Set(['GET']));
    const check = new Ajv({ strict: true }).compile(ASSUMPTIONS_SCHEMA);
    expect(check(JSON.parse(output)), JSON.stringify(check.errors)).toBe(true);
    expect(output).not.toContain(new URL(server.url).host);
  });

  test('whose responses are all errors are an error, not a report', async () => {
    const place = await workspace();
    const settings = { identityManagement: { ...LACKING, lacking: ['datastream-config'] as const } };
    const server = await serveAccount(seededAccount(Date.now(), settings));
    onTestFinished(server.close);
    const context = { ...place.context, clock: systemClock, env: server.environment };
    const options = { ...REAL, endpoint: server.url, assumptions: true };
    await expect(doctor(context, options, NO_PORTS)).rejects.toMatchObject({ kind: 'forbidden' });
  });

  test('fewer than show anything are refused', async () => {
    const { context } = await workspace();
    const options = { ...DEFAULTS, assumptions: true, maxRequests: 11 };
    await expect(doctor(context, options, NO_PORTS)).rejects.toThrow('--max-requests must be at least 12.');
  });
});
