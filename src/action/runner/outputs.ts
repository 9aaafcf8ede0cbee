import type { Counts } from '../../workflow/forge/job.ts';

/** The outputs of the Action, in the order of `action.yml`, which describes them. */
export const OUTPUTS = [
  'has-changes',
  'changed-count',
  'live-count',
  'plan-id',
  'plan-path',
  'pending',
] as const;

type Outputs = Readonly<Partial<Record<(typeof OUTPUTS)[number], string>>>;

/** Returns the outputs of a step. */
export function outputsOf({ changed, live, pending, planId, planFile }: Counts): Outputs {
  return {
    'has-changes': String(changed > 0),
    'changed-count': String(changed),
    ...(live === undefined ? {} : { 'live-count': String(live) }),
    ...(planId === undefined ? {} : { 'plan-id': planId }),
    ...(planFile === undefined ? {} : { 'plan-path': planFile }),
    pending: String(pending),
  };
}
