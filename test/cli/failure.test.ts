import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { ApiError } from '../../src/api/errors/errors.ts';
import { UsageError } from '../../src/commands/session/context.ts';
import { AccessError } from '../../src/http/access-error.ts';
import { explain, failureJson, failureOf } from '../../src/render/progress/error.ts';
import { ERROR_SCHEMA } from '../../src/render/schemas/error.ts';
import { PROJECT } from '../commands/workspace.ts';

describe('a failure on the terminal', () => {
  it('of the command line is one line', () => {
    expect(explain(new UsageError('The file is missing.'))).toBe('Error: The file is missing.');
    expect(explain(new CommanderError(1, 'x', 'unknown option'))).toBe('Error: unknown option');
  });

  it('of the API says what to do next and what to report to the vendor', () => {
    const details = { request: 'GET /streams', happened: 'nothing', hint: 'Wait.', instance: 'abc' } as const;
    expect(explain(new ApiError('refused', 'It was refused.', details))).toBe(
      "Error: It was refused.\n  Wait.\n  Akamai's reference for a support case: abc\n  `datastream explain refused` explains this error.",
    );
    const bare = new ApiError('refused', 'It was refused.', { request: 'GET /streams', happened: 'nothing' });
    expect(explain(bare)).toBe('Error: It was refused.\n  `datastream explain refused` explains this error.');
  });

  it('of credentials says what to do next', () => {
    const [first, ...rest] = explain(new AccessError('There is no section.', 'Name another one.')).split(
      '\n',
    );
    expect([first, ...rest]).toEqual([
      'Error: There is no section.',
      '  Name another one.',
      '  `datastream explain access` explains this error.',
    ]);
  });

  it.each([
    [new TypeError('x is not a function'), 'TypeError: x is not a function'],
    ['thrown text', 'thrown text'],
    [undefined, 'undefined'],
  ])('that is a bug is reported as one, without a stack trace: %s', (error, text) => {
    const output = explain(error);
    expect(output).toContain(`this is a bug in datastream, not in your manifests: ${text}\n`);
    expect(output).not.toMatch(/\n\s+at /);
  });
});

describe('a failure as JSON', () => {
  const api = new ApiError('no-such-stream', 'Stream does not exist.', {
    request: 'GET /datastream-config-api/v3/log/cdn/streams/7050',
    happened: 'nothing',
    hint: 'Check the id.',
    status: 404,
    instance: 'abc',
  });

  it('of the API names the stream and the request', () => {
    expect(failureOf(api)).toEqual({
      code: 'no-such-stream',
      message: 'Stream does not exist.',
      hint: 'Check the id.',
      stream: 7050,
      request: 'GET /datastream-config-api/v3/log/cdn/streams/7050',
      status: 404,
      reference: 'abc',
    });
  });

  it.each([
    [new UsageError('The file is missing.'), 'usage'],
    [new AccessError('There is no section.', 'Name another one.'), 'access'],
    [new CommanderError(1, 'x', "error: unknown option '--x'"), 'usage'],
    [new TypeError('x is not a function'), 'bug'],
    ['thrown text ##vso[x] \u001b', 'bug'],
    [api, 'no-such-stream'],
  ])('is one line with a code and fits the published schema: %s', (error, code) => {
    const printed = failureJson(failureOf(error), 'simulator');
    expect(printed).toMatch(/^[^\n]*\n$/);
    for (const acting of ['##vso', '\u001b']) expect(printed).not.toContain(acting);
    const value = JSON.parse(printed);
    expect(value).toMatchObject({ formatVersion: 1, target: 'simulator', error: { code } });
    const validate = new Ajv({ strict: true }).compile(ERROR_SCHEMA);
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  });
});

/** Rendering may not import the modules that throw these errors, so it recognizes them by name. */
describe('the names of expected errors', () => {
  const source = path.join(PROJECT, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const texts = files.map((name) => readFileSync(path.join(source, name), 'utf8'));
  const table = readFileSync(path.join(source, 'render/progress/error.ts'), 'utf8');
  const expected = [...table.matchAll(/^ {2}\['(\w+)', '([a-z-]+)'\],$/gm)];

  it('are those of classes', () => {
    const classes = texts.flatMap((text) =>
      [...text.matchAll(/override readonly name = '(\w+)'/g)].map(([, name]) => name),
    );
    const names = expected.map(([, name]) => name);
    expect(names).toContain('UsageError');
    expect([...classes, 'CommanderError', 'InvalidArgumentError']).toEqual(expect.arrayContaining(names));
  });

  it('have codes that the published schema describes', () => {
    const schema = JSON.stringify(ERROR_SCHEMA);
    // An error of the API has its kind as its code, and an error of GitHub is never printed as JSON.
    const codes = expected.map(([, , code]) => code).filter((code) => code !== 'api' && code !== 'github');
    for (const code of codes) expect(schema).toContain(`\`${code}\``);
  });
});
