import { expect, it } from 'vitest';
import type { StatusItem } from '../../../src/model/status.ts';
import { renderStatus } from '../../../src/render/status/status.ts';

const item = (name: string, rest: Partial<StatusItem>): StatusItem => ({
  kind: 'DataStream2',
  logType: 'cdn',
  name,
  status: 'ACTIVATED',
  wanted: 'active',
  next: 'none',
  condition: 'stable',
  ...rest,
});

function lines(...items: readonly StatusItem[]): readonly string[] {
  const report = { formatVersion: 1, target: 'https://akamai.example.com', items, orphans: [] } as const;
  const text = renderStatus(report, { format: 'terminal', color: false, width: 80, now: 0 });
  return text.split('\n');
}

it('begins with the streams whose logs do not arrive, and suggests how to find out why', () => {
  const shown = lines(item('web', { delivery: 'delivering' }), item('shop', { delivery: 'no-data' }));
  expect(shown.slice(2, 4)).toEqual([
    'Logs do not arrive: shop (no-data).',
    'All 2 streams are stable; no action is pending.',
  ]);
  expect(shown.filter((line) => /^[✗✓]/u.test(line)).map((line) => line.slice(0, 6))).toEqual([
    '✗ shop',
    '✓ web ',
  ]);
  expect(shown).toContain('Next: `datastream verify` shows why logs do not arrive.');
});

it('keeps the mark of a stream that is not stable', () => {
  const shown = lines(item('web', { condition: 'overdue', status: 'ACTIVATING', delivery: 'stopped' }));
  expect(shown.find((line) => line.includes('ACTIVATING'))).toMatch(/^! web/);
});

it('has no sentence about delivery if all logs arrive, or if it was not verified', () => {
  for (const one of [item('web', { delivery: 'delivering' }), item('web', {})]) {
    const text = lines(one).join('\n');
    expect(text).not.toContain('Logs do not arrive');
    expect(text).not.toContain('datastream verify');
  }
});
