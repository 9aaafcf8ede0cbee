import process from 'node:process';
import { vi } from 'vitest';
import { complete } from '../../src/cli/complete.ts';
import { runProgram } from '../../src/cli/program.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What a command line printed, and its exit code. */
interface Printed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process and in its working directory. Removes the signal listeners that it adds. */
export function run(...words: readonly string[]): Promise<Printed> {
  return printedBy(() => runProgram(words, '1.2.3'));
}

/** Completes the words of a command line in this process, as `datastream __complete` does. */
export function runComplete(...line: readonly string[]): Promise<Printed> {
  return printedBy(() => complete(line));
}

async function printedBy(work: () => Promise<number>): Promise<Printed> {
  const before = new Map(SIGNALS.map((signal) => [signal, process.listeners(signal)]));
  const out = captureWrites(process.stdout);
  const err = captureWrites(process.stderr);
  const exitCode = await work();
  for (const signal of SIGNALS) {
    for (const listener of process.listeners(signal)) {
      if (!before.get(signal)?.includes(listener)) process.off(signal, listener);
    }
  }
  return { exitCode, stdout: out(), stderr: err() };
}

/** Captures what is written to a stream. Returns a function that returns the text so far. */
export function captureWrites(stream: NodeJS.WriteStream): () => string {
  let text = '';
  vi.spyOn(stream, 'write').mockImplementation((chunk, ...rest) => {
    text += String(chunk);
    rest.find((each) => typeof each === 'function')?.();
    return true;
  });
  return () => text;
}
