import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { apply } from '../../src/commands/apply.ts';
import { plan } from '../../src/commands/plan.ts';
import { pollInterval } from '../../src/commands/session/carry-out.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import type { RunningServer } from '../../src/simulator/server/server.ts';
import { unmetered } from '../simulator/client.ts';
import { serveAccount } from './server.ts';
import { DEFAULTS, exampleSecrets, workspace } from './workspace.ts';

const HOURS = 3_600_000;
const { simulator: _, ...REAL } = DEFAULTS;

const running: RunningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

/** A command environment for an account that is not the embedded simulator. */
async function realAccount(answer?: string) {
  const server = await serveAccount(unmetered(seededAccount(Date.now(), { transitionTime: 0 })));
  running.push(server);
  const env = { ...server.environment, ...(await exampleSecrets()) };
  const at = await workspace({ examples: true, env, ...(answer === undefined ? {} : { answer }) });
  return { at, options: { ...REAL, endpoint: server.url } };
}

describe('apply to a real account', () => {
  it.each(['no', '', 'y', 'YES', 'yes please'])('writes nothing if the user answers "%s"', async (answer) => {
    const { at, options } = await realAccount(answer);
    const result = await at.run((context) => apply(context, options));
    expect(result.exitCode).toBe(3);
    expect(result.output).toContain('Refused (no consent): nothing was written.');
    expect(result.output).toContain('Apply cancelled.');
    expect(at.said.join('\n')).toMatch(/to create/);
    expect(at.events.filter(({ tag }) => tag === 'step-started')).toEqual([]);
  });

  it('continues if the user answers yes, and asks nothing if there is nothing to do', async () => {
    const { at, options } = await realAccount(' yes ');
    expect((await at.run((context) => apply(context, { ...options, wait: 3 * HOURS }))).exitCode).toBe(0);
    const said = at.said.length;
    expect((await at.run((context) => apply(context, options))).exitCode).toBe(0);
    expect(at.said).toHaveLength(said);
  });

  it('asks nothing with --yes', async () => {
    const asked = await realAccount('no');
    const words = { ...asked.options, yes: true, only: ['edge-archive'] };
    expect((await asked.at.run((context) => apply(context, words))).exitCode).toBe(0);
    expect(asked.at.said.join('\n')).toContain('edge-archive');
  });

  it('without a terminal writes nothing and names the options that give consent', async () => {
    const { at, options } = await realAccount();
    const { output, exitCode } = await at.run((context) => apply(context, { ...options, format: 'json' }));
    const message =
      'not a terminal: pass --yes to apply without confirmation, or --plan FILE to apply a saved plan';
    expect(JSON.parse(output)).toMatchObject({
      outcome: 'refused',
      refusals: [{ code: 'no-consent', message, names: [] }],
    });
    expect(exitCode).toBe(3);
    expect(at.events.filter(({ tag }) => tag === 'step-started')).toEqual([]);
  });

  it('without a terminal needs no consent if the plan writes nothing', async () => {
    const { at, options } = await realAccount();
    const none = { ...options, only: ['edge-archive'] };
    expect((await at.run((context) => apply(context, { ...none, yes: true, wait: HOURS }))).exitCode).toBe(0);
    expect((await at.run((context) => apply(context, none))).exitCode).toBe(0);
  });

  it('prints the plan that it applies, for people and as JSON', async () => {
    const { at, options } = await realAccount();
    const only = { ...options, only: ['edge-archive'], yes: true, format: 'json' } as const;
    const { output } = await at.run((context) => apply(context, only));
    expect(JSON.parse(output).plan.items).toMatchObject([{ name: 'edge-archive', action: 'update' }]);
    expect(at.said.join('\n')).toMatch(/1 to update/);
  });

  it('with a missing secret writes nothing at all and lists every missing reference', async () => {
    const { at, options } = await realAccount();
    const secrets = new Set(Object.keys(await exampleSecrets()));
    const env = Object.fromEntries(Object.entries(at.context.env).filter(([name]) => !secrets.has(name)));
    const context = { ...at.context, env };
    const { output, exitCode } = await at.run(() =>
      apply(context, { ...options, yes: true, format: 'json' }),
    );
    const { outcome, items } = JSON.parse(output);
    expect({ outcome, exitCode }).toEqual({ outcome: 'failed', exitCode: 1 });
    const results = items.flatMap(({ steps }: { steps: { result: string }[] }) => steps.map((s) => s.result));
    expect(new Set(results)).toEqual(new Set(['not-run']));
    const reasons = items.flatMap(({ reason }: { reason?: string }) =>
      reason === undefined ? [] : [reason],
    );
    expect(reasons.length).toBeGreaterThan(1);
    for (const reason of reasons)
      expect(reason).toMatch(/streams\/[a-z0-9-]+\.yaml:\d+.*env \w+ is not set/s);
    expect(at.events.filter(({ tag }) => tag === 'step-started')).toEqual([]);
  });
});

