import { KINDS, LOG_TYPES } from '../../model/collection.ts';
import { ACTIONS, EFFECTS } from '../../model/plan.ts';
import { anything, count, either, flag, listOf, object, objectOf, oneOf, text } from './validators.ts';

const step = either(
  'a step',
  objectOf({ do: oneOf('create', 'update'), activate: flag }),
  objectOf({ do: oneOf('activate', 'deactivate', 'delete') }),
  objectOf({ do: oneOf('await'), until: oneOf('ACTIVATED', 'DEACTIVATED', 'INACTIVE') }),
);

const change = objectOf({ path: text }, { added: listOf(anything), removed: listOf(anything) });

const desired = objectOf(
  {
    streamName: text,
    state: oneOf('active', 'inactive', 'absent'),
    spec: object,
    folder: text,
    resolved: listOf(objectOf({ list: text, role: oneOf('sources', 'fields'), name: text, id: anything })),
  },
  { defaulted: listOf(text) },
);

const item = objectOf(
  {
    name: text,
    kind: oneOf(...KINDS),
    action: oneOf(...ACTIONS),
    changes: listOf(change),
    effects: listOf(oneOf(...EFFECTS)),
    steps: listOf(step),
    source: objectOf({ file: text, line: count }),
  },
  {
    logType: oneOf(...LOG_TYPES),
    streamId: count,
    streamName: text,
    status: text,
    baseVersion: count,
    reason: text,
    base: objectOf({ version: count, status: text, content: text }, { references: listOf(text) }),
    desired,
  },
);

const summary = objectOf({
  create: count,
  update: count,
  activate: count,
  deactivate: count,
  delete: count,
  wait: count,
  unchanged: count,
  blocked: count,
});

/** The only format of saved plans that this version reads and writes. */
export const FORMAT = 1;

/** The structure of a saved plan. */
export const savedShape = objectOf(
  {
    digest: text,
    formatVersion: oneOf(FORMAT),
    target: text,
    fingerprint: text,
    applyable: flag,
    summary,
    requests: objectOf({ used: count, apply: count }),
    items: listOf(item),
    orphans: listOf(objectOf({ kind: text, streamId: count, name: text, status: text }, { logType: text })),
    refusals: listOf(objectOf({ code: text, message: text, names: listOf(text) })),
    warnings: listOf(objectOf({ code: text, message: text }, { name: text })),
  },
  { account: text },
);
