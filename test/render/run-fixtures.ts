import type { ApplyOutcome, ItemOutcome } from '../../src/model/outcome.ts';
import type { StatusItem, StatusReport } from '../../src/model/status.ts';
import { HOSTILE } from './hostile.ts';

/** The time of the status fixtures: 12:00 UTC. */
export const NOW = Date.parse('2026-03-01T12:00:00Z');

const TARGET = 'https://akab-example.luna.akamaiapis.net, account key 1-ABCDE';

function outcome(rest: Partial<ApplyOutcome>): ApplyOutcome {
  return {
    formatVersion: 1,
    target: TARGET,
    outcome: 'converged',
    requests: 9,
    items: [],
    refusals: [],
    warnings: [],
    ...rest,
  };
}

function result(name: string, rest: Partial<ItemOutcome>): ItemOutcome {
  return { name, kind: 'DataStream2', logType: 'cdn', steps: [], ...rest };
}

function property(name: string, rest: Partial<ItemOutcome>): ItemOutcome {
  return { name: `PropertyLogging/www-logging/${name}`, kind: 'PropertyLogging', steps: [], ...rest };
}

const created = result('edge-archive', {
  streamId: 7121,
  version: 1,
  status: 'ACTIVATED',
  steps: [
    { do: 'create', result: 'done' },
    { do: 'await', result: 'done' },
  ],
});
const quiet = result('img-logs', { streamId: 7000, version: 1, status: 'ACTIVATED' });

/** Results of apply by the name of their golden file. */
export const OUTCOMES: Readonly<Record<string, ApplyOutcome>> = {
  'apply-converged': outcome({ items: [created, quiet] }),
  'apply-nothing': outcome({ items: [quiet], target: 'simulator' }),
  'apply-progressing': outcome({
    outcome: 'progressing',
    items: [
      result('web-access-logs', {
        streamId: 7050,
        version: 4,
        status: 'ACTIVATING',
        steps: [
          { do: 'update', result: 'done' },
          { do: 'await', result: 'pending' },
        ],
      }),
      result('media-logs', {
        streamId: 7077,
        version: 12,
        status: 'DEACTIVATING',
        steps: [
          { do: 'deactivate', result: 'done' },
          { do: 'await', result: 'pending' },
          { do: 'update', result: 'not-run' },
        ],
      }),
      quiet,
    ],
  }),
  'apply-properties': outcome({
    outcome: 'failed',
    items: [
      property('www.example.com', {
        propertyId: 349772,
        version: 12,
        status: 'ACTIVE_PRODUCTION',
        steps: [
          { do: 'update', result: 'done' },
          { do: 'activate', network: 'STAGING', result: 'done' },
          { do: 'await', network: 'STAGING', result: 'done' },
          { do: 'activate', network: 'PRODUCTION', result: 'done' },
          { do: 'await', network: 'PRODUCTION', result: 'done' },
        ],
        undo: { version: 11, network: 'PRODUCTION', fastFallbackUntil: '2026-03-01T14:05:30Z' },
      }),
      property('old.example.com', {
        propertyId: 349780,
        version: 9,
        status: 'INACTIVE',
        steps: [{ do: 'update', result: 'done' }],
      }),
      property('api.example.com', {
        propertyId: 349773,
        version: 4,
        status: 'PENDING_STAGING',
        steps: [
          { do: 'activate', network: 'STAGING', result: 'done' },
          { do: 'await', network: 'STAGING', result: 'pending' },
          { do: 'activate', network: 'PRODUCTION', result: 'pending' },
          { do: 'await', network: 'PRODUCTION', result: 'pending' },
        ],
        undo: { version: 3, network: 'STAGING' },
      }),
      property('shop.example.com', {
        propertyId: 349770,
        version: 7,
        status: 'ACTIVE_PRODUCTION',
        steps: [
          {
            do: 'update',
            result: 'failed',
            error:
              'With the change, the rule tree has new warnings. /rules/behaviors/3: The stream is not active (validation/inactive_stream). Fix them, or accept them with --allow warnings=1. Version 8 is an unchanged copy of version 7; the next run uses it.',
          },
          { do: 'activate', network: 'STAGING', result: 'not-run' },
          { do: 'await', network: 'STAGING', result: 'not-run' },
        ],
      }),
    ],
  }),
  'apply-interrupted': outcome({
    outcome: 'interrupted',
    items: [
      result('media-logs', {
        streamId: 7077,
        version: 12,
        status: 'DEACTIVATING',
        steps: [
          { do: 'deactivate', result: 'done' },
          { do: 'await', result: 'pending' },
        ],
      }),
      result('web-access-logs', {
        streamId: 7050,
        version: 3,
        status: 'ACTIVATED',
        steps: [
          { do: 'deactivate', result: 'not-run' },
          { do: 'await', result: 'not-run' },
        ],
      }),
      quiet,
    ],
  }),
  'apply-interrupted-while-waiting': outcome({
    outcome: 'interrupted',
    items: [
      result('media-logs', {
        streamId: 7077,
        version: 12,
        status: 'DEACTIVATING',
        steps: [
          { do: 'deactivate', result: 'done' },
          { do: 'await', result: 'pending' },
        ],
      }),
      quiet,
    ],
  }),
  'apply-no-consent': outcome({
    outcome: 'refused',
    items: [],
    refusals: [
      {
        code: 'no-consent',
        message:
          'not a terminal: pass --yes to apply without confirmation, or --plan FILE to apply a saved plan',
        names: [],
      },
    ],
  }),
  'apply-failed': outcome({
    outcome: 'failed',
    items: [
      created,
      result('web-access-logs', {
        streamId: 7050,
        version: 4,
        status: 'ACTIVATED',
        steps: [
          {
            do: 'update',
            result: 'failed',
            error:
              'version 3 was the base of this plan, and jdoe saved version 4 on 2026-02-05 13:31 UTC; plan again to see what that changed',
          },
          { do: 'await', result: 'not-run' },
        ],
      }),
      result('api-gateway', {
        reasonCode: 'missing-secret',
        reason: 'env LOG_TOKEN is not set; set it and run again',
      }),
      result('late', {
        streamId: 1,
        version: 1,
        status: 'INACTIVE',
        steps: [{ do: 'activate', result: 'not-run' }],
      }),
    ],
    warnings: [
      {
        code: 'carried-members',
        name: 'web-access-logs',
        message: 'member latencyProfile is not known and was sent back as it is',
      },
    ],
  }),
  'apply-refused': outcome({
    outcome: 'refused',
    items: [
      result('web-access-logs', {
        streamId: 7050,
        version: 4,
        status: 'ACTIVATED',
        steps: [{ do: 'update', result: 'not-run' }],
      }),
    ],
    refusals: [
      {
        code: 'stale-plan',
        message: 'stream 7050 has version 4, and the plan was made from 3',
        names: ['web-access-logs'],
      },
    ],
  }),
  'apply-hostile': outcome({
    outcome: 'failed',
    target: HOSTILE.join(' '),
    items: HOSTILE.map((name) =>
      result(name, { steps: [{ do: 'update', result: 'failed', error: name }], status: name }),
    ),
  }),
};

