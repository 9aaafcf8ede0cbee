import { createHash } from 'node:crypto';
import { exportSpec } from '../../src/conversion/stream-to-manifest.ts';
import { manifestText } from '../../src/manifest/write.ts';
import type { Observed } from '../../src/model/account.ts';
import type { Change } from '../../src/model/change.ts';
import { collectionKey } from '../../src/model/collection.ts';
import type { StreamDetail } from '../../src/model/observed.ts';
import { keyById } from '../../src/model/resource-key.ts';
import { DEFAULT_LIMITS } from '../../src/model/safety-limits.ts';
import { sealDetail } from '../../src/plan/credentials/seal-stream.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { nameIndex } from '../../src/plan/resolve/resolve.ts';
import { loaded } from './conversation.ts';

const TARGET = 'https://akamai.example.com';
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** The manifest that import writes. */
export function imported(detail: StreamDetail): string {
  const { name, collection, streamId } = detail;
  const { spec } = exportSpec(detail, nameIndex(observedOf(detail)));
  const state = detail.status.startsWith('ACTIV') ? 'active' : 'inactive';
  return manifestText({ name, collection, state, streamId, spec });
}

function observedOf(detail: StreamDetail): Observed {
  const { collection, streamId } = detail;
  return {
    target: TARGET,
    rows: new Map([[collectionKey(collection), [detail]]]),
    details: new Map([[keyById(collection, streamId), sealDetail(detail, TARGET, hash)]]),
    names: new Map(),
  };
}

/** The changes in a plan of the imported manifest. */
export function changesAfterImport(detail: StreamDetail): {
  readonly changes: readonly Change[];
  readonly actions: readonly string[];
  readonly orphans: readonly unknown[];
} {
  return changesOf(imported(detail), detail);
}

/** The changes in a plan of a manifest for an account that has only this stream. */
export function changesOf(text: string, detail: StreamDetail): ReturnType<typeof changesAfterImport> {
  const manifests = loaded([text]);
  const options = { target: TARGET, limits: DEFAULT_LIMITS, rotate: [], requestsUsed: 0, hash };
  const { items, orphans } = makePlan({ ...options, manifests, observed: observedOf(detail) });
  return {
    changes: items.flatMap((item) => item.changes),
    actions: items.map(({ action }) => action),
    orphans,
  };
}
