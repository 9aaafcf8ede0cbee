import { destinationSet } from '../../destinations/registry.ts';
import type { Edit } from '../../manifest/edit/edit.ts';
import { EditRefused } from '../../manifest/edit/splices.ts';
import type { StreamCard } from '../../model/card.ts';
import type { Change } from '../../model/change.ts';
import {
  canonicalJson,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  pointerSegment,
  pointerSteps,
} from '../../model/json.ts';
import type { DesiredState } from '../../model/manifest.ts';
import { holdsSealed, isReference } from '../../model/secret.ts';
import { isCertificateFlag } from '../../plan/canonical/destination.ts';
import { connectorEdits, isCovered } from './update-connectors.ts';
import { type ListSource, updatedItems } from './update-list.ts';

/** A manifest and the live stream whose values it adopts. */
export interface UpdateSource extends ListSource {
  /** `spec` as it is in the file. */
  readonly written: JsonObject;
  /** The changes from the live stream to the manifest, as in a plan. */
  readonly changes: readonly Change[];
  /** The live stream as `import` writes it. */
  readonly exported: JsonObject;
  readonly streamName: string;
  /** The state of the manifest, which a default may set. */
  readonly stated: DesiredState;
  readonly state: DesiredState;
}

/**
 * What is edited in addition to the members that differ. The smallest set that makes the manifest match is
 * used.
 */
export interface UpdateReach {
  /** Lists get the order of the live stream, for lists whose order may matter. */
  readonly liveOrder: boolean;
  /** Write-only members are added and removed as the live destination needs them. */
  readonly references: boolean;
  /** Field sets are replaced by the fields of the live stream. */
  readonly replacesSets: boolean;
  /** Defaults that the live stream does not have are removed with `null`. */
  readonly removesDefaults: boolean;
}

/**
 * Returns the reaches to try, from the smallest to the largest set of edits.
 * @param hasFieldSets whether the file of the manifest includes field sets
 * @param hasDefaults whether the configuration file sets defaults
 */
export function reachesFor(hasFieldSets: boolean, hasDefaults: boolean): readonly UpdateReach[] {
  const reaches = [
    { liveOrder: false, references: false },
    { liveOrder: true, references: false },
    { liveOrder: false, references: true },
    { liveOrder: true, references: true },
  ];
  const [sets, defaults] = [hasFieldSets, hasDefaults].map((has) => (has ? [false, true] : [false]));
  return (sets ?? []).flatMap((replacesSets) =>
    (defaults ?? []).flatMap((removesDefaults) =>
      reaches.map((reach) => ({ ...reach, replacesSets, removesDefaults })),
    ),
  );
}

/**
 * The edits that give a manifest the live values. Only members that differ are edited.
 * @throws {EditRefused} for a difference that cannot be written in the file
 */
export function updateEdits(source: UpdateSource, reach: UpdateReach): readonly Edit[] {
  const { written, state, stated, changes } = source;
  const stateEdit: readonly Edit[] =
    stated === state ? [] : [{ tag: 'set', path: ['spec', 'state'], value: state }];
  const retyped = retypedDestination(source);
  const connectors = connectorEdits(source.card, written, source.exported);
  const others = changes.filter(
    (change) =>
      !(retyped && change.path.startsWith(`/${retyped.member}`)) &&
      !isCovered(source.card, connectors, change),
  );
  return [
    ...stateEdit,
    ...others.flatMap((change) => editOf(source, change, reach)),
    ...(reach.liveOrder ? columnEdits(source, reach) : []),
    // These come last, because they change the indexes of connectors, which the paths of the previous edits
    // contain.
    ...connectors.edits,
    ...(retyped?.edits ?? (reach.references ? referenceEdits(source) : [])),
  ];
}

/**
 * Gives columns the live order. If only the live stream has columns, both lists are compared as sets, so that their
 * order is no change.
 */
function columnEdits(source: UpdateSource, reach: UpdateReach): readonly Edit[] {
  const { card, written, exported, changes } = source;
  return card.lists.flatMap(({ member, columnsIn }): readonly Edit[] => {
    const [old, live] = [written[member], exported[member]];
    const isOther = columnsIn === undefined || changes.some(({ path }) => path === `/${member}`);
    if (isOther || !isArray(old) || !isArray(live)) return [];
    const items = updatedItems(source, [member], { old, live }, { ...reach, inLiveOrder: true });
    return [{ tag: 'list', path: ['spec', member], items }];
  });
}

/**
 * Adds the references that the live destination needs, and removes all others: a header value without its
 * name is an error.
 */
function referenceEdits({ card, written, exported }: UpdateSource): readonly Edit[] {
  const { member, many } = destinationSet(card);
  const [old, live] = [written[member], exported[member]];
  if (many || !isObject(old) || !isObject(live)) return [];
  const needed = Object.entries(live).filter(
    ([name, value]) => isReference(value) && old[name] === undefined,
  );
  const needless = Object.keys(old).filter((name) => isReference(old[name]) && live[name] === undefined);
  return [
    ...needed.map(([name, value]): Edit => ({ tag: 'set', path: ['spec', member, name], value })),
    ...needless.map((name): Edit => ({ tag: 'remove', path: ['spec', member, name] })),
  ];
}

