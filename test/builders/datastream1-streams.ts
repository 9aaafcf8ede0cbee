import { datastream1 } from '../../src/collections/datastream1.ts';
import type { Change } from '../../src/model/change.ts';
import type { Collection } from '../../src/model/collection.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { StreamDetail } from '../../src/model/observed.ts';
import { canonicalDesired, canonicalLive } from '../../src/plan/canonical/canonical.ts';
import { sealDetail } from '../../src/plan/credentials/seal-stream.ts';
import { compare } from '../../src/plan/diff/compare.ts';
import { sealer } from '../../src/redaction/seal.ts';
import { cardNames } from './card-samples.ts';
import { hash, type LiveParts, live, type ManifestParts, manifest, TARGET } from './streams.ts';

/** Manifests and streams of DataStream 1, in the style of `streams.ts`. */

export const DS1: Collection = { kind: 'DataStream1' };

/** A connector with two secrets by reference. */
export const ARCHIVE: JsonObject = {
  connectorType: 'S3',
  connectorName: 'Archive',
  bucket: 'logs.example.com',
  region: 'AP_Mumbai',
  path: 'logs/{year}',
  accessKey: { env: 'ARCHIVE_KEY' },
  secretAccessKey: { env: 'ARCHIVE_SECRET' },
};

/** A connector whose address is in plain text, with one secret by reference. */
export const SPLUNK: JsonObject = {
  connectorType: 'SPLUNK',
  connectorName: 'Splunk',
  url: 'https://splunk.example.com:8088/services/collector/raw',
  authToken: { env: 'SPLUNK_TOKEN' },
};

/** A connector whose address is the secret. */
export const COLLECTOR: JsonObject = {
  connectorType: 'SUMO_LOGIC',
  connectorName: 'Collector',
  url: 'https://collectors.example.com/receiver/v1/http/CODE',
};

/** The API members of an AGGREGATE stream's manifest. */
export function ds1Spec(changes: JsonObject = {}): JsonObject {
  return {
    streamType: 'AGGREGATE',
    contractId: 'C-0N7RAC7',
    groupId: 21484,
    timeFrame: 5,
    properties: [349772],
    datasetFields: [77, 80, 81],
    connectors: [ARCHIVE, SPLUNK],
    ...changes,
  };
}

/** The API members of a RAW stream's manifest. */
export function rawSpec(changes: JsonObject = {}): JsonObject {
  const { timeFrame: _, ...spec } = ds1Spec({ streamType: 'RAW', sampleRate: 50, datasetFields: [3, 4, 8] });
  return { ...spec, ...changes };
}

/** A manifest of a stream that is to be active. */
export function ds1Manifest(name: string, parts: ManifestParts = {}): Manifest {
  return manifest(name, { collection: DS1, spec: ds1Spec(), ...parts });
}

/** A live stream as the client returns it: row and content, connectors with ids and without secrets. */
export function ds1Live(streamId: number, name: string, parts: LiveParts = {}): StreamDetail {
  const detail = live(streamId, name, { collection: DS1, spec: ds1Spec(), ...parts });
  const { groupId, contractId } = detail.body;
  return {
    ...detail,
    ...(typeof groupId === 'number' ? { groupId } : {}),
    ...(typeof contractId === 'string' ? { contractId } : {}),
  };
}

/** The changes of an update from a live stream with this content to this manifest. */
export function changesTo(spec: JsonObject, detail: StreamDetail): readonly Change[] {
  const seal = sealer(TARGET, DS1, detail.streamId, hash);
  const before = canonicalLive(datastream1, sealDetail(detail, TARGET, hash));
  return compare(datastream1, canonicalDesired(datastream1, spec, detail.name), before, seal, cardNames);
}

/** The changes of an update from these connectors to those. */
export function connectorChanges(from: readonly JsonObject[], to: readonly JsonObject[]): readonly Change[] {
  return changesTo(ds1Spec({ connectors: to }), ds1Live(7, 'web', { spec: ds1Spec({ connectors: from }) }));
}
