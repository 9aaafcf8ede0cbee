import { collectionKey } from '../../model/collection.ts';
import type { Affected } from '../../model/observed.ts';
import { keyById } from '../../model/resource-key.ts';
import { reactivatedWith } from '../../plan/steps/shared-sources.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { WriteStep } from '../items/write-result.ts';

/** Notes the streams that a write has re-activated as well: those of the plan, and those that the API returned. */
export async function noteSideEffects(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
  affected: Affected | undefined,
): Promise<void> {
  // Also if the response that would have listed the affected streams was lost.
  const planned = step.do === 'update' ? reactivatedWith(itemProgress.item, run.startRows) : [];
  for (const { streamId } of planned) run.moved.add(keyById(itemProgress.collection, streamId));
  if (affected) await noteAffected(run, itemProgress, affected);
}

/**
 * Records and reports which other streams a write has re-activated, so that their changes do not count as
 * concurrent edits.
 */
async function noteAffected(
  run: ApplyContext,
  itemProgress: ItemProgress,
  returned: Affected,
): Promise<void> {
  const affected = affectedClean(run, returned);
  itemProgress.recordAffected(affected);
  run.listen({ tag: 'affected', name: itemProgress.name, affected });
  const rows = run.startRows.get(collectionKey(itemProgress.collection)) ?? [];
  for (const { streamId, name, version } of affected.streams) {
    run.moved.add(keyById(itemProgress.collection, streamId));
    const from = rows.find((row) => row.streamId === streamId)?.status;
    if (from !== 'ACTIVATED') continue;
    const transition = { step: 'activate', result: 'done', from, towards: 'ACTIVATED' } as const;
    await run.journal.record({
      name,
      ...itemProgress.collection,
      streamId,
      version,
      ...transition,
      by: itemProgress.name,
    });
  }
}

/** Names come from the server and may repeat sent values, like all of its texts. */
function affectedClean({ secrets }: ApplyContext, { streams, sources }: Affected): Affected {
  const named = <T extends { readonly name: string }>(one: T): T => ({
    ...one,
    name: secrets.redact(one.name),
  });
  return {
    streams: streams.map(named),
    sources: sources.map(({ id, name }) =>
      named({ id: typeof id === 'string' ? secrets.redact(id) : id, name }),
    ),
  };
}