/**
 * The references that edits remove, as changes from live to manifest. A plan does not compare references, so
 * its changes do not contain them.
 * @param changes of the plan
 */
export function removedReferences(
  edits: readonly Edit[],
  written: JsonObject,
  changes: readonly Change[],
): readonly Change[] {
  return edits.flatMap((edit): readonly Change[] => {
    const [, ...steps] = edit.path;
    const value = steps.reduce<Json | undefined>((at, step) => memberOf(at, String(step)), written);
    const path = steps.map((step) => `/${pointerSegment(String(step))}`).join('');
    const isShown = changes.some((change) => path === change.path || path.startsWith(`${change.path}/`));
    return edit.tag === 'remove' && isReference(value) && !isShown ? [{ path, after: value }] : [];
  });
}

/**
 * A destination of another type has different members. All of them are compared with the members in the file.
 */
function retypedDestination({ card, changes, written, exported }: UpdateSource) {
  const { member, typeMember, many } = destinationSet(card);
  if (many || !changes.some(({ path }) => [`/${member}`, `/${member}/${typeMember}`].includes(path)))
    return undefined;
  const [old = {}, live] = [written[member], exported[member]];
  if (!isObject(old) || !isObject(live)) throw new EditRefused(`its ${member} is not written as a block`);
  const edits = [
    ...Object.entries(live).flatMap(([name, value]): readonly Edit[] =>
      canonicalJson(old[name] ?? null) === canonicalJson(value)
        ? []
        : [{ tag: 'set', path: ['spec', member, name], value }],
    ),
    ...Object.keys(old)
      .filter((name) => live[name] === undefined)
      .map((name): Edit => ({ tag: 'remove', path: ['spec', member, name] })),
  ];
  return { member, edits };
}

function editOf(source: UpdateSource, change: Change, reach: UpdateReach): readonly Edit[] {
  const steps = pointerSteps(change.path);
  // Not a member of a manifest: mutual TLS follows from the references to a certificate and its key.
  if (isCertificateFlag(destinationSet(source.card), steps.at(-1) ?? '')) return [];
  if (change.path === '/streamName') {
    return [{ tag: 'set', path: ['spec', 'streamName'], value: source.streamName }];
  }
  const { path, value: old } = written(source, steps);
  const live = exportedValue(source, steps, change);
  if (live === undefined || (isArray(live) && live.length === 0)) {
    return old === undefined ? [] : [{ tag: 'remove', path }];
  }
  if (isArray(old) && isArray(live)) {
    const inLiveOrder = change.reordered === true || reach.liveOrder;
    return [
      { tag: 'list', path, items: updatedItems(source, steps, { old, live }, { ...reach, inLiveOrder }) },
    ];
  }
  return [{ tag: 'set', path, value: live }];
}

/** The path at which a member is written: connectors by their index, unknown members in `extra`. */
function written({ card, written: spec }: UpdateSource, steps: readonly string[]) {
  const { member, nameMember, many } = destinationSet(card);
  const path: (string | number)[] = ['spec'];
  let at: Json | undefined = spec;
  for (const [depth, step] of steps.entries()) {
    if (many && depth === 1 && steps[0] === member) {
      const index: number = isArray(at)
        ? at.findIndex((one) => isObject(one) && one[nameMember] === step)
        : -1;
      if (index < 0 || steps.length === 2)
        throw new EditRefused(`${member} has no item ${JSON.stringify(step)}`);
      path.push(index);
      at = isArray(at) ? at[index] : undefined;
      continue;
    }
    const extra: Json | undefined = isObject(at) && at[step] === undefined ? at['extra'] : undefined;
    if (isObject(extra) && extra[step] !== undefined) path.push('extra');
    path.push(step);
    at = memberOf(isObject(extra) && extra[step] !== undefined ? extra : at, step);
  }
  return { path, value: at };
}

/** The live value as a manifest contains it; `undefined` if it is the default. */
function exportedValue(
  { card, exported }: UpdateSource,
  steps: readonly string[],
  { before, path }: Change,
): Json | undefined {
  const { member, nameMember, many } = destinationSet(card);
  let at: Json | undefined = exported;
  for (const [depth, step] of steps.entries()) {
    const isConnector: boolean = many && depth === 1 && steps[0] === member && isArray(at);
    at =
      isConnector && isArray(at)
        ? at.find((one) => isObject(one) && one[nameMember] === step)
        : memberOf(at, step);
  }
  if (at !== undefined || before === undefined || isKnown(card, steps)) return at;
  if (holdsSealed(before)) throw new EditRefused(`the value of ${path} is a credential`);
  return before;
}

/** Whether the product knows a member. An export omits known members only if they have their default value. */
function isKnown(card: StreamCard, [first = '', ...rest]: readonly string[]): boolean {
  return (
    rest.length > 0 || card.members[first] !== undefined || card.lists.some(({ member }) => member === first)
  );
}

function memberOf(value: Json | undefined, member: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, member) ? value[member] : undefined;
}
