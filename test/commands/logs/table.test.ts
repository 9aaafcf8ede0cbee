import { expect, it, onTestFinished } from 'vitest';
import { logs } from '../../../src/commands/logs/logs.ts';
import type { LogsOptions } from '../../../src/commands/session/inspection-options.ts';
import { faultScript } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { manualClock } from '../../manual-clock.ts';
import { serveAccount } from '../server.ts';
import { workspace } from '../workspace.ts';

it('a table shows numbers beyond the precision of a double unchanged', async () => {
  const page =
    '{"metadata":{"page":0,"pageCount":1,"links":[{}]},"data":[{"message":{"bytes":9007199254740993,"reqPath":"/x"}}]}';
  const how = { do: 'respond', status: 200, body: page } as const;
  const server = await serveAccount(
    seededAccount(Date.now(), { rate: { burst: 1_000, refill: 1 } }),
    faultScript([{ path: 'pull-api', how }]),
  );
  onTestFinished(() => server.close());
  const at = await workspace();
  const clock = manualClock(Date.now());
  const context = { ...at.context, clock, env: server.environment };
  const options: LogsOptions = {
    ...{ format: 'terminal', color: false, width: 100, streams: 'streams', endpoint: server.url },
    ...{ name: 'edge-samples', start: '-5m', end: 'now', metric: [], report: 'raw' },
  };
  await clock.runUntil(logs(context, options));
  expect(at.printed.at(-1)).toMatch(/ 9007…0993 .*\/x\n$/);
});
