import {
  CHECK_AREAS,
  type Check,
  type CheckArea,
  type CheckStatus,
  type Diagnosis,
} from '../../model/diagnosis.ts';
import type { CheckList, Document, Sentence } from '../document/document.ts';
import { inFormat } from '../document/formats.ts';
import { visibleJson } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import type { Tone } from '../text/styled-line.ts';
import { count, targetText } from '../text/words.ts';

/** Renders what `doctor` found. */
export function renderDoctor(report: Diagnosis, options: RenderOptions): string {
  return inFormat(
    options,
    () => `${visibleJson(report)}\n`,
    () => doctorDocument(report),
  );
}

const TITLES: Readonly<Record<CheckArea, string>> = {
  credentials: 'Credentials',
  akamai: 'Akamai',
  local: 'This machine',
  github: 'GitHub',
};

const SYMBOLS: Readonly<Record<CheckStatus, { readonly symbol: string; readonly tone: Tone }>> = {
  ok: { symbol: '✓', tone: 'good' },
  warning: { symbol: '!', tone: 'change' },
  problem: { symbol: '✗', tone: 'danger' },
  skipped: { symbol: '-', tone: 'quiet' },
};

function doctorDocument(report: Diagnosis): Document {
  const { target, checks, requests } = report;
  const shown = tally(report);
  return {
    title: 'DataStream doctor',
    summary: shown,
    ...(target === undefined ? {} : { target: targetText(target) }),
    headline: [headline(report)],
    blocks: [
      ...CHECK_AREAS.flatMap((area) => checkList(area, checks)),
      {
        tag: 'closing',
        total: {
          tone: 'strong',
          text: `Checks: ${shown}; ${count(requests, 'request')}. The account was only read.`,
        },
        lines: [],
      },
    ],
  };
}

function tally({ summary }: Diagnosis): string {
  const { ok, warning, problem, skipped } = summary;
  const parts = [
    ...(problem > 0 ? [count(problem, 'problem')] : []),
    ...(warning > 0 ? [count(warning, 'warning')] : []),
    `${ok} ok`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return parts.join(', ');
}

function headline({ summary }: Diagnosis): Sentence {
  const { problem, warning } = summary;
  if (problem > 0) {
    return { tone: 'danger', text: `${count(problem, 'check')} found a problem that makes commands fail.` };
  }
  if (warning > 0) return { tone: 'change', text: `There is no problem, but ${count(warning, 'warning')}.` };
  return { tone: 'good', text: 'There is no problem.' };
}

function checkList(area: CheckArea, checks: readonly Check[]): readonly CheckList[] {
  const ofArea = checks.filter((check) => check.area === area);
  if (ofArea.length === 0) return [];
  const items = ofArea.map(({ check, subject, status, message, hint }) => ({
    ...SYMBOLS[status],
    name: subject === undefined ? check : `${check} ${subject}`,
    text: message,
    ...(hint === undefined ? {} : { hint }),
  }));
  return [{ tag: 'checks', title: TITLES[area], items }];
}
