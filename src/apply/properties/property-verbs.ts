import type { StableStatus } from '../../model/phase.ts';
import { isInWindow } from '../../model/time-window.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { PreparedRequest, ResourceVerbs, WaitLimits } from '../items/resource-verbs.ts';
import type { WriteCheck, WriteResult, WriteStep } from '../items/write-result.ts';
import { lookForActivation, prepareActivation } from './activate-version.ts';
import { observeActivation } from './observe-activation.ts';
import { lookForVersion, prepareVersion } from './prepare-version.ts';

/** Staging takes 1 to 3 minutes (techdocs). Milliseconds. */
const STAGING: WaitLimits = { limit: 10 * 60_000, poll: 30_000 };

/** Reads and writes what properties log. */
export const propertyVerbs: ResourceVerbs = {
  isSequential: true,
  mayWrite,
  briefWait: (until: StableStatus) => (until === 'ACTIVE_STAGING' ? STAGING : undefined),
  missingSecrets: async () => [],
  // The plan was made in this run, or the first step compares the property with it.
  open: () => ({}),
  prepare: prepareStep,
  confirm: confirmStep,
  look: lookForStep,
  findConflict: async () => undefined,
  // Every step reads the property again.
  forgetReads: async () => undefined,
  noteSideEffects: async () => undefined,
  observe: async (run) => (progress) => observeActivation(run, progress),
};

/** The wait for staging may end after the window, so each step checks the time. */
function mayWrite({ options: { propertyWindow }, clock }: ApplyContext): boolean {
  return propertyWindow === undefined || isInWindow(propertyWindow, clock.now());
}

function prepareStep(
  run: ApplyContext,
  progress: ItemProgress,
  step: WriteStep,
): Promise<WriteResult | PreparedRequest> {
  switch (step.do) {
    case 'update':
      return prepareVersion(run, progress);
    case 'activate':
      return prepareActivation(run, progress, networkOf(step));
    default:
      throw impossible(progress, step);
  }
}

async function confirmStep(run: ApplyContext, progress: ItemProgress): Promise<WriteResult | undefined> {
  const { next } = progress;
  if (!next || next.do === 'await') throw new Error(`bug: ${progress.name} has no write to confirm`);
  const prepared = await prepareStep(run, progress, next);
  return prepared.tag === 'ready' ? undefined : prepared;
}

function lookForStep(run: ApplyContext, progress: ItemProgress, step: WriteStep): Promise<WriteCheck> {
  switch (step.do) {
    case 'update':
      return lookForVersion(run, progress);
    case 'activate':
      return lookForActivation(run, progress, networkOf(step));
    default:
      throw impossible(progress, step);
  }
}

function networkOf({ network }: WriteStep & { readonly do: 'activate' }) {
  if (network === undefined) throw new Error('bug: the activation of a property has no network');
  return network;
}

function impossible({ name }: ItemProgress, step: WriteStep): Error {
  return new Error(`bug: ${name} is a property and has no step ${step.do}`);
}
