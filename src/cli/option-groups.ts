import type { Command } from 'commander';
import { ALLOWANCE_FORM } from '../model/safety-limits.ts';
import { allowances, interval, several } from './arguments.ts';

/** Options that several commands share, in groups. */

/** Adds the options of every command that reads manifests and an account. */
export function withEverything(command: Command): Command {
  return withFormat(withCache(withTarget(withManifests(command))));
}

/** Adds the options that select manifests. */
export function withManifests(command: Command): Command {
  return command
    .option('--streams <dir>', 'folder of the manifests', 'streams')
    .option(
      '--only <names...>',
      'use these manifests only: names, or quoted patterns with * and ?; may be repeated',
    );
}

/** Adds the options that select an account and its credentials. */
export function withTarget(command: Command): Command {
  return command
    .option(
      '--simulator [file]',
      'run against the embedded simulator and keep its account in this file; a new account is derived from the manifests (default: .datastream/simulator.json)',
    )
    .option('--endpoint <url>', 'base URL of the API; http: is allowed for this machine only')
    .option('--edgerc <file>', 'credentials file (else AKAMAI_* variables, else ~/.edgerc)')
    .option('--section <name>', 'section of the credentials file')
    .option('--account-key <key>', 'account switch key');
}

/** Adds the options of the version cache. */
export function withCache(command: Command): Command {
  return command
    .option('--cache <dir>', 'version cache', '.datastream/cache')
    .option('--no-cache', 'read every stream and store nothing');
}

/** Adds the options that affect what a plan changes. */
export function withChanges(command: Command): Command {
  return command
    .option(
      '--rotate <name>',
      're-send the secrets of this stream even if nothing differs; may be repeated',
      several,
    )
    .option(
      '--allow <limits>',
      `raise safety limits for this run, separated by commas: ${ALLOWANCE_FORM}`,
      allowances,
    );
}

/** Adds the options of commands that can wait for transitions. */
export function withWait(command: Command): Command {
  return command
    .option('--wait [duration]', 'wait until all streams are stable, but no longer than this (default: 3h)')
    .option(
      '--poll <duration>',
      'interval between checks while waiting (default: 60s; simulator: 1s)',
      interval,
    );
}

/** Adds `--detailed-exitcode`, which makes the exit code show whether there are changes. */
export function withDetailedExitcode(command: Command): Command {
  return command.option('--detailed-exitcode', 'exit with 2 if there are changes or streams in transition');
}

/** Adds the option for the output format. */
export function withFormat(command: Command): Command {
  return command.option('--format <format>', 'terminal, json or markdown', 'terminal');
}
