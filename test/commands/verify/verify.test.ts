import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it, test } from 'vitest';
import { apply } from '../../../src/commands/apply.ts';
import { status } from '../../../src/commands/status.ts';
import { verify } from '../../../src/commands/verify/verify.ts';
import { systemClock } from '../../../src/http/system-clock.ts';
import type { DeliveryItem, DeliveryReport } from '../../../src/model/delivery.ts';
import { faultScript } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../src/simulator/state/settings.ts';
import { serve } from '../../api/loopback.ts';
import { serveAccount } from '../server.ts';
import { DEFAULTS, exampleSecrets, type Workspace, workspace } from '../workspace.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const { rotate: _r, allow: _a, detailedExitcode: _d, yes: _y, files: _f, ...COMMON } = DEFAULTS;
const OPTIONS = { ...COMMON, names: [] } as const;

type Options = Partial<Parameters<typeof verify>[1]>;

/** Runs verify with the output as JSON. */
async function verified({ run }: Workspace, options: Options = {}) {
  const { output, exitCode } = await run((context) =>
    verify(context, { ...OPTIONS, format: 'json', ...options }),
  );
  const report: DeliveryReport = JSON.parse(output);
  return { report, exitCode, item: (name: string) => itemOf(report, name) };
}

function itemOf({ items }: DeliveryReport, name: string): DeliveryItem {
  const found = items.find((item) => item.name === name);
  if (!found) throw new Error(`the report has no stream ${name}`);
  return found;
}

/** A workspace with the example manifests, at 12:00 UTC and in a simulated account with these settings. */
async function account(settings: (now: number) => Partial<Settings> = () => ({})): Promise<Workspace> {
  const at = await workspace({ examples: true, env: await exampleSecrets() });
  await verified(at);
  await at.clock.advance(3 * HOUR);
  await change(at, settings(at.clock.now()));
  return at;
}

async function change(_: Workspace, settings: Partial<Settings>): Promise<void> {
  const accountState = JSON.parse(await readFile(OPTIONS.simulator, 'utf8'));
  const changed = { ...accountState, settings: { ...accountState.settings, ...settings } };
  await writeFile(OPTIONS.simulator, JSON.stringify(changed));
}

/** The property of `dns-queries` and others keep their traffic. */
const traffic = (changes: Partial<Settings['traffic']>) => ({
  traffic: { ...DEFAULT_SETTINGS.traffic, ...changes },
});
/** The properties of `edge-archive`. */
const PROPERTIES = [349_772, 349_774, 349_776, 349_775];

