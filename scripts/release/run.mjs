import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * Runs a program and returns what it printed on standard output. Standard error is shown.
 * @param {string} program
 * @param {readonly string[]} words
 * @returns {string}
 * @throws {Error} if it fails
 */
export function run(program, words) {
  return execFileSync(program, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
  });
}

/**
 * Runs a program that may fail, and returns its exit code and what it printed.
 * @param {string} program
 * @param {readonly string[]} words
 */
export function attempt(program, words) {
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: 'utf8' });
  if (error) throw error;
  return { status, stdout, stderr };
}

/**
 * Returns the digest of a file in the form of the npm registry: `sha512-`, then base64.
 * @param {string} file
 */
export function integrity(file) {
  return `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
}

/** @param {Uint8Array | string} bytes */
export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Returns a variable that GitHub sets in every job.
 * @param {string} name
 * @returns {string}
 */
export function variable(name) {
  const value = process.env[name];
  if (!value) throw new Error(`The variable ${name} is not set. The workflow release.yml runs this script.`);
  return value;
}

/**
 * Runs a script's work. A failure is one line on standard error, and exit code 1.
 * @param {() => void} work
 */
export function main(work) {
  try {
    work();
  } catch (error) {
    process.stderr.write(`Error: ${error.message}\n`);
    process.exitCode = 1;
  }
}

/**
 * Prints what was done, or that it was done already.
 * @param {string} text
 */
export function say(text) {
  process.stdout.write(`${text}\n`);
}
