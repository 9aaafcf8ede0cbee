import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../src/log-types/datastream1.ts';
import type { StreamDetail } from '../../src/model/observed.ts';
import { isReference } from '../../src/model/secret.ts';
import { exportSpec } from '../../src/plan/export.ts';
import { nameIndex, resolveSpec } from '../../src/plan/resolve.ts';
import { ARCHIVE, COLLECTOR, changesTo, ds1Live, ds1Spec, rawSpec, SPLUNK } from './datastream1-world.ts';
import { destinationsFor, fullDestination } from './samples.ts';

/** An export, with its names for ids made ids again. */
function exported(detail: StreamDetail) {
  const names = nameIndex({ rows: new Map(), details: new Map([['x', detail]]), names: new Map() });
  const { spec, references } = exportSpec(detail, names);
  const resolution = resolveSpec(datastream1, spec, names);
  if (resolution.tag === 'unresolved') throw new Error(resolution.problems.join('\n'));
  return { spec, references, resolved: resolution.spec };
}

describe('an exported DataStream 1 stream', () => {
  it('is short: a list of connectors, names for ids, defaults left out, secrets by reference', () => {
    const body = {
      timeFrame: 1,
      properties: [{ propertyId: 349772, propertyName: 'shop.example.com' }],
      connectors: [
        { ...COLLECTOR, connectorId: 60 },
        { ...ARCHIVE, accessKey: null, secretAccessKey: null },
      ],
    };
    expect(exported(ds1Live(7, 'shop errors', { body }))).toMatchObject({
      spec: {
        streamType: 'AGGREGATE',
        contractId: 'C-0N7RAC7',
        groupId: 21484,
        properties: ['shop.example.com'],
        datasetFields: ['2xx', '5xx', 'Requests per second'],
        connectors: [
          {
            connectorType: 'SUMO_LOGIC',
            connectorName: 'Collector',
            url: { env: 'SHOP_ERRORS_COLLECTOR_URL' },
          },
          {
            connectorType: 'S3',
            connectorName: 'Archive',
            bucket: 'logs.example.com',
            region: 'AP_Mumbai',
            path: 'logs/{year}',
            accessKey: { env: 'SHOP_ERRORS_ARCHIVE_ACCESS_KEY' },
            secretAccessKey: { env: 'SHOP_ERRORS_ARCHIVE_SECRET_ACCESS_KEY' },
          },
        ],
      },
      references: [
        { member: 'Collector.url', suggestedName: 'SHOP_ERRORS_COLLECTOR_URL' },
        { member: 'Archive.accessKey', suggestedName: 'SHOP_ERRORS_ARCHIVE_ACCESS_KEY' },
        { member: 'Archive.secretAccessKey', suggestedName: 'SHOP_ERRORS_ARCHIVE_SECRET_ACCESS_KEY' },
      ],
    });
  });

  it('has an empty list of connectors where it is pulled only, and neither default nor guess of its own', () => {
    const { spec } = exported(ds1Live(7, 'web', { spec: rawSpec({ connectors: [] }) }));
    expect(spec).toMatchObject({ streamType: 'RAW', connectors: [] });
    for (const member of ['sampleRate', 'timeFrame', 'deliveryConfiguration', 'streamName'])
      expect(spec).not.toHaveProperty(member);
  });

  const EACH = destinationsFor(datastream1).map((card, number) => ({
    ...fullDestination(card),
    connectorName: `Connector ${number}`,
  }));
  const stream = fc.record({
    of: fc.constantFrom(ds1Spec, rawSpec),
    connectors: fc.subarray([...EACH, ARCHIVE, { ...ARCHIVE, connectorName: 'archive' }, SPLUNK, COLLECTOR]),
    novelty: fc.boolean(),
  });

  it('is no change once it is imported, whatever connectors it has, and asks for distinct variables', () => {
    fc.assert(
      fc.property(stream, ({ of, connectors, novelty }) => {
        const more = novelty ? { latency: 'LOW' } : {};
        const detail = ds1Live(7, 'web', { spec: of({ connectors }), body: more });
        const { references, resolved } = exported(detail);
        expect(changesTo(resolved, detail)).toEqual([]);
        const names = references.map(({ suggestedName }) => suggestedName);
        expect(new Set(names).size).toBe(names.length);
        expect(names.every((env) => isReference({ env }))).toBe(true);
      }),
    );
  });

  it('asks for distinct variables where names of connectors differ in signs only', () => {
    const named = (connectorName: string) => ({ ...COLLECTOR, connectorName });
    const connectors = [named('a-b'), named('a b'), named('A_B'), named('a/b url'), named('__proto__')];
    const { references } = exported(ds1Live(7, 'web', { spec: ds1Spec({ connectors }) }));
    expect(references.map(({ suggestedName }) => suggestedName)).toEqual([
      'WEB_A_B_URL',
      'WEB_A_B_URL_2',
      'WEB_A_B_URL_3',
      'WEB_A_B_URL_URL',
      'WEB_PROTO_URL',
    ]);
  });

  it('passes a connector type without a card whole, its URL by reference, without its id', () => {
    const place = { connectorType: 'NEW', connectorName: 'n', topic: 'x', url: 'https://a.example.com/CODE' };
    const detail = ds1Live(7, 'web', { body: { connectors: [{ ...place, connectorId: 5 }] } });
    const { spec, resolved } = exported(detail);
    expect(spec['connectors']).toEqual([{ ...place, url: { env: 'WEB_N_URL' } }]);
    expect(changesTo(resolved, detail)).toEqual([]);
  });
});
