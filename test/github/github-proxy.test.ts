import { createServer } from 'node:http';
import { expect, it, onTestFinished, vi } from 'vitest';
import { listen } from '../api/loopback.ts';
import { manualClock } from '../hand-clock.ts';

// A file of its own: @actions/github reads these variables once in a process, as it is loaded.
it('goes through HTTPS_PROXY, which never sees the token', async () => {
  const seen: unknown[] = [];
  const proxy = createServer().on('connect', ({ url, headers }, socket) => {
    seen.push({ url, token: headers.authorization });
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  const baseUrl = 'https://github.example.test/api/v3';
  for (const name of ['https_proxy', 'NO_PROXY', 'no_proxy']) vi.stubEnv(name, undefined);
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${await listen(proxy)}`);
  vi.stubEnv('GITHUB_API_URL', baseUrl);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { octokitGitHub: octokitHub } = await import('../../src/github/octokit.ts');
  const clock = manualClock();
  const hub = octokitHub({ token: 't', owner: 'o', repo: 'r', clock, baseUrl });
  await clock.runUntil(expect(hub.comments(1)).rejects.toThrow('HTTPS_PROXY'));
  expect(seen).toContainEqual({ url: 'github.example.test:443', token: undefined });
});
