import { onTestFinished } from 'vitest';
import { githubClient } from '../../../src/github/client.ts';
import type { GitHub } from '../../../src/github/github.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import { type ManualClock, manualClock } from '../../manual-clock.ts';
import { type Github, startGithub } from './server.ts';
import type { Seed } from './state.ts';

export interface Harness {
  readonly client: GitHub;
  readonly github: Github;
  readonly clock: ManualClock;
  readonly events: RunEvent[];
  /** Resolves after this number of events. */
  heard(count: number): Promise<void>;
}

/** A client of a separate simulated GitHub, both ending with the test. The test advances the clock. */
export async function harness(seed: Seed = {}, timeout?: number, signal?: AbortSignal): Promise<Harness> {
  const github = await startGithub(seed);
  onTestFinished(() => github.close());
  const clock = manualClock();
  const events: RunEvent[] = [];
  const waiting = new Set<() => void>();
  const heard = (count: number) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (events.length < count) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const { owner, repo, token } = github.state;
  const client = githubClient({
    ...{ token, owner, repo, clock, env: {} },
    baseUrl: github.url,
    listen: (event) => {
      events.push(event);
      for (const look of [...waiting]) look();
    },
    ...(timeout === undefined ? {} : { timeout }),
    ...(signal ? { signal } : {}),
  });
  return { client, github, clock, events, heard };
}
