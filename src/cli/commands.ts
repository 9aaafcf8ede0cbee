import type { Command } from 'commander';
import type { Result } from '../commands/session/context.ts';
import { count, duration, kinds, logTypes, pageNumber, pinnedAction, port, several } from './arguments.ts';
import {
  withCache,
  withChanges,
  withDetailedExitcode,
  withEverything,
  withFormat,
  withManifests,
  withTarget,
  withWait,
} from './option-groups.ts';
import {
  applyOptions,
  importOptions,
  initOptions,
  logsOptions,
  migrateOptions,
  planOptions,
  simulateOptions,
  statusOptions,
  validateOptions,
} from './read-options.ts';
import type { Terminal } from './terminal.ts';

/** One function for each command defines its options, its help, and the use case it runs. Commands load when chosen. */

/** A command's work, declared here and run by the program. */
export type Work = (terminal: Terminal) => Promise<Result>;

type Choose = (work: Work) => void;

export function addValidate(program: Command, choose: Choose): void {
  const command = program
    .command('validate')
    .description('Check the manifests offline, without credentials.')
    .argument('[files...]', 'report findings in these files only; the whole folder is still read')
    .addHelpText(
      'after',
      '\nExamples:\n  datastream validate\n  datastream validate streams/shop.yaml --format json',
    );
  withFormat(withManifests(command)).action((files: readonly string[]) =>
    choose(async (terminal) => {
      const { validate } = await import('../commands/validate.ts');
      return validate(terminal.context, validateOptions(command.opts(), terminal, files));
    }),
  );
}

export function addPlan(program: Command, choose: Choose): void {
  const command = program
    .command('plan')
    .description('Show exactly what apply would do and how that affects production. Never writes to Akamai.')
    .option(
      '--out <file>',
      'save the plan, so that `apply --plan` can apply exactly this one; may be a pipe or device',
    )
    .addHelpText('after', '\nExample:\n  datastream plan --edgerc ~/.edgerc --section logs --out plan.json');
  withDetailedExitcode(withChanges(withEverything(command))).action(() =>
    choose(async (terminal) => {
      const { plan } = await import('../commands/plan.ts');
      return plan(terminal.context, planOptions(command.opts(), terminal));
    }),
  );
}

export function addApply(program: Command, choose: Choose): void {
  const command = program
    .command('apply')
    .description(
      'Apply the manifests: take the next possible step of each stream. Safe to run again after an interruption.',
    )
    .option('--plan <file>', 'apply exactly this saved plan, or refuse if it is stale; may be a pipe')
    .option('--yes', 'do not ask for confirmation; required without a terminal, unless --plan is given')
    .option(
      '--secrets <file>',
      'read { env } references from this dotenv file only, not from the environment',
    )
    .option('--secrets-dir <dir>', 'another folder that { file } references may read')
    .option(
      '--lookup <duration>',
      'how long to look for the result of a write whose response was lost (default: 30s, 150s after a 504)',
      duration,
    )
    .addHelpText(
      'after',
      "\nExamples:\n  datastream apply --plan plan.json --wait 2h\n  datastream apply --yes --only 'web-*' --secrets secrets.env",
    );
  withDetailedExitcode(withWait(withChanges(withEverything(command)))).action(() =>
    choose(async (terminal) => {
      const { apply } = await import('../commands/apply.ts');
      const { withSecretsFile } = await import('../commands/session/secrets-file.ts');
      const options = applyOptions(command.opts(), terminal);
      return apply(await withSecretsFile(terminal.context, options.secrets), options);
    }),
  );
}

export function addStatus(program: Command, choose: Choose): void {
  const command = program
    .command('status')
    .description(
      'Show the version, status and next action of each managed stream, and when it can be changed again.',
    )
    .option(
      '--overdue <duration>',
      'report a transition as overdue after this time (default: 3h; DataStream 1: 45m)',
      duration,
    )
    .addHelpText('after', '\nExamples:\n  datastream status\n  datastream status --wait 2h --format json');
  withDetailedExitcode(withWait(withEverything(command))).action(() =>
    choose(async (terminal) => {
      const { status } = await import('../commands/status.ts');
      return status(terminal.context, statusOptions(command.opts(), terminal));
    }),
  );
}

export function addImport(program: Command, choose: Choose): void {
  const command = program
    .command('import')
    .argument('[which...]', 'names or ids of live streams; with --update: names of manifests')
    .description('Write manifests for live streams. A plan of these manifests shows no changes.')
    .option('--all', 'import every live stream that has no manifest')
    .option(
      '--update',
      'update existing manifests (those named, or all) from the live streams; rewrites only what differs',
    )
    .option('--yes', 'with --update: do not ask before rewriting files; required without a terminal')
    .option('--log-type <type>', 'search this log type only; may be repeated (default: all)', logTypes)
    .option('--kind <kind>', 'search this API only: DataStream2 or DataStream1 (default: both)', kinds)
    .option('--streams <dir>', 'folder of the manifests', 'streams')
    .option('--force', 'overwrite existing files')
    .addHelpText(
      'after',
      '\nExamples:\n  datastream import 7050 web-access-logs --log-type cdn\n  datastream import --update shop-logs',
    );
  withFormat(withCache(withTarget(command))).action((which: string[]) =>
    choose(async (terminal) => {
      const options = importOptions({ ...command.opts(), which }, terminal);
      if (options.update) {
        const { updateManifests } = await import('../commands/import/update.ts');
        return updateManifests(terminal.context, options);
      }
      const { importStreams } = await import('../commands/import/import.ts');
      return importStreams(terminal.context, options);
    }),
  );
}

