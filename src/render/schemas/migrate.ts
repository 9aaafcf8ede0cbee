import type { JsonObject } from '../../model/json.ts';
import { FORMAT_VERSION, list, object, oneOf, published, TARGET, text } from './parts.ts';

const FIELDS = list(
  'Data set fields, and what stands for each in DataStream 2.',
  object({
    from: text('The field of DataStream 1, with its ID where it is known.', 'HTTP status (3)'),
    to: list('The fields of DataStream 2.', { type: 'string', description: 'JSON key and ID.' }),
    basis: oneOf('Whether a table of the vendor says so.', ['documented', 'inferred']),
  }),
);

const SECRETS = list(
  'References of the new manifest.',
  object({
    member: text('The member of the destination that takes it.', 'collectorCode'),
    reference: text('Variable or file.', 'env SHOP_COLLECTOR_CODE'),
    isNew: {
      type: 'boolean',
      description: 'Its value is still to be set: the original does not have it in this form.',
    },
    'holds?': text('What has to be in it, where that is not plain.'),
  }),
);

const MIGRATED = object({
  file: text('The file that was written.', 'streams/shop-ds2.yaml'),
  name: text('`metadata.name` of the new manifest.', 'shop-ds2'),
  streamName: text('Name of the new stream.', 'shop'),
  original: text('Name of the DataStream 1 manifest or stream.', 'shop'),
  from: text('Where it stands.', 'streams/shop.yaml:12'),
  connector: text('The connector that became the destination.'),
  destination: text('What it became.', 'Amazon S3'),
  fields: FIELDS,
  leftOut: list(
    'Data set fields without a counterpart.',
    object({ field: text('The field.', 'Forward hostname (13)'), reason: text('Why.') }),
  ),
  secrets: SECRETS,
  notes: list(
    'What to know before it is used.',
    object({ code: text('Stable, kebab-case.'), message: text('What is to be known.') }),
  ),
});

/** The output of `migrate --format json`. */
export const MIGRATE_SCHEMA: JsonObject = published(
  'datastream migrate',
  'Output of `datastream migrate --format json`.',
  object({
    formatVersion: FORMAT_VERSION,
    'target?': {
      ...TARGET,
      description: 'Host and account key, or `simulator`. Absent: nothing was contacted.',
    },
    migrated: list('One for each manifest that was written.', MIGRATED),
    refused: list(
      'What could not be migrated (exit code 1).',
      object({
        name: text('The DataStream 1 manifest or stream.'),
        'connector?': text('The connector. Absent: it is about the whole stream.'),
        reason: text('Why, and what to do.'),
      }),
    ),
    steps: list('What has to happen now, in this order.', {
      type: 'string',
      description: 'Whole sentences.',
    }),
  }),
);
