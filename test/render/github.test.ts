import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STREAM_EFFECTS } from '../../src/model/effect.ts';
import type { PlanItem } from '../../src/model/plan-item.ts';
import { type ReviewView, renderPlanComment } from '../../src/render/plan-comment/plan-comment.ts';
import { runs } from '../soak.ts';
import { bytes, COMMENT, isWhole, name } from './comment-checks.ts';
import { fixture, item, live, planOf } from './plan-builders.ts';
import { legacy, PLAN_COMMENTS, stoppedManually, viewOf } from './plan-comment-fixtures.ts';
import { create, deleteLater, deleteNow, update, wait } from './plan-items.ts';

const HOST = 'akab-example.luna.akamaiapis.net';
const TARGET = `https://${HOST} (account 1-ABCDE)`;

const planItem: fc.Arbitrary<PlanItem> = fc
  .record({
    shape: fc.constantFrom(
      create,
      update,
      deleteNow,
      deleteLater,
      wait,
      legacy,
      stoppedManually,
      item('quiet'),
    ),
    text: name,
    effects: fc.uniqueArray(fc.constantFrom(...STREAM_EFFECTS), { maxLength: 4 }),
    blocked: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ shape, text, effects, blocked }) => ({
    ...shape,
    name: text,
    modifiedBy: text,
    effects: [...shape.effects, ...effects],
    source: { file: text, line: 1 },
    changes: [...shape.changes, { path: '/destination/displayName', before: text, after: `${text}!` }],
    ...(blocked === 0 ? { action: 'blocked' as const, reason: `${TARGET} says ${text}` } : {}),
  }));

const planCommentView: fc.Arbitrary<ReviewView> = fc
  .record({
    items: fc.array(planItem, { maxLength: 40 }),
    changed: fc.array(fc.nat(39)),
    drift: fc.array(fc.nat(39)),
    texts: fc.array(name, { maxLength: 8 }),
    refused: fc.boolean(),
    targetName: name,
  })
  .map(({ items, changed, drift, texts, refused, targetName }) => {
    const pick = (places: readonly number[]) => places.flatMap((place) => items[place] ?? []);
    const plan = planOf(items, {
      target: TARGET,
      warnings: texts.map((text) => ({ code: 'unusable-row', name: text, message: `${TARGET}: ${text}` })),
      refusals: refused ? texts.map((text) => ({ code: 'ambiguous', message: text, names: [text] })) : [],
    });
    const own = new Set(pick(changed).map((one) => one.name));
    return viewOf(plan, { changed: own, drift: pick(drift), targetName });
  });

