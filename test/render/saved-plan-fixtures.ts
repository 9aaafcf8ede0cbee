import type { SavedPlanReport } from '../../src/render/schemas/show-plan.ts';
import { HOSTILE } from './hostile.ts';

const NO_NAMES = { changed: [], removed: [], added: [] };
const FINGERPRINT = `sha256:${'0123456789abcdef'.repeat(4)}`;

/** Origins of saved plans by the name of their golden file. */
export const SAVED_PLANS: Readonly<Record<string, SavedPlanReport>> = {
  'saved-plan-same': {
    file: 'plan.json',
    createdAt: '2026-03-01T09:00:00.000Z',
    targetName: 'production',
    section: 'logs',
    manifests: { comparison: 'same', folder: 'streams', fingerprint: FINGERPRINT, ...NO_NAMES },
  },
  'saved-plan-different': {
    file: 'plan.json',
    createdAt: '2026-03-01T09:00:00.000Z',
    manifests: {
      comparison: 'different',
      folder: 'streams',
      fingerprint: FINGERPRINT,
      changed: ['web-access-logs'],
      removed: ['campaign-2025'],
      added: Array.from({ length: 7 }, (_, i) => `new-${i}`),
    },
  },
  'saved-plan-hostile': {
    file: HOSTILE[0] ?? '',
    createdAt: '2026-03-01T09:00:00.000Z',
    targetName: HOSTILE[1] ?? '',
    section: HOSTILE[2] ?? '',
    manifests: {
      comparison: 'different',
      folder: HOSTILE[3] ?? '',
      fingerprint: HOSTILE[4] ?? '',
      ...NO_NAMES,
      changed: HOSTILE,
    },
  },
};
