import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { githubClient } from '../../src/github/client.ts';
import { listen } from '../api/loopback.ts';
import { manualClock } from '../manual-clock.ts';

it('a request uses HTTPS_PROXY, which never receives the token', async () => {
  const seen: unknown[] = [];
  const proxy = createServer().on('connect', ({ url, headers }, socket) => {
    seen.push({ url, token: headers.authorization });
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  const env = { HTTPS_PROXY: `http://127.0.0.1:${await listen(proxy)}` };
  const baseUrl = 'https://github.example.test/api/v3';
  const clock = manualClock();
  const github = githubClient({ token: 't', owner: 'o', repo: 'r', clock, env, baseUrl });
  await clock.runUntil(expect(github.notes(1)).rejects.toThrow('HTTPS_PROXY'));
  expect(seen).toContainEqual({ url: 'github.example.test:443', token: undefined });
});