export function addLogs(program: Command, choose: Choose): void {
  const command = program
    .command('logs')
    .argument('<name>', 'name of a DataStream 1 manifest, or name or id of a live stream')
    .description('Pull the logs of a DataStream 1 stream; Akamai keeps them for 12 hours.')
    .requiredOption(
      '--start <time>',
      'start of the time range: 2026-01-05T08:00:00Z (UTC without a zone), -15m or -2h',
    )
    .option(
      '--end <time>',
      'end of the time range; "now" is one minute ago, the latest time that the API accepts',
      'now',
    )
    .option('--raw', 'expect one record per request (default: the type of the stream)')
    .option('--aggregate', 'expect aggregated metrics')
    .option(
      '--metric <names>',
      'aggregated metrics to return, separated by commas; may be repeated (default: all)',
      several,
    )
    .option('--size <n>', 'records per page (default: decided by the API)', count)
    .option('--page <n>', 'start at this page; the first page is 0', pageNumber)
    .option('--format <format>', 'terminal (a table) or json (one record per line)', 'terminal')
    .option('--streams <dir>', 'folder of the manifests', 'streams')
    .addHelpText('after', LOGS_HELP);
  withTarget(command).action((name: string) =>
    choose(async (terminal) => {
      const { logs } = await import('../commands/logs/logs.ts');
      return logs(terminal.context, logsOptions({ ...command.opts(), name }, terminal));
    }),
  );
}

const LOGS_HELP = `
Records are printed in the order of the API, which is not always chronological.

Example:
  datastream logs shop-errors --start -2h --metric 4xx,5xx --format json`;

export function addMigrate(program: Command, choose: Choose): void {
  const command = program
    .command('migrate')
    .argument('[which...]', 'names of DataStream 1 manifests; names or ids of live streams')
    .description(
      'Write DataStream 2 manifests for DataStream 1 streams. Comments in them list the remaining steps.',
    )
    .option('--out <dir>', 'folder for the new manifests')
    .option('--live', 'read the streams from the account instead of the manifests')
    .option('--streams <dir>', 'folder of the manifests', 'streams')
    .option('--force', 'overwrite existing files')
    .addHelpText('after', '\nExample:\n  datastream migrate shop-errors --out streams');
  withFormat(withCache(withTarget(command))).action((which: string[]) =>
    choose(async (terminal) => {
      const { migrateStreams } = await import('../commands/migrate/migrate.ts');
      return migrateStreams(terminal.context, migrateOptions({ ...command.opts(), which }, terminal));
    }),
  );
}

export function addInit(program: Command, choose: Choose): void {
  const command = program
    .command('init')
    .argument('[dir]', 'the repository', '.')
    .description(
      'Write workflows, an example manifest and editor settings into a repository. Never overwrites a file.',
    )
    .option(
      '--action <owner/repo@commit>',
      "use the Action of this repository (default: a copy of this package's Action)",
      pinnedAction,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  datastream init ../log-streams\n  datastream init ../log-streams --action OWNER/REPO@COMMIT',
    );
  withFormat(command).action((directory: string) =>
    choose(async (terminal) => {
      const { init } = await import('../commands/init/init.ts');
      return init(terminal.context, initOptions({ ...command.opts(), directory }, terminal));
    }),
  );
}

export function addSimulate(program: Command, choose: Choose): void {
  const command = program
    .command('simulate')
    .description(
      'Serve the simulator over HTTP or HTTPS on this machine, to test pipelines and other clients.',
    )
    .option('--port <port>', 'port to listen on; 0 selects a free one', port, 8085)
    .option('--movement <duration>', 'how long an activation or deactivation takes (default: 10s)', duration)
    .option(
      '--requests-per-minute <n>',
      'requests per minute that a client may send to each API; Akamai allows 20',
      count,
      20,
    )
    .option('--file <file>', 'store the simulated account in this file (default: in memory)')
    .option('--empty', 'start without streams')
    .option('--streams <dir>', 'derive a new account from the manifests in this folder')
    .option(
      '--https',
      'serve HTTPS with a certificate for localhost, 127.0.0.1 and ::1 that is created at start',
    )
    .option('--cert <file>', 'serve HTTPS with this certificate (PEM); requires --key')
    .option('--key <file>', 'private key of --cert (PEM)')
    .addHelpText(
      'after',
      '\nExamples:\n  datastream simulate --port 8085 --movement 30s\n  datastream simulate --https --streams streams',
    );
  command.action(() =>
    choose(async (terminal) => {
      const { simulate } = await import('../commands/simulate.ts');
      return simulate(terminal.context, simulateOptions(command.opts()));
    }),
  );
}
