import { expect, test } from 'vitest';
import { plan } from '../../src/commands/plan.ts';
import { DEFAULTS, desk } from './desk.ts';

test('--only plans the named manifest alone, and the streams of the others are not called orphans', async () => {
  const { run } = await desk({ examples: true });
  const options = { ...DEFAULTS, only: ['edge-archive'], format: 'json' } as const;
  const { items, orphans } = JSON.parse((await run((context) => plan(context, options))).output);
  expect(items.map((item: { name: string }) => item.name)).toEqual(['edge-archive']);
  expect(orphans.map((orphan: { name: string }) => orphan.name)).toEqual(['portal-experiment']);
});
