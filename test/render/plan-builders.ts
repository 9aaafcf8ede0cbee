import type { Json } from '../../src/model/json.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Action, PlanItem } from '../../src/model/plan-item.ts';

const counted = (items: readonly PlanItem[], action: Action) =>
  items.filter((i) => i.action === action).length;

/** A plan for these items, with the matching summary. */
export function planOf(items: readonly PlanItem[], rest: Partial<Plan> = {}): Plan {
  return {
    formatVersion: 1,
    target: 'https://akab-example.luna.akamaiapis.net',
    fingerprint: `sha256:${'0123456789abcdef'.repeat(4)}`,
    applyable: true,
    summary: {
      create: counted(items, 'create'),
      update: counted(items, 'update'),
      activate: counted(items, 'activate'),
      deactivate: counted(items, 'deactivate'),
      delete: counted(items, 'delete'),
      wait: counted(items, 'wait'),
      unchanged: counted(items, 'none'),
      blocked: counted(items, 'blocked'),
    },
    requests: { used: 4, apply: 9 },
    items,
    orphans: [],
    refusals: [],
    warnings: [],
    ...rest,
  };
}

/** An item without changes, except the members that a test sets. */
export function item(name: string, rest: Partial<PlanItem> = {}): PlanItem {
  return {
    name,
    kind: 'DataStream2',
    logType: 'cdn',
    action: 'none',
    changes: [],
    effects: [],
    steps: [],
    source: { file: 'streams/cdn.yaml', line: 3 },
    ...rest,
  };
}

/** The state of a live stream. */
export const live = (streamId: number, baseVersion: number, status: string) => ({
  streamId,
  baseVersion,
  status,
});

/** The requirements of apply for an item, as far as reporters use them. */
export const desired = (
  spec: { readonly [member: string]: Json },
  state: 'active' | 'inactive' | 'absent' = 'active',
) => ({
  desired: { state, spec, folder: 'streams', resolved: [] },
});

/** A fixture by its name. */
export function fixture<T>(all: Readonly<Record<string, T>>, name: string): T {
  const found = Object.entries(all).find(([key]) => key === name);
  if (!found) throw new Error(`there is no fixture ${name}`);
  return found[1];
}
