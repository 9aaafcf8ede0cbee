import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { needsAction, renderDrift } from '../../src/render/drift/drift.ts';
import { renderOutcome } from '../../src/render/outcome/outcome.ts';
import { outcomeBefore, renderOutcomeUpdate } from '../../src/render/outcome/update.ts';
import { bytes, COMMENT, isWhole, name } from './comment-checks.ts';
import { ISSUES } from './issue-fixtures.ts';
import { AFTER_APPLY } from './outcome-fixtures.ts';
import { fixture, planOf } from './plan-builders.ts';
import { update } from './plan-items.ts';
import { UPDATES } from './update-fixtures.ts';

describe('an outcome comment and a drift issue', () => {
  const drawn = [
    ...Object.entries(AFTER_APPLY).map(
      ([id, { view }]) => [id, (n: number) => renderOutcome(view, n)] as const,
    ),
    ...Object.entries(UPDATES).map(
      ([id, { update: view }]) => [id, (n: number) => renderOutcomeUpdate(view, n)] as const,
    ),
    ...Object.entries(ISSUES).map(([id, { view }]) => [id, (n: number) => renderDrift(view, n)] as const),
  ];

  it.each(drawn)('fit into any budget, and their markup stays complete: %s', (_id, draw) => {
    for (const budget of [4000, 5000, 8000, 20_000, COMMENT, 1_000_000]) {
      const { text } = draw(budget);
      expect(bytes(text)).toBeLessThanOrEqual(budget);
      expect(text).toMatch(/^> \[!(CAUTION|WARNING|NOTE|TIP)\]\n> <strong>/);
      expect(text).not.toMatch(/luna\.akamaiapis\.net|1-ABCDE|javascript:alert/);
      isWhole(text);
    }
  });

  it('state in the row of a stream why it failed, also if details are truncated', () => {
    const { view, budget = 0 } = fixture(AFTER_APPLY, 'outcome-over-budget');
    const { text, cut } = renderOutcome(view, budget);
    expect(cut).toBe(true);
    expect(text).toMatch(/<br>`stream-0`<br>[^|]* \| ✗ saving a new version failed: (word ){20,}word… \|/);
  });

  it('name unmanaged streams, a few of many, and say how to write their manifests', () => {
    const { text } = renderOutcome(fixture(AFTER_APPLY, 'outcome-orphans').view, COMMENT);
    expect(text).toMatch(
      /Unmanaged streams, ignored: 7 streams \(.*`old-3` and 2 more\); `datastream import --all`/,
    );
    const { text: without } = renderOutcome(fixture(AFTER_APPLY, 'outcome-nothing').view, COMMENT);
    expect(without).not.toContain('no manifest');
  });

  it('show a request by its path, without anything from the account', () => {
    const { text } = renderOutcome(fixture(AFTER_APPLY, 'outcome-failed').view, COMMENT);
    expect(text).toContain(
      '✗ creating failed: POST /datastream-config-api/v3/log/cdn/streams said 400: the bucket',
    );
  });

  it('say once what to do about all stopped streams, and for each only its specific steps', () => {
    const { text } = renderOutcome(fixture(AFTER_APPLY, 'outcome-stopped').view, COMMENT);
    expect(text.match(/\*\*To do:\*\*/g)).toHaveLength(1);
    expect(text.match(/\*\*To decide:\*\*/g)).toHaveLength(1);
  });

  it('name the streams of a refused apply and a next step, without an approval that had no result', () => {
    const { text } = renderOutcome(fixture(AFTER_APPLY, 'outcome-refused').view, COMMENT);
    expect(text).toContain('nothing was written to 1 stream (`web-access-logs`).');
    expect(text).toContain('plan again by running the apply workflow');
    expect(text).not.toContain('Approved by');
  });

  it.each(['blocked', 'none', 'wait', 'update'] as const)(
    'describe in a sentence what applying a stopped stream would do: %s',
    (action) => {
      const { view } = fixture(AFTER_APPLY, 'outcome-other-plan-id');
      const plan = planOf([{ ...update, action, reason: 'no such field' }]);
      const { text } = renderOutcome({ ...view, plan }, COMMENT);
      const said = {
        blocked: 'It is blocked: no such field.',
        none: 'Applying would change nothing.',
        wait: 'Applying would wait for it.',
        update: 'Applying would update it.',
      };
      expect(text).toContain(said[action]);
    },
  );

  it('close the issue only if no decision is open', () => {
    const needing = Object.entries(ISSUES).filter(([, { view }]) => needsAction(view));
    const calm = ['drift-activating', 'drift-nothing', 'drift-nothing-summary', 'drift-merged'];
    expect(needing.map(([id]) => id)).toEqual(Object.keys(ISSUES).filter((id) => !calm.includes(id)));
  });

  it('list only in the summary what needs no action: streams in transition and unmanaged streams', () => {
    const { view } = fixture(ISSUES, 'drift-nothing-summary');
    const { text } = renderDrift(view, COMMENT);
    expect(text).toContain(
      'ACTIVATING since 2026-03-01 11:<!-- -->20 UTC, until about 2026-03-01 12:<!-- -->50 UTC',
    );
    expect(text).toContain('expected to end by about 2026-03-01 11:<!-- -->50 UTC');
    expect(text).toContain('which takes about 15 minutes');
    expect(text).toContain('Unmanaged streams, ignored: 1 stream');
    const drawn = renderDrift({ ...view, place: 'issue' }, COMMENT);
    const still = { ...view.status, items: [], orphans: [] };
    expect(drawn).toEqual(renderDrift({ ...view, place: 'issue', status: still }, COMMENT));
  });

  it.each(['drift-nothing', 'drift-one'])('refer to the issue only in the issue: %s', (id) => {
    const { view } = fixture(ISSUES, id);
    expect(renderDrift(view, COMMENT).text).toMatch(/this( one)? issue/i);
    expect(renderDrift({ ...view, place: 'summary' }, COMMENT).text).not.toMatch(/this( one)? issue/i);
  });

  it('have a title that GitHub accepts, whatever the name of the target', () => {
    fc.assert(
      fc.property(name, (targetName) => {
        const { view } = fixture(ISSUES, 'drift-typical');
        const { title } = renderDrift({ ...view, targetName }, COMMENT);
        expect(title.length).toBeLessThanOrEqual(256);
        expect(title).not.toMatch(/[`@#<>\n]/);
      }),
    );
  });
});

describe('an outcome that the watch updates', () => {
  it('contains the results of the apply, or none if they did not fit', () => {
    const { update: about } = fixture(UPDATES, 'outcome-updated-mixed');
    const withFooter = (text: string) => `${text.trimEnd()}\n\n<sub>the footer of the watch</sub>`;
    const again = outcomeBefore(withFooter(renderOutcomeUpdate(about, COMMENT).text));
    expect(again).toBe(about.before?.replace(/^> \[!CAUTION\]\n/, '').replace(/^> ?/gm, ''));
    const twice = renderOutcomeUpdate(
      { ...about, ...(again === undefined ? {} : { before: again }) },
      COMMENT,
    );
    expect(outcomeBefore(withFooter(twice.text))).toBe(again);
    const { update: many, budget = 0 } = fixture(UPDATES, 'outcome-updated-over-budget');
    const { text, cut } = renderOutcomeUpdate(many, budget);
    expect(cut).toBe(true);
    expect(outcomeBefore(withFooter(text))).toBeUndefined();
    const { before: _, ...without } = about;
    expect(renderOutcomeUpdate(without, COMMENT).text).not.toContain('When the apply ended');
  });
});
