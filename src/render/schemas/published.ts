import type { JsonObject } from '../../model/json.ts';
import type { Shape } from '../../model/shape.ts';

/** The JSON Schema dialect of every published schema. */
const DIALECT = 'http://json-schema.org/draft-07/schema#';

/** Returns a published schema. Editors and validators detect its dialect from its first member. */
export function published(title: string, description: string, shape: Shape<unknown>): JsonObject {
  return { $schema: DIALECT, title, description, ...shape };
}