describe('verify', () => {
  it('reports each managed stream, and fails if one does not deliver', async () => {
    const { report, exitCode } = await verified(await account());
    expect(Object.fromEntries(report.items.map(({ name, delivery }) => [name, delivery]))).toEqual({
      'agent-analytics': 'inactive',
      'dns-queries': 'delivering',
      'edge-archive': 'delivering',
      'edge-samples': 'logging',
      'origin-health': 'logging',
      'security-splunk': 'inactive',
      'store-elastic': 'no-data',
      'legacy-datadog': 'delivering',
    });
    expect(exitCode).toBe(1);
  });

  it('has the amounts of the period', async () => {
    const at = await account();
    const { item, exitCode, report } = await verified(at, { names: ['edge-archive'], since: 15 * MINUTE });
    expect(exitCode).toBe(0);
    expect(report.items).toHaveLength(1);
    const { records, uploads = 0, bytes = 0, latency, history, from, to } = item('edge-archive');
    expect([from, to]).toEqual(['2026-01-05T11:40:00.000Z', '2026-01-05T11:55:00.000Z']);
    expect(history).toHaveLength(3);
    expect(records?.delivered).toBe(history?.reduce((sum, amount) => sum + amount, 0));
    expect(records).toMatchObject({ failed: 0 });
    expect(Math.min(records?.delivered ?? 0, uploads, bytes)).toBeGreaterThan(0);
    expect(latency).toMatchObject({ collection: { unit: 's' }, upload: { unit: 'ms' } });
  });

  it.each([
    ['401', 'failing', 'credentials', /re-send them/, undefined],
    ['403', 'failing', 'authorization', /Akamai's source addresses/, undefined],
    ['TIMEOUT', 'failing', 'timeout', /reachable/, undefined],
    ['429', 'degraded', 'rate-limit', /limits requests/, 0.5],
    ['500', 'degraded', 'server', /internal error/, 0.1],
  ])('destination errors %s: %s', async (errorCode, word, category, advice, share) => {
    const at = await account((now) => ({
      destinationFaults: [
        { streamId: 7050, from: now - HOUR, errorCode, ...(share === undefined ? {} : { share }) },
      ],
    }));
    const { item, exitCode } = await verified(at, { names: ['edge-archive'] });
    const { delivery, errors, loss, lastSuccess } = item('edge-archive');
    expect(delivery).toBe(word);
    expect(errors).toMatchObject([{ category, codes: [errorCode], advice: expect.stringMatching(advice) }]);
    expect(loss).toBeGreaterThan(0);
    expect(lastSuccess).toBe(word === 'failing' ? '2026-01-05T11:00:00.000Z' : '2026-01-05T11:55:00.000Z');
    expect(exitCode).toBe(word === 'failing' ? 1 : 0);
  });

  it('slow uploads are seen in the latency only', async () => {
    const at = await account((now) => ({ destinationFaults: [{ streamId: 7050, from: now - 4 * HOUR }] }));
    const { item } = await verified(at, { names: ['edge-archive'] });
    expect(item('edge-archive')).toMatchObject({
      delivery: 'delivering',
      latency: { upload: { from: 1800 } },
    });
    expect(item('edge-archive').latency?.upload).not.toHaveProperty('to');
  });

  it('a property that stopped by day is reported, and a night without traffic is not', async () => {
    const at = await account((now) =>
      traffic({ stopped: PROPERTIES.map((propertyId) => ({ propertyId, from: now - 45 * MINUTE })) }),
    );
    const stopped = await verified(at, { names: ['edge-archive'] });
    expect(stopped.item('edge-archive')).toMatchObject({
      delivery: 'stopped',
      lastSuccess: '2026-01-05T11:15:00.000Z',
    });
    expect(stopped.exitCode).toBe(1);
    await change(at, traffic({ quietAtNight: PROPERTIES }));
    await at.clock.advance(16 * HOUR);
    const night = await verified(at, { names: ['edge-archive'] });
    expect(night.item('edge-archive')).toMatchObject({ delivery: 'idle' });
    expect(night.exitCode).toBe(0);
  });

  it('compares the versions before and after a change', async () => {
    const at = await account();
    await at.run((context) => apply(context, { ...DEFAULTS, yes: true, wait: HOUR, only: ['edge-archive'] }));
    await at.clock.advance(HOUR);
    const { item } = await verified(at, { names: ['edge-archive'] });
    const { beforeChange, afterChange, since } = item('edge-archive');
    expect(since).toMatch(/^2026-01-05T12:00/);
    expect(beforeChange?.recordsPerHour).toBeGreaterThan(0);
    expect(afterChange?.recordsPerHour).toBeGreaterThan(0);
    expect(afterChange?.from).toBe('2026-01-05T12:05:00.000Z');
  });
});

describe('verify --check-properties', () => {
  it('counts the properties whose rules name each stream', async () => {
    const at = await account();
    const { item } = await verified(at, { checkProperties: true });
    expect(item('edge-archive').properties).toEqual({ named: 3, total: 3 });
    expect(item('origin-health').properties).toEqual({ named: 1, total: 2 });
    expect(item('store-elastic')).toMatchObject({ delivery: 'no-data', properties: { named: 0, total: 1 } });
    // Edge DNS has no properties, and nothing names the ID of a stream that does not exist.
    expect(item('dns-queries')).not.toHaveProperty('properties');
    expect(item('agent-analytics')).not.toHaveProperty('properties');
  });

  it('says that properties may not be read, and verifies the delivery', async () => {
    const at = await account(() => ({
      propertyManager: { ...DEFAULT_SETTINGS.propertyManager, granted: false },
    }));
    const { item } = await verified(at, { names: ['edge-archive'], checkProperties: true });
    expect(item('edge-archive')).toMatchObject({ delivery: 'delivering' });
    expect(item('edge-archive')).not.toHaveProperty('properties');
    expect(at.said.join('\n')).toMatch(/^Properties are not checked\. .*Property Manager/m);
  });
});

describe('verify --wait', () => {
  it('follows a new stream to its first records', async () => {
    const at = await workspace({ examples: true });
    const names = ['dns-queries', 'edge-archive'];
    expect((await verified(at, { names })).item('dns-queries').delivery).toBe('pending');
    const began = at.clock.now();
    const { item, exitCode } = await verified(at, { names, wait: 2 * HOUR });
    expect(item('dns-queries').delivery).toBe('delivering');
    expect(exitCode).toBe(0);
    expect(at.clock.now() - began).toBeLessThan(20 * MINUTE);
    expect(at.said).toContain('Waiting for records of 1 stream; next check in 5 min.');
  });

  it('ends with no-data if no rule of the property names the stream', async () => {
    const at = await account();
    await at.run((context) => apply(context, { ...DEFAULTS, yes: true, only: ['agent-analytics'] }));
    const began = at.clock.now();
    const { item, exitCode } = await verified(at, { names: ['agent-analytics'], wait: 2 * HOUR });
    expect(item('agent-analytics').delivery).toBe('no-data');
    expect(exitCode).toBe(1);
    expect((at.clock.now() - began) / MINUTE).toBeCloseTo(90, 0);
  });

  it('ends at its limit and when it is interrupted', async () => {
    const at = await account(() => ({ transitionTime: 10 * HOUR }));
    await at.run((context) => apply(context, { ...DEFAULTS, yes: true, only: ['agent-analytics'] }));
    const names = ['agent-analytics'];
    const began = at.clock.now();
    const { item } = await verified(at, { names, wait: 7 * MINUTE });
    expect(item('agent-analytics').delivery).toBe('pending');
    expect(at.clock.now() - began).toBe(7 * MINUTE);
    const waiting = at.run((context) => {
      const listen = (line: string) => {
        at.said.push(line);
        if (line.startsWith('Waiting')) at.stop();
      };
      return verify({ ...context, say: listen }, { ...OPTIONS, names, wait: HOUR });
    });
    expect((await waiting).output).toContain('agent-analytics');
  });

  it.each(['the pause', 'a later look'])(
    'reports the result so far if it is interrupted in %s, also with --check-properties',
    async (moment) => {
      const at = await account(() => ({ transitionTime: 10 * HOUR }));
      await at.run((context) => apply(context, { ...DEFAULTS, yes: true, only: ['agent-analytics'] }));
      let pauses = 0;
      let looks = 0;
      const { output } = await at.run((context) => {
        const { clock } = context;
        const observed = {
          ...clock,
          sleep: async (milliseconds: number, signal?: AbortSignal) => {
            pauses += 1;
            if (moment === 'the pause') at.stop();
            await clock.sleep(milliseconds, signal);
          },
          // Each look asks for the time before it reads metrics.
          now: () => {
            if (pauses > 0 && moment === 'a later look') {
              looks += 1;
              if (looks > 1) at.stop();
            }
            return clock.now();
          },
        };
        const options = { ...OPTIONS, names: ['agent-analytics'], wait: HOUR, checkProperties: true };
        return verify({ ...context, clock: observed }, options);
      });
      expect(pauses).toBe(1);
      expect(output).toContain('agent-analytics  pending');
    },
  );
});

describe('verify --probe', () => {
  /** A page that counts its requests. */
  async function page(statusCode = 200) {
    const requests: string[] = [];
    const origin = await serve((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      response.writeHead(statusCode, { location: '/elsewhere' }).end('page');
    });
    return { url: `${origin}/start?x=1`, requests };
  }

  it.each([200, 302, 503])('requests the page a few times; status %i', async (statusCode) => {
    const at = await account();
    const { url, requests } = await page(statusCode);
    const { item } = await verified(at, { names: ['edge-archive'], probe: url });
    expect(requests).toEqual(Array.from({ length: 5 }, () => 'GET /start?x=1'));
    expect(item('edge-archive').delivery).toBe('delivering');
    expect(at.said.join('\n')).toMatch(/Sent 5 requests to 127\.0\.0\.1:\d+\. Their records appear/);
    expect(at.said.join('\n')).not.toContain('x=1');
  });

  it('requests more if the stream is sampled', async () => {
    const at = await account();
    const file = 'streams/edge-archive.yaml';
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('  groupId: 21484', '  samplingPercentage: 20\n  groupId: 21484'));
    const { url, requests } = await page();
    await verified(at, { names: ['edge-archive'], probe: url });
    expect(requests).toHaveLength(25);
  });

  it('distinguishes a stream that logs nothing from an idle one', async () => {
    const at = await account(() => traffic({ quietAtNight: PROPERTIES }));
    await at.clock.advance(16 * HOUR);
    const { url } = await page();
    const { item, exitCode } = await verified(at, { names: ['edge-archive'], probe: url, wait: HOUR });
    expect(item('edge-archive')).toMatchObject({
      delivery: 'no-data',
      reason: expect.stringContaining('None of the 5 probe requests was logged.'),
    });
    expect(exitCode).toBe(1);
  });

  it.each<[string, Options, RegExp]>([
    ['no stream is named', { names: [] }, /needs the names of the CDN streams/],
    ['no CDN stream is named', { names: ['dns-queries'] }, /needs the names of the CDN streams/],
    ['nothing answers', { probe: 'http://127.0.0.1:9/' }, /0 of 5 requests to 127\.0\.0\.1:9 got a response/],
  ])('is refused if %s', async (_, options, why) => {
    const at = await account();
    const { url, requests } = await page();
    const refused = verified(at, { names: ['edge-archive'], probe: url, ...options });
    await expect(refused).rejects.toThrow(why);
    expect(requests).toEqual([]);
  });
});

