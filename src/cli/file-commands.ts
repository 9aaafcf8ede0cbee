import { UsageError } from '../commands/session/context.ts';
import { IMPORT, INIT, MIGRATE, ROTATE } from '../commands/session/file-options.ts';
import { declareCommand } from './declared-command.ts';
import { readInstallation } from './installation.ts';

/** The commands that write manifests and other files of the repository; see `file-options.ts`. */

export const importCommand = declareCommand({
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
});

export const rotateCommand = declareCommand({
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
});

export const migrateCommand = declareCommand({
  name: 'migrate',
  description:
    'Write DataStream 2 manifests for DataStream 1 streams. Comments in them list the remaining steps.',
  options: MIGRATE,
  after: 'Example:\n  datastream migrate shop-errors --out streams',
  run: async (context, options) => {
    const { migrateStreams } = await import('../commands/migrate/migrate.ts');
    return migrateStreams(context, options);
  },
});

export const initCommand = declareCommand({
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
});
