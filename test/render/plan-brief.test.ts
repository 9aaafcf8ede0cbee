import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { renderBriefPlan } from '../../src/render/plan/brief.ts';
import { displayWidth } from '../../src/render/text/display-width.ts';
import { fixture, planOf } from './plan-builders.ts';
import { EVERY_ACTION, PLANS, TYPICAL } from './plan-fixtures.ts';
import { create, update } from './plan-items.ts';

const brief = (plan: Plan, width = 80) => renderBriefPlan(plan, { color: false, width });
const flat = (plan: Plan) => brief(plan).replace(/\s+/g, ' ');

describe('a brief plan', () => {
  it('has one line for each change, unless its effects need more, and none for unchanged streams', () => {
    const lines = brief(EVERY_ACTION, 200).split('\n');
    for (const { name, action } of EVERY_ACTION.items) {
      const about = lines.filter((line) => line.includes(`  ${name}: `));
      expect(about).toHaveLength(action === 'none' ? 0 : 1);
    }
  });

  it.each(Object.keys(PLANS))('is never wider than the terminal: %s', (name) => {
    for (const line of brief(fixture(PLANS, name)).split('\n')) expect(displayWidth(line)).toBeLessThan(81);
  });

  it('names effects that lose logs or disclose a secret before the others', () => {
    expect(flat(planOf([update]))).toContain(
      'removes fields, sends a secret to a new destination, goes live, changes the destination',
    );
  });

  it('says that a change without such effects does not affect production', () => {
    const quiet = { ...create, effects: ['destination-probe', 'secret-needed'] } as const;
    expect(flat(planOf([quiet]))).toContain('edge-archive: does not affect production');
  });

  it('hides no reason, refusal or warning, however many there are', () => {
    const messages = Array.from({ length: 50 }, (_, i) => `message ${i} of many`);
    const plan: Plan = {
      ...EVERY_ACTION,
      applyable: false,
      warnings: messages.map((message) => ({ code: 'unusable-row', message: `warning ${message}` })),
      refusals: messages.map((message) => ({
        code: 'protected',
        message: `refusal ${message}`,
        names: [],
      })),
    };
    const shown = flat(plan);
    for (const message of messages) {
      expect(shown).toContain(`warning ${message}`);
      expect(shown).toContain(`refusal ${message}`);
    }
    for (const { reason } of plan.items) if (reason !== undefined) expect(shown).toContain(reason);
  });

  it('keeps what the whole plan says about a part of the manifests, a freeze and properties', () => {
    const shown = flat({
      ...TYPICAL,
      changedSince: {
        ref: 'origin/main',
        mergeBase: '0123456789abcdef',
        planned: 5,
        notPlanned: 995,
        removed: [],
        notListed: [],
      },
      freeze: { inForce: true, when: 'Fri-Sun', reason: 'weekend', source: 'datastream.yaml:7' },
      propertyProblem: 'Property Manager did not respond.',
    });
    expect(shown).toContain('995 others were not compared with the account');
    expect(shown).toContain('Freeze in force');
    expect(shown).toContain('Property Manager did not respond.');
  });
});
