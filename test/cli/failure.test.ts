import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { AccessError, ApiError } from '../../src/api/errors.ts';
import { UsageError } from '../../src/commands/context.ts';
import { explain } from '../../src/render/failure.ts';

describe('a failure at the terminal', () => {
  it('of how a command was called is one line', () => {
    expect(explain(new UsageError('The file is missing.'))).toBe('Error: The file is missing.');
    expect(explain(new CommanderError(1, 'x', 'unknown option'))).toBe('Error: unknown option');
  });

  it('of the API says what to do next and what to tell the vendor', () => {
    const details = { request: 'GET /streams', happened: 'nothing', hint: 'Wait.', instance: 'abc' } as const;
    expect(explain(new ApiError('refused', 'It was refused.', details))).toBe(
      "Error: It was refused.\n  Wait.\n  Akamai's reference for a support case: abc",
    );
    const bare = new ApiError('refused', 'It was refused.', { request: 'GET /streams', happened: 'nothing' });
    expect(explain(bare)).toBe('Error: It was refused.');
  });

  it('of credentials says what to do next', () => {
    const [first, ...rest] = explain(new AccessError('There is no section.', 'Name another one.')).split(
      '\n',
    );
    expect([first, ...rest]).toEqual(['Error: There is no section.', '  Name another one.']);
  });

  it.each([
    [new TypeError('x is not a function'), 'TypeError: x is not a function'],
    ['thrown text', 'thrown text'],
    [undefined, 'undefined'],
  ])('that is a bug is called one, without a stack trace: %s', (error, text) => {
    const told = explain(error);
    expect(told).toContain(`this is a bug in datastream, not in your manifests: ${text}\n`);
    expect(told).not.toMatch(/\n\s+at /);
  });
});
