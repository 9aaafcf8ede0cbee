import { expect, test } from 'vitest';
import { decodeMarker } from '../../src/action/marker.ts';
import { postPlan } from '../../src/action/plan-comment.ts';
import type { Approval } from '../../src/model/approval.ts';
import { stage } from './stage.ts';

const approvals = (n: number): readonly Approval[] =>
  Array.from({ length: n }, (_, i) => ({
    kind: 'DataStream2',
    logType: 'cdn',
    name: `stream-${i}`,
    streamId: i,
    base: 1,
    desired: `sha256:${'0'.repeat(64)}`,
  }));

test.each([
  [10, true],
  [1000, false],
])(
  'a comment for %i approvals fits into what GitHub takes, with all of them or none: %s',
  async (n, fits) => {
    const on = await stage();
    const { repository } = on.github.state;
    repository.push('change', { a: '1' });
    const { number, head, baseSha } = repository.open('change');
    const job = on.job({ tag: 'pull-request', number, head, base: baseSha, isFork: false });
    const drawn = postPlan(job, (budget) => 'x'.repeat(budget), approvals(n));
    expect(await on.desk.clock.runUntil(drawn)).toBe(fits);
    const [comment] = on.github.state.comments;
    expect(comment?.body.length).toBe(65_536);
    expect(decodeMarker(comment?.body ?? '')?.approvals?.length).toBe(fits ? n : undefined);
    if (!fits) expect(comment?.body).toMatch(/Split it into several pull requests/);
  },
);
