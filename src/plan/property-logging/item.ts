import { blockedMembers, type Obstacle } from '../../model/blocked-code.ts';
import { defined } from '../../model/defined.ts';
import type { Warning } from '../../model/plan.ts';
import type { Action, PlanItem, Step } from '../../model/plan-item.ts';
import {
  type ObservedProperty,
  type PropertyState,
  propertyItemName,
  type VersionContent,
} from '../../model/property-logging.ts';
import { editLogging } from '../../properties/edit/edit-logging.ts';
import { writes } from '../steps/steps.ts';
import type { PropertyContext, PropertyEntry, Wanted } from './context.ts';
import { type DesiredProperty, resolveLogging } from './desired-logging.ts';
import { effectsOf } from './effects.ts';
import { loggingDigest } from './logging-digest.ts';
import { withStreamNames } from './named-streams.ts';
import { loggedPersonalData } from './personal-data.ts';
import { remainingSteps } from './property-steps.ts';
import { editNotes, propertyWarnings, startNotes, summaryOf } from './property-summary.ts';
import { type ActiveProperty, newerVersions, startingVersion, statusOf } from './starting-version.ts';

/** The plan of one property, with its warnings. */
export interface PlannedProperty {
  readonly item: PlanItem;
  readonly warnings: readonly Warning[];
}

/** Plans one property of a manifest, independently of all others. */
export function planProperty(context: PropertyContext, entry: PropertyEntry): PlannedProperty {
  const observed = observedProperty(context, entry);
  switch (observed.tag) {
    case 'no-access':
      return blocked(entry, { code: 'no-access', reason: observed.reason }, {});
    case 'unreadable':
      return blocked(entry, { code: 'property-unreadable', reason: observed.reason }, { unreadable: true });
    case 'read':
      return planRead(context, entry, observed.property);
    default:
      return observed satisfies never;
  }
}

function observedProperty({ observed }: PropertyContext, { named }: PropertyEntry): ObservedProperty {
  const property = observed.properties?.get(named);
  if (!property) throw new Error(`bug: property ${named} was not read before planning`);
  return property;
}

function planRead(context: PropertyContext, entry: PropertyEntry, property: PropertyState): PlannedProperty {
  const { live, propertyId } = property;
  const { network } = entry.manifest.activation;
  if (!live || (network === 'PRODUCTION' && property.productionVersion === undefined)) {
    return blocked(entry, { code: 'not-live', reason: notLive(property) }, { propertyId });
  }
  const known = { ...property, live };
  const desired = resolveLogging(entry.manifest, { propertyId, live }, context.find);
  if (desired.tag === 'blocked') return blocked(entry, desired, about(known, live.version));
  const edit = editLogging(live, desired.logging, context);
  if (edit.tag === 'blocked') {
    const obstacle = { code: 'behavior-not-changeable', reason: edit.reason } as const;
    return blocked(entry, obstacle, about(known, live.version));
  }
  const wanted = { desired, edit };
  const changed = edit.operations.length === 0 ? live.version : savedVersion(context, entry, known, wanted);
  return changed === undefined
    ? planChange(context, entry, known, wanted)
    : upToDate(entry, known, changed, wanted);
}

/**
 * Returns another version that makes the property up to date: for `STAGING` the one on staging, and for `NONE` one that
 * is saved and newer than the live one. It may have other changes as well.
 */
function savedVersion(
  context: PropertyContext,
  { manifest }: PropertyEntry,
  property: ActiveProperty,
  { desired }: Wanted,
): number | undefined {
  const { network } = manifest.activation;
  const staged = network === 'STAGING' && property.staging ? [property.staging] : [];
  const candidates = network === 'NONE' ? newerVersions(property) : staged;
  return candidates.find((version) => logsAs(version, desired, context))?.version;
}

/** Returns whether a version logs as desired. */
function logsAs(version: VersionContent, { logging }: DesiredProperty, context: PropertyContext): boolean {
  const edit = editLogging(version, logging, context);
  return edit.tag === 'edit' && edit.operations.length === 0;
}

