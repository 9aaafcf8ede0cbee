import type { Command } from 'commander';
import type { Result } from '../commands/context.ts';
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

/** One function for each command: its options, its help, and which use case it starts. Commands load when chosen. */

/** A command's work: told here, run by the program. */
export type Work = (terminal: Terminal) => Promise<Result>;

type Choose = (work: Work) => void;

export function addValidate(program: Command, choose: Choose): void {
  const command = program
    .command('validate')
    .description('Check the manifests. Offline: no credentials, no network.')
    .argument('[files...]', 'report findings of these files only; the whole folder is read all the same')
    .addHelpText('after', '\nExample:\n  datastream validate --streams streams --format json');
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
    .description('Say exactly what apply would do, and what that does to production. Never writes to Akamai.')
    .option('--out <file>', 'save the plan, to apply exactly this one later; a pipe or device is written to')
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
      "Take each stream's next legal steps. Run it again at any time: it repairs whatever was cut short.",
    )
    .option('--plan <file>', 'apply exactly this saved plan, or refuse; may be a pipe')
    .option('--yes', 'do not ask')
    .option('--secrets <file>', 'dotenv file; { env } references then read this file and nothing else')
    .option('--secrets-dir <dir>', 'a further folder that { file } references may read')
    .option(
      '--lookup <duration>',
      'how long to look for the outcome of a lost write (default: 30s, 150s after a 504)',
      duration,
    )
    .addHelpText('after', '\nExample:\n  datastream apply --plan plan.json --wait 2h');
  withDetailedExitcode(withWait(withChanges(withEverything(command)))).action(() =>
    choose(async (terminal) => {
      const { apply } = await import('../commands/apply.ts');
      const { withSecretsFile } = await import('../commands/secrets-file.ts');
      const options = applyOptions(command.opts(), terminal);
      return apply(await withSecretsFile(terminal.context, options.secrets), options);
    }),
  );
}

export function addStatus(program: Command, choose: Choose): void {
  const command = program
    .command('status')
    .description('Show each managed stream: version, status, next legal step, when it can be edited again.')
    .option('--overdue <duration>', 'when a movement counts as overdue (default: 3h)', duration)
    .addHelpText('after', '\nExample:\n  datastream status --wait 2h');
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
    .description('Write manifests for live streams. Planning them afterwards shows no change.')
    .option('--all', 'every live stream that no manifest manages yet')
    .option(
      '--update',
      'take live changes into existing manifests: those named, or all; rewrites only what differs',
    )
    .option('--yes', 'with --update: do not ask before files are rewritten; needed without a terminal')
    .option('--log-type <type>', 'look in this log type only; may be repeated (default: all)', logTypes)
    .option('--kind <kind>', 'look in this API only: DataStream2 or DataStream1 (default: both)', kinds)
    .option('--streams <dir>', 'folder of the manifests', 'streams')
    .option('--force', 'overwrite files that exist')
    .addHelpText(
      'after',
      '\nExample:\n  datastream import 7050 web-access-logs --log-type cdn\n  datastream import --update shop-logs',
    );
  withFormat(withCache(withTarget(command))).action((which: string[]) =>
    choose(async (terminal) => {
      const options = importOptions({ ...command.opts(), which }, terminal);
      if (options.update) {
        const { updateManifests } = await import('../commands/import-update.ts');
        return updateManifests(terminal.context, options);
      }
      const { importStreams } = await import('../commands/import.ts');
      return importStreams(terminal.context, options);
    }),
  );
}

