import type { JsonObject } from '../../model/json.ts';
import { APPLY_SCHEMA } from './apply.ts';
import { CONFIG_SCHEMA } from './config.ts';
import { ASSUMPTIONS_SCHEMA, DOCTOR_SCHEMA } from './doctor.ts';
import { ERROR_SCHEMA } from './error.ts';
import { EXPLAIN_SCHEMA } from './explain.ts';
import { DIFF_SCHEMA, HISTORY_SCHEMA } from './history.ts';
import { IMPORT_SCHEMA } from './import.ts';
import { IMPORT_PROPERTIES_SCHEMA } from './import-properties.ts';
import { INIT_SCHEMA } from './init.ts';
import { INIT_UPGRADE_SCHEMA } from './init-upgrade.ts';
import { LOG_EVENT_SCHEMA } from './log-event.ts';
import { MIGRATE_SCHEMA } from './migrate.ts';
import { PLAN_SCHEMA } from './plan.ts';
import { ROTATE_SCHEMA } from './rotate.ts';
import { SHOW_MANIFEST_SCHEMA } from './show-manifest.ts';
import { SHOW_PLAN_SCHEMA } from './show-plan.ts';
import { STATUS_SCHEMA } from './status.ts';
import { UPDATE_SCHEMA } from './update.ts';
import { VALIDATE_SCHEMA } from './validate.ts';
import { VERIFY_SCHEMA } from './verify.ts';
import { VERSION_SCHEMA } from './version.ts';

/** Returns the published schema of every JSON output, by its file name in `schemas/`. */
export function outputSchemas(): Readonly<Record<string, JsonObject>> {
  return {
    'plan.schema.json': PLAN_SCHEMA,
    'apply.schema.json': APPLY_SCHEMA,
    'status.schema.json': STATUS_SCHEMA,
    'verify.schema.json': VERIFY_SCHEMA,
    'doctor.schema.json': DOCTOR_SCHEMA,
    'history.schema.json': HISTORY_SCHEMA,
    'diff.schema.json': DIFF_SCHEMA,
    'doctor-assumptions.schema.json': ASSUMPTIONS_SCHEMA,
    'import.schema.json': IMPORT_SCHEMA,
    'import-properties.schema.json': IMPORT_PROPERTIES_SCHEMA,
    'import-update.schema.json': UPDATE_SCHEMA,
    'config-show.schema.json': CONFIG_SCHEMA,
    'init.schema.json': INIT_SCHEMA,
    'init-upgrade.schema.json': INIT_UPGRADE_SCHEMA,
    'migrate.schema.json': MIGRATE_SCHEMA,
    'rotate.schema.json': ROTATE_SCHEMA,
    'show-manifest.schema.json': SHOW_MANIFEST_SCHEMA,
    'show-plan.schema.json': SHOW_PLAN_SCHEMA,
    'explain.schema.json': EXPLAIN_SCHEMA,
    'validate.schema.json': VALIDATE_SCHEMA,
    'version.schema.json': VERSION_SCHEMA,
    'error.schema.json': ERROR_SCHEMA,
    'log-event.schema.json': LOG_EVENT_SCHEMA,
  };
}
