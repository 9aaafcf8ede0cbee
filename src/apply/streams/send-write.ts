import type { StreamBody, WriteOptions } from '../../api/streams/client.ts';
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
  options: WriteOptions,
): ReturnType<PreparedRequest['send']> {
  const answer = await call(run, itemProgress, step, body, options);
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
  options: WriteOptions,
): Promise<WrittenStream | undefined> {
  const { writer } = run;
  const { collection } = itemProgress;
  switch (step.do) {
    case 'create':
      return writer.create(collection, body(), step.activate, options);
    case 'update':
      return writer.update(collection, itemProgress.live.knownId, body(), step.activate, options);
    case 'activate':
      return writer.activate(collection, itemProgress.live.knownId, options);
    case 'deactivate':
      return writer.deactivate(collection, itemProgress.live.knownId, options);
    case 'delete':
      await writer.delete(collection, itemProgress.live.knownId, options);
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