function planChange(
  context: PropertyContext,
  entry: PropertyEntry,
  property: ActiveProperty,
  wanted: Wanted,
): PlannedProperty {
  const { desired, edit } = wanted;
  const { network } = entry.manifest.activation;
  const start = startingVersion(property, edit.operations, network);
  if (start.tag === 'blocked') return blocked(entry, start, about(property, property.live.version));
  const steps = remainingSteps(network, start.tag === 'planned' ? start.status : undefined);
  const { unreleased } = start;
  const notes = [
    ...startNotes(property, start),
    ...(unreleased && !logsAs(unreleased, desired, context) ? [lacking(unreleased)] : []),
    ...editNotes(wanted),
  ];
  const summary = summaryOf(entry, property, notes, unreleased?.version);
  const identity = { ...about(property, start.version), property: summary };
  const warnings = propertyWarnings(nameOf(entry), property, start);
  const action = actionOf(steps);
  if (action === 'none') return { item: itemOf(entry, action, { ...identity, steps }), warnings };
  const personalData = loggedPersonalData(edit.changes, desired.streams, property.propertyId);
  const item = itemOf(entry, action, {
    ...identity,
    steps,
    changes: withStreamNames(edit.changes, context.observed),
    effects: effectsOf({ steps, changes: edit.changes }),
    ...(personalData.length > 0 ? { personalData } : {}),
    ...(desired.needs.length > 0 ? { needs: desired.needs } : {}),
    base: {
      version: start.version,
      status: start.status,
      content: loggingDigest(property.live, context.hash),
    },
    desired: { state: 'active', spec: desired.logging, folder: '.', resolved: [] },
  });
  return { item, warnings };
}

function lacking({ version }: VersionContent): string {
  return `Draft ${version} lacks this change; activating that draft later removes the change.`;
}

function actionOf(steps: readonly Step[]): Action {
  const [first] = steps;
  if (first?.do === 'update' || first?.do === 'activate') return first.do;
  return steps.some(writes) ? 'wait' : 'none';
}

function upToDate(
  entry: PropertyEntry,
  property: ActiveProperty,
  version: number,
  wanted: Wanted,
): PlannedProperty {
  const saved =
    version === property.live.version
      ? []
      : [`Version ${version} contains the change, and is not active on production.`];
  const summary = summaryOf(entry, property, [...saved, ...editNotes(wanted)]);
  return {
    item: itemOf(entry, 'none', { ...about(property, version), property: summary }),
    warnings: [],
  };
}

function notLive({ propertyName, latestVersion, live }: PropertyState): string {
  const where = live ? 'on production' : 'on any network';
  return `no version of ${propertyName} is active ${where}, and a change starts from an active version; activate one first (the latest is version ${latestVersion})`;
}

/** The members of an item that say which property it is, and at which version. */
function about(property: ActiveProperty, version: number): Partial<PlanItem> {
  const row = property.versions.find((one) => one.version === version);
  return {
    propertyId: property.propertyId,
    status: statusOf(property, version),
    baseVersion: version,
    ...defined({ modifiedBy: row?.modifiedBy, modifiedDate: row?.modifiedDate }),
  };
}

function blocked(entry: PropertyEntry, obstacle: Obstacle, members: Partial<PlanItem>): PlannedProperty {
  return { item: itemOf(entry, 'blocked', { ...members, ...blockedMembers(obstacle) }), warnings: [] };
}

/** Blocks a planned change. */
export function blockItem(item: PlanItem, obstacle: Obstacle): PlanItem {
  const { base, desired, needs, ...rest } = item;
  return { ...rest, action: 'blocked', steps: [], changes: [], effects: [], ...blockedMembers(obstacle) };
}

function itemOf(entry: PropertyEntry, action: Action, members: Partial<PlanItem>): PlanItem {
  return {
    name: nameOf(entry),
    kind: 'PropertyLogging',
    action,
    changes: [],
    effects: [],
    steps: [],
    source: entry.manifest.source,
    ...members,
  };
}

function nameOf({ manifest, named }: PropertyEntry): string {
  return propertyItemName(manifest, named);
}
