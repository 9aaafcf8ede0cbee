import path from 'node:path';
import type { Command } from 'commander';
import type { ConfiguredRun } from '../commands/session/configure.ts';
import { type Result, UsageError } from '../commands/session/context.ts';
import type { DeclaredOptions, OptionsOf } from '../commands/session/declared-option.ts';
import { IMPORT, INIT, MIGRATE, ROTATE } from '../commands/session/file-options.ts';
import {
  COMPLETION,
  CONFIG,
  DIFF,
  DOCTOR,
  EXPLAIN,
  HISTORY,
  LOGS,
  SHOW,
  VERSION,
} from '../commands/session/inspection-options.ts';
import { type ConfigurationOptions, DEBUG, LOG_FORMAT } from '../commands/session/option-groups.ts';
import { APPLY, PLAN, STATUS, VALIDATE, VERIFY } from '../commands/session/options.ts';
import { type HttpsOptions, RECEIVE, SIMULATE } from '../commands/session/server-options.ts';
import { defined } from '../model/defined.ts';
import type { RenderOptions } from '../render/text/options.ts';
import { declareOptions, givenNames, givenOptions, readOptions } from './declare.ts';
import { readInstallation } from './installation.ts';
import { typingOf } from './invocation.ts';
import type { LoggingOptions } from './logging.ts';
import type { Terminal } from './terminal.ts';

/** A command's work, declared here and run by the program. */
export type Work = (terminal: Terminal) => Promise<Result>;

/** How results are written. It depends on the terminal, not on options. */
type Output = Required<Pick<RenderOptions, 'color' | 'width' | 'typing'>> & Pick<RenderOptions, 'reference'>;

interface CommandDeclaration<D extends DeclaredOptions> {
  readonly name: string;
  readonly description: string;
  readonly options: D;
  /** What the help shows below the options. */
  readonly after: string;
  /** Whether a run needs the configuration file before it starts. Default: it does. */
  needsConfiguration?(context: Terminal['context'], options: OptionsOf<D>): Promise<boolean>;
  /** Imports and runs the use case. Use cases are loaded only when they are chosen. */
  run(context: Terminal['context'], options: CommandOptions<D>, origins: Origins): Promise<Result>;
}

type CommandOptions<D> = OptionsOf<D> & Output & ConfigurationOptions;

/** Where the values of the options come from that the configuration file can set. Empty: it was not read. */
type Origins = Partial<ConfiguredRun<unknown>['origins']>;

/** The command that a command line selects. */
export interface ChosenCommand {
  readonly name: string;
  readonly work: Work;
  readonly logging: LoggingOptions;
}

export interface DeclaredCommand {
  readonly name: string;
  readonly description: string;
  readonly options: DeclaredOptions;
  /** Adds it to the program. When the command line selects it, `choose` receives its work. */
  addTo(program: Command, choose: (chosen: ChosenCommand) => void): void;
}

function declareCommand<D extends DeclaredOptions>(declared: CommandDeclaration<D>): DeclaredCommand {
  const { name, description, after } = declared;
  const sendsRequests = 'endpoint' in declared.options;
  const options = { ...declared.options, ...(sendsRequests ? DEBUG : {}), ...LOG_FORMAT };
  return {
    name,
    description,
    options,
    addTo: (program, choose) => {
      const command = program.command(name).description(description);
      declareOptions(command, options);
      command.addHelpText('after', `\n${after}`);
      command.action(() => {
        const work: Work = async ({ context, color, width, program, reference }) => {
          const read = readOptions(command, declared.options);
          const typing = typingOf(givenOptions(command, declared.options, read), program);
          const output = { color, width, typing, ...defined({ reference }) };
          return runConfigured(declared, command, context, { ...read, ...output });
        };
        choose({ name, work, logging: readOptions(command, { ...DEBUG, ...LOG_FORMAT }) });
      });
    },
  };
}

