import { describe, expect, it } from 'vitest';
import { renderApply } from '../../src/render/apply/apply.ts';
import { renderDeliveryIssue } from '../../src/render/delivery-issue/delivery-issue.ts';
import { renderAssumptions } from '../../src/render/doctor/assumptions.ts';
import { renderDoctor } from '../../src/render/doctor/doctor.ts';
import { renderDrift } from '../../src/render/drift/drift.ts';
import { renderFindings } from '../../src/render/findings/findings.ts';
import { renderImport } from '../../src/render/import/import.ts';
import { renderMigrate } from '../../src/render/migrate/migrate.ts';
import { renderOutcome } from '../../src/render/outcome/outcome.ts';
import { renderOutcomeUpdate } from '../../src/render/outcome/update.ts';
import { renderBriefPlan } from '../../src/render/plan/brief.ts';
import { renderPlan } from '../../src/render/plan/plan.ts';
import { renderSavedPlan } from '../../src/render/plan/saved.ts';
import { renderPlanComment } from '../../src/render/plan-comment/plan-comment.ts';
import { renderRotate } from '../../src/render/rotate/rotate.ts';
import { renderStatus } from '../../src/render/status/status.ts';
import type { RenderOptions } from '../../src/render/text/options.ts';
import { renderVerify } from '../../src/render/verify/verify.ts';
import { DELIVERY_ISSUES, DELIVERY_REPORTS } from './delivery-fixtures.ts';
import { ASSUMPTION_REPORTS, DIAGNOSES } from './doctor-fixtures.ts';
import { FINDINGS, IMPORTS, ROTATIONS } from './file-fixtures.ts';
import { ISSUES } from './issue-fixtures.ts';
import { MIGRATIONS } from './migrate-fixtures.ts';
import { AFTER_APPLY } from './outcome-fixtures.ts';
import { PLAN_COMMENTS } from './plan-comment-fixtures.ts';
import { EMPTY, PLANS, TYPICAL } from './plan-fixtures.ts';
import { PROPERTY_CHECKS } from './property-fixtures.ts';
import { NOW, OUTCOMES, REPORTS } from './run-fixtures.ts';
import { SAVED_PLANS } from './saved-plan-fixtures.ts';
import { UPDATES } from './update-fixtures.ts';

const FORMATS: Readonly<Record<string, RenderOptions>> = {
  txt: { format: 'terminal', color: false, width: 80 },
  ansi: { format: 'terminal', color: true, width: 80 },
  md: { format: 'markdown', color: false, width: 80 },
  json: { format: 'json', color: false, width: 80 },
};

type Drawn = readonly (readonly [string, (options: RenderOptions) => string])[];

const drawn: Drawn = [
  ...Object.entries(PLANS).map(([name, plan]) => [name, (o: RenderOptions) => renderPlan(plan, o)] as const),
  ...Object.entries(SAVED_PLANS).map(
    ([name, saved]) =>
      [name, (o: RenderOptions) => renderSavedPlan(EMPTY, saved, { ...o, brief: false, now: NOW })] as const,
  ),
  ...Object.entries(PROPERTY_CHECKS).map(
    ([name, check]) => [name, (o: RenderOptions) => renderPlan({ ...EMPTY, ...check }, o)] as const,
  ),
  ...Object.entries(OUTCOMES).map(
    ([name, value]) => [name, (o: RenderOptions) => renderApply(value, TYPICAL, o)] as const,
  ),
  ...Object.entries(IMPORTS).map(
    ([name, value]) => [name, (o: RenderOptions) => renderImport(value, o)] as const,
  ),
  ...Object.entries(MIGRATIONS).map(
    ([name, value]) => [name, (o: RenderOptions) => renderMigrate(value, o)] as const,
  ),
  ...Object.entries(REPORTS).map(
    ([name, value]) => [name, (o: RenderOptions) => renderStatus(value, { ...o, now: NOW })] as const,
  ),
  ...Object.entries(DELIVERY_REPORTS).map(
    ([name, value]) => [name, (o: RenderOptions) => renderVerify(value, { ...o, now: NOW })] as const,
  ),
  ...Object.entries(ROTATIONS).map(
    ([name, value]) => [name, (o: RenderOptions) => renderRotate(value, o)] as const,
  ),
  ...Object.entries(DIAGNOSES).map(
    ([name, value]) => [name, (o: RenderOptions) => renderDoctor(value, o)] as const,
  ),
  ...Object.entries(ASSUMPTION_REPORTS).map(
    ([name, value]) => [name, (o: RenderOptions) => renderAssumptions(value, o)] as const,
  ),
  ...Object.entries(FINDINGS).map(
    ([name, value]) => [name, (o: RenderOptions) => renderFindings(value, o)] as const,
  ),
];

/** The brief form of a plan is for terminals only. */
describe.each(Object.entries(PLANS))('%s, brief', (name, plan) => {
  it.each(['txt', 'ansi'] as const)('looks as reviewed (%s)', async (format) => {
    const shown = renderBriefPlan(plan, { color: format === 'ansi', width: 80 });
    await expect(shown).toMatchFileSnapshot(`../golden/render/${name}-brief.${format}`);
  });
});

describe.each(drawn)('%s', (name, draw) => {
  it.each(Object.keys(FORMATS))('looks as reviewed (%s)', async (jsonOutput) => {
    const options = FORMATS[jsonOutput];
    if (options === undefined) throw new Error('bug: no such face');
    await expect(draw(options)).toMatchFileSnapshot(`../golden/render/${name}.${jsonOutput}`);
  });
});

it.each(Object.entries(DELIVERY_REPORTS))('%s looks as reviewed (prom)', async (name, value) => {
  const text = renderVerify(value, { format: 'prometheus', color: false, width: 80, now: NOW });
  await expect(text).toMatchFileSnapshot(`../golden/render/${name}.prom`);
});

const COMMENT = 65_536;

/** What GitHub shows has one face only. */
const onGitHub: readonly (readonly [string, () => string])[] = [
  ...Object.entries(PLAN_COMMENTS).map(
    ([name, { view, budget = COMMENT }]) => [name, () => renderPlanComment(view, budget).text] as const,
  ),
  ...Object.entries(AFTER_APPLY).map(
    ([name, { view, budget = COMMENT }]) => [name, () => renderOutcome(view, budget).text] as const,
  ),
  ...Object.entries(UPDATES).map(
    ([name, { update, budget = COMMENT }]) => [name, () => renderOutcomeUpdate(update, budget).text] as const,
  ),
  ...Object.entries(DELIVERY_ISSUES).map(([name, { view, budget = COMMENT }]) => {
    const draw = () => {
      const { title, text } = renderDeliveryIssue(view, budget);
      return `${title}\n\n---\n\n${text}`;
    };
    return [name, draw] as const;
  }),
  ...Object.entries(ISSUES).map(([name, { view, budget = COMMENT }]) => {
    const draw = () => {
      const { title, text } = renderDrift(view, budget);
      return `${title}\n\n---\n\n${text}`;
    };
    return [name, draw] as const;
  }),
];

describe.each(onGitHub)('%s', (name, draw) => {
  it('looks as reviewed on GitHub', async () => {
    await expect(draw()).toMatchFileSnapshot(`../golden/render/${name}.md`);
  });
});
