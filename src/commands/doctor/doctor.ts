import { proxySettings } from '../../http/proxy.ts';
import { type Loaded, loadManifests } from '../../manifest/load.ts';
import { defined } from '../../model/defined.ts';
import { type Check, type Diagnosis, summaryOf } from '../../model/diagnosis.ts';
import type { Manifest } from '../../model/manifest.ts';
import { renderDoctor } from '../../render/doctor/doctor.ts';
import { secretsFor } from '../session/carry-out.ts';
import type { Context, Result } from '../session/context.ts';
import type { DoctorOptions } from '../session/inspection-options.ts';
import type { Installation } from '../session/installation.ts';
import { checkAssumptions } from './assumptions/check-assumptions.ts';
import { type AccountContext, checkAkamai } from './check-akamai.ts';
import { checkCredentials } from './check-credentials.ts';
import { checkGithub, type OpenedRepository } from './check-github.ts';
import { checkLocal, type LocalFacts } from './check-local.ts';
import { checkWorkflows } from './check-workflows.ts';
import { checkArea, type Finding, skipped } from './finding.ts';
import { type OpenedAccount, openAccount } from './open-account.ts';
import { type Needs, probeAccount } from './probe-account.ts';
import { resolveReferences } from './references.ts';
import { findRepository } from './repository-on-disk.ts';

/** What the entry point provides. */
export interface DoctorPorts {
  readonly installation: Installation;
  /** Opens the settings of the repository on GitHub. Sends no request. */
  openRepository(remote: string | undefined): OpenedRepository;
}

/**
 * Checks credentials, the account, this machine and the repository on GitHub. Sends requests that only read, and writes
 * nothing. Exit code 1 if there is a problem. With `assumptions`, it reports on the API instead.
 */
export async function doctor(context: Context, options: DoctorOptions, ports: DoctorPorts): Promise<Result> {
  if (options.assumptions) return checkAssumptions(context, options, ports.installation);
  const loaded = await loadManifests({
    directory: options.streams,
    configuration: options.configuration,
  });
  const account = await openAccount(context, options);
  const references = await resolveReferences(loaded.manifests, secretsOf(context, options, account));
  const repository = await findRepository(context);
  const facts = { ...ports, loaded, references, account, repository };
  const checks: readonly Check[] = [
    ...(await checkArea('credentials', () =>
      checkCredentials(account, references, options.endpoint !== undefined),
    )),
    ...(await checkArea('akamai', () => checkAccount(context, options, { account, loaded }))),
    ...(await checkArea('local', () => checkLocal(context, facts))),
    ...(await checkArea('github', () => checkRepository(context, options, ports, facts))),
  ];
  const report: Diagnosis = {
    formatVersion: 1,
    ...(account.tag === 'opened' ? { target: account.connection.target } : {}),
    requests: account.tag === 'opened' ? account.connection.requests() : 0,
    summary: summaryOf(checks),
    checks,
  };
  return { output: renderDoctor(report, options), exitCode: report.summary.problem > 0 ? 1 : 0 };
}

/** From then on, no message repeats a value that is resolved. */
function secretsOf(context: Context, options: DoctorOptions, account: OpenedAccount) {
  return secretsFor(context, options, account.tag === 'opened' ? account.connection.redaction : undefined);
}

async function checkRepository(
  context: Context,
  { configuration }: DoctorOptions,
  { installation, openRepository }: DoctorPorts,
  { repository, references }: Pick<LocalFacts, 'repository' | 'references'>,
): Promise<readonly Finding[]> {
  return [
    ...(repository ? await checkWorkflows(context, installation, repository.top) : []),
    ...(await checkGithub(openRepository(repository?.remote), {
      needsSecrets: references.length > 0,
      ...defined({
        environment: configuration?.environment?.value,
        watchEnvironment: configuration?.watchEnvironment?.value,
      }),
    })),
  ];
}

async function checkAccount(
  context: Context,
  options: DoctorOptions,
  { account, loaded }: { readonly account: OpenedAccount; readonly loaded: Loaded },
): Promise<readonly Finding[]> {
  if (account.tag === 'failed') {
    return [skipped('host', 'No account could be opened, so that no request was sent.')];
  }
  const { connection, credentials } = account;
  for (const { collection, spec } of loaded.manifests) connection.redaction.addCredentials(collection, spec);
  const groupIds = groupsOf(loaded.manifests);
  const facts = await probeAccount(connection.probe, needsOf(loaded, groupIds), {
    now: context.clock.now(),
    ...(credentials ? { clientToken: credentials.clientToken } : {}),
  });
  const proxy = proxyVariable(context, options);
  const accountContext: AccountContext = {
    target: connection.target,
    ...(proxy === undefined ? {} : { proxy }),
    hasAccountKey: (options.accountKey ?? credentials?.accountKey) !== undefined,
    groupIds,
    now: context.clock.now(),
  };
  return checkAkamai(facts, accountContext);
}

function needsOf({ manifests, properties }: Loaded, groupIds: AccountContext['groupIds']): Needs {
  const logTypes = manifests.flatMap(({ collection }) => collection.logType ?? []);
  const [groupId] = groupIds.keys();
  return {
    logTypes: new Set(logTypes),
    hasDataStream1: manifests.some(({ collection }) => collection.kind === 'DataStream1'),
    hasProperties: properties.length > 0,
    ...(groupId === undefined ? {} : { groupId }),
  };
}

function groupsOf(manifests: readonly Manifest[]): AccountContext['groupIds'] {
  const found = new Map<number, string>();
  for (const { spec, source } of manifests) {
    const { groupId } = spec;
    if (typeof groupId === 'number' && !found.has(groupId)) found.set(groupId, source.file);
  }
  return found;
}

/** Whether NO_PROXY excludes the host is decided by the HTTP client, so the sentence names the variable only. */
function proxyVariable({ env }: Context, { simulator, endpoint }: DoctorOptions): string | undefined {
  if (simulator !== undefined || endpoint !== undefined) return undefined;
  if (proxySettings(env).httpsProxy === '') return undefined;
  return env['https_proxy'] ? 'https_proxy' : 'HTTPS_PROXY';
}