/** Reads the configuration file, if the command has its options, and runs the command. */
async function runConfigured<D extends DeclaredOptions>(
  { name, options: declared, needsConfiguration, run }: CommandDeclaration<D>,
  command: Command,
  context: Terminal['context'],
  options: OptionsOf<D> & Output,
): Promise<Result> {
  // A simulator without manifests needs no configuration.
  if (!('config' in declared && 'streams' in options)) return run(context, options, {});
  if (needsConfiguration && !(await needsConfiguration(context, options))) return run(context, options, {});
  const { configure } = await import('../commands/session/configure.ts');
  const configured = await configure(context, options, { declared, given: givenNames(command) });
  if (configured.tag === 'configured') return run(context, configured.options, configured.origins);
  for (const finding of configured.findings) context.listen({ tag: 'finding', finding });
  const { renderFindings } = await import('../render/findings/findings.ts');
  const report = { ...configured, files: 1, manifests: [] };
  const { color, width, reference } = options;
  const format = 'format' in options && options.format === 'json' ? 'json' : 'terminal';
  return {
    output: renderFindings(report, { color, width, format, ...defined({ reference }) }, name),
    exitCode: 1,
  };
}

/** The commands, in the order of the help. */
export const COMMANDS: readonly DeclaredCommand[] = [
  declareCommand({
    name: 'validate',
    description: 'Check the manifests offline, without credentials.',
    options: VALIDATE,
    after: 'Examples:\n  datastream validate\n  datastream validate streams/shop.yaml --format json',
    run: async (context, options) => {
      const { validate } = await import('../commands/validate.ts');
      return validate(context, options);
    },
  }),
  declareCommand({
    name: 'plan',
    description: 'Show exactly what apply would do and how that affects production. Never writes to Akamai.',
    options: PLAN,
    after:
      'Examples:\n  datastream plan --edgerc ~/.edgerc --section logs --out plan.json\n  datastream plan --brief\n  datastream plan --changed-since origin/main\n  datastream plan --debug 2> debug.log',
    run: async (context, options) => {
      const { plan } = await import('../commands/plan.ts');
      return plan(context, options);
    },
  }),
  declareCommand({
    name: 'apply',
    description:
      'Apply the manifests: take the next possible step of each stream and property. Safe to run again after an interruption.',
    options: APPLY,
    after:
      "Examples:\n  datastream apply --plan plan.json --wait 2h\n  datastream apply --yes --only 'web-*' --secrets secrets.env\n  datastream apply --only PropertyLogging/www-logging --wait 30m\n  datastream apply --plan plan.json --wait --log-format json 2> events.jsonl",
    run: async (context, options) => {
      const { apply } = await import('../commands/apply.ts');
      const { withSecretsFile } = await import('../commands/session/secrets-file.ts');
      return apply(await withSecretsFile(context, options.secrets), options);
    },
  }),
  declareCommand({
    name: 'status',
    description:
      'Show the version, status and next action of each managed stream, and when it can be changed again.',
    options: STATUS,
    after: 'Examples:\n  datastream status\n  datastream status --wait 2h --format json',
    run: async (context, options) => {
      const { status } = await import('../commands/status.ts');
      return status(context, options);
    },
  }),
  declareCommand({
    name: 'verify',
    description:
      'Show whether the logs of each managed stream arrive at its destination. Exits with 1 if logs of a stream do not arrive, or if that is unknown.',
    options: VERIFY,
    after:
      "Examples:\n  datastream verify\n  datastream verify 'web-*' --since 24h\n  datastream verify web-access-logs --probe https://www.example.com/ --wait",
    run: async (context, options) => {
      const { verify } = await import('../commands/verify/verify.ts');
      return verify(context, options);
    },
  }),
  declareCommand({
    name: 'doctor',
    description:
      'Check credentials, access to the account, this machine and the repository on GitHub. Only reads. Exits with 1 if there is a problem.',
    options: DOCTOR,
    after:
      'Examples:\n  datastream doctor\n  datastream doctor --section logs --format json\n  datastream doctor --assumptions --format markdown',
    run: async (context, options) => {
      const { doctor } = await import('../commands/doctor/doctor.ts');
      const { withSecretsFile } = await import('../commands/session/secrets-file.ts');
      const { openRepository } = await import('./open-repository.ts');
      return doctor(await withSecretsFile(context, options.secrets), options, {
        installation: readInstallation(),
        openRepository: (remote) => openRepository(context, remote),
      });
    },
  }),
  declareCommand({
    name: 'history',
    description:
      'Show the versions of a stream: who created them, what changed, when they were active, and which commit they are from.',
    options: HISTORY,
    after: `Commits, runs and pull requests come from the records of the apply workflow on GitHub. They need
GITHUB_TOKEN or GH_TOKEN, with permission to read deployments and pull requests.

Examples:
  datastream history web-access-logs
  datastream history 7050 --log-type cdn --limit 50`,
    run: async (context, options) => {
      const { history } = await import('../commands/history/history.ts');
      const { originsFinder } = await import('./version-origins.ts');
      return history(context, options, originsFinder(context));
    },
  }),
  declareCommand({
    name: 'diff',
    description: 'Compare two versions of a stream, or a version and its manifest.',
    options: DIFF,
    after:
      'Examples:\n  datastream diff web-access-logs 3\n  datastream diff web-access-logs v3 v5\n  datastream diff web-access-logs live manifest --detailed-exitcode',
    run: async (context, options) => {
      const { diff } = await import('../commands/history/diff.ts');
      return diff(context, options);
    },
  }),
  declareCommand({
    name: 'import',
    description: 'Write manifests for live streams. A plan of these manifests shows no changes.',
    options: IMPORT,
    after:
      'Examples:\n  datastream import 7050 web-access-logs --log-type cdn\n  datastream import --update shop-logs\n  datastream import --update shop-logs --version 3\n  datastream import --properties www.example.com\n  datastream import --terraform ../state.json --secrets-out ../secrets.env',
    run: async (context, options) => {
      if (options.terraform !== undefined) {
        const { importTerraform } = await import('../commands/import/import-terraform.ts');
        return importTerraform(context, options, options.terraform);
      }
      if (options.secretsOut !== undefined)
        throw new UsageError('--secrets-out can be used only with --terraform.');
      if (options.update) {
        const { updateManifests } = await import('../commands/import/update.ts');
        return updateManifests(context, options);
      }
      if (options.properties) {
        const { importProperties } = await import('../commands/import/import-properties.ts');
        return importProperties(context, options);
      }
      const { importStreams } = await import('../commands/import/import.ts');
      return importStreams(context, options);
    },
  }),
  declareCommand({
    name: 'config',
    description: 'Show the effective settings, and where each comes from. Sends no request.',
    options: CONFIG,
    after: 'Examples:\n  datastream config show\n  datastream config show --target production --format json',
    run: async (context, options, origins) => {
      const { config } = await import('../commands/config.ts');
      return config(context, options, origins);
    },
  }),
  declareCommand({
    name: 'show',
    description:
      'Show a manifest with its defaults, and where each value comes from; or a saved plan as `plan` prints it, when it was created, and whether the manifests are still those of the plan. Sends no request.',
    options: SHOW,
    after:
      'Examples:\n  datastream show web-access-logs\n  datastream show PropertyLogging/www-logging --format json\n  datastream show plan.json --brief',
    needsConfiguration: async (context, { what = '' }) => {
      const { namesPlan } = await import('../commands/show/show-plan.ts');
      return !(await namesPlan(context, what));
    },
    run: async (context, options) => {
      const { namesPlan, showPlan } = await import('../commands/show/show-plan.ts');
      if (await namesPlan(context, options.what)) return showPlan(context, options);
      const { showManifest } = await import('../commands/show/show-manifest.ts');
      return showManifest(context, options);
    },
  }),
  declareCommand({
    name: 'rotate',
    description:
      'Request in manifests that the secrets of their streams are sent again. The next plan shows the request; a pull request approves it.',
    options: ROTATE,
    after:
      'Examples:\n  datastream rotate web-access-logs\n  datastream rotate --all-using env:LOG_PLATFORM_TOKEN',
    run: async (context, options) => {
      const { rotate } = await import('../commands/rotate.ts');
      return rotate(context, options);
    },
  }),
  declareCommand({
    name: 'logs',
    description: 'Pull the logs of a DataStream 1 stream; Akamai keeps them for 12 hours.',
    options: LOGS,
    after:
      'Records are printed in the order of the API, which is not always chronological.\n\nExample:\n  datastream logs shop-errors --start -2h --metric 4xx,5xx --format json',
    run: async (context, { raw, aggregate, ...options }) => {
      const { logs } = await import('../commands/logs/logs.ts');
      if (raw) return logs(context, { ...options, report: 'raw' });
      return logs(context, aggregate ? { ...options, report: 'aggregate' } : options);
    },
  }),
  declareCommand({
    name: 'migrate',
    description:
      'Write DataStream 2 manifests for DataStream 1 streams. Comments in them list the remaining steps.',
    options: MIGRATE,
    after: 'Example:\n  datastream migrate shop-errors --out streams',
    run: async (context, options) => {
      const { migrateStreams } = await import('../commands/migrate/migrate.ts');
      return migrateStreams(context, options);
    },
  }),
  declareCommand({
    name: 'init',
    description:
      'Write workflows, an example manifest and editor settings into a repository. If datastream.yaml has several targets, the workflows have a job for each. Overwrites a file only with --upgrade.',
    options: INIT,
    after:
      'Examples:\n  datastream init ../log-streams\n  datastream init ../log-streams --action copy\n  datastream init --github\n  datastream init --upgrade',
    run: async (context, options) => {
      const given = { ...options, installation: readInstallation() };
      if (options.upgrade) {
        const { upgradeFiles } = await import('../commands/init/upgrade.ts');
        return upgradeFiles(context, given);
      }
      const { init } = await import('../commands/init/init.ts');
      return init(context, given);
    },
  }),
  declareCommand({
    name: 'simulate',
    description:
      'Serve the simulator over HTTP or HTTPS on this machine, to test pipelines and other clients.',
    options: SIMULATE,
    after:
      'Examples:\n  datastream simulate --port 8085 --movement 30s\n  datastream simulate --https --streams streams\n  datastream simulate --deliver --resolve logs.example.com=127.0.0.1:8443 --uploaders 5 --traffic 1000 --record-size 2KiB',
    run: async (context, { https, cert, key, ...options }) => {
      const { simulate } = await import('../commands/simulate.ts');
      const served = httpsOptions(https, cert, key);
      return simulate(context, served ? { ...options, https: served } : options);
    },
  }),
  declareCommand({
    name: 'receive',
    description:
      'Receive what custom HTTPS destinations send, and write it as JSON lines. Delivery is at least once.',
    options: RECEIVE,
    after: `The endpoint of a destination needs a host name that resolves to this machine from the internet, a port that
is reachable, and a certificate for that name. Put the certificate of --self-signed into the manifest as caCert.

Examples:
  datastream receive --self-signed
  datastream receive --host 0.0.0.0 --cert chain.pem --key key.pem --user akamai --password env:LOGS_PASSWORD`,
    run: async (context, options) => {
      const { receive } = await import('../commands/receive/receive.ts');
      return receive(context, options);
    },
  }),
  declareCommand({
    name: 'completion',
    description: 'Print a script that completes commands, options, files and names of manifests in a shell.',
    options: COMPLETION,
    after: `Completion reads manifests and datastream.yaml only, and sends no request.

Examples:
  source <(datastream completion bash)      in ~/.bashrc
  source <(datastream completion zsh)       in ~/.zshrc, after compinit
  datastream completion fish | source       in ~/.config/fish/config.fish`,
    run: async (_context, options) => {
      const { completion } = await import('../commands/completion/completion.ts');
      return completion(options);
    },
  }),
  declareCommand({
    name: 'explain',
    description: 'Explain the code of a message: what it means, what to do, and an example.',
    options: EXPLAIN,
    after: 'Examples:\n  datastream explain literal-secret\n  datastream explain unauthorized --format json',
    run: async (_context, options) => {
      const { explain } = await import('../commands/explain.ts');
      return explain(options);
    },
  }),
  declareCommand({
    name: 'version',
    description: 'Show the version, where it runs, and the formats that it reads and writes.',
    options: VERSION,
    after: 'Example:\n  datastream version --format json',
    run: async (_context, options) => {
      const { showVersion } = await import('../commands/version.ts');
      return showVersion({ ...options, installation: readInstallation() });
    },
  }),
];

function httpsOptions(https = false, cert?: string, key?: string): HttpsOptions | undefined {
  if (cert !== undefined && key !== undefined) {
    return { tag: 'files', cert: path.resolve(cert), key: path.resolve(key) };
  }
  if (cert !== undefined || key !== undefined) {
    throw new UsageError('--cert and --key go together: name the certificate and its key.');
  }
  return https ? { tag: 'made', folder: path.resolve('.datastream') } : undefined;
}
