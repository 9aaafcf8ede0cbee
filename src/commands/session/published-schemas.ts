import { configurationSchema } from '../../configuration/shape.ts';
import { propertyLoggingSchema } from '../../manifest/schema/property-logging-schema.ts';
import { streamSchema } from '../../manifest/schema/stream-schema.ts';
import { OUTPUT_LINE, REJECTED_FILE } from '../../receive/output/shapes.ts';
import { published } from '../../render/schemas/published.ts';
import { outputSchemas } from '../../render/schemas/schemas.ts';

/** What `receive` writes. */
const RECEIVE_SCHEMAS = {
  'receive.schema.json': published(
    'datastream receive',
    'A line that `datastream receive` writes: on standard output, and without `rejected` in files.',
    OUTPUT_LINE,
  ),
  'receive-rejected.schema.json': published(
    'datastream receive: rejected',
    'The description `rejected/*.json` next to a file that could not be read.',
    REJECTED_FILE,
  ),
};

/**
 * The published schemas by file name, as text: for manifests and for every JSON output. They are generated
 * and never edited manually.
 */
export function publishedSchemas(): ReadonlyMap<string, string> {
  const all = {
    'stream.schema.json': streamSchema(),
    'property-logging.schema.json': propertyLoggingSchema(),
    'config.schema.json': configurationSchema(),
    ...outputSchemas(),
    ...RECEIVE_SCHEMAS,
  };
  return new Map(Object.entries(all).map(([file, schema]) => [file, `${JSON.stringify(schema, null, 2)}\n`]));
}
