import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { WORKFLOWS } from '../../../src/commands/init/files.ts';
import { readTargets } from '../../../src/commands/init/targets.ts';
import { GIT, named, report, repository, run } from '../init-workspace.ts';

const VERSION = 'apiVersion: datastream-gitops/v1\n';
const configuration = (...targets: readonly string[]) =>
  `${VERSION}targets:\n${targets.map((one) => `  ${one}\n`).join('')}`;
const PRODUCTION = 'production: { streams: streams/production }';
const STAGING = 'staging: { streams: streams/staging, environment: apply-staging }';
const SEVERAL = configuration(PRODUCTION, STAGING);

const repositoryWith = (text: string) => repository({ ...GIT, 'datastream.yaml': text });

describe('a configuration file', () => {
  test.each([
    ['that does not exist', undefined],
    ['without targets', `${VERSION}checkProperties: true\n`],
    ['with one target', configuration(PRODUCTION)],
  ])('%s gives the workflows for one account', async (_, text) => {
    const at = await repository({ ...GIT, ...(text === undefined ? {} : { 'datastream.yaml': text }) });
    expect(await readTargets(at.context, '.')).toEqual([]);
    await run(at);
    for (const file of WORKFLOWS) expect(await readFile(file, 'utf8')).not.toContain('matrix');
  });

  test.each([
    ['with errors', `${VERSION}limit: 3\n`, /datastream\.yaml has errors \(line 2: .*config show/],
    ['with names that differ only in case', configuration('eu: {}', 'EU: {}'), /eu and EU differ only in/],
    [
      'with an environment that needs quotes',
      configuration('a: { environment: "x\'}}" }', 'b: {}'),
      /characters/,
    ],
  ])('%s is refused before anything is written', async (_, text, message) => {
    const at = await repositoryWith(text);
    await expect(run(at)).rejects.toThrow(message);
    await expect(readFile(WORKFLOWS[0], 'utf8')).rejects.toThrow();
  });
});

describe('with several targets, init', () => {
  test('writes workflows with a job for each, and an example into each folder', async () => {
    const printed = await report(await repositoryWith(SEVERAL));
    expect(printed.exitCode).toBe(0);
    const examples = ['streams/production/example.yaml', 'streams/staging/example.yaml'];
    expect(named(printed, 'written')).toEqual(expect.arrayContaining(examples));
    for (const file of examples) {
      expect(await readFile(file, 'utf8')).toMatch(/^# yaml-language-server: \$schema=\.\.\/\.\.\/schemas\//);
    }
    for (const file of WORKFLOWS) expect(await readFile(file, 'utf8')).toContain('["production","staging"]');
  });

  test('has the properties of each folder reviewed by their owners', async () => {
    await run(await repositoryWith(SEVERAL));
    expect(await readFile('.github/CODEOWNERS', 'utf8')).toMatch(
      /^\/streams\/production\/properties\/ @.*\n\/streams\/staging\/properties\/ @/m,
    );
  });

  test('prints the steps for each target and environment', async () => {
    const { steps } = await report(await repositoryWith(SEVERAL));
    const commands = steps.flatMap((step) => step.commands).join('\n');
    for (const name of ['datastream-apply', 'apply-staging', 'datastream-watch'])
      expect(commands).toContain(`gh secret set DATASTREAM_EDGERC_WRITE --env ${name} `);
    for (const name of ['production', 'staging'])
      expect(commands).toContain(`datastream import --all --target ${name} `);
    expect(commands).toMatch(/git add -- .*datastream\.yaml/);
    expect(commands).not.toContain('DATASTREAM_TARGET_NAME');
  });

  test('says that targets with separate environments share the one of the watch', async () => {
    const doubts = async (text: string) => (await report(await repositoryWith(text))).doubts;
    expect(await doubts(SEVERAL)).toEqual([expect.stringContaining('share datastream-watch')]);
    const separate = STAGING.replace(' }', ', watchEnvironment: watch-staging }');
    expect(await doubts(configuration(PRODUCTION, separate))).toEqual([]);
    expect(await doubts(configuration('a: {}', 'b: {}'))).toEqual([]);
  });

  test('adds a target to workflows that were not edited', async () => {
    const at = await repositoryWith(configuration(PRODUCTION));
    await run(at);
    await at.write('datastream.yaml', SEVERAL);
    const { exitCode } = await run(at, { upgrade: true, yes: true });
    expect(exitCode).toBe(0);
    for (const file of WORKFLOWS) expect(await readFile(file, 'utf8')).toContain('["production","staging"]');
  });
});
