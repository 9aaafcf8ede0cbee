import { describe, expect, it, onTestFinished } from 'vitest';
import { plan } from '../../src/commands/plan.ts';
import { status } from '../../src/commands/status.ts';
import { systemClock } from '../../src/http/system-clock.ts';
import type { PropertyFinding } from '../../src/model/property-finding.ts';
import { faultScript } from '../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../src/simulator/seed/seed.ts';
import { serveAccount } from './server.ts';
import { DEFAULTS, workspace } from './workspace.ts';

const CHECKED = { ...DEFAULTS, checkProperties: true, format: 'json' } as const;

/** Reads what a command printed as JSON. */
function read(output: string) {
  const { propertyFindings = [], propertiesChecked, propertyProblem, requests } = JSON.parse(output);
  const found: readonly PropertyFinding[] = propertyFindings;
  const codes = found.map(({ code, property, stream }) =>
    [code, property.propertyName, stream?.name].filter(Boolean).join(' '),
  );
  return { propertiesChecked, propertyProblem, used: requests?.used, codes, found };
}

describe('plan --check-properties', () => {
  it('reports what the rules of the properties of the examples lack', async () => {
    const { run } = await workspace({ examples: true });
    const { propertiesChecked, codes, found } = read((await run((context) => plan(context, CHECKED))).output);
    expect(propertiesChecked).toBe(4);
    expect(codes).toContain('stream-not-named shop.example.com store-elastic');
    expect(codes).toContain('behavior-off api.example.com origin-health');
    expect(codes).toContain('undetermined www.example.com agent-analytics');
    expect(codes).toContain('logged-by-include api.example.com edge-archive');
    expect(found.filter(({ property }) => property.propertyName === 'static.example.com')).toEqual([]);
  });

  it('changes neither the exit code nor the plan', async () => {
    const { run } = await workspace({ examples: true });
    const without = await run((context) => plan(context, { ...DEFAULTS, format: 'json' }));
    const checked = await run((context) => plan(context, CHECKED));
    expect(checked.exitCode).toBe(without.exitCode);
    const { propertyFindings: _, propertiesChecked: __, requests: ___, ...rest } = JSON.parse(checked.output);
    const { requests: ____, ...plain } = JSON.parse(without.output);
    expect(rest).toEqual(plain);
  });

  it('costs one request for each property and include once their rules are cached', async () => {
    const { run } = await workspace({ examples: true });
    await run((context) => plan(context, DEFAULTS));
    const used = async (checkProperties: boolean) =>
      read((await run((context) => plan(context, { ...CHECKED, checkProperties }))).output).used;
    const streams = await used(false);
    expect(await used(true)).toBe(streams + 2 * 4 + 2);
    expect(await used(true)).toBe(streams + 4 + 1);
  });

  it('is not part of a saved plan', async () => {
    const { context, run } = await workspace({ examples: true });
    const saved: string[] = [];
    const files = { ...context.files, write: async (_: string, text: string) => void saved.push(text) };
    await run(() => plan({ ...context, files }, { ...CHECKED, out: 'plan.json' }));
    expect(saved).toHaveLength(1);
    expect(saved[0]).not.toContain('propertyFindings');
  });

  it('reports nothing about properties if it is not asked to', async () => {
    const { run } = await workspace({ examples: true });
    const { output } = await run((context) => plan(context, { ...DEFAULTS, format: 'json' }));
    expect(output).not.toContain('propertyFindings');
    expect(output).not.toContain('propertiesChecked');
  });
});

describe('status --check-properties', () => {
  it('reports the same findings', async () => {
    const { run } = await workspace({ examples: true });
    const planned = read((await run((context) => plan(context, CHECKED))).output);
    const result = await run((context) => status(context, CHECKED));
    expect(result.exitCode).toBe(0);
    expect(read(result.output).codes).toEqual(planned.codes);
  });
});

describe('an API client without access to Property Manager', () => {
  async function refused(how: Parameters<typeof faultScript>[0][number]['how']) {
    const { context, said } = await workspace({ examples: true });
    const faults = faultScript([{ path: '^/papi/', times: 0, how }]);
    const server = await serveAccount(seededAccount(Date.now()), faults);
    onTestFinished(() => server.close());
    const { simulator: _, ...real } = CHECKED;
    const options = { ...real, endpoint: server.url };
    const env = server.environment;
    const { output, exitCode } = await plan({ ...context, env, clock: systemClock }, options);
    return { ...read(output), exitCode, said };
  }

  it('gets a plan, and one sentence that names the grant', async () => {
    const found = await refused({ do: 'respond', status: 403 });
    expect(found.exitCode).toBe(0);
    expect(found.codes).toEqual([]);
    expect(found.propertyProblem).toBe(
      'The API client needs the service "Property Manager (PAPI)" with READ-ONLY access to the groups of the properties (Akamai Control Center, Identity & Access).',
    );
  });

  it.each([401, 410])('gets a plan if the response is %i', async (status) => {
    const found = await refused({ do: 'respond', status });
    expect(found.exitCode).toBe(0);
    expect(found.propertyProblem).toContain(`(${status})`);
  });
});
