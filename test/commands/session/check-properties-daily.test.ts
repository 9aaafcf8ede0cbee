import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../src/api/errors/errors.ts';
import { checkPropertiesDaily } from '../../../src/commands/session/check-properties.ts';
import { openConnection } from '../../../src/commands/session/connection.ts';
import { readAndPlan } from '../../../src/commands/session/read-and-plan.ts';
import { DEFAULTS, workspace } from '../workspace.ts';

const HOUR = 3_600_000;

/** The daily check of the examples: `passed` milliseconds after the one before, with or without a usable API. */
async function daily() {
  const { context, clock } = await workspace({ examples: true });
  return async (passed: number, isRefused = false) => {
    await clock.advance(passed);
    const checked = async () => {
      const planned = await readAndPlan(context, { ...DEFAULTS, format: 'json' }, openConnection);
      if (planned.tag === 'rejected') throw new Error('rejected');
      let sent = 0;
      const { connection } = planned;
      const property = (id: number) => {
        sent += 1;
        if (!isRefused) return connection.properties.property(id);
        throw new ApiError('rate-limited', 'It failed (429).', { request: 'GET /x', happened: 'nothing' });
      };
      const watched = { ...connection, properties: { ...connection.properties, property } };
      const result = await checkPropertiesDaily(context, { ...planned, connection: watched });
      return { ...result, reads: sent };
    };
    return clock.runUntil(checked());
  };
}

describe('a daily check that fails', () => {
  it('keeps the findings of the check before, and is repeated after a day', async () => {
    const check = await daily();
    const first = await check(0);
    expect(first.reads).toBe(4);
    expect(first.propertyFindings?.length).toBeGreaterThan(0);
    const failed = await check(25 * HOUR, true);
    expect(failed.reads).toBeGreaterThan(0);
    expect(failed.propertyProblem).toContain('429');
    expect(failed.propertyFindings).toEqual(first.propertyFindings);
    expect(await check(HOUR, true)).toEqual({ ...failed, reads: 0 });
    const again = await check(25 * HOUR);
    expect(again.reads).toBe(4);
    expect(again).not.toHaveProperty('propertyProblem');
  });

  it('without an earlier one, has no findings', async () => {
    const check = await daily();
    const failed = await check(0, true);
    expect(failed.propertyProblem).toContain('429');
    expect(failed.propertyFindings).toBeUndefined();
  });
});
