import { renderFooter } from '../../src/render/comment/footer.ts';
import { renderOutcome } from '../../src/render/outcome/outcome.ts';
import type { FollowedStream, OutcomeUpdate } from '../../src/render/outcome/update.ts';
import { FAILING, RISING } from './delivery-fixtures.ts';
import { REPOSITORY, WORDS } from './github-words.ts';
import { HOSTILE } from './hostile.ts';
import { AFTER_APPLY, SUMMARY } from './outcome-fixtures.ts';
import { fixture } from './plan-builders.ts';
import { NOW } from './run-fixtures.ts';

/* Outcome comments after an update by the watch. */

const commit = '0123456789abcdef0123456789abcdef01234567';

/** The comment of an apply, with its footer. */
function ended(name: string): string {
  const { view, budget = 40_000 } = fixture(AFTER_APPLY, name);
  const run = { number: 43, attempt: 1, url: `${REPOSITORY}/actions/runs/43` };
  const at = '2026-03-01T10:30:00Z';
  const footer = renderFooter({ did: 'Applied', commit, at, run, words: WORDS, folder: 'streams' });
  return `${renderOutcome(view, budget).text.trimEnd()}\n\n${footer}`;
}

const cdn = { kind: 'DataStream2', logType: 'cdn' } as const;
const web: FollowedStream = {
  ...cdn,
  name: 'web-access-logs',
  streamId: 7050,
  version: 4,
  status: 'ACTIVATED',
  end: 'done',
};

const DELIVERING = { ...RISING, delivery: 'delivering', reason: 'Records arrive, and none failed.' } as const;

const base = {
  targetName: 'production',
  target: 'https://akab-example.luna.akamaiapis.net (account 1-ABCDE)',
  before: ended('outcome-progressing'),
  stopped: 0,
  isComplete: true,
  now: NOW,
  summaryUrl: SUMMARY,
} as const;

/** Updates by the name of their golden file. */
export const UPDATES: Readonly<Record<string, { readonly update: OutcomeUpdate; readonly budget?: number }>> =
  {
    'outcome-updated': { update: { ...base, streams: [web] } },
    'outcome-updated-delivery': {
      update: {
        ...base,
        streams: [
          { ...web, delivery: { ...DELIVERING, ...cdn, name: 'web-access-logs' } },
          { ...web, name: 'shop-access', streamId: 7061, end: 'undelivered', delivery: FAILING },
          {
            ...web,
            name: 'media-logs',
            streamId: 7077,
            end: 'unverified',
            delivery: {
              ...cdn,
              name: 'media-logs',
              delivery: 'pending',
              reason: 'The stream was activated 12 min ago. The first records may take 90 min.',
            },
          },
        ],
      },
    },
    'outcome-updated-mixed': {
      update: {
        ...base,
        before: ended('outcome-stopped'),
        stopped: 2,
        isComplete: false,
        streams: [
          web,
          { ...web, name: 'shop-splunk', streamId: 7051, status: 'ACTIVATING', end: 'open' },
          { ...web, name: 'video-s3', streamId: 7052, status: 'DEACTIVATED', end: 'lost' },
          { ...web, name: 'edge-archive', streamId: 7053, version: 9, end: 'replaced' },
          { kind: 'DataStream1', name: 'legacy-delivery', end: 'lost' },
        ],
      },
    },
    'outcome-updated-hostile': {
      update: {
        ...base,
        targetName: HOSTILE.slice(5, 12).join(' '),
        before: ended('outcome-hostile'),
        streams: HOSTILE.map((text) => ({ ...web, name: text, status: text, end: 'lost' })),
        summaryUrl: 'https://example.com/) @everyone <img>',
      },
      budget: 1_000_000,
    },
    'outcome-updated-over-budget': {
      update: {
        ...base,
        target: 'simulator',
        streams: Array.from({ length: 400 }, (_, i) => ({ ...web, name: `stream-${i}`, streamId: 7100 + i })),
      },
      budget: 8_000,
    },
  };
