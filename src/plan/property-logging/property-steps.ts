import type { Step } from '../../model/plan-item.ts';
import type { ActivationNetwork } from '../../model/property-logging.ts';
import type { VersionStatus } from './starting-version.ts';

const UPDATE: Step = { do: 'update', activate: false };
const STAGE: readonly Step[] = [
  { do: 'activate', network: 'STAGING' },
  { do: 'await', until: 'ACTIVE_STAGING' },
];
const RELEASE: readonly Step[] = [
  { do: 'activate', network: 'PRODUCTION' },
  { do: 'await', until: 'ACTIVE_PRODUCTION' },
];

/** All steps of a change. Production follows staging, because both at once are refused (409). */
const STEPS: Readonly<Record<ActivationNetwork, readonly Step[]>> = {
  NONE: [UPDATE],
  STAGING: [UPDATE, ...STAGE],
  PRODUCTION: [UPDATE, ...STAGE, ...RELEASE],
};

/** How many of the steps are done if the version with the change has this status. */
const DONE: Readonly<Record<VersionStatus, number>> = {
  INACTIVE: 1,
  PENDING_STAGING: 2,
  ACTIVE_STAGING: 3,
  PENDING_PRODUCTION: 4,
  ACTIVE_PRODUCTION: 5,
};

/**
 * Returns the steps that are left.
 *
 * @param planned the status of the version that has the change. Absent: no version has it
 */
export function remainingSteps(
  network: ActivationNetwork,
  planned: VersionStatus | undefined,
): readonly Step[] {
  return STEPS[network].slice(planned === undefined ? 0 : DONE[planned]);
}

/** Returns whether steps are the end of those of some change, so that no file can make apply take others. */
export function arePossible(steps: readonly Step[], network: ActivationNetwork): boolean {
  const all = STEPS[network].map((step) => JSON.stringify(step));
  return (
    steps.length > 0 &&
    JSON.stringify(all.slice(-steps.length)) === JSON.stringify(steps.map((step) => JSON.stringify(step)))
  );
}
