import { describe, expect, it } from 'vitest';
import { cdn } from '../../../src/collections/cdn.ts';
import { datastream1 } from '../../../src/collections/datastream1.ts';
import type { DesiredState } from '../../../src/model/manifest.ts';
import { STATUSES } from '../../../src/model/observed.ts';
import type { Step } from '../../../src/model/plan-item.ts';
import { allowedStepsFor, editsLive } from '../../../src/plan/steps/allowed-steps.ts';

/** One cell of the design's table: the status, the desired state, the action and the abbreviated steps. */
type Cell = readonly [
  status: string | undefined,
  wanted: DesiredState,
  content: 'changed' | 'same',
  action: string,
  steps: string,
];

const LIVE_EDIT = 'update(true) await(ACTIVATED)';
const START = 'activate await(ACTIVATED)';
const STOP = 'deactivate await(DEACTIVATED)';

/** DataStream 2: a write activates the stream if it says so. */
const ASKED: readonly Cell[] = [
  [undefined, 'active', 'changed', 'create', 'create(true) await(ACTIVATED)'],
  [undefined, 'active', 'same', 'create', 'create(true) await(ACTIVATED)'],
  [undefined, 'inactive', 'changed', 'create', 'create(false)'],
  [undefined, 'inactive', 'same', 'create', 'create(false)'],
  [undefined, 'absent', 'changed', 'none', ''],
  [undefined, 'absent', 'same', 'none', ''],

  ['INACTIVE', 'active', 'changed', 'update', LIVE_EDIT],
  ['INACTIVE', 'active', 'same', 'activate', START],
  ['INACTIVE', 'inactive', 'changed', 'update', 'update(false)'],
  ['INACTIVE', 'inactive', 'same', 'none', ''],
  ['INACTIVE', 'absent', 'changed', 'delete', 'delete'],
  ['INACTIVE', 'absent', 'same', 'delete', 'delete'],

  ['DEACTIVATED', 'active', 'changed', 'update', LIVE_EDIT],
  ['DEACTIVATED', 'active', 'same', 'activate', START],
  ['DEACTIVATED', 'inactive', 'changed', 'update', 'update(false)'],
  ['DEACTIVATED', 'inactive', 'same', 'none', ''],
  ['DEACTIVATED', 'absent', 'changed', 'delete', 'delete'],
  ['DEACTIVATED', 'absent', 'same', 'delete', 'delete'],

  ['ACTIVATED', 'active', 'changed', 'update', LIVE_EDIT],
  ['ACTIVATED', 'active', 'same', 'none', ''],
  ['ACTIVATED', 'inactive', 'changed', 'update', `${STOP} update(false)`],
  ['ACTIVATED', 'inactive', 'same', 'deactivate', STOP],
  ['ACTIVATED', 'absent', 'changed', 'delete', STOP],
  ['ACTIVATED', 'absent', 'same', 'delete', STOP],

  ['ACTIVATING', 'active', 'changed', 'wait', `await(ACTIVATED) ${LIVE_EDIT}`],
  ['ACTIVATING', 'active', 'same', 'none', 'await(ACTIVATED)'],
  ['ACTIVATING', 'inactive', 'changed', 'wait', `await(ACTIVATED) ${STOP} update(false)`],
  ['ACTIVATING', 'inactive', 'same', 'wait', `await(ACTIVATED) ${STOP}`],
  ['ACTIVATING', 'absent', 'changed', 'wait', `await(ACTIVATED) ${STOP}`],
  ['ACTIVATING', 'absent', 'same', 'wait', `await(ACTIVATED) ${STOP}`],

  ['DEACTIVATING', 'active', 'changed', 'wait', `await(DEACTIVATED) ${LIVE_EDIT}`],
  ['DEACTIVATING', 'active', 'same', 'wait', `await(DEACTIVATED) ${START}`],
  ['DEACTIVATING', 'inactive', 'changed', 'wait', 'await(DEACTIVATED) update(false)'],
  ['DEACTIVATING', 'inactive', 'same', 'none', 'await(DEACTIVATED)'],
  ['DEACTIVATING', 'absent', 'changed', 'wait', 'await(DEACTIVATED)'],
  ['DEACTIVATING', 'absent', 'same', 'wait', 'await(DEACTIVATED)'],

  ['SUSPENDED', 'active', 'changed', 'blocked', ''],
  ['SUSPENDED', 'active', 'same', 'blocked', ''],
  ['SUSPENDED', 'inactive', 'changed', 'blocked', ''],
  ['SUSPENDED', 'inactive', 'same', 'blocked', ''],
  ['SUSPENDED', 'absent', 'changed', 'blocked', ''],
  ['SUSPENDED', 'absent', 'same', 'blocked', ''],
];