describe('applying a saved plan', () => {
  const saved = async () => {
    const at = await workspace({ examples: true, env: await exampleSecrets() });
    await at.run((context) => plan(context, { ...DEFAULTS, out: 'plan.json' }));
    return at;
  };
  const options = { ...DEFAULTS, plan: 'plan.json', format: 'json' } as const;

  it('does not read manifests again, and works only once', async () => {
    const at = await saved();
    const whole = { ...options, streams: 'nowhere', wait: 3 * HOURS };
    const first = await at.run((context) => apply(context, whole));
    expect(JSON.parse(first.output).outcome).toBe('converged');
    const second = await at.run((context) => apply(context, whole));
    expect(JSON.parse(second.output).outcome).toBe('refused');
    expect([first.exitCode, second.exitCode]).toEqual([0, 3]);
  });

  it('of another target is refused before anything is written', async () => {
    const at = await saved();
    const server = await serveAccount(unmetered(seededAccount(Date.now())));
    running.push(server);
    const context = { ...at.context, env: { ...at.context.env, ...server.environment } };
    const words = { ...REAL, endpoint: server.url, plan: 'plan.json', format: 'json' } as const;
    const { output, exitCode } = await at.run(() => apply(context, words));
    expect(exitCode).toBe(3);
    expect(JSON.parse(output).outcome).toBe('refused');
    expect(output).toContain('simulator');
  });

  it('of one simulated account is refused for another, without the path of either', async () => {
    const at = await saved();
    await at.clock.advance(1000);
    await at.run((context) => plan(context, { ...DEFAULTS, simulator: 'other.json' }));
    const { output, exitCode } = await at.run((context) =>
      apply(context, { ...options, simulator: 'other.json' }),
    );
    expect(exitCode).toBe(3);
    expect(JSON.parse(output).refusals).toMatchObject([
      { code: 'other-target', message: expect.stringContaining('another simulated account') },
    ]);
    expect(output).not.toContain('other.json');
    expect((await at.run((context) => apply(context, options))).exitCode).toBe(0);
  });

  it('applies the whole plan: --only and --rotate are options of plan', async () => {
    const at = await saved();
    for (const more of [{ only: ['shop'] }, { rotate: ['shop'] }]) {
      await expect(at.run((context) => apply(context, { ...options, ...more }))).rejects.toThrow(
        /applied as a whole/,
      );
    }
  });

  it.each([
    ['cut', (text: string) => text.slice(0, -20)],
    ['changed manually', (text: string) => text.replace('"activate": true', '"activate": false')],
    ['another document', () => '{"formatVersion":1}'],
    ['nothing', () => ''],
  ])('is refused with a message if the file is %s', async (_name, bend) => {
    const at = await saved();
    const text = await readFile('plan.json', 'utf8');
    expect(bend(text)).not.toBe(text);
    await writeFile('plan.json', bend(text));
    await expect(at.run((context) => apply(context, options))).rejects.toThrow(/^plan\.json: /);
  });
});

describe('an apply', () => {
  it('without --wait exits with code 2, if requested, while a transition is running', async () => {
    const at = await workspace({ examples: true, env: await exampleSecrets() });
    const result = await at.run((context) =>
      apply(context, { ...DEFAULTS, detailedExitcode: true, format: 'json' }),
    );
    expect(JSON.parse(result.output).outcome).toBe('progressing');
    expect(result.exitCode).toBe(2);
  });

  it('of manifests with errors prints findings and writes nothing', async () => {
    const at = await workspace();
    await at.write('streams/web.yaml', 'kind: DataStream2\n');
    const result = await at.run((context) => apply(context, DEFAULTS));
    expect(result.exitCode).toBe(1);
    expect(result.output).toMatch(/streams\/web\.yaml/);
    expect(await at.context.files.exists('.datastream')).toBe(false);
  });

  it('has no fixed interval while it waits, except a second if activations take seconds, or as requested', () => {
    expect(pollInterval({}, { simulated: false })).toBeUndefined();
    expect(pollInterval({}, { simulated: true })).toBe(1000);
    expect(pollInterval({ poll: 5000 }, { simulated: true })).toBe(5000);
  });
});
