import { describe, expect, test } from 'vitest';
import { apply } from '../../../src/commands/apply.ts';
import { withSecretsFile } from '../../../src/commands/session/secrets-file.ts';
import { DEFAULTS, exampleSecrets, workspace } from '../workspace.ts';

const atWorkspace = async (names: (name: string) => boolean) => {
  const secrets = await exampleSecrets();
  const at = await workspace({ examples: true, env: secrets });
  const kept = Object.entries(secrets).filter(([name]) => names(name));
  await at.write('secrets.env', kept.map(([name, value]) => `${name}='${value}-of-the-file'`).join('\n'));
  const options = { ...DEFAULTS, only: ['edge-archive'], format: 'json', secrets: 'secrets.env' } as const;
  const run = () =>
    at.run(async (context) => apply(await withSecretsFile(context, options.secrets), options));
  return { at, run };
};

describe('--secrets FILE', () => {
  test('provides the values of references', async () => {
    const { run } = await atWorkspace(() => true);
    expect(JSON.parse((await run()).output).outcome).toBe('progressing');
  });

  test('provides all values of references: a variable of the process is not used', async () => {
    const { run } = await atWorkspace(() => false);
    const { output, exitCode } = await run();
    expect(exitCode).toBe(1);
    expect(output).toContain('is not in secrets.env; add it there. The environment is not read.');
  });

  test.each([
    ['A=1\nA=2', 'Line 2 of secrets.env: A is set twice, first in line 1.'],
    ['stray-canary', 'Line 1 of secrets.env belongs to no NAME=value.'],
    ['A="open-canary', 'Line 1 of secrets.env: the value of A begins with a quote that is never closed.'],
  ])('with errors stops the run before anything else, and repeats no value: %j', async (text, sentence) => {
    const { at, run } = await atWorkspace(() => true);
    await at.write('secrets.env', text);
    const message = await run().then(String, String);
    expect(message).toContain(sentence);
    expect(message).not.toContain('canary');
  });

  test('that does not exist stops the run', async () => {
    const { context } = await workspace();
    await expect(withSecretsFile(context, 'none.env')).rejects.toThrow('none.env cannot be read');
  });
});

describe('--secrets-dir DIR', () => {
  test.each(['nowhere', 'secrets.env'])(
    'that is not a folder stops the run before any request, even if no reference needs it: %s',
    async (secretsDir) => {
      const at = await workspace({ examples: true, env: await exampleSecrets() });
      await at.write('secrets.env', 'A=1');
      const ran = at.run((context) => apply(context, { ...DEFAULTS, secretsDir }));
      await expect(ran).rejects.toThrow(
        `The folder ${secretsDir} of --secrets-dir does not exist. Check its path.`,
      );
      expect(at.events).toEqual([]);
    },
  );
});
