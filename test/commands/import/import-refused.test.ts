import { expect, test } from 'vitest';
import { importStreams } from '../../../src/commands/import/import.ts';
import { faultScript } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { serveAccount } from '../server.ts';
import { DEFAULTS, workspace } from '../workspace.ts';

const { simulator: _, ...OPTIONS } = { ...DEFAULTS, format: 'json' } as const;
const ALL = { ...OPTIONS, which: [], logType: [], kind: [], all: true, force: false };

test.each([
  ['skips a log type that may not be read', 1, undefined],
  ['fails if no log type may be read, instead of finding an empty account', 0, /\(403\)/],
])('import --all %s', async (_what, times, failure) => {
  const { context, run, said } = await workspace();
  const faults = faultScript([{ path: '/streams$', nth: 1, times, how: { do: 'respond', status: 403 } }]);
  const server = await serveAccount(seededAccount(Date.now()), faults);
  const real = { ...context, env: server.environment };
  const importing = run(() => importStreams(real, { ...ALL, endpoint: server.url }));
  if (failure) await expect(importing).rejects.toThrow(failure);
  else expect(JSON.parse((await importing).output).imported.length).toBeGreaterThan(0);
  await server.close();
  expect(said.join('\n')).toMatch(/Skipped DataStream2\/cdn: /);
});