describe('the output of verify', () => {
  it('is for people by default, and suggests to wait', async () => {
    const at = await account();
    await at.run((context) => apply(context, { ...DEFAULTS, yes: true, only: ['agent-analytics'] }));
    const { output } = await at.run((context) => verify(context, { ...OPTIONS, names: ['*-a*'] }));
    expect(output).toContain('1 stream is waiting for its first records.');
    expect(output).toContain('`datastream verify --wait --simulator`');
    expect(output.split('\n').every((line) => [...line].length <= 80)).toBe(true);
  });

  it('is metrics only for Prometheus, also if manifests have errors', async () => {
    const at = await account();
    const options = { ...OPTIONS, format: 'prometheus', names: ['edge-archive'] } as const;
    const { output } = await at.run((context) => verify(context, options));
    expect(output).toContain(
      'datastream_delivery{name="edge-archive",kind="DataStream2",log_type="cdn",stream_id="7050",delivery="delivering"} 1\n',
    );
    for (const line of output.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) datastream_\w+ \S.*|datastream_\w+\{[^{}]+\} [0-9.e-]+)$/);
    }
    await writeFile('streams/edge-archive.yaml', 'apiVersion: x');
    const rejected = await at.run((context) => verify(context, options));
    expect(rejected).toEqual({ output: '', exitCode: 1 });
    expect(at.said.join('\n')).toContain('streams/edge-archive.yaml');
    expect(at.said.join('\n')).toContain('to fix before anything can be verified.');
  });

  it('is a list of findings if manifests have errors', async () => {
    const at = await account();
    await writeFile('streams/edge-archive.yaml', 'apiVersion: x');
    const { output, exitCode } = await at.run((context) => verify(context, OPTIONS));
    expect(output).toMatch(/^DataStream verify/);
    expect(exitCode).toBe(1);
  });
});

