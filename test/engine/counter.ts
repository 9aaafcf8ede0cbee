import { ApiError } from '../../src/api/errors/errors.ts';
import type { ItemProgress } from '../../src/apply/items/item-progress.ts';
import type { ResourceVerbs } from '../../src/apply/items/resource-verbs.ts';
import type { Snapshot } from '../../src/apply/items/snapshot.ts';
import type { WriteCheck } from '../../src/apply/items/write-result.ts';
import { canonicalJson, type Json } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { hasReached, phaseOf } from '../../src/model/phase.ts';
import type { PlanItem } from '../../src/model/plan-item.ts';
import { diff } from '../../src/plan/diff/diff.ts';
import type { ResourceType } from '../../src/plan/resources/resource-types.ts';

/**
 * A second type of resources, to prove that the engine needs none of the first: counters, which have a value. Saving a
 * value makes a version and starts a transition. Its kind is one that JSON knows; nothing else of that kind is used.
 */
export const COUNTER = { kind: 'DataStream1' } as const;
const HOUR = 3_600_000;

interface Counter {
  value: Json;
  version: number;
  activeFrom: number;
}

/** The API of the counters. */
export class CounterServer {
  readonly #counters = new Map<number, Counter>();
  readonly saved: Json[] = [];
  /** What happens to the next write: its response is lost before or after the server has done it. */
  lose: 'request' | 'response' | undefined;
  now: () => number = () => 0;

  add(id: number, value: Json): void {
    this.#counters.set(id, { value, version: 1, activeFrom: 0 });
  }

  read(id: number): Snapshot & { readonly value: Json } {
    const counter = this.#counters.get(id);
    if (!counter) throw new Error(`there is no counter ${id}`);
    const status = this.now() < counter.activeFrom ? 'ACTIVATING' : 'ACTIVATED';
    return { id, version: counter.version, status, value: counter.value };
  }

  save(id: number, value: Json): Snapshot & { readonly value: Json } {
    const lost = this.lose;
    this.lose = undefined;
    if (lost !== 'request') {
      const { version } = this.read(id);
      this.#counters.set(id, { value, version: version + 1, activeFrom: this.now() + HOUR });
      this.saved.push(value);
    }
    if (lost === undefined) return this.read(id);
    throw new ApiError('network', 'The connection broke.', { request: 'PUT /counters', happened: 'unknown' });
  }
}

export const server: { current: CounterServer } = { current: new CounterServer() };

/** A manifest of counter 1. `needs` are the names of items. */
export function counter(value: Json, needs?: readonly string[]): Manifest {
  return {
    name: 'Counter/hits',
    collection: COUNTER,
    state: 'active',
    protect: false,
    separate: false,
    streamId: 1,
    streamName: 'hits',
    spec: { value, ...(needs ? { needs } : {}) },
    source: { file: 'counters/hits.yaml', line: 1 },
  };
}

function planCounter({ name, streamId = 0, spec, source }: Manifest): PlanItem {
  const { version, status, value } = server.current.read(streamId);
  const desired = { value: spec['value'] ?? null };
  const changes = diff({ value }, desired);
  const phase = phaseOf(COUNTER, status);
  const wait = phase.tag === 'in-transition' ? [{ do: 'await', until: phase.towards } as const] : [];
  const steps =
    changes.length === 0
      ? wait
      : ([...wait, { do: 'update', activate: true }, { do: 'await', until: 'ACTIVATED' }] as const);
  return {
    name,
    ...COUNTER,
    streamId,
    status,
    baseVersion: version,
    action: changes.length === 0 ? 'none' : 'update',
    changes,
    effects: changes.length === 0 ? [] : ['goes-live'],
    steps,
    source,
    base: { version, status, content: canonicalJson(value) },
    desired: { state: 'active', spec: desired, folder: '.', resolved: [] },
    ...(Array.isArray(spec['needs']) ? { needs: spec['needs'] as readonly string[] } : {}),
  };
}

export const counterType: ResourceType = {
  plan: ({ manifests }) => ({ items: manifests.map(planCounter), orphans: [], refusals: [], warnings: [] }),
  countForLimit: ({ steps }, kind) => (kind === 'live' && steps.length > 0 ? 1 : 0),
  requestsToApply: (items) => 2 * items.length,
  fingerprintKey: ({ streamId }) => `counter ${streamId}`,
  fingerprintContent: ({ streamId = 0, baseVersion = 0, desired, steps }) => ({
    counter: streamId,
    base: baseVersion,
    value: desired?.spec['value'] ?? null,
    steps,
  }),
  isComplete: ({ desired }) => desired?.spec['value'] !== undefined,
  misplacedReferences: () => [],
  policyViolations: () => [],
  staleness: () => (item) =>
    server.current.read(item.streamId ?? 0).version === item.baseVersion
      ? undefined
      : 'the counter was saved',
  desiredContent: ({ name, desired }) => ({ streamName: name, state: 'active', spec: desired?.spec ?? {} }),
  redactedContent: (item) => counterType.desiredContent(item),
  approvalBase: ({ baseVersion = 0 }) => ({ base: baseVersion, active: true }),
  hasApprovedBase: ({ approved, now }) => approved.base === now.base,
  isUndone: () => false,
  compareRecord: (item, record) => (item.baseVersion === record.version ? 'same-version' : 'other'),
};

export const counterVerbs: ResourceVerbs = {
  missingSecrets: async () => [],
  open: (_run, { streamId = 0 }) => ({ status: server.current.read(streamId).status }),
  prepare: async (_run, progress) => {
    const changed = compareWithBase(progress);
    if (changed) return changed;
    const value = progress.desired.spec['value'] ?? null;
    return {
      tag: 'ready',
      send: async () => ({ check: checkSaved(server.current.save(progress.live.knownId, value), progress) }),
    };
  },
  confirm: async (_run, progress) => compareWithBase(progress),
  look: async (_run, progress) => checkSaved(server.current.read(progress.live.knownId), progress),
  findConflict: async () => undefined,
  forgetReads: async () => undefined,
  noteSideEffects: async () => undefined,
  observe: async () => async (progress) => {
    const seen = server.current.read(progress.live.knownId);
    return hasReached(COUNTER, seen.status, progress.awaited)
      ? { tag: 'arrived', seen }
      : { tag: 'in-transition', seen };
  },
};

function compareWithBase(progress: ItemProgress) {
  const { version, value } = server.current.read(progress.live.knownId);
  const isSame = version === progress.base.version && canonicalJson(value) === progress.base.content;
  return isSame ? undefined : ({ tag: 'failed', error: 'Another user saved the counter.' } as const);
}

function checkSaved(seen: Snapshot & { readonly value: Json }, progress: ItemProgress): WriteCheck {
  if (seen.version === progress.live.version) return { tag: 'not-yet' };
  const { version, status } = seen;
  return { tag: 'happened', seen, base: { version, status, content: canonicalJson(seen.value) } };
}
