import type { Command } from 'commander';
import { allowances, interval, several } from './arguments.ts';

/** Options that several commands share, in groups. */

export function withEverything(command: Command): Command {
  return withFormat(withCache(withTarget(withManifests(command))));
}

export function withManifests(command: Command): Command {
  return command
    .option('--streams <dir>', 'folder of the manifests', 'streams')
    .option(
      '--only <names...>',
      'limit to these manifests, by name or by a pattern with * and ? in quotes; may be repeated',
    );
}

export function withTarget(command: Command): Command {
  return command
    .option(
      '--simulator [file]',
      'run against the embedded simulator; its account is kept in this file, and made up from the manifests if there is none (default: .datastream/simulator.json)',
    )
    .option('--endpoint <url>', 'base URL of the API; http: only on this machine')
    .option('--edgerc <file>', 'credentials file (else AKAMAI_* variables, else ~/.edgerc)')
    .option('--section <name>', 'section of the credentials file')
    .option('--account-key <key>', 'account switch key');
}

export function withCache(command: Command): Command {
  return command
    .option('--cache <dir>', 'version cache', '.datastream/cache')
    .option('--no-cache', 'read every stream, keep nothing');
}

export function withChanges(command: Command): Command {
  return command
    .option(
      '--rotate <name>',
      "write this stream with today's secrets even if nothing differs; may be repeated",
      several,
    )
    .option(
      '--allow <limits>',
      'raise safety limits for this run: live=N, deactivate=N, delete=N, remove=N, joined by commas',
      allowances,
    );
}

export function withWait(command: Command): Command {
  return command
    .option('--wait [duration]', 'wait until everything has settled, at most so long (default: 3h)')
    .option('--poll <duration>', 'how often to look while waiting (default: 60s; simulator: 1s)', interval);
}

export function withDetailedExitcode(command: Command): Command {
  return command.option('--detailed-exitcode', 'exit 2 when there are changes or something is in motion');
}

export function withFormat(command: Command): Command {
  return command.option('--format <format>', 'terminal, json or markdown', 'terminal');
}