test.each(['terminal', 'json', 'markdown', 'prometheus'] as const)(
  'a credential of a manifest is in no output, also if the destination repeats it: %s',
  async (format) => {
    const secret = 'Sekrit-4711-abcdef';
    const at = await account((now) => ({
      destinationFaults: [{ streamId: 7070, from: now - HOUR, errorCode: `refused: ${secret}` }],
    }));
    const file = 'streams/dns-queries.yaml';
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('{ env: DNS_ANALYTICS_API_KEY }', secret));
    const options = { ...OPTIONS, format, names: ['dns-queries'] };
    const { output, exitCode } = await at.run((context) => verify(context, options));
    expect(exitCode).toBe(1);
    expect(output).not.toContain(secret);
    if (format !== 'prometheus') expect(output).toContain('refused: ***');
  },
);

test('metrics that may not be read make a stream unknown, with the grant that is missing', async () => {
  const { context, run } = await workspace({ examples: true });
  const faults = faultScript([{ path: '/metrics', nth: 1, times: 0, how: { do: 'respond', status: 403 } }]);
  const server = await serveAccount(seededAccount(Date.now()), faults);
  const { simulator: _simulator, ...options } = OPTIONS;
  const real = { ...context, env: server.environment, clock: systemClock };
  const { output, exitCode } = await run(() =>
    verify(real, { ...options, endpoint: server.url, names: ['edge-archive', 'security-splunk'] }),
  );
  await server.close();
  expect(output).toMatch(/\? edge-archive +unknown/);
  expect(output).toMatch(/- security-splunk +inactive/);
  expect(output).toContain('"Datastream Config"');
  expect(exitCode).toBe(1);
});

describe('status --delivery', () => {
  it('shows the word for each stream, in a column and in JSON', async () => {
    const at = await account();
    const options = { ...DEFAULTS, only: ['edge-archive', 'origin-health'], delivery: true };
    const text = await at.run((context) => status(context, options));
    expect(text.output).toMatch(/NAME +STATUS +FOR +DELIVERY +NEXT/);
    expect(text.output).toMatch(/edge-archive +ACTIVATED.* delivering +update/);
    const json = await at.run((context) => status(context, { ...options, format: 'json' }));
    expect(JSON.parse(json.output).items).toMatchObject([
      { delivery: 'delivering' },
      { delivery: 'logging' },
    ]);
  });

  it('shows the word after the wait', async () => {
    const at = await account();
    const only = ['agent-analytics'];
    await at.run((context) => apply(context, { ...DEFAULTS, yes: true, only }));
    const { output } = await at.run((context) =>
      status(context, { ...DEFAULTS, only, format: 'json', delivery: true, wait: HOUR }),
    );
    expect(JSON.parse(output).items).toMatchObject([{ status: 'ACTIVATED', delivery: 'pending' }]);
  });

  it('is not in the report without the option', async () => {
    const at = await account();
    const { output } = await at.run((context) => status(context, { ...DEFAULTS, format: 'json' }));
    expect(output).not.toContain('"delivery"');
  });
});
