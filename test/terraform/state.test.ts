import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { secretsIn } from '../../src/terraform/connector.ts';
import { RejectedState } from '../../src/terraform/other-files.ts';
import { readState } from '../../src/terraform/state.ts';
import { destination } from '../builders/destinations.ts';
import { createBody } from '../builders/request-bodies.ts';
import { type Held, OTHERS, shownState, stateFile } from './states.ts';

const read = (text: string, withValues = false) => readState(text, 'state.json', { withValues });
const body = createBody({ destination: destination('S3') });
const held = (more: Partial<Held> = {}): Held => ({ id: 7100, body, ...more });

const BOTH = [
  ['a state', stateFile],
  ['show -json', shownState],
] as const;

describe.each(BOTH)('%s', (_, write) => {
  it.each<readonly [string, Partial<Held>, string]>([
    ['a resource', { name: 'web' }, 'akamai_datastream.web'],
    ['an instance by count', { name: 'web', key: 0 }, 'akamai_datastream.web[0]'],
    ['an instance by for_each', { name: 'web', key: 'e"u' }, 'akamai_datastream.web["e\\"u"]'],
    ['a module', { name: 'web', module: 'module.logs' }, 'module.logs.akamai_datastream.web'],
    [
      'nested modules with keys',
      { name: 'web', module: 'module.a["x.y"].module.b[1]', key: 'eu' },
      'module.a["x.y"].module.b[1].akamai_datastream.web["eu"]',
    ],
    ['a deposed instance', { name: 'web', deposed: '1a2b3c4d' }, 'akamai_datastream.web (deposed 1a2b3c4d)'],
  ])('%s has the address that Terraform shows', (_title, more, address) => {
    expect(read(write([held(more)])).streams).toMatchObject([{ address, streamId: 7100, logType: 'cdn' }]);
  });

  it('says which instances the next apply deletes', () => {
    const streams = [held({ tainted: true }), held({ id: 7101, deposed: 'aa' }), held({ id: 7102 })];
    expect(read(write(streams)).streams.map(({ markedAs }) => markedAs)).toEqual([
      'tainted',
      'deposed',
      undefined,
    ]);
  });

  it('contains no value of a connector, unless values are requested', () => {
    expect(JSON.stringify([...Object.values(read(write([held()])).streams[0] ?? {})])).not.toContain(
      'canary',
    );
    const [stream] = read(write([held()]), true).streams;
    expect(Object.fromEntries(stream?.connector?.values ?? [])).toMatchObject({
      bucket: 'logs',
      accessKey: 'canary-5e77',
      secretAccessKey: 'canary-5e77',
    });
  });

  it.each([
    ['a number', 7100, 7100],
    ['text', '7100', 7100],
    ['missing', undefined, undefined],
    ['null', null, undefined],
    ['not a number', 'prp_1', undefined],
    ['zero', '0', undefined],
    ['negative', '-1', undefined],
    ['too large to be exact', '9007199254740993000', undefined],
    ['a list', ['7100'], undefined],
  ])('an id that is %s', (_title, id, streamId) => {
    const state = read(write([held({ change: (all) => ({ ...all, id: id as never }) })]));
    if (streamId === undefined)
      expect(state.unusable).toMatchObject([{ reason: 'its id is not the ID of a stream' }]);
    else expect(state.streams).toMatchObject([{ streamId }]);
  });

  it.each([
    [undefined, 'cdn'],
    [null, 'cdn'],
    ['', 'cdn'],
    ['APPSEC', 'appsec'],
    ['answerx', 'answerx'],
    ['EDNS', 'edns'],
    ['NEW', undefined],
    [5, undefined],
  ])('log type %j is %s', (logType, expected) => {
    const state = read(write([held({ change: (all) => ({ ...all, log_type: logType as never }) })]));
    expect(state.streams.map((stream) => stream.logType)).toEqual(expected === undefined ? [] : [expected]);
    expect(state.unusable).toHaveLength(expected === undefined ? 1 : 0);
  });

  it.each([
    'module.a["x]',
    'module.',
    'module.a b',
    "module.a['x']",
    'logs',
    'module.a["x\u001b[31m"]',
    'module.a.',
  ])('a module path that Terraform never writes is reported: %j', (module) => {
    const { streams, unusable } = read(write([held({ module })]));
    expect(streams).toEqual([]);
    expect(unusable).toMatchObject([{ reason: 'its address is not one that Terraform writes' }]);
    expect(unusable[0]?.resource).toBeUndefined();
  });
});

test('data sources and other types are counted', () => {
  expect(read(stateFile([held()], { others: [...OTHERS, ...OTHERS] })).others).toEqual([
    { mode: 'managed', type: 'akamai_property', count: 2 },
    { mode: 'data', type: 'akamai_datastreams', count: 2 },
  ]);
});

test('the provider shows which program it is', () => {
  expect(read(stateFile([held()])).tool).toBe('terraform');
  expect(read(stateFile([held()], { provider: 'registry.opentofu.org/akamai/akamai' })).tool).toBe('tofu');
});

