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
import { declareCommand } from './declared-command.ts';
import { readInstallation } from './installation.ts';

/** The commands that only show something; see `inspection-options.ts`. */

export const doctorCommand = declareCommand({
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
});

export const historyCommand = declareCommand({
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
});

export const diffCommand = declareCommand({
  name: 'diff',
  description: 'Compare two versions of a stream, or a version and its manifest.',
  options: DIFF,
  after:
    'Examples:\n  datastream diff web-access-logs 3\n  datastream diff web-access-logs v3 v5\n  datastream diff web-access-logs live manifest --detailed-exitcode',
  run: async (context, options) => {
    const { diff } = await import('../commands/history/diff.ts');
    return diff(context, options);
  },
});

export const configCommand = declareCommand({
  name: 'config',
  description: 'Show the effective settings, and where each comes from. Sends no request.',
  options: CONFIG,
  after: 'Examples:\n  datastream config show\n  datastream config show --target production --format json',
  run: async (context, options, origins) => {
    const { config } = await import('../commands/config.ts');
    return config(context, options, origins);
  },
});

export const showCommand = declareCommand({
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
});

export const logsCommand = declareCommand({
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
});

export const completionCommand = declareCommand({
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
});

export const explainCommand = declareCommand({
  name: 'explain',
  description: 'Explain the code of a message: what it means, what to do, and an example.',
  options: EXPLAIN,
  after: 'Examples:\n  datastream explain literal-secret\n  datastream explain unauthorized --format json',
  run: async (_context, options) => {
    const { explain } = await import('../commands/explain.ts');
    return explain(options);
  },
});

export const versionCommand = declareCommand({
  name: 'version',
  description: 'Show the version, where it runs, and the formats that it reads and writes.',
  options: VERSION,
  after: 'Example:\n  datastream version --format json',
  run: async (_context, options) => {
    const { showVersion } = await import('../commands/version.ts');
    return showVersion({ ...options, installation: readInstallation() });
  },
});
