import { mkdir, writeFile } from 'node:fs/promises';
import { importTerraform } from '../../../src/commands/import/import-terraform.ts';
import { plan } from '../../../src/commands/plan.ts';
import type { ImportOptions } from '../../../src/commands/session/file-options.ts';
import type { LogType } from '../../../src/model/collection.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { ImportReport, TerraformReport } from '../../../src/render/schemas/import.ts';
import { activateStream, createStream } from '../../../src/simulator/datastream2/change-stream.ts';
import { checkBody } from '../../../src/simulator/datastream2/check-body.ts';
import { seededAccountWithoutStreams } from '../../../src/simulator/seed/seed.ts';
import type { AccountState } from '../../../src/simulator/state/account-state.ts';
import { completeTransitions } from '../../../src/simulator/state/transitions.ts';
import { createBody } from '../../builders/request-bodies.ts';
import type { Held } from '../../terraform/states.ts';
import { DEFAULTS, type Workspace, workspace } from '../workspace.ts';

export const SIMULATOR = '.datastream/simulator.json';
export const STATE = 'state.json';
/** Outside of the manifest folder. The workspace is not in a git repository. */
export const SECRETS = 'secrets.env';

export const IMPORT = {
  ...DEFAULTS,
  format: 'json',
  which: [],
  logType: [],
  kind: [],
  force: false,
} as const;

const LONG_AGO = Date.UTC(2025, 0, 1);

/** A stream that Terraform created: its body as the provider sends it. The IDs are 7100, 7101 and so on. */
export interface Created {
  readonly body?: JsonObject;
  readonly logType?: LogType;
  readonly active?: boolean;
}

/** An account with these streams, and what a state would have of them. */
export function accountWith(streams: readonly Created[]): {
  readonly account: AccountState;
  readonly held: readonly Held[];
} {
  const bare = seededAccountWithoutStreams({
    rate: { burst: 1_000, refill: 1 },
    limits: { streamsPerProperty: 100, propertiesPerStream: 100 },
  });
  const held: Held[] = [];
  const account = streams.reduce(
    (state: AccountState, { body: change = {}, logType = 'cdn', active = false }) => {
      const body = createBody(change, logType);
      const act = { by: 'terraform', now: LONG_AGO };
      const { accountState, stream } = createStream(
        state,
        logType,
        checkBody(state, logType, body),
        false,
        act,
      );
      held.push({ id: stream.streamId, body, logType, active });
      return active ? activateStream(accountState, stream, act).accountState : accountState;
    },
    bare,
  );
  return { account: completeTransitions(account, LONG_AGO + 86_400_000), held };
}

/** A workspace with an account, and with a state file. */
export async function terraformWorkspace(account: AccountState, state: string): Promise<Workspace> {
  const made = await workspace();
  await mkdir('.datastream', { recursive: true });
  await writeFile(SIMULATOR, JSON.stringify(account));
  await writeFile(STATE, state);
  return made;
}

/** The JSON of an import from a state. */
export interface TerraformImport extends ImportReport {
  readonly terraform: TerraformReport;
}

export async function imported(
  { run }: Workspace,
  options: Partial<ImportOptions> = {},
): Promise<{ readonly report: TerraformImport; readonly exitCode: number; readonly output: string }> {
  const { output, exitCode } = await run((context) =>
    importTerraform(context, { ...IMPORT, ...options }, STATE),
  );
  return { report: options.format === undefined ? JSON.parse(output) : {}, exitCode, output };
}

/** Plans, and returns what the plan would change. Nothing: the plan is empty. */
export async function changesIn(
  { run }: Workspace,
  options: { readonly cache?: string } = DEFAULTS,
): Promise<{
  readonly exitCode: number;
  readonly requests: unknown;
  readonly changed: readonly unknown[];
}> {
  const { output, exitCode } = await run((context) =>
    plan(context, { ...DEFAULTS, ...options, format: 'json', detailedExitcode: true }),
  );
  const { items, requests } = JSON.parse(output);
  const changed = items.filter(({ action }: { readonly action: string }) => action !== 'none');
  return { exitCode, requests, changed };
}
