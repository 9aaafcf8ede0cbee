import { symlink } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { CONFIGURABLE, configure } from '../../../src/commands/session/configure.ts';
import { defaultsOf } from '../../../src/commands/session/declared-option.ts';
import { PLAN } from '../../../src/commands/session/options.ts';
import { workspace } from '../workspace.ts';

const FILE = 'datastream.yaml';
const VERSION = 'apiVersion: datastream-gitops/v1\n';
const NO_FLAG = { declared: PLAN, given: new Set<string>() };

/** Each source of a value, in the order of precedence. */
const SOURCES = ['flag', 'variable', 'target', 'file'] as const;
type Source = (typeof SOURCES)[number];

const VARIABLES = {
  streams: 'DATASTREAM_STREAMS',
  section: 'DATASTREAM_SECTION',
  accountKey: 'DATASTREAM_ACCOUNT_KEY',
  checkProperties: 'DATASTREAM_CHECK_PROPERTIES',
} as const;

/** A file cannot name a section for all targets, because that would select one account for all of them. */
const NOT_IN_FILE: readonly string[] = ['section', 'accountKey'];

test('a flag precedes a variable, the target, the file and the default, for any combination', async () => {
  const { context, write } = await workspace();
  const states = fc.record(
    Object.fromEntries(CONFIGURABLE.map((name) => [name, fc.subarray([...SOURCES])])),
  ) as fc.Arbitrary<Record<keyof typeof VARIABLES, readonly Source[]>>;
  await fc.assert(
    fc.asyncProperty(states, async (chosen) => {
      const has = (name: keyof typeof VARIABLES, source: Source) =>
        chosen[name].includes(source) && !(source === 'file' && NOT_IN_FILE.includes(name));
      const value = (name: string, source: Source) =>
        name === 'checkProperties' ? SOURCES.indexOf(source) % 2 === 0 : `${name}-${source}`;
      const from = (source: Source) => CONFIGURABLE.filter((name) => has(name, source));
      const lines = (source: Source, indent: string) =>
        from(source).map((name) => `${indent}${name}: ${value(name, source)}\n`);
      await write(
        FILE,
        [VERSION, ...lines('file', ''), 'targets:\n  a:\n    limits: {}\n', ...lines('target', '    ')].join(
          '',
        ),
      );
      const env = Object.fromEntries(
        from('variable').map((name) => [VARIABLES[name], String(value(name, 'variable'))]),
      );
      const flags = Object.fromEntries(from('flag').map((name) => [name, value(name, 'flag')]));
      const options = { ...defaultsOf(PLAN), ...flags };
      const given = new Set(Object.keys(flags));
      const run = await configure({ ...context, env }, options, { declared: PLAN, given });
      if (run.tag !== 'configured') throw new Error('bug: the file is invalid');
      for (const name of CONFIGURABLE) {
        const source = SOURCES.find((one) => has(name, one));
        const result: Readonly<Record<string, unknown>> = run.options;
        const otherwise = name === 'streams' ? 'streams' : undefined;
        expect(result[name]).toEqual(source === undefined ? otherwise : value(name, source));
        expect(run.origins[name].from).toBe(source ?? 'default');
      }
    }),
    { numRuns: 60 },
  );
});

describe('the configuration file', () => {
  it('changes nothing if it does not exist', async () => {
    const { context } = await workspace();
    const run = await configure(context, defaultsOf(PLAN), NO_FLAG);
    expect(run).toMatchObject({ tag: 'configured', options: defaultsOf(PLAN) });
    expect(run).not.toHaveProperty('options.configuration');
  });

  it('must not be a link, not even to nothing', async () => {
    const { context, write } = await workspace();
    await write('elsewhere/x.yaml', VERSION);
    await symlink('elsewhere/x.yaml', FILE);
    await expect(configure(context, {}, NO_FLAG)).rejects.toThrow(`${FILE} cannot be read: it is a link.`);
    const { context: other } = await workspace();
    await symlink('nowhere.yaml', FILE);
    await expect(configure(other, {}, NO_FLAG)).rejects.toThrow(`${FILE} cannot be read: it is a link.`);
  });

  it('must exist if it is named', async () => {
    const { context } = await workspace({ env: { DATASTREAM_CONFIG: 'other.yaml' } });
    const missing = 'cannot be read: there is no such file or folder.';
    await expect(configure(context, {}, NO_FLAG)).rejects.toThrow(`other.yaml ${missing}`);
    await expect(configure(context, { config: 'x.yaml' }, NO_FLAG)).rejects.toThrow(`x.yaml ${missing}`);
  });

  it('is needed for a target that a flag names, not for one that a variable names', async () => {
    const { context } = await workspace({ env: { DATASTREAM_TARGET_NAME: 'simulator' } });
    const run = await configure(context, {}, NO_FLAG);
    expect(run.tag).toBe('configured');
    await expect(configure(context, { target: 'a' }, NO_FLAG)).rejects.toThrow(
      'There is no datastream.yaml, so there is no target a. Omit --target.',
    );
  });

  it('sets no credentials for the simulator', async () => {
    const { context, write } = await workspace();
    await write(FILE, `${VERSION}targets: { a: { section: logs, accountKey: K, streams: here } }`);
    const run = await configure(context, { simulator: 'x.json' }, NO_FLAG);
    expect(run).toMatchObject({ options: { streams: 'here' } });
    expect(run).not.toHaveProperty('options.section');
    expect(run).not.toHaveProperty('options.accountKey');
  });

  it('refuses a variable that is neither true nor false', async () => {
    const { context } = await workspace({ env: { DATASTREAM_CHECK_PROPERTIES: 'yes' } });
    await expect(configure(context, {}, NO_FLAG)).rejects.toThrow(
      'DATASTREAM_CHECK_PROPERTIES must be true or false',
    );
  });
});
