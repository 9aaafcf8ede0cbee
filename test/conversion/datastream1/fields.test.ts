import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../../src/collections/datastream1.ts';
import { mapFields } from '../../../src/conversion/datastream1/fields.ts';
import { migratePath, migrateRegion } from '../../../src/conversion/datastream1/s3.ts';

describe('migrating data set fields', () => {
  it.each<readonly [number, readonly string[], string]>([
    [1, ['proto'], 'documented'],
    [2, ['tlsVersion'], 'documented'],
    [3, ['statusCode'], 'documented'],
    [4, ['cliIP'], 'documented'],
    [5, ['reqPort'], 'documented'],
    [6, ['reqHost'], 'documented'],
    [7, ['reqMethod'], 'documented'],
    [8, ['reqPath'], 'documented'],
    [9, ['rspContentType'], 'documented'],
    [10, ['rspContentLen'], 'documented'],
    [11, ['bytes'], 'documented'],
    [12, ['UA'], 'documented'],
    [38, ['queryStr'], 'inferred'],
    [65, ['country'], 'documented'],
    [66, ['state'], 'documented'],
    [67, ['city'], 'documented'],
    [68, ['city'], 'documented'],
    [69, ['city'], 'documented'],
    [70, ['city'], 'documented'],
    [71, ['city'], 'documented'],
    [77, ['statusCode', 'reqTimeSec'], 'inferred'],
    [78, ['statusCode', 'reqTimeSec'], 'inferred'],
    [79, ['statusCode', 'reqTimeSec'], 'inferred'],
    [80, ['statusCode', 'reqTimeSec'], 'inferred'],
    [81, ['reqTimeSec'], 'inferred'],
    [82, ['bytes', 'reqTimeSec'], 'inferred'],
    [83, ['cacheStatus', 'reqTimeSec'], 'inferred'],
    [84, ['cacheStatus', 'reqTimeSec'], 'inferred'],
    [85, ['cacheStatus', 'reqTimeSec'], 'inferred'],
    [86, ['turnAroundTimeMSec', 'reqTimeSec'], 'inferred'],
    [98, ['cacheStatus'], 'documented'],
  ])('maps %i to %j, %s', (id, keys, basis) => {
    expect(mapFields([id])).toMatchObject({ keys, leftOut: [], mapped: [{ basis }] });
  });

  it.each<readonly [number, string]>([
    [13, 'the vendor names it among the fields without a counterpart in DataStream 2'],
    [18, 'the vendor names it among the fields without a counterpart in DataStream 2'],
    [91, 'no documented field of DataStream 2 has the response time of the origin'],
    ...[72, 73, 74, 75, 76, 99, 100, 101, 102].map(
      (id) => [id, "not in the vendor's table of counterparts"] as const,
    ),
  ])('omits %i: %s', (id, reason) => {
    expect(mapFields([id])).toMatchObject({ keys: [], mapped: [], leftOut: [{ reason }] });
  });

  it('maps every field of the card or omits it with a reason', () => {
    const { mapped, leftOut } = mapFields(datastream1.fields.map(({ id }) => id));
    expect(mapped.length + leftOut.length).toBe(datastream1.fields.length);
  });

  it('names count as their ids, and several fields with one counterpart count once', () => {
    const { keys, mapped } = mapFields(['HTTP status', 3, 'city', 'Zip code', 70]);
    expect(keys).toEqual(['statusCode', 'city']);
    expect(mapped.map(({ from }) => from)).toEqual([
      'HTTP status (3)',
      'City (67)',
      'Zip code (69)',
      'Latitude (70)',
    ]);
  });

  it('an unknown name is omitted, never guessed', () => {
    const reason = "this name is not known here: write the field's id";
    expect(mapFields(['Brotli'])).toMatchObject({ keys: [], leftOut: [{ field: 'Brotli', reason }] });
  });

  it('reads names as planning does, ignoring case', () => {
    expect(mapFields(['http STATUS', 'Country']).keys).toEqual(['statusCode', 'country']);
  });

  it('shows an id that the card does not know with its name in the account', () => {
    const labels = new Map([
      [100, 'Brotli'],
      [3, 'status'],
    ]);
    expect(mapFields([100, 3], labels)).toMatchObject({
      keys: ['statusCode'],
      mapped: [{ from: 'HTTP status (3)' }],
      leftOut: [{ field: 'Brotli (100)' }],
    });
  });
});

describe('paths in Amazon S3', () => {
  it.each([
    ['logs/{year}/{month}/{day}', 'logs/{%Y}/{%m}/{%d}', 0],
    ['logs/{year}{month}-{day}/x', 'logs/{%Y}{%m}-{%d}/x', 0],
    ['{hour}', '{%H}', 1],
    ['logs/{minute}/{streamId}', 'logs/{minute}/{streamId}', 1],
    ['logs/{%Y}', 'logs/{%Y}', 0],
    ['logs', 'logs', 0],
    ['{year}/{year}', '{%Y}/{%Y}', 0],
  ])('map %s to %s', (path, wanted, notes) => {
    expect(migratePath(path)).toMatchObject({ path: wanted });
    expect(migratePath(path).notes).toHaveLength(notes);
  });

  it('have their unknown variables reported', () => {
    expect(migratePath('{minute}/{x}').notes.join()).toContain('{minute}, {x} kept as written');
  });

  it.each([
    ['AP_Mumbai', 'ap-south-1', 0],
    ['eu-central-1', 'eu-central-1', 0],
    ['us-gov-west-1', 'us-gov-west-1', 0],
    ['EU_Frankfurt', 'EU_Frankfurt', 1],
  ])('have their region %s mapped to %s', (region, wanted, notes) => {
    expect(migrateRegion(region).region).toBe(wanted);
    expect(migrateRegion(region).notes).toHaveLength(notes);
  });
});
