import { onTestFinished } from 'vitest';
import { readInstallation } from '../../../src/cli/installation.ts';
import { openRepository } from '../../../src/cli/open-repository.ts';
import { doctor } from '../../../src/commands/doctor/doctor.ts';
import type { DoctorOptions } from '../../../src/commands/session/inspection-options.ts';
import { systemClock } from '../../../src/http/system-clock.ts';
import type { Check, Diagnosis } from '../../../src/model/diagnosis.ts';
import { type Fault, faultScript } from '../../../src/simulator/protocol/faults.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import type { IdentityManagementSettings } from '../../../src/simulator/state/identity-management-settings.ts';
import type { Settings } from '../../../src/simulator/state/settings.ts';
import { serveAccount } from '../server.ts';
import { exampleSecrets, type Workspace, workspace } from '../workspace.ts';

/** Options without the simulator. */
export const REAL = {
  format: 'json',
  color: false,
  width: 80,
  streams: 'streams',
  cache: '.datastream/cache',
  maxRequests: 30,
} as const satisfies DoctorOptions;

/** Grants of the simulated API client that differ from the default. */
export function grants(changes: Partial<IdentityManagementSettings>): Partial<Settings> {
  return {
    identityManagement: {
      readOnly: [],
      lacking: [],
      allowsAccountSwitch: false,
      isLocked: false,
      blockedGroups: [],
      ...changes,
    },
  };
}

/** The report of one run, and the requests that the account received. */
export interface Examined {
  readonly exitCode: number;
  readonly report: Diagnosis;
  readonly requests: readonly { readonly method: string; readonly path: string }[];
  readonly place: Workspace;
  /** The check with an id and, if it has one, a subject. */
  readonly check: (id: string, subject?: string) => Check | undefined;
}

/** Runs doctor against the seeded account over HTTP, with the example manifests. */
export async function examine(
  setup: {
    readonly settings?: Partial<Settings>;
    readonly faults?: readonly Fault[];
    readonly options?: Partial<DoctorOptions>;
    /** Added to the credentials of the server and to the secrets of the examples. */
    readonly env?: Readonly<Record<string, string>>;
    /** Milliseconds by which the clock of this machine is ahead. */
    readonly clockAhead?: number;
    readonly prepare?: (place: Workspace) => Promise<void>;
  } = {},
): Promise<Examined> {
  const place = await workspace({ examples: true });
  await setup.prepare?.(place);
  const requests: { method: string; path: string }[] = [];
  const script = faultScript(setup.faults ?? []);
  const server = await serveAccount(seededAccount(Date.now(), setup.settings), {
    nextFaults: (request) => {
      requests.push({ method: request.method, path: request.path });
      return script.nextFaults(request);
    },
  });
  onTestFinished(server.close);
  const { clockAhead = 0 } = setup;
  const context = {
    ...place.context,
    clock: { ...systemClock, now: () => Date.now() + clockAhead },
    env: { ...server.environment, ...(await exampleSecrets()), ...setup.env },
  };
  const options = { ...REAL, endpoint: server.url, ...setup.options };
  const { exitCode, output } = await doctor(context, options, {
    installation: readInstallation(),
    openRepository: (remote) => openRepository(context, remote),
  });
  const report = JSON.parse(output) as Diagnosis;
  const check = (id: string, subject?: string) =>
    report.checks.find((one) => one.check === id && (subject === undefined || one.subject === subject));
  return { exitCode, report, requests, place, check };
}
