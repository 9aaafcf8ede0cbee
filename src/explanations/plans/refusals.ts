import type { Refusal } from '../../model/plan.ts';
import type { Explanation } from '../explanation.ts';

/** What each refusal means. The compiler reports a missing code. */
export const REFUSALS: Readonly<Record<Refusal['code'], Explanation>> = {
  'safety-limit': {
    title: 'The plan exceeds a safety limit',
    meaning:
      'One run would change more than the limits allow. A wrong folder or a bad merge often causes this.',
    fix: 'Read the plan. If all changes are intended, raise the limit for one run with `--allow`, or in `datastream.yaml`.',
  },
  protected: {
    title: 'The plan would delete or stop something protected',
    meaning: 'A manifest with `protect: true` is to be deleted, or its change would stop what it protects.',
    fix: 'Remove `protect` in a separate change, or keep the stream.',
  },
  ambiguous: {
    title: 'It is not clear which stream a manifest means',
    meaning: 'Several live streams match the manifest, or several manifests match one stream or property.',
    fix: 'Bind the manifest to its stream with `spec.streamId`. List a property in one manifest only.',
  },
  freeze: {
    title: 'The time is in a freeze',
    meaning: '`freezes` in `datastream.yaml` holds back all changes but deactivations at this time.',
    fix: 'Wait until the freeze ends. In an emergency, use `--override-freeze REASON`, which is recorded.',
  },
  'stale-plan': {
    title: 'The saved plan is out of date',
    meaning:
      'The account or a manifest has changed since the plan was saved. Applying it could undo that change.',
    fix: 'Plan again, review the new plan and apply it.',
  },
  'other-target': {
    title: 'The saved plan is for another account',
    meaning: 'The host, the account key or the section differs from those of the plan.',
    fix: 'Use the options of the plan, or plan again.',
  },
  'no-consent': {
    title: 'The changes are not confirmed',
    meaning: 'Without a terminal, the question before the first write cannot be answered.',
    fix: 'Review the plan, and run the command with `--yes` or with `--plan FILE`.',
  },
  policy: {
    title: 'The saved plan violates a policy',
    meaning:
      '`policy` in `datastream.yaml` does not allow what the plan would write. The policy may be newer than the plan.',
    fix: 'Correct the manifest, or except it from the policy. Then plan again.',
  },
};
