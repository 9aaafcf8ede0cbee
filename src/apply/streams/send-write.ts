import type { StreamBody } from '../../api/streams/client.ts';
import type { StreamDetail, WrittenStream } from '../../model/observed.ts';
import type { ItemProgress } from '../items/item-progress.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { PreparedRequest } from '../items/resource-verbs.ts';
import type { WriteCheck, WriteStep } from '../items/write-result.ts';
import { verifyEdit, verifyTransition } from './verify-write.ts';

/** Sends the request of a step, and checks the response. */
export async function sendWrite(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
  body: () => StreamBody,
  confirm: () => Promise<void>,
): ReturnType<PreparedRequest['send']> {
  const answer = await call(run, itemProgress, step, body, confirm);
  if (!answer) return { check: { tag: 'happened' } };
  const check = await checkDetail(run, itemProgress, step, answer);
  return { check, ...(answer.affected ? { affected: answer.affected } : {}) };
}

/** Sends the request. The response to a delete has no body. */
async function call(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
  body: () => StreamBody,
  confirm: () => Promise<void>,
): Promise<WrittenStream | undefined> {
  const { writer } = run;
  const { collection } = itemProgress;
  switch (step.do) {
    case 'create':
      return writer.create(collection, body(), step.activate, { confirm });
    case 'update':
      return writer.update(collection, itemProgress.live.knownId, body(), step.activate, { confirm });
    case 'activate':
      return writer.activate(collection, itemProgress.live.knownId, { confirm });
    case 'deactivate':
      return writer.deactivate(collection, itemProgress.live.knownId, { confirm });
    case 'delete':
      await writer.delete(collection, itemProgress.live.knownId, { confirm });
      return undefined;
    default:
      return step satisfies never;
  }
}

function checkDetail(
  run: ApplyContext,
  itemProgress: ItemProgress,
  step: WriteStep,
  answer: StreamDetail,
): Promise<WriteCheck> {
  if (step.do === 'create') return verifyEdit(run, itemProgress, answer, 1, 'response');
  if (step.do === 'update')
    return verifyEdit(run, itemProgress, answer, itemProgress.live.version + 1, 'response');
  return verifyTransition(run, itemProgress, answer);
}
