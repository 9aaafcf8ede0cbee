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

describe('a response of Property Manager that is not what it documents', () => {
  const deep = `{"rules":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;

  it.each<readonly [string, { readonly status?: number; readonly body?: string }]>([
    ['is a web page', { body: '<!doctype html><title>Sign in</title>' }],
    ['is truncated', { body: '{"properties":{"items":[{"propertyId":' }],
    ['is empty', { body: '' }],
    ['is null', { body: 'null' }],
    ['is a list', { body: '[]' }],
    ['has no items', { body: '{"properties":{"items":[]},"rules":1}' }],
    ['is about another property', { body: '{"properties":{"items":[{"propertyId":"prp_1"}]}}' }],
    ['is nested deeply', { body: deep }],
    ['redirects', { status: 302 }],
    ['is not found', { status: 404 }],
    ['is a status that does not exist', { status: 299, body: '{' }],
  ])('changes neither the plan nor its exit code if it %s', async (_, { status = 200, body }) => {
    for (const path of ['^/papi/v1/(?:properties|includes)/[^/]+$', '/rules']) {
      const respond = { do: 'respond', status, ...(body === undefined ? {} : { body }) } as const;
      const { context } = await workspace({ examples: true });
      const server = await serveAccount(
        seededAccount(Date.now()),
        faultScript([{ path, times: 0, how: { ...respond, headers: { location: 'http://127.0.0.1:9/' } } }]),
      );
      onTestFinished(() => server.close());
      const { simulator: __, ...real } = CHECKED;
      const options = { ...real, endpoint: server.url };
      const env = server.environment;
      const run = (checkProperties: boolean) =>
        plan({ ...context, env, clock: systemClock }, { ...options, checkProperties });
      const plain = await run(false);
      const checked = await run(true);
      expect(checked.exitCode).toBe(plain.exitCode);
      expect(JSON.parse(checked.output).fingerprint).toBe(JSON.parse(plain.output).fingerprint);
      const { found, propertyProblem } = read(checked.output);
      expect(propertyProblem).toBeUndefined();
      const codes = new Set(found.map(({ code }) => code));
      expect(codes.has('unreadable') || codes.has('no-access')).toBe(true);
      expect([...codes].filter((code) => code !== 'unreadable' && code !== 'no-access')).toEqual([]);
      expect(checked.output.length).toBeLessThan(plain.output.length + 20_000);
    }
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
