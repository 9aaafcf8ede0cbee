import { expect, it, onTestFinished } from 'vitest';
import { startAdmin } from '../../../src/receive/admin/admin-server.ts';
import { createMetrics } from '../../../src/receive/admin/metrics.ts';

it('the admin port serves health and metrics, and nothing else', async () => {
  let problem: string | undefined;
  const health = async () => problem;
  const admin = await startAdmin({ host: '127.0.0.1', port: 0, metrics: createMetrics(), health });
  onTestFinished(() => admin.close());
  const base = admin.url.replace('/metrics', '');
  expect((await fetch(`${base}/healthz`)).status).toBe(200);
  problem = 'writing to logs fails (ENOSPC)';
  const answer = await fetch(`${base}/healthz`);
  expect([answer.status, await answer.text()]).toEqual([503, 'writing to logs fails (ENOSPC)\n']);
  expect((await fetch(admin.url, { method: 'POST' })).status).toBe(405);
  expect((await fetch(`${base}/logs`)).status).toBe(404);
});
