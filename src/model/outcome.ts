import { defined } from './defined.ts';
import { FREEZE_OVERRIDE } from './freeze.ts';
import { FORMAT_VERSION, IDENTITY, STATUS, TARGET, VERSION } from './members.ts';
import { AFFECTED } from './observed.ts';
import { REFUSALS, WARNINGS } from './plan.ts';
import { BLOCKED_CODE, BLOCKED_URL, STEPS, type Step } from './plan-item.ts';
import { NETWORKS, type Network } from './property-logging.ts';
import { list, type ObjectOf, object, oneOf, type Static, text, whole } from './shape.ts';

const STEP_OUTCOME = object({
  do: oneOf('The step.', STEPS),
  'network?': oneOf('The network of an activation of a property, and of the wait for it.', NETWORKS),
  result: oneOf('`pending`: started or waited for, not finished. `not-run`: not started.', [
    'done',
    'failed',
    'pending',
    'not-run',
  ]),
  'error?': text('What is wrong, who changed what and when, and what to do next.'),
});
/** The result of one step. */
export type StepOutcome = Static<typeof STEP_OUTCOME>;

/** Returns the members of the result of a step that say which step it is. */
export function identifyStep(step: Step): Pick<StepOutcome, 'do' | 'network'> {
  return { do: step.do, ...defined({ network: networkOf(step) }) };
}

function networkOf(step: Step): Network | undefined {
  if (step.do === 'activate') return step.network;
  return step.do === 'await' ? NETWORKS.find((network) => step.until === `ACTIVE_${network}`) : undefined;
}

const UNDO = object(
  {
    version: whole('The version to activate.', 1),
    network: oneOf('The network to activate it on.', NETWORKS),
    'fastFallbackUntil?': text(
      'Until when this is possible as a fast fallback, within seconds; ISO 8601.',
      '2026-01-05T14:05:00Z',
    ),
  },
  'How to undo the activation of a property. Absent: nothing was activated, or nothing was active before.',
);
/** How the activation of a property can be undone. */
export type Undo = Static<typeof UNDO>;

const ITEM_OUTCOME = object({
  ...IDENTITY,
  'version?': VERSION,
  'status?': STATUS,
  steps: list('The result of each step.', STEP_OUTCOME),
  'affected?': AFFECTED,
  'undo?': UNDO,
  'reason?': text('Why nothing was attempted: a blocked stream.'),
  'reasonCode?': BLOCKED_CODE,
  'reasonUrl?': BLOCKED_URL,
});
/** The result for one stream. */
export type ItemOutcome = Static<typeof ITEM_OUTCOME>;

export const RUN_OUTCOME = oneOf(
  '`converged`: nothing left to do. `progressing`: a stream is in transition, or a change waits for its turn. `interrupted`: a signal stopped the run; steps that are `not-run` were not started.',
  ['converged', 'progressing', 'interrupted', 'failed', 'refused'],
);

/** The members of the result of an apply. */
export const OUTCOME = {
  formatVersion: FORMAT_VERSION,
  target: TARGET,
  outcome: RUN_OUTCOME,
  requests: whole('HTTP requests sent in this run, planning included.'),
  items: list('One for each manifest.', ITEM_OUTCOME),
  refusals: REFUSALS,
  warnings: WARNINGS,
  'freezeOverride?': FREEZE_OVERRIDE,
};

/** The result of an apply. */
export type ApplyOutcome = ObjectOf<typeof OUTCOME>;