function row(name: string, rest: Partial<StatusItem>): StatusItem {
  return {
    name,
    kind: 'DataStream2',
    logType: 'cdn',
    streamId: 7050,
    version: 3,
    status: 'ACTIVATED',
    wanted: 'active',
    next: 'none',
    condition: 'stable',
    ...rest,
  };
}

function report(rest: Partial<StatusReport>): StatusReport {
  return { formatVersion: 1, target: TARGET, items: [], orphans: [], ...rest };
}

/** Status reports by the name of their golden file. */
export const REPORTS: Readonly<Record<string, StatusReport>> = {
  'status-typical': report({
    items: [
      row('web-access-logs', { since: '2026-02-05T13:31:30Z', next: 'update' }),
      row('edge-archive', {
        streamId: 7121,
        version: 1,
        status: 'ACTIVATING',
        since: '2026-03-01T11:18:00Z',
        next: 'await',
        condition: 'in-transition',
        earliestEdit: '2026-03-01T12:48:00Z',
      }),
      row('dns-queries', {
        logType: 'edns',
        streamId: 7102,
        version: 4,
        status: 'DEACTIVATING',
        since: '2026-03-01T07:50:00Z',
        next: 'await',
        wanted: 'inactive',
        condition: 'overdue',
        modifiedBy: 'jdoe',
        earliestEdit: '2026-03-01T09:20:00Z',
      }),
      row('campaign-2025', {
        streamId: 6980,
        status: 'DEACTIVATED',
        since: 'not a date',
        next: 'activate',
        condition: 'reverted',
      }),
      row('strange', { streamId: 6981, status: 'SUSPENDED', next: 'blocked', condition: 'unknown' }),
      row('a-name-that-is-much-longer-than-any-column-of-a-table-could-ever-be', {
        since: '2026-03-01T11:59:30Z',
      }),
      {
        name: 'gone',
        kind: 'DataStream2',
        logType: 'cdn',
        status: 'absent',
        wanted: 'absent',
        next: 'none',
        condition: 'stable',
      },
    ],
    propertyCount: 2,
    orphans: [
      { kind: 'DataStream2', logType: 'cdn', streamId: 12, name: 'portal-debug', status: 'ACTIVATED' },
    ],
  }),
  'status-stable': report({
    items: [row('web-access-logs', { since: '2026-02-05T13:31:30Z' })],
    target: 'simulator',
  }),
  'status-nothing': report({}),
  'status-hostile': report({
    items: HOSTILE.map((name) => row(name, { status: name, condition: 'unknown', modifiedBy: name })),
  }),
};
