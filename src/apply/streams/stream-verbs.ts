import { collectionKey, streamCollection } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { StreamRow } from '../../model/observed.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { activationStart } from '../../plan/steps/transition-time.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { ResourceVerbs } from '../items/resource-verbs.ts';
import type { StartState } from '../items/snapshot.ts';
import { lookForWrite } from './look-for-write.ts';
import { missingSecretsOf } from './missing-secrets.ts';
import { observeWaiting } from './observe-waiting.ts';
import { dropUsedNames } from './prepare-content.ts';
import { confirmWrite, prepareWrite } from './prepare-write.ts';
import { findRepeatedName } from './repeated-name.ts';
import { noteSideEffects } from './side-effects.ts';

/** How streams are read and written. */
export const streamVerbs: ResourceVerbs = {
  missingSecrets: missingSecretsOf,
  open: openStream,
  prepare: prepareWrite,
  confirm: confirmWrite,
  look: lookForWrite,
  findConflict: async (run, progress, step, { id }) =>
    step.do === 'create' ? findRepeatedName(run, progress, id) : undefined,
  forgetReads: dropUsedNames,
  noteSideEffects,
  observe: observeWaiting,
};

function openStream(run: ApplyContext, item: PlanItem): StartState {
  run.secrets.addCredentials(streamCollection(item), item.desired?.spec);
  const row = rowAtStart(run, item);
  return row ? { status: row.status, ...defined({ transitionStart: activationStart(row) }) } : {};
}

function rowAtStart(run: ApplyContext, item: PlanItem): StreamRow | undefined {
  const rows = run.startRows.get(collectionKey(item)) ?? [];
  return item.streamId === undefined ? undefined : rows.find((row) => row.streamId === item.streamId);
}
