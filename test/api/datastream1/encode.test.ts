import { describe, expect, it } from 'vitest';
import { encodeBody } from '../../../src/api/datastream1/encode.ts';
import { streamCard } from '../../../src/collections/registry.ts';
import { CONNECTORS } from '../../../src/destinations/registry.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { credentialTexts } from '../../../src/redaction/credentials.ts';
import { DS1 } from '../datastream1-content.ts';

const card = streamCard(DS1);
const encode = (spec: JsonObject, carried: JsonObject = {}) => encodeBody(card, { spec, carried });
const secrets = (connector: JsonObject) =>
  credentialTexts(card, { connectors: { A: { connectorName: 'A', ...connector } } }, 'request');

describe('a body of DataStream 1', () => {
  it('has lists of ids, and the group in every request', () => {
    const spec = {
      streamName: 'a',
      streamType: 'RAW',
      groupId: 1,
      contractId: 'C-1',
      sampleRate: 25,
      properties: [3, 2],
      datasetFields: [72],
    };
    const { properties: _p, datasetFields: _f, ...rest } = spec;
    expect(encode(spec)).toEqual({ ...rest, propertyIds: [3, 2], datasetFieldIds: [72], connectors: [] });
  });

  it('sends connectors by name, and an empty list for none', () => {
    const connector = (connectorName: string) => ({
      connectorType: 'HTTPS',
      connectorName,
      url: 'https://h/x',
    });
    const connectors = { b: connector('b'), a: connector('a'), B: connector('B') };
    expect(encode({ connectors })).toEqual({ connectors: [connector('B'), connector('a'), connector('b')] });
    expect(encode({})).toEqual({ connectors: [] });
    expect(encode({ connectors: {} })).toEqual({ connectors: [] });
  });

  it("carries unknown members in addition to the manifest's, and no connector that the manifest omits", () => {
    const spec = {
      streamName: 'a',
      connectors: { A: { connectorType: 's3', connectorName: 'A', bucket: 'new' } },
    };
    const carried = {
      streamName: 'old',
      latency: 'LOW',
      connectors: { A: { bucket: 'old', batch: { size: 5 }, connectorId: 7 }, Gone: { batch: 1 } },
    };
    expect(encode(spec, carried)).toEqual({
      streamName: 'a',
      latency: 'LOW',
      connectors: [{ connectorType: 'S3', connectorName: 'A', bucket: 'new', batch: { size: 5 } }],
    });
  });

  it('omits members that are only returned', () => {
    const returned = Object.fromEntries(card.readOnly.map((member) => [member, 'x']));
    expect(encode(returned, returned)).toEqual({ connectors: [] });
  });

  it.each([...CONNECTORS.map(({ type }) => type), 'NEW_TYPE'])(
    'never sends the id of a connector: %s',
    (connectorType) => {
      const connector = { connectorType, connectorName: 'A', x: 1 };
      expect(encode({ connectors: { A: { ...connector, connectorId: 5 } } })).toEqual({
        connectors: [connector],
      });
    },
  );

  it('handles connectors with names of built-in object properties', () => {
    const connectors = {
      constructor: { connectorType: 'HTTPS', connectorName: 'constructor', url: 'https://h' },
    };
    expect(encode({ connectors })).toEqual({ connectors: [connectors.constructor] });
  });
});

describe('the secrets of connectors', () => {
  const url = 'https://u%40x:pw@h.example.com/receiver/v1/http/to%2Fken==?k=query#frag';

  it.each(CONNECTORS.map((connector) => [connector.type, connector] as const))(
    'of %s',
    (type, { members }) => {
      const values = Object.fromEntries(
        Object.entries(members).map(([name, { credential }]) => [
          name,
          credential ? url : `value-of-${name}`,
        ]),
      );
      const returned = secrets({ connectorType: type, ...values });
      for (const [name, { writeOnly, credential }] of Object.entries(members)) {
        if (writeOnly) expect(returned).toContain(`value-of-${name}`);
        else expect(returned).not.toContain(`value-of-${name}`);
        const inUrl = credential ? ['u%40x', 'u@x', 'pw', 'query', 'frag'] : [];
        const inPath =
          credential === 'url-path' ? ['to%2Fken==', 'to/ken==', 'receiver/v1/http/to%2Fken=='] : [];
        expect(returned).toEqual(expect.arrayContaining([...inUrl, ...inPath]));
        expect(returned).not.toContain('h.example.com');
      }
      expect(returned).not.toContain('A');
    },
  );

  it('exclude the common parts of URLs', () => {
    const returned = secrets({ connectorType: 'HTTPS', url });
    expect(returned).not.toContain('http');
    expect(returned).not.toContain('v1');
    expect(secrets({ connectorType: 'HTTPS', url: 'https://h.example.com/' })).toEqual([]);
  });

  it('are the whole value if it is not a URL', () => {
    expect(secrets({ connectorType: 'SUMO_LOGIC', url: 'no url' })).toEqual(['no url']);
  });

  it('are every string of an unknown type', () => {
    expect(secrets({ connectorType: 'NEW', where: 'https://h.example.com/tok/?k=v', n: 1 })).toEqual(
      expect.arrayContaining(['https://h.example.com/tok/?k=v', 'v', 'tok']),
    );
  });

  it('are those of all connectors', () => {
    const s3 = { connectorType: 'S3', accessKey: 'one' };
    const spec = { connectors: { A: s3, B: { ...s3, accessKey: 'two' } } };
    expect(credentialTexts(card, spec, 'request')).toEqual(['one', 'two']);
    expect(credentialTexts(card, {}, 'request')).toEqual([]);
  });
});
