import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Approval } from '../../../src/model/approval.ts';
import { decodeMarker } from '../../../src/workflow/notes/marker.ts';
import { postPlanComment } from '../../../src/workflow/reports/plan-comment.ts';
import { stage } from '../../action/action-run.ts';

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

const approvals = (n: number): readonly Approval[] =>
  Array.from({ length: n }, (_, i) => ({
    kind: 'DataStream2',
    logType: 'cdn',
    name: `stream-${i}`,
    streamId: i + 1,
    base: 1,
    desired: `sha256:${digest(`stream ${i}`)}`,
    wanted: {
      streamName: `stream-${i}`,
      state: 'active',
      spec: {
        datasetFields: [1000, i],
        destination: { bucket: `logs-${i}`, accessKey: { env: `KEY_${i}` } },
      },
    },
  }));

/** Posts a plan that fills its comment. */
async function posted(n: number): Promise<{ readonly fits: boolean; readonly body: string }> {
  const on = await stage();
  const { repository } = on.github.state;
  repository.push('change', { a: '1' });
  const { number, head, baseSha } = repository.open('change');
  const job = on.job({ tag: 'change', number, head, base: baseSha, isFork: false });
  const drawn = postPlanComment(job, (budget) => 'x'.repeat(budget), approvals(n));
  const fits = await on.workspace.clock.runUntil(drawn);
  const [comment] = on.github.state.comments;
  return { fits, body: comment?.body ?? '' };
}

test('a comment keeps the approvals in addition to its visible text', async () => {
  const { fits, body } = await posted(100);
  expect(fits).toBe(true);
  expect(Buffer.byteLength(body)).toBe(65_536);
  expect(decodeMarker(body)?.approvals).toEqual(approvals(100));
});

test('of very many approvals it keeps the digests for comparison', async () => {
  const { fits, body } = await posted(700);
  expect(fits).toBe(true);
  expect(decodeMarker(body)?.approvals).toEqual(approvals(700).map(({ wanted: _, ...rest }) => rest));
});

test('of more than fit it keeps none, and says so', async () => {
  const { fits, body } = await posted(1500);
  expect(fits).toBe(false);
  expect(Buffer.byteLength(body)).toBe(65_536);
  expect(decodeMarker(body)?.approvals).toBeUndefined();
  expect(body).toMatch(/Split it into several pull requests/);
});
