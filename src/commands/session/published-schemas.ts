import { streamSchema } from '../../manifest/schema/stream-schema.ts';
import { outputSchemas } from '../../render/schemas/schemas.ts';

/**
 * The published schemas by file name, as text: for manifests and for every JSON output. They are generated
 * and never edited manually.
 */
export function publishedSchemas(): ReadonlyMap<string, string> {
  const all = { 'stream.schema.json': streamSchema(), ...outputSchemas() };
  return new Map(Object.entries(all).map(([file, schema]) => [file, `${JSON.stringify(schema, null, 2)}\n`]));
}
