import { describe, expect, it } from 'vitest';
import { ALL_EXPLANATIONS } from '../../src/explanations/find-explanations.ts';
import type { AnyBlockedCode } from '../../src/model/blocked-code.ts';
import type { AnyWarningCode } from '../../src/model/warning-code.ts';
import { renderApply } from '../../src/render/apply/apply.ts';
import { linkedReason, linkedWarning } from '../../src/render/document/explained-codes.ts';
import { renderOutcome } from '../../src/render/outcome/outcome.ts';
import { renderBriefPlan } from '../../src/render/plan/brief.ts';
import { renderPlan } from '../../src/render/plan/plan.ts';
import { renderPlanComment } from '../../src/render/plan-comment/plan-comment.ts';
import { failureJson, linkedFailure } from '../../src/render/progress/error.ts';
import type { RenderOptions } from '../../src/render/text/options.ts';
import { AFTER_APPLY } from './outcome-fixtures.ts';
import { PLAN_COMMENTS } from './plan-comment-fixtures.ts';
import { TYPICAL } from './plan-fixtures.ts';
import { blocked } from './plan-items.ts';
import { OUTCOMES } from './run-fixtures.ts';

const reference = 'https://github.com/acme/datastream/blob/v1.2.3/docs/reference';
const WARNING = `[\`member-not-returned\`](${reference}/plan-messages.md#member-not-returned)`;
const REFUSAL = `[\`safety-limit\`](${reference}/plan-messages.md#safety-limit)`;
const HOW = '`datastream explain CODE` says what a code means.';

const refusals = [{ code: 'safety-limit', message: '3 streams to delete, 2 allowed', names: [] }] as const;
const warnings = [
  { code: 'member-not-returned', name: 'web', message: 'sampling is not returned' },
  { code: 'literal-secret', name: 'web', message: 'a secret is literal' },
] as const;
const plan = { ...TYPICAL, refusals, warnings };

function options(format: RenderOptions['format'], linked = true): RenderOptions {
  return { format, color: false, width: 80, ...(linked ? { reference } : {}) };
}

describe('links of warnings and refusals', () => {
  it.each(ALL_EXPLANATIONS.filter(({ subject }) => subject === 'warning' || subject === 'finding'))(
    '$subject $code: as a warning, links to the page that explains it',
    ({ code, page }) => {
      const { url } = linkedWarning({ code: code as AnyWarningCode, message: '' }, reference);
      expect(url).toBe(`${reference}/${page}.md#${code}`);
    },
  );

  it.each([
    ...ALL_EXPLANATIONS.filter(({ subject }) => subject === 'reason of a blocked resource'),
    ...['ambiguous', 'named-by-property', 'no-access', 'not-live', 'unusable-row'].map((code) => ({
      code,
      page: 'plan-messages',
    })),
    { code: 'policy-violation', page: 'findings' },
  ])('$code: as the reason of a blocked item, links to the page that explains it', ({ code, page }) => {
    const item = { ...blocked, reasonCode: code as AnyBlockedCode };
    expect(linkedReason(item, reference).reasonUrl).toBe(`${reference}/${page}.md#${code}`);
    expect(ALL_EXPLANATIONS.some((one) => one.code === code && one.page === page)).toBe(true);
  });

  it('contain no markup of a code that a saved plan invents', () => {
    const code = ') <img src=x> [`' as AnyWarningCode;
    const { url } = linkedWarning({ code, message: '' }, reference);
    expect(url).toBe(`${reference}/findings.md#imgsrcx`);
  });

  it('are at the reasons of blocked items, in each format', () => {
    const [comment] = Object.values(PLAN_COMMENTS);
    if (!comment) throw new Error('No fixture.');
    const blockedPlan = { ...plan, items: [blocked] };
    const url = `${reference}/plan-messages.md#unresolved-name`;
    const texts = [
      renderPlanComment({ ...comment.view, plan: blockedPlan, reference }, 60_000).text,
      renderPlan(blockedPlan, options('markdown')),
    ];
    for (const text of texts) expect(text).toContain(`([\`unresolved-name\`](${url}))`);
    expect(JSON.parse(renderPlan(blockedPlan, options('json'))).items).toMatchObject([
      { reasonCode: 'unresolved-name', reasonUrl: url },
    ]);
    const quiet = { ...blockedPlan, refusals: [], warnings: [] };
    const shown = renderPlan(quiet, options('terminal'));
    expect(shown).toContain('[unresolved-name]');
    expect(shown).toContain(HOW);
    expect(renderBriefPlan(quiet, options('terminal'))).toContain('[unresolved-name]');
  });

  it('are in the comments on plans and outcomes', () => {
    const [comment] = Object.values(PLAN_COMMENTS);
    const [after] = Object.values(AFTER_APPLY);
    if (!comment || !after) throw new Error('No fixture.');
    const outcome = { ...after.view.outcome, refusals, warnings };
    for (const text of [
      renderPlanComment({ ...comment.view, plan, reference }, 60_000).text,
      renderOutcome({ ...after.view, outcome, reference }, 60_000).text,
    ]) {
      expect(text).toContain(`- ${REFUSAL}: `);
      expect(text).toContain(`(${WARNING})`);
    }
    expect(renderPlanComment({ ...comment.view, plan }, 60_000).text).not.toContain('docs/reference');
  });

  it('are in the JSON of plans and outcomes', () => {
    const [converged] = Object.values(OUTCOMES);
    if (!converged) throw new Error('No fixture.');
    const outcome = { ...converged, refusals, warnings };
    const applied = JSON.parse(renderApply(outcome, plan, options('json')));
    const planned = JSON.parse(renderPlan(plan, options('json')));
    for (const { refusals, warnings } of [planned, applied, applied.plan]) {
      expect(refusals).toMatchObject([{ url: `${reference}/plan-messages.md#safety-limit` }]);
      expect(warnings).toMatchObject([
        { url: `${reference}/plan-messages.md#member-not-returned` },
        { url: `${reference}/findings.md#literal-secret` },
      ]);
    }
    expect(renderPlan(plan, options('json', false))).not.toContain('"url"');
  });
});

describe('errors as JSON', () => {
  const failure = { code: 'usage', message: 'unknown option' } as const;

  it('link to their explanation, on the page that has it', () => {
    const { page } =
      ALL_EXPLANATIONS.find(({ subject, code }) => subject === 'error' && code === 'usage') ?? {};
    const { error } = JSON.parse(failureJson(linkedFailure(failure, reference)));
    expect(error.url).toBe(`${reference}/${page}.md#usage`);
  });

  it('have no link if this copy of the program is not published', () => {
    expect(JSON.parse(failureJson(linkedFailure(failure, undefined))).error).toEqual(failure);
  });
});

describe('a terminal', () => {
  it('shows each code, and once how to look it up', () => {
    const text = renderPlan(plan, options('terminal'));
    expect(text).toContain('  ! safety-limit  3 streams');
    expect(text).toContain('  ! web  sampling is not returned [member-not-returned]');
    expect(text.split(HOW)).toHaveLength(2);
    expect(text).not.toContain(reference);
  });

  it('does not say how to look up codes if it shows none', () => {
    expect(renderPlan({ ...plan, refusals: [], warnings: [] }, options('terminal'))).not.toContain('explain');
  });
});