/** DataStream 1: activating is a separate call. */
const INHERITED: readonly Cell[] = [
  [undefined, 'active', 'changed', 'create', `create(false) ${START}`],
  [undefined, 'active', 'same', 'create', `create(false) ${START}`],
  [undefined, 'inactive', 'changed', 'create', 'create(false)'],
  [undefined, 'inactive', 'same', 'create', 'create(false)'],
  [undefined, 'absent', 'changed', 'none', ''],
  [undefined, 'absent', 'same', 'none', ''],

  ['INACTIVE', 'active', 'changed', 'update', `update(false) ${START}`],
  ['INACTIVE', 'active', 'same', 'activate', START],
  ['INACTIVE', 'inactive', 'changed', 'update', 'update(false)'],
  ['INACTIVE', 'inactive', 'same', 'none', ''],
  ['INACTIVE', 'absent', 'changed', 'delete', 'delete'],
  ['INACTIVE', 'absent', 'same', 'delete', 'delete'],

  ['DEACTIVATED', 'active', 'changed', 'update', `update(false) ${START}`],
  ['DEACTIVATED', 'active', 'same', 'activate', START],
  ['DEACTIVATED', 'inactive', 'changed', 'update', 'update(false)'],
  ['DEACTIVATED', 'inactive', 'same', 'none', ''],
  ['DEACTIVATED', 'absent', 'changed', 'delete', 'delete'],
  ['DEACTIVATED', 'absent', 'same', 'delete', 'delete'],

  ['ACTIVATED', 'active', 'changed', 'update', LIVE_EDIT],
  ['ACTIVATED', 'active', 'same', 'none', ''],
  ['ACTIVATED', 'inactive', 'changed', 'update', `${STOP} update(false)`],
  ['ACTIVATED', 'inactive', 'same', 'deactivate', STOP],
  ['ACTIVATED', 'absent', 'changed', 'delete', STOP],
  ['ACTIVATED', 'absent', 'same', 'delete', STOP],

  ['ACTIVATING', 'active', 'changed', 'wait', `await(ACTIVATED) ${LIVE_EDIT}`],
  ['ACTIVATING', 'active', 'same', 'none', 'await(ACTIVATED)'],
  ['ACTIVATING', 'inactive', 'changed', 'wait', `await(ACTIVATED) ${STOP} update(false)`],
  ['ACTIVATING', 'inactive', 'same', 'wait', `await(ACTIVATED) ${STOP}`],
  ['ACTIVATING', 'absent', 'changed', 'wait', `await(ACTIVATED) ${STOP}`],
  ['ACTIVATING', 'absent', 'same', 'wait', `await(ACTIVATED) ${STOP}`],

  ['DEACTIVATING', 'active', 'changed', 'wait', `await(DEACTIVATED) update(false) ${START}`],
  ['DEACTIVATING', 'active', 'same', 'wait', `await(DEACTIVATED) ${START}`],
  ['DEACTIVATING', 'inactive', 'changed', 'wait', 'await(DEACTIVATED) update(false)'],
  ['DEACTIVATING', 'inactive', 'same', 'none', 'await(DEACTIVATED)'],
  ['DEACTIVATING', 'absent', 'changed', 'wait', 'await(DEACTIVATED)'],
  ['DEACTIVATING', 'absent', 'same', 'wait', 'await(DEACTIVATED)'],

  ['SUSPENDED', 'active', 'changed', 'blocked', ''],
  ['SUSPENDED', 'active', 'same', 'blocked', ''],
  ['SUSPENDED', 'inactive', 'changed', 'blocked', ''],
  ['SUSPENDED', 'inactive', 'same', 'blocked', ''],
  ['SUSPENDED', 'absent', 'changed', 'blocked', ''],
  ['SUSPENDED', 'absent', 'same', 'blocked', ''],
];

