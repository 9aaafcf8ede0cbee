import { streamSchema } from '../../manifest/schema/stream-schema.ts';
import { outputSchemas } from '../../render/schemas/schemas.ts';

/** The published schemas by file name, as text: manifests and every JSON output. Generated, never edited by hand. */
export function publishedSchemas(): ReadonlyMap<string, string> {
  const all = { 'stream.schema.json': streamSchema(), ...outputSchemas() };
  return new Map(Object.entries(all).map(([file, schema]) => [file, `${JSON.stringify(schema, null, 2)}\n`]));
}
