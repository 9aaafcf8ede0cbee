import { describe, expect, it } from 'vitest';
import { apply } from '../../src/commands/apply.ts';
import { status } from '../../src/commands/status.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { DEFAULTS, exampleSecrets, workspace } from './workspace.ts';

const HOUR = 3_600_000;
const JSON_STATUS = { ...DEFAULTS, format: 'json', detailedExitcode: true } as const;

/** An account in which several streams have just started a transition of ten seconds. */
async function inTransition() {
  const at = await workspace({ examples: true, env: await exampleSecrets() });
  await at.run((context) => apply(context, DEFAULTS));
  return at;
}

function conditions(output: string): readonly string[] {
  return JSON.parse(output).items.map((item: { condition: string }) => item.condition);
}

describe('status', () => {
  it('reports streams in transition, and exits with 2 for them only if requested', async () => {
    const at = await inTransition();
    const asked = await at.run((context) => status(context, JSON_STATUS));
    expect(conditions(asked.output)).toContain('in-transition');
    expect(asked.exitCode).toBe(2);
    expect((await at.run((context) => status(context, DEFAULTS))).exitCode).toBe(0);
  });

  it('--wait follows until all streams are stable, and reports what it waits for', async () => {
    const at = await inTransition();
    const { output, exitCode } = await at.run((context) => status(context, { ...JSON_STATUS, wait: HOUR }));
    expect(new Set(conditions(output))).toEqual(new Set(['stable']));
    expect(exitCode).toBe(0);
    const waits = at.events.filter((event) => event.tag === 'waiting');
    const [first] = waits;
    expect(first?.streams.map(({ progress }) => progress)).toContain('in-transition');
    expect(first?.streams.find(({ name }) => name === 'legacy-datadog')).toEqual({
      name: 'legacy-datadog',
      kind: 'DataStream2',
      status: 'DEACTIVATING',
      progress: 'in-transition',
      goal: 'DEACTIVATED',
      since: first?.began,
      expectedEnd: (first?.began ?? 0) + 10_000,
    });
    expect(waits.length).toBeGreaterThan(1);
  });

  it('--wait ends at its limit: the remaining transitions are reported, exit code 2', async () => {
    const at = await inTransition();
    const began = at.clock.now();
    const { output, exitCode } = await at.run((context) => status(context, { ...JSON_STATUS, wait: 3000 }));
    expect(conditions(output)).toContain('in-transition');
    expect(exitCode).toBe(2);
    expect(at.clock.now() - began).toBeLessThan(10_000);
  });

  it('Ctrl-C ends the wait and reports the state known by then', async () => {
    const at = await inTransition();
    const listen = ({ tag }: RunEvent) => (tag === 'waiting' ? at.stop() : undefined);
    const context = { ...at.context, listen };
    const { output } = await at.run(() => status(context, { ...JSON_STATUS, wait: HOUR }));
    expect(conditions(output)).toContain('in-transition');
  });

  it('reports a transition as overdue after the given duration', async () => {
    const at = await inTransition();
    const { output } = await at.run((context) => status(context, { ...JSON_STATUS, overdue: 0 }));
    expect(conditions(output)).toContain('overdue');
  });

  it('of manifests with errors shows their findings', async () => {
    const at = await workspace();
    const { output, exitCode } = await at.run((context) => status(context, DEFAULTS));
    expect(exitCode).toBe(1);
    expect(output).toContain('streams');
  });
});
