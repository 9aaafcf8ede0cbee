import { beforeEach, describe, expect, test } from 'vitest';
import { readAllowances } from '../../src/model/safety-limits.ts';
import { HOUR, Repository } from './repository.ts';
import type { Ran } from './run-result.ts';
import { cdn, type Files } from './stream-files.ts';

/** Deactivates one stream: one in each pull request is within the limit of two, three are not. */
const PROPERTIES = { one: 349770, two: 349772, three: 349774 } as const;
const stream = (name: keyof typeof PROPERTIES, more: Parameters<typeof cdn>[1] = {}): Files =>
  cdn(name, { property: PROPERTIES[name], ...more });
const stop = (name: keyof typeof PROPERTIES) => stream(name, { state: 'inactive' });
const other = (fields: readonly number[]) => cdn('other', { property: 349776, fields });

let repository: Repository;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable({ ...stream('one'), ...stream('two'), ...stream('three'), ...other([1002]) });
});

/** The pull requests, newest last. */
async function stopThree(): Promise<number> {
  const pulls: number[] = [];
  for (const name of ['one', 'two', 'three'] as const) pulls.push(await repository.pull(stop(name)));
  for (const pull of pulls) repository.merge(pull);
  return pulls.at(-1) ?? 0;
}

/** The one command in a text for the user, as the workflow receives it. */
function commandIn(text: string): { readonly planId: string; readonly allow: string } {
  const lines = text.match(/^forge start apply .*$/gm) ?? [];
  expect(lines).toHaveLength(1);
  const [, planId = '', , allow = ''] = /plan-id=(\S+)( --input allow=(\S+))?$/.exec(lines[0] ?? '') ?? [];
  return { planId, allow };
}

function manually({ summary }: Ran): Promise<Ran> {
  const { planId, allow } = commandIn(summary);
  const head = repository.forge.commits.at(-1) ?? '';
  const trigger = { tag: 'other', head } as const;
  const raised = allow === '' ? {} : readAllowances(allow);
  return repository.apply({ trigger, inputs: { planId, allow: raised ?? {} } });
}

describe('an apply that a safety limit refuses', () => {
  test('prints one command that succeeds, in summary, comment and annotation', async () => {
    const pull = await stopThree();
    const refused = await repository.apply();
    expect(refused.code).toBe(3);
    expect(commandIn(refused.summary).allow).toBe('deactivate=3');
    expect(commandIn(repository.forge.said(pull, 'DataStream apply') ?? '')).toEqual(
      commandIn(refused.summary),
    );
    expect(refused.errors.join('\n')).toContain(commandIn(refused.summary).planId);
    expect(refused.summary).not.toContain('--allow');
    expect((await manually(refused)).code).toBe(0);
    expect(await repository.state('one')).toBe('DEACTIVATING v1');
  });

  test('prints one id if a stream is stopped as well, and its command succeeds', async () => {
    await stopThree();
    repository.push(other([1023]));
    const refused = await repository.apply();
    const ids = [...refused.errors, refused.summary].join('\n').match(/sha256:[0-9a-f]{64}/g);
    expect(new Set(ids).size).toBe(1);
    expect((await manually(refused)).code).toBe(0);
    expect(await repository.state('three')).toBe('DEACTIVATING v1');
    expect(await repository.state('other')).toBe('ACTIVATING v2');
  });

  test('does not undo a change made elsewhere, also if it is applied manually', async () => {
    await stopThree();
    await repository.concurrentEdit({ act: 'deactivate', stream: 'other' });
    await repository.pass(2 * HOUR);
    const refused = await repository.apply();
    expect(refused.code).toBe(3);
    await manually(refused);
    expect(await repository.state('three')).toBe('DEACTIVATING v1');
    expect(await repository.state('other')).toBe('DEACTIVATED v1');
  });

  test('names every limit in one command, also one that the variable raises and the input would override', async () => {
    await stopThree();
    repository.merge(await repository.pull(other([1023])));
    const refused = await repository.apply({ inputs: { allow: { deactivate: 5, live: 0 } } });
    expect(refused.code).toBe(3);
    expect(commandIn(refused.summary).allow).toBe('live=1,deactivate=3');
    expect((await manually(refused)).code).toBe(0);
  });

  test('is not an apply with nothing to do: its deployment says that it was refused', async () => {
    await stopThree();
    await repository.apply();
    expect(repository.states().at(-1)).toBe('failed');
    expect(repository.forge.ledger.at(-1)?.summary).toBe('Refused (safety limit): nothing was written.');
  });
});

test('if stopped streams alone exceed a limit, their command raises it, too', async () => {
  repository.push({ ...stop('one'), ...stop('two'), ...stop('three') });
  const stopped = await repository.apply();
  expect(stopped.code).toBe(3);
  expect(commandIn(stopped.summary).allow).toBe('deactivate=3');
  expect((await manually(stopped)).code).toBe(0);
});
