import { describe, expect, it } from 'vitest';
import { renderFindings } from '../../src/render/findings/findings.ts';
import { renderPlan } from '../../src/render/plan/plan.ts';
import { renderStatus } from '../../src/render/status/status.ts';
import { FINDINGS } from './file-fixtures.ts';
import { fixture } from './plan-builders.ts';
import { TYPICAL } from './plan-fixtures.ts';
import { NOW, REPORTS } from './run-fixtures.ts';

const TERMINAL = { format: 'terminal', color: false, width: 100 } as const;
const MARKDOWN = { format: 'markdown', color: false, width: 80 } as const;

const cells = (markdown: string) =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));

describe('a table of streams', () => {
  const report = fixture(REPORTS, 'status-typical');
  const [head = [], , ...rows] = cells(renderStatus(report, { ...MARKDOWN, now: NOW }));

  it('shows on a phone the problem and the next step, the worst stream first', () => {
    expect(head.slice(1, -1)).toEqual(['Stream', 'State']);
    expect(rows.map(([, name = '']) => name.slice(0, 1))).toEqual(['✗', '!', '?', '…', '✓', '✓', '✓']);
    expect(rows[1]).toEqual([
      '',
      '! `dns-queries`<br>stream 7102, version 4',
      'DEACTIVATING, for 4 h 10 min, next: wait, manifest: inactive',
      '',
    ]);
    expect(rows.at(-1)?.slice(1, 3)).toEqual(['✓ `gone`', 'absent, manifest: absent']);
  });

  it('shows numbers in words, while JSON keeps its terms', () => {
    for (const options of [TERMINAL, MARKDOWN])
      expect(renderStatus(report, { ...options, now: NOW })).not.toMatch(/in-transition|await/);
    const json = renderStatus(report, { ...TERMINAL, format: 'json', now: NOW });
    expect(json).toMatch(/"next": "await"[^}]*"condition": "in-transition"/);
    expect(json.indexOf('"web-access-logs"')).toBeLessThan(json.indexOf('"campaign-2025"'));
  });

  it('has titles in capitals on a terminal only', () => {
    expect(renderStatus(report, { ...TERMINAL, now: NOW })).toMatch(
      /NAME +STATUS +FOR +NEXT +WANTED +STREAM +VER\n/,
    );
  });
});

describe('a table in a comment', () => {
  it.each([
    ['plan', renderPlan(TYPICAL, MARKDOWN)],
    ['status', renderStatus(fixture(REPORTS, 'status-typical'), { ...MARKDOWN, now: NOW })],
    ['validate', renderFindings(fixture(FINDINGS, 'validate-findings'), MARKDOWN)],
  ])('has two columns with headings, so that a phone shows all of it: %s', (_what, comment) => {
    const [head = []] = cells(comment);
    expect(head.slice(1, -1).map((title) => title !== '')).toEqual([true, true]);
  });
});

describe('findings', () => {
  const report = fixture(FINDINGS, 'validate-findings');

  it('start with errors in a comment, and are in the order of files on a terminal', () => {
    const [, , ...rows] = cells(renderFindings(report, MARKDOWN));
    expect(rows.map(([, finding = '']) => finding.split('<br>')[0])).toEqual([
      '<strong>error</strong>',
      '<strong>error</strong>',
      'warning',
    ]);
    const places = [...renderFindings(report, TERMINAL).matchAll(/^streams\/\S+ (error|warning)/gm)];
    expect(places.map(([, severity]) => severity)).toEqual(['warning', 'error', 'error']);
  });
});

describe('the last lines', () => {
  it('state the result if the title does not', () => {
    const total = '1 to create, 1 to update, 1 to activate, 1 to deactivate, 4 unchanged';
    expect(renderPlan(TYPICAL, MARKDOWN).split(total)).toHaveLength(2);
    expect(renderPlan(TYPICAL, { ...TERMINAL, width: 200 })).toContain(`\nPlan: ${total}.\n`);
  });
});
