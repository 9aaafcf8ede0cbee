import { beforeEach, describe, expect, test } from 'vitest';
import { type ApprovedApply, applyApproved } from '../../../src/workflow/account/apply-approved.ts';
import { recordFor } from '../../../src/workflow/account/apply-records.ts';
import type { Authority } from '../../../src/workflow/account/authority.ts';
import { planChange } from '../../../src/workflow/account/plan-change.ts';
import { type CdnTextParts, cdnText } from '../../builders/manifest-texts.ts';
import { DEFAULTS, type Workspace, workspace } from '../../commands/workspace.ts';

let at: Workspace;
beforeEach(async () => {
  at = await workspace({ env: { TOKEN: 'canary-secret' } });
});

const OPTIONS = { ...DEFAULTS, simulator: 'simulator.json', yes: true };

function stream(name: string, parts: CdnTextParts = {}): Promise<void> {
  return at.write(`streams/${name}.yaml`, cdnText(name, { state: 'inactive', ...parts }));
}

async function planned() {
  const found = await at.clock.runUntil(planChange(at.context, OPTIONS));
  if (found.tag === 'rejected') throw new Error(found.result.output);
  return found;
}

async function approvals(): Promise<Authority> {
  const { approvals: shown } = await planned();
  return {
    tag: 'approvals',
    approvals: shown.map((one) => ({ ...one, by: '#12' })),
    records: [],
    open: [],
    latest: [],
  };
}

async function applied(authority: Authority): Promise<ApprovedApply> {
  const done = await at.clock.runUntil(applyApproved(at.context, OPTIONS, authority));
  if (done.tag === 'rejected') throw new Error(done.result.output);
  return done;
}

const tags = ({ coverage }: ApprovedApply) => coverage.map(({ name, tag }) => `${name} ${tag}`);

/** A user named a plan, and nothing was reviewed. */
const UNKNOWN = { tag: 'plan-id', approvals: [], records: [], open: [], latest: [] } as const;

describe('an apply with an authority', () => {
  test('applies what was approved, and stops only the other streams', async () => {
    await stream('one');
    const authority = await approvals();
    await stream('two');
    const done = await applied(authority);
    expect(tags(done)).toEqual(['one covered', 'two not-approved']);
    expect(done.exitCode).toBe(1);
    expect(done.complete).toBe(false);
    expect(done.streams).toMatchObject([{ name: 'one', base: null, version: 1, left: [] }]);
    const later = await planned();
    expect(later.plan.fingerprint).toBe(done.stoppedId);
    expect((await applied({ ...UNKNOWN, planId: later.plan.fingerprint })).exitCode).toBe(0);
    expect((await planned()).approvals).toEqual([]);
  });

  test('with another plan id writes nothing at all', async () => {
    await stream('one');
    const done = await applied({ ...UNKNOWN, planId: 'sha256:another' });
    expect(done).toMatchObject({ exitCode: 3, streams: [] });
    expect((await planned()).approvals).toHaveLength(1);
  });

  test('that requires none applies everything', async () => {
    await stream('one');
    await stream('two');
    const done = await applied({ tag: 'none' });
    expect(tags(done)).toEqual(['one covered', 'two covered']);
    expect(done).toMatchObject({ exitCode: 0, complete: true });
  });

  test('reports every missing secret before the first write', async () => {
    await stream('one', { variables: ['ABSENT_A'] });
    await stream('three');
    await stream('two', { variables: ['ABSENT_B'] });
    const done = await applied({ tag: 'none' });
    expect(done).toMatchObject({ exitCode: 1, complete: false, streams: [] });
    const reasons = done.outcome.items.map(({ reason = '' }) => reason);
    expect(reasons[0]).toContain('ABSENT_A');
    expect(reasons.join()).toContain('ABSENT_B');
    expect((await planned()).approvals).toHaveLength(3);
  });

  test('requires a secret only if its stream is approved', async () => {
    await stream('one');
    const authority = await approvals();
    await stream('two', { variables: ['ABSENT_B'] });
    expect((await applied(authority)).streams.map(({ name }) => name)).toEqual(['one']);
  });

  test('leaves the steps of a stream in transition to a later run, for its current version', async () => {
    await stream('one', { state: 'active' });
    await applied({ tag: 'none' });
    await stream('one', { state: 'active', fields: [1002] });
    const done = await applied(await approvals());
    expect(done).toMatchObject({ exitCode: 0, complete: true });
    expect(done.streams).toMatchObject([
      { base: 1, version: 1, left: [{ do: 'await' }, { do: 'update', activate: true }, { do: 'await' }] },
    ]);
    const record = recordFor(done, { run: 4, attempt: 1 });
    expect(record).toMatchObject({ formatVersion: 1, run: 4, complete: true, streams: done.streams });
    expect(JSON.stringify(record)).not.toContain('canary');
  });

  test('does not start with manifests that have errors', async () => {
    await at.write('streams/bad.yaml', 'kind: DataStream2\n');
    expect(await at.clock.runUntil(applyApproved(at.context, OPTIONS, { tag: 'none' }))).toMatchObject({
      tag: 'rejected',
    });
  });
});