describe('the plan comment', () => {
  it('fits into its budget, keeps its first line and its plan id, and its markup survives any name', () => {
    fc.assert(
      fc.property(planCommentView, fc.integer({ min: 4000, max: 70_000 }), (view, budget) => {
        const { text, cut } = renderPlanComment(view, budget);
        expect(bytes(text)).toBeLessThanOrEqual(budget);
        expect(text).toMatch(/^> \[!(CAUTION|WARNING|NOTE|TIP)\]\n> <strong>(Merging|Blocked: \d)/);
        const acts = view.plan.items.some(({ action }) => action !== 'none' && action !== 'blocked');
        expect(text.includes(view.planId)).toBe(acts);
        expect(cut).toBe(text.includes('_Cut to fit:'));
        isWhole(text);
      }),
      { numRuns: runs(150) },
    );
  });

  it('shows its target by its display name, never by host or account key', () => {
    fc.assert(
      fc.property(planCommentView, (view) => {
        const { text } = renderPlanComment({ ...view, targetName: 'production' }, 10_000_000);
        expect(text).not.toContain(HOST);
        expect(text).not.toContain('1-ABCDE');
      }),
      { numRuns: runs(50) },
    );
  });

  it('states in its first line what the change brings, and in another what it would overwrite', () => {
    const { text } = renderPlanComment(fixture(PLAN_COMMENTS, 'plan-comment-drift').view, COMMENT);
    const [, first = '', , both = '', , drift = ''] = text.split('\n');
    expect(first).toContain(
      'Merging sends a secret of 1 stream (`web-access-logs`) to a new destination; 2 updates re-activate live streams',
    );
    expect(both).toContain('overwrites changes made outside this repository');
    expect(both).toContain('(`web-access-logs`)');
    expect(drift).toContain('(`checkout-logs`); that activates 1 stream');
  });

  it('mentions no drift if the state before the change was not read', () => {
    const { changed: _, ...view } = viewOf(planOf([stoppedManually]), { drift: [stoppedManually] });
    const { text } = renderPlanComment(view, COMMENT);
    expect(text).not.toContain('overwrites');
    expect(text).toContain('is not known');
  });

  it('is not longer with unchanged streams', () => {
    const many = Array.from({ length: 2000 }, (_, i) => item(`s${i}`, live(i, 1, 'ACTIVATED')));
    expect(renderPlanComment(viewOf(planOf(many)), COMMENT).text.length).toBeLessThan(800);
  });

  it('drops details before rows, minor rows before serious ones, and links the complete text', () => {
    const { view, budget = 0 } = fixture(PLAN_COMMENTS, 'plan-comment-over-budget');
    const { text, cut } = renderPlanComment(view, budget);
    expect(cut).toBe(true);
    expect(text).not.toContain('<details>');
    expect(text).toContain('Stops logs');
    expect(text).not.toContain('Goes live');
    expect(text).toMatch(
      /Cut to fit: \d+ rows of the table of streams, 400 details of streams.*\. \[Everything/,
    );
    expect(text).toContain(`](${view.summaryUrl})`);
    const rows = text.split('\n').filter((line) => line.startsWith('| ▼')).length;
    expect(text).toContain(` |\n\n… and ${400 - rows} more streams\n\n`);
    expect(text).toContain(', 1 line of "Waits and locks".');
  });

  it('forecasts no lock from a merge that writes nothing, and names the variable that raises a limit', () => {
    const { view } = fixture(PLAN_COMMENTS, 'plan-comment-refused');
    const { text } = renderPlanComment(view, COMMENT);
    expect(text).not.toMatch(/What merging does|From the merge on/);
    expect(text).toContain('| What merging would do |');
    expect(text).toContain('set the variable `DATASTREAM_ALLOW` so that it has `deactivate=3`');
    expect(text).not.toContain('--allow');
    const free = { ...view, plan: { ...view.plan, refusals: [] } };
    expect(renderPlanComment(free, COMMENT).text).toContain('From the merge on');
  });

  it('forecasts no end of a lock that has passed', () => {
    const { view } = fixture(PLAN_COMMENTS, 'plan-comment-overdue');
    const ends = Date.parse('2026-03-01T12:50:00Z');
    const at = (now: number) => renderPlanComment({ ...view, now }, COMMENT).text;
    expect(at(ends)).not.toContain('overdue');
    expect(at(ends + 1)).not.toContain('no update is possible until about');
    expect(at(ends + 1)).toMatch(/should have ended by about 2026-03-01 12:<!-- -->50 UTC and is overdue/);
  });

  it('makes no promise for the merge of a stream that has to become stable first', () => {
    const { text } = renderPlanComment(fixture(PLAN_COMMENTS, 'plan-comment-waiting').view, COMMENT);
    expect(text).toMatch(
      /\| … wait<br>`dns-queries`<br>ACTIVATING, [^|]* \| Nothing yet; later: goes live \|/,
    );
  });

  it('measures sizes in bytes, so that a job summary is as safe as a comment', () => {
    const items = Array.from({ length: 300 }, (_, i) => ({ ...update, name: `日本語の名前-${i}` }));
    const { text, cut } = renderPlanComment(viewOf(planOf(items)), 20_000);
    expect(cut).toBe(true);
    expect(bytes(text)).toBeLessThanOrEqual(20_000);
  });
});
