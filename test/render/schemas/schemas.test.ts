import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { LOG_TYPES, RESOURCE_KINDS } from '../../../src/model/collection.ts';
import { EFFECTS } from '../../../src/model/effect.ts';
import { isArray, isObject, type Json } from '../../../src/model/json.ts';
import { ACTIONS } from '../../../src/model/plan-item.ts';
import { renderApply } from '../../../src/render/apply/apply.ts';
import { renderFindings } from '../../../src/render/findings/findings.ts';
import { renderImport } from '../../../src/render/import/import.ts';
import { renderMigrate } from '../../../src/render/migrate/migrate.ts';
import { renderPlan } from '../../../src/render/plan/plan.ts';
import { renderSavedPlan } from '../../../src/render/plan/saved.ts';
import { PLAN_SCHEMA } from '../../../src/render/schemas/plan.ts';
import { outputSchemas } from '../../../src/render/schemas/schemas.ts';
import { renderStatus } from '../../../src/render/status/status.ts';
import type { RenderOptions } from '../../../src/render/text/options.ts';
import { renderVerify } from '../../../src/render/verify/verify.ts';
import { DELIVERY_REPORTS } from '../delivery-fixtures.ts';
import { FINDINGS, IMPORTS } from '../file-fixtures.ts';
import { MIGRATIONS } from '../migrate-fixtures.ts';
import { PLANS, TYPICAL } from '../plan-fixtures.ts';
import { NOW, OUTCOMES, REPORTS } from '../run-fixtures.ts';
import { SAVED_PLANS } from '../saved-plan-fixtures.ts';

const JSON_FORMAT: RenderOptions = { format: 'json', color: false, width: 80 };
const schemas = outputSchemas();

const printed: readonly (readonly [string, string, string])[] = [
  ...Object.entries(PLANS).map(([n, v]) => [n, 'plan.schema.json', renderPlan(v, JSON_FORMAT)] as const),
  ...Object.entries(SAVED_PLANS).map(
    ([n, v]) =>
      [
        n,
        'show-plan.schema.json',
        renderSavedPlan(TYPICAL, v, { ...JSON_FORMAT, brief: false, now: NOW }),
      ] as const,
  ),
  ...Object.entries(OUTCOMES).map(
    ([n, v]) => [n, 'apply.schema.json', renderApply(v, TYPICAL, JSON_FORMAT)] as const,
  ),
  ...Object.entries(IMPORTS).map(
    ([n, v]) => [n, 'import.schema.json', renderImport(v, JSON_FORMAT)] as const,
  ),
  ...Object.entries(MIGRATIONS).map(
    ([n, v]) => [n, 'migrate.schema.json', renderMigrate(v, JSON_FORMAT)] as const,
  ),
  ...Object.entries(REPORTS).map(
    ([n, v]) => [n, 'status.schema.json', renderStatus(v, { ...JSON_FORMAT, now: NOW })] as const,
  ),
  ...Object.entries(DELIVERY_REPORTS).map(
    ([n, v]) => [n, 'verify.schema.json', renderVerify(v, { ...JSON_FORMAT, now: NOW })] as const,
  ),
  ...Object.entries(FINDINGS).map(
    ([n, v]) => [n, 'validate.schema.json', renderFindings(v, JSON_FORMAT)] as const,
  ),
];

/** Every schema object inside a schema, with its path. */
function inside(value: Json, path: string): readonly (readonly [string, { readonly [m: string]: Json }])[] {
  if (isArray(value)) return value.flatMap((item, i) => inside(item, `${path}/${i}`));
  if (!isObject(value)) return [];
  return [[path, value], ...Object.entries(value).flatMap(([m, v]) => inside(v, `${path}/${m}`))];
}

function enumAt(file: string, path: string): Json | undefined {
  return inside(schemas[file] ?? {}, '').find(([at]) => at === path)?.[1]['enum'];
}

/** Compiles a schema once, although several outputs have it. */
const ajv = new Ajv({ strict: true, allErrors: true });

describe('published schemas', () => {
  it.each(printed)('validate %s (%s)', (_name, file, text) => {
    const validate = ajv.compile(schemas[file] ?? false);
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  it('list the same words as the model', () => {
    const item = '/properties/items/items/properties';
    expect(enumAt('plan.schema.json', `${item}/action`)).toEqual(ACTIONS);
    expect(enumAt('plan.schema.json', `${item}/effects/items`)).toEqual(EFFECTS);
    expect(enumAt('plan.schema.json', `${item}/kind`)).toEqual(RESOURCE_KINDS);
    expect(enumAt('plan.schema.json', `${item}/logType`)).toEqual(LOG_TYPES);
  });

  it.each(Object.entries(schemas))('describe every member (%s)', (_file, schema) => {
    for (const [path, inner] of inside(schema, '')) {
      // A member may be called "properties" itself. The list of its members is none.
      const isMember = /\/properties\/[^/]+$/.test(path) && !/(\/properties){3}$/.test(path);
      if (isMember) expect(inner, path).toHaveProperty('description');
    }
  });

  it('reject what a plan does not print', () => {
    const plan = JSON.parse(renderPlan(TYPICAL, JSON_FORMAT));
    const validate = new Ajv({ strict: true }).compile(PLAN_SCHEMA);
    expect(validate({ ...plan, items: [{ ...plan.items[0], desired: {} }] })).toBe(false);
  });
});
