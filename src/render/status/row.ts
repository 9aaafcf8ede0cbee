import { transitionDuration } from '../../collections/texts.ts';
import { FAILED_DELIVERIES } from '../../model/delivery.ts';
import type { Condition, StatusItem } from '../../model/status.ts';
import type { Row, Sentence } from '../document/document.ts';
import { quoted } from '../text/quoted-name.ts';
import type { Tone } from '../text/styled-line.ts';
import { duration, isSimulator, moment, unknownStart } from '../text/words.ts';

const CONDITION: Readonly<Record<Condition, { readonly symbol: string; readonly tone: Tone }>> = {
  stable: { symbol: '✓', tone: 'good' },
  'in-transition': { symbol: '…', tone: 'progress' },
  overdue: { symbol: '!', tone: 'danger' },
  reverted: { symbol: '✗', tone: 'danger' },
  unknown: { symbol: '?', tone: 'danger' },
};

/** The mark of a stable stream whose logs do not arrive. */
const NOT_DELIVERED = { symbol: '✗', tone: 'danger' } as const;

/** Added if no run recorded when it first saw the transition, for example because the journal cannot be written. */
const NOT_RECORDED = ': no run in this folder recorded it, so this report cannot say whether it is overdue';

/** Returns true if the delivery of a stream was verified, and `verify` exits with 1 because of it. */
export function hasFailedDelivery({ delivery }: StatusItem): boolean {
  return delivery !== undefined && FAILED_DELIVERIES.includes(delivery);
}

/** Returns the display name of the next action. */
function nextText(next: StatusItem['next']): string {
  if (next === 'none') return '–';
  return next === 'await' ? 'wait' : next;
}

/** Returns the row of a stream. */
export function statusRow(item: StatusItem, showsDelivery: boolean, target: string, now: number): Row {
  return {
    ...CONDITION[item.condition],
    ...(item.condition === 'stable' && hasFailedDelivery(item) ? NOT_DELIVERED : {}),
    cells: [
      item.name,
      item.status,
      item.since === undefined ? '–' : since(item.since, now),
      ...(showsDelivery ? [item.delivery ?? '–'] : []),
      nextText(item.next),
      item.wanted,
      String(item.streamId ?? '–'),
      String(item.version ?? '–'),
    ],
    notes: [...condition(item), ...(isSimulator(target) ? [] : forecast(item, now))],
  };
}

function since(iso: string, now: number): string {
  const at = Date.parse(iso);
  return Number.isNaN(at) ? '–' : duration(now - at);
}

function condition(item: StatusItem): readonly Sentence[] {
  const { tone } = CONDITION[item.condition];
  const changed = item.modifiedBy === undefined ? '' : `; last changed by ${quoted(item.modifiedBy)}`;
  switch (item.condition) {
    case 'stable':
      return [];
    case 'in-transition':
      return item.since === undefined ? [{ tone: 'quiet', text: startText(item) }] : [];
    case 'overdue':
      return [
        {
          tone,
          text: `overdue: ${item.since === undefined ? `${startText(item)}; ` : ''}a transition takes ${transitionDuration(item.kind)}, and only Akamai can end one; if it does not end, open a support case${changed}`,
        },
      ];
    case 'reverted':
      return [{ tone, text: `reverted: a recorded transition ended as ${item.status}${changed}` }];
    case 'unknown':
      return [{ tone, text: item.reason ?? `the API documents no such status${changed}` }];
    default:
      return item.condition satisfies never;
  }
}

function startText({ firstSeen }: StatusItem): string {
  return `${unknownStart(firstSeen)}${firstSeen === undefined ? NOT_RECORDED : ''}`;
}

function forecast({ earliestEdit }: StatusItem, now: number): readonly Sentence[] {
  if (earliestEdit === undefined) return [];
  const at = Date.parse(earliestEdit);
  if (Number.isNaN(at) || at <= now) return [];
  const when = `${moment(earliestEdit)}, in ${duration(at - now)}`;
  return [{ tone: 'quiet', text: `can be changed again from about ${when}` }];
}
