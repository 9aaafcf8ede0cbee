import type { JsonObject } from '../model/json.ts';
import { APPLY_SCHEMA } from './schema-apply.ts';
import { ERROR_SCHEMA } from './schema-error.ts';
import { IMPORT_SCHEMA } from './schema-import.ts';
import { INIT_SCHEMA } from './schema-init.ts';
import { MIGRATE_SCHEMA } from './schema-migrate.ts';
import { PLAN_SCHEMA } from './schema-plan.ts';
import { STATUS_SCHEMA } from './schema-status.ts';
import { UPDATE_SCHEMA } from './schema-update.ts';
import { VALIDATE_SCHEMA } from './schema-validate.ts';

/** The published schema of every JSON output, by file name in `schemas/`. */
export function outputSchemas(): Readonly<Record<string, JsonObject>> {
  return {
    'plan.schema.json': PLAN_SCHEMA,
    'apply.schema.json': APPLY_SCHEMA,
    'status.schema.json': STATUS_SCHEMA,
    'import.schema.json': IMPORT_SCHEMA,
    'import-update.schema.json': UPDATE_SCHEMA,
    'init.schema.json': INIT_SCHEMA,
    'migrate.schema.json': MIGRATE_SCHEMA,
    'validate.schema.json': VALIDATE_SCHEMA,
    'error.schema.json': ERROR_SCHEMA,
  };
}
