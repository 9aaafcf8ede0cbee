import type { JsonObject } from '../../model/json.ts';
import { FORMAT_VERSION, TARGET } from '../../model/members.ts';
import { flag, list, type ObjectOf, object, oneOf, type Static, text } from '../../model/shape.ts';
import { published } from './published.ts';

const FIELDS = list(
  'Data set fields and their counterparts in DataStream 2.',
  object({
    from: text('The field of DataStream 1, with its ID if it is known.', 'HTTP status (3)'),
    to: list('The fields of DataStream 2.', text('JSON key and ID.')),
    basis: oneOf('Whether a table of the vendor says so.', ['documented', 'inferred']),
  }),
);

const SECRET = object({
  member: text('The member of the destination that takes it.', 'collectorCode'),
  reference: text('Variable or file.', 'env SHOP_COLLECTOR_CODE'),
  isNew: flag('Its value has to be set, because the original does not have it in this form.'),
  'holds?': text('What the value contains, if that is not obvious.'),
});
/** A reference of the new manifest. */
export type MigratedSecret = Static<typeof SECRET>;

const MIGRATED = object({
  file: text('The file that was written.', 'streams/shop-ds2.yaml'),
  name: text('`metadata.name` of the new manifest.', 'shop-ds2'),
  streamName: text('Name of the new stream.', 'shop'),
  original: text('Name of the DataStream 1 manifest or stream.', 'shop'),
  from: text('The position of the original.', 'streams/shop.yaml:12'),
  connector: text('The connector that became the destination.'),
  destination: text('What it became.', 'Amazon S3'),
  fields: FIELDS,
  leftOut: list(
    'Data set fields without a counterpart.',
    object({ field: text('The field.', 'Forward hostname (13)'), reason: text('Why.') }),
  ),
  secrets: list('References of the new manifest.', SECRET),
  notes: list(
    'Information about the new manifest.',
    object({ code: text('Stable, kebab-case.'), message: text('What it means.') }),
  ),
});
/** A manifest that the migration wrote. */
export type MigratedStream = Static<typeof MIGRATED>;

const REFUSED = object({
  name: text('The DataStream 1 manifest or stream.'),
  'connector?': text('The connector. Absent: the whole stream.'),
  reason: text('Why, and what to do.'),
});
/** A stream, or one of its connectors, that was not migrated. */
export type RefusedStream = Static<typeof REFUSED>;

const REPORT = {
  'target?': {
    ...TARGET,
    description: 'Host and account key, or `simulator`. Absent: nothing was contacted.',
  },
  migrated: list('One for each manifest that was written.', MIGRATED),
  refused: list('What could not be migrated (exit code 1).', REFUSED),
};
/** The manifests that a migration wrote, and what it could not migrate. */
export type MigrateReport = ObjectOf<typeof REPORT>;

/** The output of `migrate --format json`. */
export const MIGRATE_SCHEMA: JsonObject = published(
  'datastream migrate',
  'Output of `datastream migrate --format json`.',
  object({
    formatVersion: FORMAT_VERSION,
    ...REPORT,
    steps: list('The manual steps, in this order.', text('Complete sentences.')),
  }),
);
