import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { plan } from '../../src/commands/plan.ts';
import { DEFAULTS, workspace } from './workspace.ts';

describe('plan --brief', () => {
  test.each<[string, object, (text: string) => string]>([
    ['changes', {}, (text) => text],
    ['changes, with --detailed-exitcode', { detailedExitcode: true }, (text) => text],
    ['a blocked stream', {}, (text) => text.replace('spec:\n', 'spec:\n  streamId: 1\n')],
    ['a protected stream', {}, (text) => text.replace('state: active', 'state: inactive')],
    ['an invalid manifest', {}, () => 'apiVersion: x'],
  ])('exits as plan does, with the same summary: %s', async (_, options, change) => {
    const { run } = await workspace({ examples: true });
    const text = await readFile('streams/edge-archive.yaml', 'utf8');
    await writeFile('streams/edge-archive.yaml', change(text));
    const [whole, brief] = [
      await run((context) => plan(context, { ...DEFAULTS, ...options })),
      await run((context) => plan(context, { ...DEFAULTS, ...options, brief: true })),
    ];
    expect(brief.exitCode).toBe(whole.exitCode);
    const summary = (output: string) => /^Plan: [^.]*\.$/m.exec(output)?.[0];
    expect(summary(brief.output)).toBe(summary(whole.output));
    expect(brief.output.length).toBeLessThanOrEqual(whole.output.length);
  });

  test.each(['json', 'markdown'] as const)(
    'is refused with --format %s, before any request',
    async (format) => {
      const { run } = await workspace({ examples: true });
      await expect(
        run((context) => plan(context, { ...DEFAULTS, format, brief: true, endpoint: 'http://127.0.0.1:1' })),
      ).rejects.toThrow('--brief is for the terminal format. Omit --brief or --format');
    },
  );

  test('saves the same plan', async () => {
    const { run } = await workspace({ examples: true });
    await run((context) => plan(context, { ...DEFAULTS, out: 'whole.json' }));
    await run((context) => plan(context, { ...DEFAULTS, out: 'brief.json', brief: true }));
    const fingerprint = async (file: string) => JSON.parse(await readFile(file, 'utf8')).fingerprint;
    expect(await fingerprint('brief.json')).toBe(await fingerprint('whole.json'));
  });
});
