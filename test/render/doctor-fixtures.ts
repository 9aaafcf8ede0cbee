import type { AssumptionReport } from '../../src/model/assumption.ts';
import { type Check, type Diagnosis, summaryOf } from '../../src/model/diagnosis.ts';
import { HOSTILE } from './hostile.ts';

const TARGET = 'https://akab-example.luna.akamaiapis.net (account 1-ABCDE)';

function diagnosis(checks: readonly Check[], target?: string): Diagnosis {
  return {
    formatVersion: 1,
    ...(target === undefined ? {} : { target }),
    requests: 13,
    summary: summaryOf(checks),
    checks,
  };
}

const FINE: readonly Check[] = [
  {
    area: 'credentials',
    check: 'source',
    status: 'ok',
    message: 'The credentials are in section [logs] of /home/me/.edgerc.',
  },
  { area: 'akamai', check: 'clock', status: 'ok', message: "The clock agrees with Akamai's." },
  {
    area: 'akamai',
    check: 'access',
    subject: 'DataStream 2 cdn',
    status: 'ok',
    message: '12 streams; read works, and write access is granted.',
  },
  {
    area: 'local',
    check: 'manifests',
    status: 'ok',
    message: '12 manifests in 12 files are valid.',
  },
];

/** One diagnosis for each kind of result. */
export const DIAGNOSES: Readonly<Record<string, Diagnosis>> = {
  'doctor-fine': diagnosis(FINE, TARGET),
  'doctor-problems': diagnosis(
    [
      ...FINE,
      {
        area: 'credentials',
        check: 'file-permissions',
        status: 'warning',
        message: 'Other users of this machine can access /home/me/.edgerc (644).',
        hint: 'Run `chmod 600 /home/me/.edgerc`.',
      },
      {
        area: 'akamai',
        check: 'access',
        subject: 'DataStream 2 edns',
        status: 'problem',
        message:
          'GET /datastream-config-api/v3/log/edns/streams was refused (403): The client does not have the grant needed for the request.',
        hint: 'The API client needs the DataStream service with READ-ONLY (or READ-WRITE) access to this group (Akamai Control Center, Identity & Access).',
      },
      {
        area: 'akamai',
        check: 'access',
        subject: 'DataStream 2 gtm',
        status: 'skipped',
        message: 'The API client has no access (403), and no manifest uses it.',
      },
      {
        area: 'github',
        check: 'github',
        status: 'skipped',
        message: 'The repository on GitHub is not checked: there is no token.',
        hint: 'Run `GITHUB_TOKEN=$(gh auth token) datastream doctor`.',
      },
    ],
    TARGET,
  ),
  'doctor-no-account': diagnosis([
    {
      area: 'credentials',
      check: 'source',
      status: 'problem',
      message: 'No credentials: there are no AKAMAI_* variables and no /home/me/.edgerc.',
      hint: 'Set AKAMAI_HOST, AKAMAI_CLIENT_TOKEN, AKAMAI_CLIENT_SECRET and AKAMAI_ACCESS_TOKEN, or name a file with --edgerc; --simulator needs none.',
    },
    {
      area: 'akamai',
      check: 'host',
      status: 'skipped',
      message: 'No account could be opened, so that no request was sent.',
    },
  ]),
  'doctor-hostile': diagnosis(
    HOSTILE.map((text) => ({
      area: 'akamai',
      check: 'groups',
      subject: text,
      status: 'problem',
      message: `The group is ${text}.`,
      hint: `Check ${text}.`,
    })),
    HOSTILE[0],
  ),
};

const BASE = {
  formatVersion: 1,
  version: '1.2.3',
  requests: 27,
  observed: { logTypes: 6, streams: 7, failed: 1 },
} as const;

/** Reports about the API. */
export const ASSUMPTION_REPORTS: Readonly<Record<string, AssumptionReport>> = {
  'assumptions-confirmed': {
    ...BASE,
    assumptions: [
      {
        id: 'rate-limit-20',
        statement: 'The rate limit of DataStream 2 is 20 requests a minute.',
        reliesOn: ['src/api/transport/budget.ts'],
        observation: 'confirmed',
        message: 'The limit is 20.',
      },
    ],
  },
  'assumptions-contradicted': {
    ...BASE,
    assumptions: [
      {
        id: 'statuses-known',
        statement: 'The status of a stream is one of ACTIVATED and DEACTIVATED.',
        reliesOn: ['src/model/phase.ts', 'src/plan/steps/allowed-steps.ts'],
        observation: 'contradicted',
        message: '2 of 12 streams have other statuses: SUSPENDED.',
      },
      {
        id: 'rate-limit-20',
        statement: 'The rate limit of DataStream 2 is 20 requests a minute.',
        reliesOn: ['src/api/transport/budget.ts'],
        observation: 'confirmed',
        message: 'The limit is 20.',
      },
      {
        id: 'refused-writes',
        statement: 'Edits in transition are refused with 400.',
        reliesOn: ['src/plan/steps/allowed-steps.ts'],
        observation: 'not-observable',
        message: 'Only a write would show it, and doctor never writes.',
      },
    ],
  },
};
