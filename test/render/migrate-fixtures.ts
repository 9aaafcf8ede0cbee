import type { MigratedStream, MigrateReport } from '../../src/render/schemas/migrate.ts';
import { HOSTILE } from './hostile.ts';

const FIELDS: Pick<MigratedStream, 'fields' | 'leftOut'> = {
  fields: [
    { from: 'HTTP status (3)', to: ['statusCode (1008)'], basis: 'documented' },
    { from: 'Query string (38)', to: ['queryStr (2009)'], basis: 'inferred' },
  ],
  leftOut: [{ field: '99', reason: "not in the vendor's table of counterparts" }],
};

const shared = { code: 'one-destination', message: 'a DataStream 2 stream has exactly one destination' };

const archive: MigratedStream = {
  ...FIELDS,
  file: 'streams/shop-ds2-archive.yaml',
  name: 'shop-ds2-archive',
  streamName: 'shop',
  original: 'shop',
  from: 'streams/shop.yaml:12',
  connector: 'Archive',
  destination: 'Amazon S3',
  secrets: [
    { member: 'accessKey', reference: 'env ARCHIVE_KEY', isNew: false },
    { member: 'secretAccessKey', reference: 'file archive.key', isNew: false },
  ],
  notes: [shared, { code: 'destination', message: 'region: EU_X stayed as written' }],
};

const sumo: MigratedStream = {
  ...archive,
  file: 'streams/shop-ds2-sumo.yaml',
  name: 'shop-ds2-sumo',
  streamName: 'shop (Sumo)',
  connector: 'Sumo',
  destination: 'Sumo Logic',
  secrets: [
    {
      member: 'collectorCode',
      reference: 'env SHOP_SUMO_COLLECTOR_CODE',
      isNew: true,
      holds: "the last part of the URL's path in the original",
    },
  ],
  notes: [shared],
};

/** Results of migrate by the name of their golden file. */
export const MIGRATIONS: Readonly<Record<string, MigrateReport>> = {
  'migrate-offline': { migrated: [archive, sumo], refused: [] },
  'migrate-refused': {
    target: 'simulator',
    migrated: [],
    refused: [
      { name: 'pulled', reason: 'It has no connectors.' },
      { name: 'shop', connector: 'Splunk', reason: 'Its URL does not end with collector/raw.' },
    ],
  },
  'migrate-hostile': {
    target: HOSTILE.join(' '),
    migrated: HOSTILE.map((text) => ({
      file: text,
      name: text,
      streamName: text,
      original: text,
      from: text,
      connector: text,
      destination: text,
      fields: [{ from: text, to: [text], basis: 'inferred' }],
      leftOut: [{ field: text, reason: text }],
      secrets: [{ member: text, reference: text, isNew: true, holds: text }],
      notes: [{ code: text, message: text }],
    })),
    refused: HOSTILE.map((text) => ({ name: text, connector: text, reason: text })),
  },
};
