import { describe, expect, test } from 'vitest';
import { asOpenFilesError, TooFewOpenFiles } from '../../src/cli/open-files.ts';
import { explain, failureOf } from '../../src/render/progress/error.ts';

const failed = (code: string) => Object.assign(new Error(`${code}: failed at ${import.meta.url}`), { code });

describe('a process that may open too few files', () => {
  test.each(['EMFILE', 'ENFILE'])('reports it with what to do, without a stack trace: %s', (code) => {
    const error = asOpenFilesError(failed(code));
    expect(error).toBeInstanceOf(TooFewOpenFiles);
    expect(explain(error)).toBe(
      [
        'Error: Too many files are open: this process may not open as many as it needs.',
        '  Raise the limit, for example with `ulimit -n 1024`, and run again.',
        '  `datastream explain too-few-open-files` explains this error.',
      ].join('\n'),
    );
    expect(failureOf(error).code).toBe('too-few-open-files');
  });

  test('is distinguished from a missing package by an attempt to open files', () => {
    const missing = failed('ERR_MODULE_NOT_FOUND');
    expect(asOpenFilesError(missing, () => false)).toBeInstanceOf(TooFewOpenFiles);
    expect(asOpenFilesError(missing, () => true)).toBe(missing);
    expect(asOpenFilesError(missing)).toBe(missing);
  });

  test('is not assumed for any other error', () => {
    const other = failed('EACCES');
    expect(asOpenFilesError(other, () => false)).toBe(other);
  });
});
