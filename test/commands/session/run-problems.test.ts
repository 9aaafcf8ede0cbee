import { describe, expect, it } from 'vitest';
import { applyProblems, planProblems } from '../../../src/commands/session/run-problems.ts';
import type { ApplyOutcome, StepOutcome } from '../../../src/model/outcome.ts';
import { TYPICAL } from '../../render/plan-fixtures.ts';

const item = (name: string, ...steps: readonly StepOutcome[]) =>
  ({ name, kind: 'DataStream2', logType: 'cdn', steps }) as const;

const outcomeOf = (outcome: ApplyOutcome['outcome'], ...items: ApplyOutcome['items']): ApplyOutcome => ({
  formatVersion: 1,
  target: 'x',
  outcome,
  requests: 1,
  items,
  refusals: [],
  warnings: [],
});

describe('the problems of an apply', () => {
  it('are the steps that a signal prevented, but not those after a failed one', () => {
    const outcome = outcomeOf(
      'interrupted',
      item('done', { do: 'update', result: 'done' }),
      item(
        'failed',
        { do: 'deactivate', result: 'failed', error: 'No.' },
        { do: 'update', result: 'not-run' },
      ),
      item('stopped', { do: 'activate', result: 'not-run' }, { do: 'await', result: 'not-run' }),
    );
    expect(applyProblems(outcome)).toMatchObject([
      { problem: 'failed', name: 'failed', step: 'deactivate', message: 'No.' },
      { problem: 'interrupted', name: 'stopped', step: 'activate' },
    ]);
  });

  it('are neither steps of a blocked stream, nor those skipped because of another one, after a signal', () => {
    const outcome = outcomeOf(
      'interrupted',
      { ...item('blocked', { do: 'update', result: 'not-run' }), reason: 'Missing secret.' },
      item('skipped', { do: 'update', result: 'not-run', error: 'web has failed.' }),
    );
    expect(applyProblems(outcome)).toEqual([
      { problem: 'blocked', name: 'blocked', message: 'Missing secret.' },
    ]);
  });

  it('are not steps that wait for a transition', () => {
    const waiting = item('waiting', { do: 'await', result: 'pending' }, { do: 'update', result: 'not-run' });
    expect(applyProblems(outcomeOf('progressing', waiting))).toEqual([]);
  });
});

describe('the problems of a plan', () => {
  it('are unmanaged streams only if the configuration file makes them an error', () => {
    const warnings = [{ code: 'unmanaged-streams', message: 'Unmanaged.' }] as const;
    const plan = { ...TYPICAL, refusals: [], items: [], warnings };
    expect(planProblems(plan)).toEqual([]);
    expect(planProblems({ ...plan, failsForOrphans: true })).toEqual([
      { problem: 'unmanaged-streams', message: 'Unmanaged.' },
    ]);
  });
});