export function addLogs(program: Command, choose: Choose): void {
  const command = program
    .command('logs')
    .argument('<name>', 'name of a DataStream 1 manifest, or name or id of a live stream')
    .description('Pull the logs of a DataStream 1 stream; Akamai keeps them for 12 hours.')
    .requiredOption('--start <time>', 'from when: 2026-01-05T08:00:00Z (no zone: UTC), -15m, -2h')
    .option('--end <time>', 'until when; now is a minute ago, the latest that the API takes', 'now')
    .option('--raw', 'expect a record for each request (default: as the stream makes them)')
    .option('--aggregate', 'expect numbers over a time frame')
    .option('--metric <names>', 'aggregates: only these, joined by commas; may be repeated', several)
    .option('--size <n>', "records on a page (default: the API's choice)", count)
    .option('--page <n>', 'begin with this page; the first is 0', pageNumber)
    .option('--format <format>', 'terminal (a table) or json (a record on each line)', 'terminal')
    .option('--streams <dir>', 'folder of the manifests', 'streams')
    .addHelpText('after', LOGS_HELP);
  withTarget(command).action((name: string) =>
    choose(async (terminal) => {
      const { logs } = await import('../commands/logs.ts');
      return logs(terminal.context, logsOptions({ ...command.opts(), name }, terminal));
    }),
  );
}

const LOGS_HELP = `
Records come in the order in which the API has them, which is not always that of time.

Example:
  datastream logs shop-errors --start -2h --metric 4xx,5xx --format json`;

export function addMigrate(program: Command, choose: Choose): void {
  const command = program
    .command('migrate')
    .argument('[which...]', 'names of DataStream 1 manifests; names or ids of live streams')
    .description(
      'Write DataStream 2 manifests for DataStream 1 streams, with what is left to do in comments.',
    )
    .option('--out <dir>', 'folder for the new manifests')
    .option('--live', 'read the streams from the account, whatever manifests say')
    .option('--streams <dir>', 'folder of the manifests', 'streams')
    .option('--force', 'overwrite files that exist')
    .addHelpText('after', '\nExample:\n  datastream migrate shop-errors --out streams');
  withFormat(withCache(withTarget(command))).action((which: string[]) =>
    choose(async (terminal) => {
      const { migrateStreams } = await import('../commands/migrate.ts');
      return migrateStreams(terminal.context, migrateOptions({ ...command.opts(), which }, terminal));
    }),
  );
}

export function addInit(program: Command, choose: Choose): void {
  const command = program
    .command('init')
    .argument('[dir]', 'the repository', '.')
    .description(
      'Write workflows, an example manifest and editor settings into a repository. Overwrites nothing.',
    )
    .option(
      '--action <owner/repo@commit>',
      "use the Action of that repository (default: a copy of this package's)",
      pinnedAction,
    )
    .addHelpText('after', '\nExample:\n  datastream init ../log-streams');
  withFormat(command).action((directory: string) =>
    choose(async (terminal) => {
      const { init } = await import('../commands/init.ts');
      return init(terminal.context, initOptions({ ...command.opts(), directory }, terminal));
    }),
  );
}

export function addSimulate(program: Command, choose: Choose): void {
  const command = program
    .command('simulate')
    .description(
      'Serve the simulator over HTTP or HTTPS on this machine, to test pipelines and other clients against.',
    )
    .option('--port <port>', 'port to listen on; 0 chooses one', port, 8085)
    .option('--movement <duration>', 'how long an activation or deactivation lasts (default: 10s)', duration)
    .option('--requests-per-minute <n>', 'how many a client may send; Akamai allows 20', count, 20)
    .option('--file <file>', 'keep the account in this file (default: in memory)')
    .option('--empty', 'start without streams')
    .option('--streams <dir>', 'make a new account up from the manifests in this folder')
    .option('--https', 'serve HTTPS with a certificate made at start, for localhost, 127.0.0.1 and ::1')
    .option('--cert <file>', 'serve HTTPS with this certificate (PEM); needs --key')
    .option('--key <file>', 'the private key of --cert (PEM)')
    .addHelpText(
      'after',
      '\nExample:\n  datastream simulate --port 8085 --movement 30s\n  datastream simulate --https --streams streams',
    );
  command.action(() =>
    choose(async (terminal) => {
      const { simulate } = await import('../commands/simulate.ts');
      return simulate(terminal.context, simulateOptions(command.opts()));
    }),
  );
}
