import { describe, expect, it } from 'vitest';
import { cdn } from '../../../src/collections/cdn.ts';
import { edns } from '../../../src/collections/edns.ts';
import type { KnownName } from '../../../src/model/account.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { NamedId, StreamRow } from '../../../src/model/observed.ts';
import { nameIndex, resolveSpec, unresolvedNames } from '../../../src/plan/resolve/resolve.ts';
import { detailOf } from '../../builders/card-samples.ts';

const KEY = 'DataStream2/cdn/properties';

function row(sources: readonly NamedId[], more: Partial<StreamRow> = {}): StreamRow {
  return {
    collection: cdn.collection,
    streamId: 1,
    name: 'a',
    version: 1,
    status: 'ACTIVATED',
    sources,
    ...more,
  };
}

function known(options: {
  readonly rows?: readonly StreamRow[];
  readonly kept?: JsonObject;
  readonly names?: readonly KnownName[];
}) {
  return {
    rows: new Map([['DataStream2/cdn', options.rows ?? []]]),
    details: new Map(options.kept ? [['x', detailOf(cdn, options.kept)]] : []),
    names: new Map([[KEY, options.names ?? []]]),
  };
}

function resolved(properties: readonly (string | number)[], options: Parameters<typeof known>[0]) {
  return resolveSpec(cdn, { properties }, nameIndex(known(options)));
}

const named = (id: number, name: string): NamedId => ({ id, name });

describe('a name in a manifest', () => {
  it('is resolved to the id in the list rows, and is marked as resolved', () => {
    expect(resolved(['www.example.com', 7], { rows: [row([named(5, 'www.example.com')])] })).toEqual({
      tag: 'resolved',
      spec: { properties: [5, 7] },
      resolved: [{ list: 'properties', role: 'sources', name: 'www.example.com', id: 5 }],
    });
  });

  it('is resolved to the id in the content of a stream or in a look-up', () => {
    const kept = { properties: [{ propertyId: 5, propertyName: 'kept' }] };
    expect(resolved(['kept'], { kept })).toMatchObject({ spec: { properties: [5] } });
    const names = [{ id: 6, name: 'found', origin: 'live' as const }];
    expect(resolved(['found'], { names })).toMatchObject({ spec: { properties: [6] } });
  });

  it('is resolved with what this run read, not with cached names, which may change', () => {
    const kept = { properties: [{ propertyId: 5, propertyName: 'www' }] };
    expect(resolved(['www'], { rows: [row([named(6, 'www')])], kept })).toMatchObject({
      spec: { properties: [6] },
    });
    expect(resolved(['www'], { rows: [row([named(5, 'renamed')])], kept })).toMatchObject({
      tag: 'unresolved',
    });
  });

  it('may differ in case if the match is unique, and an exact match takes precedence', () => {
    const rows = [row([named(5, 'WWW.example.com')])];
    expect(resolved(['www.example.com'], { rows })).toMatchObject({ spec: { properties: [5] } });
    const both = [row([named(5, 'WWW'), named(6, 'www')])];
    expect(resolved(['www'], { rows: both })).toMatchObject({ spec: { properties: [6] } });
    expect(resolved(['Www'], { rows: both })).toMatchObject({ tag: 'unresolved' });
  });

  it('is reported with both ids if two have it', () => {
    const result = resolved(['www'], { rows: [row([named(5, 'www'), named(6, 'www')])] });
    expect(result).toEqual({
      tag: 'unresolved',
      problems: ['The property name "www" matches 5 and 6: write the intended id.'],
    });
  });

  it('is reported with suggestions if it is unknown, all such names at once', () => {
    const rows = [row([named(5, 'www.example.com'), named(6, 'api.example.com')])];
    const result = resolved(['www.exmaple.com', 'nothing-like-it'], { rows });
    expect(result).toMatchObject({ tag: 'unresolved' });
    expect(result.tag === 'unresolved' ? result.problems : []).toEqual([
      'No property is named "www.exmaple.com": did you mean "www.example.com"? Or write its id.',
      'No property is named "nothing-like-it": check its spelling and its group, or write its id.',
    ]);
  });

  it('is never a number: a string of digits is an id, with or without a prefix', () => {
    expect(resolved(['349772', 'prp_5'], {})).toMatchObject({
      spec: { properties: [349772, 5] },
      resolved: [],
    });
  });

  it('may start like a prefix', () => {
    expect(resolved(['prp_site'], { rows: [row([named(5, 'prp_site')])] })).toMatchObject({
      spec: { properties: [5] },
    });
  });

  it('is a field’s JSON key or name from the cards, and needs no later look-up', () => {
    const names = nameIndex(
      known({
        kept: {
          datasetFields: [{ datasetFieldId: 1000, datasetFieldName: 'CP code', datasetFieldJsonKey: 'cp' }],
        },
      }),
    );
    expect(resolveSpec(cdn, { datasetFields: ['cp', 'Request ID', 'cliip', 9999] }, names)).toEqual({
      tag: 'resolved',
      spec: { datasetFields: [1000, 1002, 1006, 9999] },
      resolved: [],
    });
  });

  it('is not one of the fields that the server adds by itself', () => {
    expect(resolveSpec(cdn, { datasetFields: ['not found'] }, nameIndex(known({})))).toMatchObject({
      tag: 'unresolved',
    });
  });

  it('is itself the id if streams identify sources by name', () => {
    const spec = { zones: ['example.com'], datasetFields: [4002] };
    expect(resolveSpec(edns, spec, nameIndex(known({})))).toEqual({ tag: 'resolved', spec, resolved: [] });
  });
});

describe('names that must be looked up', () => {
  const manifest = (name: string, spec: JsonObject, more: Partial<Manifest> = {}): Manifest => ({
    name,
    collection: cdn.collection,
    state: 'active',
    protect: false,
    separate: false,
    streamName: name,
    spec,
    source: { file: 'a.yaml', line: 1 },
    ...more,
  });

  it('are the unknown ones, each once, grouped by where they are looked up', () => {
    const rows = [row([named(5, 'known')], { name: 'b', groupId: 12, contractId: 'C-1' })];
    const manifests = [
      manifest('a', { properties: ['known', 'x', 'y'], groupId: 3 }),
      manifest('c', { properties: ['x', 'z'], groupId: 3 }),
      manifest('b', { properties: ['w', 7], datasetFields: ['cp', 'new-field'] }),
    ];
    expect(unresolvedNames(manifests, known({ rows }))).toEqual([
      { collection: cdn.collection, list: 'properties', role: 'sources', names: ['x', 'y', 'z'], groupId: 3 },
      {
        collection: cdn.collection,
        list: 'properties',
        role: 'sources',
        names: ['w'],
        groupId: 12,
        contractId: 'C-1',
      },
      { collection: cdn.collection, list: 'datasetFields', role: 'fields', names: ['new-field'] },
    ]);
  });

  it('do not include those of absent streams', () => {
    expect(unresolvedNames([manifest('a', { properties: ['x'] }, { state: 'absent' })], known({}))).toEqual(
      [],
    );
  });
});

describe('a label', () => {
  it('is a field’s key or a property’s name', () => {
    const names = nameIndex(known({ rows: [row([named(5, 'www')])] }));
    expect(names.label(cdn.collection, 'datasetFields', 1023)).toBe('cookie');
    expect(names.label(cdn.collection, 'properties', 5)).toBe('www');
    expect(names.label(cdn.collection, 'properties', 6)).toBeUndefined();
  });
});
