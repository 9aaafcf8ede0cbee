import type { Obstacle } from '../../model/blocked-code.ts';
import type { StreamCard } from '../../model/card.ts';
import type { DesiredState } from '../../model/manifest.ts';
import { streamPhase } from '../../model/phase.ts';
import type { Action, Step } from '../../model/plan-item.ts';

/**
 * The tables of allowed steps. They contain every allowed sequence of steps from the live state of a stream to its desired state:
 *
 * | live     | active, changed   | active, same | inactive, changed           | inactive, same | absent               |
 * |----------|-------------------|--------------|-----------------------------|----------------|----------------------|
 * | nowhere  | create (activate) | as changed   | create                      | as changed     | none                 |
 * | inactive | update (activate) | activate     | update                      | none           | delete               |
 * | active   | update (activate) | none         | deactivate → await → update | deactivate     | deactivate           |
 * | changing | await, then the steps of the row of its stable status, but never a delete                              |
 * | unknown  | blocked                                                                                                |
 *
 * `nowhere`: there is no such stream. `changing`: the stream is in transition. `unknown`: its status is not known.
 *
 * A step that starts a transition is followed by an await. A delete is always the only step: it requires an apply that
 * found the stream inactive, so a stream that is active now is deleted by a later apply. An update of an active stream
 * contains `activate: true`, since the API refuses `false` there ("version management" in the vendor's documentation).
 *
 * In some collections writes do not activate a stream (`activation: inherited`). In DataStream 1, new streams are
 * inactive, and an update keeps the status of the version before. There, two cells have more steps:
 *
 * | nowhere  | create → activate | as changed   |
 * | inactive | update → activate | activate     |
 */
type LiveState = 'nowhere' | 'inactive' | 'active';
type Goal = 'active, changed' | 'active, same' | 'inactive, changed' | 'inactive, same' | 'absent';

/** The action and the steps of a stream, and for `blocked` why no step is allowed. */
export interface AllowedSteps {
  readonly action: Action;
  readonly steps: readonly Step[];
  readonly obstacle?: Obstacle;
}

const untilActivated: Step = { do: 'await', until: 'ACTIVATED' };
const untilDeactivated: Step = { do: 'await', until: 'DEACTIVATED' };

const nothing: AllowedSteps = { action: 'none', steps: [] };
const createActive: AllowedSteps = {
  action: 'create',
  steps: [{ do: 'create', activate: true }, untilActivated],
};
const createInactive: AllowedSteps = { action: 'create', steps: [{ do: 'create', activate: false }] };
const updateActive: AllowedSteps = {
  action: 'update',
  steps: [{ do: 'update', activate: true }, untilActivated],
};
const updateInactive: AllowedSteps = { action: 'update', steps: [{ do: 'update', activate: false }] };
const activate: AllowedSteps = { action: 'activate', steps: [{ do: 'activate' }, untilActivated] };
const deactivate: AllowedSteps = { action: 'deactivate', steps: [{ do: 'deactivate' }, untilDeactivated] };

type Table = Readonly<Record<LiveState, Readonly<Record<Goal, AllowedSteps>>>>;

const EXPLICIT: Table = {
  nowhere: {
    'active, changed': createActive,
    'active, same': createActive,
    'inactive, changed': createInactive,
    'inactive, same': createInactive,
    absent: nothing,
  },
  inactive: {
    'active, changed': updateActive,
    'active, same': activate,
    'inactive, changed': updateInactive,
    'inactive, same': nothing,
    absent: { action: 'delete', steps: [{ do: 'delete' }] },
  },
  active: {
    'active, changed': updateActive,
    'active, same': nothing,
    'inactive, changed': { action: 'update', steps: [...deactivate.steps, ...updateInactive.steps] },
    'inactive, same': deactivate,
    absent: { action: 'delete', steps: deactivate.steps },
  },
};

const createThenActivate: AllowedSteps = {
  action: 'create',
  steps: [{ do: 'create', activate: false }, ...activate.steps],
};
const updateThenActivate: AllowedSteps = {
  action: 'update',
  steps: [{ do: 'update', activate: false }, ...activate.steps],
};

const TABLES: Readonly<Record<StreamCard['activation'], Table>> = {
  explicit: EXPLICIT,
  inherited: {
    ...EXPLICIT,
    nowhere: {
      ...EXPLICIT.nowhere,
      'active, changed': createThenActivate,
      'active, same': createThenActivate,
    },
    inactive: { ...EXPLICIT.inactive, 'active, changed': updateThenActivate },
  },
};

/**
 * Looks up the steps in the table.
 *
 * @param status the live status; absent if there is no stream
 * @param changed also true for a rotation
 */
export function allowedStepsFor(
  { activation }: Pick<StreamCard, 'activation'>,
  status: string | undefined,
  wanted: DesiredState,
  changed: boolean,
): AllowedSteps {
  const table = TABLES[activation];
  const goal = goalOf(wanted, changed);
  if (status === undefined) return table.nowhere[goal];
  const phase = streamPhase(status);
  switch (phase.tag) {
    case 'stable':
      return table[phase.active ? 'active' : 'inactive'][goal];
    case 'in-transition':
      return afterAwait(
        { do: 'await', until: phase.towards },
        table[phase.active ? 'active' : 'inactive'][goal],
      );
    case 'unknown':
      return {
        action: 'blocked',
        steps: [],
        obstacle: { code: 'unknown-status', reason: unknownStatus(phase.status) },
      };
    default:
      return phase satisfies never;
  }
}

function goalOf(wanted: DesiredState, changed: boolean): Goal {
  return wanted === 'absent' ? 'absent' : `${wanted}, ${changed ? 'changed' : 'same'}`;
}

/** `none` keeps its await, so that waiting and `status` can follow a transition to the desired state. */
function afterAwait(wait: Step, stable: AllowedSteps): AllowedSteps {
  return {
    action: stable.action === 'none' ? 'none' : 'wait',
    steps: [wait, ...stable.steps.filter((step) => step.do !== 'delete')],
  };
}

function unknownStatus(status: string): string {
  return `its status is ${JSON.stringify(status)}, which the API does not document, so no step is known to be possible; check the stream in Akamai Control Center`;
}

/** Returns whether the steps activate a stream that sends no logs now. */
export function startsLogs(status: string | undefined, steps: readonly Step[]): boolean {
  const activates = steps.some((step) => step.do === 'activate' || ('activate' in step && step.activate));
  return activates && !editsLive(status, steps);
}

/** Returns whether the steps update an active stream, so that a new version is activated on production. */
export function editsLive(status: string | undefined, steps: readonly Step[]): boolean {
  let active = status === 'ACTIVATED';
  for (const step of steps) {
    if (step.do === 'update' && active) return true;
    if (step.do === 'await') active = step.until === 'ACTIVATED';
  }
  return false;
}
