import { expect, test } from 'vitest';
import type { StatusReport } from '../../../src/model/status.ts';
import { renderStatus } from '../../../src/render/status/status.ts';

function rendered(since: object): string {
  const item = {
    kind: 'DataStream1',
    name: 'errors',
    streamId: 7,
    version: 1,
    status: 'ACTIVATING',
  } as const;
  const report: StatusReport = {
    formatVersion: 1,
    target: 'https://akamai.example.com',
    items: [{ ...item, wanted: 'active', next: 'await', condition: 'in-transition', ...since }],
    orphans: [],
  };
  return renderStatus(report, { format: 'terminal', color: false, width: 200, now: 60_000 });
}

test('a transition without a recorded start is shown as such', () => {
  expect(rendered({})).toContain('start not known: no run in this folder recorded it');
  expect(rendered({ since: '1970-01-01T00:00:00Z' })).not.toContain('start not known');
});

const SEEN = { firstSeen: '2026-11-28T10:00:00Z' };

test('a transition that a run saw first is shown with that time', () => {
  expect(rendered(SEEN)).toContain('start not known; first seen 2026-11-28 10:00 UTC\n');
  expect(rendered({ ...SEEN, condition: 'overdue' })).toContain(
    'overdue: start not known; first seen 2026-11-28 10:00 UTC; a transition takes about 15 minutes',
  );
});