const TABLES = [
  { card: cdn, cells: ASKED },
  { card: datastream1, cells: INHERITED },
];

function inShort(step: Step): string {
  if (step.do === 'await') return `await(${step.until})`;
  return 'activate' in step ? `${step.do}(${step.activate})` : step.do;
}

describe.each(TABLES)('the step table of $card.title', ({ card, cells }) => {
  const course = ([status, wanted, content]: Cell) =>
    allowedStepsFor(card, status, wanted, content === 'changed');

  it('has a test for every cell', () => {
    const statuses = [undefined, ...STATUSES, 'SUSPENDED'];
    const all = statuses.flatMap((status) =>
      (['active', 'inactive', 'absent'] as const).flatMap((wanted) =>
        ['changed', 'same'].map((content) => `${status} ${wanted} ${content}`),
      ),
    );
    expect(cells.map(([status, wanted, content]) => `${status} ${wanted} ${content}`).sort()).toEqual(
      all.sort(),
    );
  });

  it.each(cells)('%s, desired %s, %s: %s by %s', (...cell) => {
    const { action, steps } = course(cell);
    expect([action, steps.map(inShort).join(' ')]).toEqual([cell[3], cell[4]]);
  });

  it('names an unknown status, and gives a reason only then', () => {
    expect(allowedStepsFor(card, 'SUSPENDED', 'active', true).obstacle).toMatchObject({
      code: 'unknown-status',
      reason: expect.stringContaining('"SUSPENDED"'),
    });
    const known = cells.filter(([status]) => status !== 'SUSPENDED');
    expect(known.every((cell) => course(cell).obstacle === undefined)).toBe(true);
  });

  it('waits for the result of every transition', () => {
    for (const cell of cells) {
      const { steps } = course(cell);
      for (const [place, step] of steps.entries()) {
        const moves =
          step.do === 'activate' || ('activate' in step && step.activate) ? 'ACTIVATED' : undefined;
        const until = step.do === 'deactivate' ? 'DEACTIVATED' : moves;
        if (until !== undefined) expect(steps[place + 1]).toEqual({ do: 'await', until });
      }
    }
  });

  it('deletes only a stream that is inactive at the start, and does nothing else then', () => {
    for (const cell of cells) {
      const { steps } = course(cell);
      if (!steps.some((step) => step.do === 'delete')) continue;
      expect(['INACTIVE', 'DEACTIVATED']).toContain(cell[0]);
      expect(steps).toEqual([{ do: 'delete' }]);
    }
  });

  it('never updates an active stream with activate: false', () => {
    for (const cell of cells) {
      for (const { step, active } of alongside(cell[0], course(cell).steps)) {
        if (step.do === 'update' && active) expect(step.activate).toBe(true);
      }
    }
  });
});

/** Steps with whether the stream is active before each of them. */
function alongside(status: string | undefined, steps: readonly Step[]) {
  let active = status === 'ACTIVATED';
  return steps.map((step) => {
    const before = active;
    if (step.do === 'await') active = step.until === 'ACTIVATED';
    return { step, active: before };
  });
}

describe('the step table of an API whose updates keep the status', () => {
  it('has activate: true only for an update of an active stream', () => {
    for (const [status, wanted, content] of INHERITED) {
      const { steps } = allowedStepsFor(datastream1, status, wanted, content === 'changed');
      for (const { step, active } of alongside(status, steps)) {
        if ('activate' in step) expect(step.activate).toBe(active);
      }
    }
  });
});

describe('editsLive', () => {
  const edit: Step = { do: 'update', activate: true };
  it.each([
    ['ACTIVATED', [edit], true],
    ['INACTIVE', [edit], false],
    [undefined, [{ do: 'create', activate: true }], false],
    ['ACTIVATING', [{ do: 'await', until: 'ACTIVATED' }, edit], true],
    ['DEACTIVATING', [{ do: 'await', until: 'DEACTIVATED' }, edit], false],
    ['ACTIVATED', allowedStepsFor(cdn, 'ACTIVATED', 'inactive', true).steps, false],
    ['ACTIVATED', [], false],
  ] as const)('%s with %j: %s', (status, steps, expected) => {
    expect(editsLive(status, steps)).toBe(expected);
  });
});