describe('connector values', () => {
  it('are secrets only if the member is write-only or often a credential', () => {
    const to = { ...destination('HTTPS'), customHeaderName: 'x', customHeaderValue: 'v' };
    const [stream] = read(stateFile([held({ body: createBody({ destination: to }) })]), true).streams;
    expect(stream && secretsIn(stream.connector).toSorted()).toEqual(
      ['canary-5e77', 'canary-5e77', 'https://logs.example.com/in', 'v'].toSorted(),
    );
  });

  it.each([
    ['null, as a write-only attribute', null, false],
    ['empty', '', false],
    ['a number', 5, false],
    ['an object', { a: 'canary' }, false],
    ['a placeholder', '(sensitive value)', true],
    ['another placeholder', '<sensitive>', true],
    ['stars', '****', true],
  ])('%s is no value', (_, value, isHidden) => {
    const change = (all: object) => ({ ...all, s3_connector: [{ access_key: value, bucket: 'logs' }] });
    const [stream] = read(stateFile([held({ change: change as never })]), true).streams;
    expect(stream?.connector?.values.has('accessKey')).toBe(false);
    expect(stream?.connector?.hidden.has('accessKey')).toBe(isHidden);
    expect(stream?.connector?.type).toBe('S3');
  });

  it.each([[null], [[]], ['canary'], [['canary']], [[null]]])('no connector block: %j', (value) => {
    const change = (all: object) => ({ ...all, s3_connector: value });
    const [stream] = read(stateFile([held({ change: change as never })]), true).streams;
    expect(stream?.connector).toEqual({ given: new Set(), values: new Map(), hidden: new Set() });
  });
});

describe('a file that is not a state', () => {
  it.each<readonly [string, string, string]>([
    ['an empty file', ' \n', 'is empty.'],
    ['a saved plan', 'PK\u0003\u0004canary', 'is a saved plan or another archive'],
    ['configuration', 'resource "akamai_datastream" "canary" {}', 'is Terraform configuration'],
    ['another text', 'canary', 'is not a JSON object'],
    ['a list', '["canary"]', 'is not a JSON object'],
    [
      'an encrypted state',
      '{"meta":{},"encrypted_data":"canary","encryption_version":"v0"}',
      'OpenTofu encrypted',
    ],
    ['a plan', '{"format_version":"1.2","planned_values":{"a":"canary"}}', 'is a plan, not a state'],
    [
      'the note of a backend',
      '{"version":3,"backend":{"type":"s3","config":{"key":"canary"}}}',
      'where its state is stored',
    ],
    ['an old state', '{"version":3,"modules":[]}', 'format version 3; this version reads version 4'],
    ['a later state', '{"version":5}', 'format version 5'],
    ['a version of another form', '{"version":"canary"}', 'format version of another form'],
    ['a later show -json', '{"format_version":"2.0"}', 'has format_version 2.0'],
    ['another JSON object', '{"name":"canary"}', 'is JSON, but not a state'],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(RejectedState);
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(/^state\.json .*Run `terraform state pull > FILE`/s);
    expect(() => read(text)).not.toThrow('canary');
  });

  it.each<readonly [string, string, string]>([
    ['resources missing', '{"version":4}', '/resources is missing'],
    ['resources of another type', '{"version":4,"resources":{}}', '/resources must be a list'],
    ['a resource of another type', '{"version":4,"resources":[5]}', '/resources/0 must be an object'],
    [
      'a type that is not text',
      '{"version":4,"resources":[{"mode":"managed","type":5,"name":"a","instances":[]}]}',
      'in /resources/0, /type must be a text',
    ],
    [
      'modules of another type',
      '{"format_version":"1.0","values":{"root_module":{"child_modules":5}}}',
      '/child_modules must be a list',
    ],
  ])('a state with %s', (_, text, message) => {
    expect(() => read(text)).toThrow(RejectedState);
    expect(() => read(text)).toThrow(message);
  });

  it('modules that are nested too deeply', () => {
    const depth = 5_000;
    const text = `{"format_version":"1.0","values":{"root_module":${'{"child_modules":['.repeat(depth)}${']}'.repeat(depth)}}}`;
    expect(() => read(text)).toThrow('nests modules deeper than 64 levels');
  });
});

test('a state without values is empty', () => {
  expect(read('{"format_version":"1.0"}')).toMatchObject({ streams: [], unusable: [], others: [] });
});

test('a byte order mark is skipped', () => {
  expect(read(`\uFEFF${stateFile([held()])}`).streams).toHaveLength(1);
});

test('names of the prototype are ordinary names', () => {
  const text = stateFile([held()]).replace(
    '"active":false',
    '"active":false,"__proto__":{"id":"1","log_type":"APPSEC"},"constructor":5',
  );
  expect(read(text, true).streams).toMatchObject([{ streamId: 7100, logType: 'cdn' }]);
});

test('any JSON is read or rejected with a message, whatever is replaced in a state', () => {
  const valid = JSON.parse(
    stateFile([held({ key: 0 }), held({ id: 7101, module: 'module.a' })], { others: OTHERS }),
  );
  const paths: (readonly (string | number)[])[] = [];
  const walk = (value: unknown, path: readonly (string | number)[]): void => {
    paths.push(path);
    if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
    }
  };
  walk(valid, []);
  fc.assert(
    fc.property(fc.constantFrom(...paths.slice(1)), fc.jsonValue(), (path, value) => {
      const changed = structuredClone(valid);
      let at = changed;
      for (const step of path.slice(0, -1)) at = at[step];
      at[path.at(-1) ?? ''] = value;
      try {
        const { streams } = read(JSON.stringify(changed), true);
        for (const stream of streams) expect(Number.isSafeInteger(stream.streamId)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(RejectedState);
      }
    }),
  );
});
