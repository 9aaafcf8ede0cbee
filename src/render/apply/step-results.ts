import type { ResourceKind } from '../../model/collection.ts';
import type { StepOutcome } from '../../model/outcome.ts';
import type { ResultView } from '../document/document.ts';
import type { Tone } from '../text/styled-line.ts';

type Result = StepOutcome['result'];

const RESULT: Readonly<Record<Result, { readonly symbol: string; readonly tone: Tone }>> = {
  done: { symbol: '✓', tone: 'good' },
  failed: { symbol: '✗', tone: 'danger' },
  pending: { symbol: '…', tone: 'progress' },
  'not-run': { symbol: '○', tone: 'quiet' },
};

/** The text for each step, by its result. */
type StepWords = Readonly<Record<StepOutcome['do'], Readonly<Record<Result, string>>>>;

const STREAM = wordsOf({
  before: 'waits until the stream is stable',
  running: 'in transition, locked until it is stable',
  ended: 'transition complete',
});

const PROPERTY = wordsOf({
  before: 'waits for earlier steps',
  running: 'activation in progress',
  ended: 'activation complete',
});

const WORDS: Readonly<Record<ResourceKind, StepWords>> = {
  DataStream2: STREAM,
  DataStream1: STREAM,
  PropertyLogging: PROPERTY,
};

/** Returns the results of the steps of a resource for display. */
export function resultViews(
  { kind }: { readonly kind: ResourceKind },
  steps: readonly StepOutcome[],
): readonly ResultView[] {
  const pending = steps.findIndex(({ result }) => result === 'pending');
  return steps.map((step, index) => {
    const where = step.network === undefined ? '' : `${step.network.toLowerCase()}: `;
    const isAhead = step.result === 'pending' && index > pending;
    const text = step.do === 'await' && isAhead ? WAIT_AHEAD : WORDS[kind][step.do][step.result];
    return {
      ...RESULT[step.result],
      text: `${where}${text}`,
      ...(step.error === undefined ? {} : { error: step.error }),
    };
  });
}

/** A wait whose transition has not started. */
const WAIT_AHEAD = 'wait: not started';

/** What distinguishes the types of resources: why a step is pending, and what a wait is for. */
interface TypeWords {
  readonly before: string;
  readonly running: string;
  readonly ended: string;
}

function wordsOf({ before, running, ended }: TypeWords): StepWords {
  const step = (past: string, verb: string, doing: string): Readonly<Record<Result, string>> => ({
    done: past,
    failed: `${doing} failed`,
    pending: `${verb}: not started, ${before}`,
    'not-run': `${verb}: not run`,
  });
  return {
    create: step('created', 'create', 'creating'),
    update: step('saved as a new version', 'save a new version', 'saving a new version'),
    activate: step('activation started', 'activate', 'activating'),
    deactivate: step('deactivation started', 'deactivate', 'deactivating'),
    delete: step('deleted', 'delete', 'deleting'),
    await: {
      done: ended,
      failed: 'did not reach the expected state',
      pending: running,
      'not-run': 'wait: not run',
    },
  };
}
