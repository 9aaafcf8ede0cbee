import { streamCard } from '../../collections/registry.ts';
import { blockedMembers, type Obstacle, obstacleOf } from '../../model/blocked-code.ts';
import type { StreamCard } from '../../model/card.ts';
import type { Change } from '../../model/change.ts';
import { collectionOf } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamDetail, StreamRow } from '../../model/observed.ts';
import type { Warning } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { type PolicyViolation, violationTexts } from '../../model/policy.ts';
import { type Seal, sealer, sealSpec } from '../../redaction/seal.ts';
import { type CanonicalLive, canonicalLive, merged } from '../canonical/canonical.ts';
import { sendsSharedSecret } from '../credentials/shared-secrets.ts';
import { baseOf, lossyMembers } from '../diff/base-version.ts';
import { compare } from '../diff/compare.ts';
import { withStatedValues } from '../diff/fixed-values.ts';
import type { Match } from '../match/match.ts';
import type { BlockingRow } from '../match/unusable-rows.ts';
import { type AllowedSteps, allowedStepsFor } from '../steps/allowed-steps.ts';
import { effectsOf } from '../steps/effects.ts';
import { addedPersonalData } from '../steps/personal-data.ts';
import { futureRotation, needlessRotation, type Rotation, rotationOf } from '../steps/rotation.ts';
import { takes } from '../steps/steps.ts';
import { lostSecrets } from '../steps/unknown-types.ts';
import { fieldWarnings } from '../steps/unlisted-fields.ts';
import { editWarnings } from '../steps/warnings.ts';
import type { PlanContext } from './context.ts';
import { desiredOf, type ResolvedSpec, resolvedSpecOf } from './desired-content.ts';
import { explainNaming, namingWarnings } from './naming-properties.ts';
import {
  explainImmutableMembers,
  explainMissingMembers,
  explainRename,
  findLiveVersion,
} from './obstacles.ts';
import { isHeldByPolicy, violationsIn, violationWarnings } from './policy-violations.ts';
import { checkValues, type ValueRuleResult } from './value-rules.ts';

/** The plan of one stream, with its warnings. */
export interface Planned {
  readonly item: PlanItem;
  readonly warnings: readonly Warning[];
  /**
   * The desired spec, even if there is nothing to do. Absent if the manifest has none or if it could not be resolved.
   */
  readonly spec?: JsonObject;
}

/** Plans the stream of one manifest, independently of all others. */
export function planStream(run: PlanContext, match: Match): Planned {
  const { manifest } = match;
  switch (match.tag) {
    case 'stream':
      return manifest.state === 'absent'
        ? removal(run, manifest, match.row)
        : alignment(run, manifest, match.row);
    case 'none':
      return manifest.state === 'absent' ? nothing(manifest) : creation(run, manifest);
    case 'blocked':
      return match.blocking ? unusable(manifest, match, match.blocking) : blocked(manifest, match, match.row);
    case 'ambiguous': {
      const { reason, rows } = match;
      return blocked(manifest, { code: 'ambiguous', reason }, rows.length === 1 ? rows[0] : undefined);
    }
    default:
      return match satisfies never;
  }
}

function nothing(manifest: Manifest): Planned {
  return { item: itemOf(manifest, undefined, { action: 'none', steps: [] }), warnings: [] };
}

function blocked(manifest: Manifest, obstacle: Obstacle, row?: StreamRow): Planned {
  return { item: itemOf(manifest, row, { action: 'blocked', steps: [], obstacle }), warnings: [] };
}

/** Blocks a stream whose manifest a policy does not allow. */
function violating(manifest: Manifest, violations: readonly PolicyViolation[], row?: StreamRow): Planned {
  const reason = violationTexts(violations).join(' ');
  const { item, warnings } = blocked(manifest, { code: 'policy-violation', reason }, row);
  return { item: { ...item, policyViolations: violations }, warnings };
}

const UNTOUCHED = 'This plan leaves the live stream as it is.';
const ONLY_STOPPED = 'This plan only deactivates the stream, and omits the other changes.';

/** Adds violations that the steps of an item do not write. */
function tolerated(
  { item, warnings, ...rest }: Planned,
  violations: readonly PolicyViolation[],
  note: string,
): Planned {
  const more = violationWarnings(item.name, violations, note);
  return { ...rest, item: { ...item, policyViolations: violations }, warnings: [...warnings, ...more] };
}

/** Blocks a stream that could not be read, or whose existence could not be determined. */
function unread(manifest: Manifest, obstacle: Obstacle, row?: StreamRow): Planned {
  const { item, warnings } = blocked(manifest, obstacle, row);
  return { item: { ...item, unreadable: true }, warnings };
}

function unusable(manifest: Manifest, obstacle: Obstacle, { row, isOwn }: BlockingRow): Planned {
  const { item, warnings } = unread(manifest, obstacle);
  const known = isOwn && row.streamId !== undefined ? { streamId: row.streamId } : {};
  return { item: { ...item, ...known }, warnings };
}

/** Plans the removal of a stream. Its content does not matter, but it must not change between plan and write. */
function removal(run: PlanContext, manifest: Manifest, row: StreamRow): Planned {
  const read = findLiveVersion(run, row);
  if ('obstacle' in read) return unread(manifest, read.obstacle, row);
  const card = streamCard(row.collection);
  const allowed = allowedStepsFor(card, row.status, 'absent', false);
  const naming = takes(allowed.steps, 'delete')
    ? obstacleOf('named-by-property', explainNaming(row, run.observed))
    : undefined;
  if (naming) return blocked(manifest, naming, row);
  const rotation = run.rotate.has(manifest.name) ? 'nothing-to-send' : 'not-requested';
  return planned(run, { card, manifest, allowed, row, ...read, changes: [], rotation });
}

function creation(run: PlanContext, manifest: Manifest): Planned {
  const card = streamCard(manifest.collection);
  const wanted = resolvedSpecOf(run, card, manifest);
  if ('code' in wanted) return blocked(manifest, wanted);
  const values = checkValues(card, manifest);
  const obstacle =
    obstacleOf('needed-to-create', explainMissingMembers(card, wanted.spec)) ??
    values.obstacle ??
    obstacleOf('time-in-future', futureRotation(run, manifest)) ??
    obstacleOf('likely-renamed', explainRename(run, card, manifest, wanted.spec));
  if (obstacle) return blocked(manifest, obstacle);
  const violations = violationsIn(run.policies, card, manifest, wanted.given);
  if (violations.length > 0) return violating(manifest, violations);
  const changes = compare(card, wanted.spec, undefined, sealOf(run, manifest), run.names);
  const allowed = allowedStepsFor(card, undefined, manifest.state, true);
  return planned(run, { card, manifest, allowed, wanted, changes, values, rotation: 'not-requested' });
}

/** Plans an existing stream whose manifest does not say `state: absent`. */
function alignment(run: PlanContext, manifest: Manifest, row: StreamRow): Planned {
  const card = streamCard(row.collection);
  const read = findLiveVersion(run, row);
  if ('obstacle' in read) return unread(manifest, read.obstacle, row);
  const { detail } = read;
  const found = resolvedSpecOf(run, card, manifest);
  if ('code' in found) return blocked(manifest, found, row);
  const live = canonicalLive(card, detail);
  const wanted = { ...found, spec: withStatedValues(card, found.spec, found.given, live) };
  const seal = sealOf(run, manifest, row);
  const values = checkValues(card, manifest, {
    detail,
    wanted: sealSpec(card, manifest.spec, seal),
    lists: { wanted: wanted.spec, live: live.spec },
  });
  const obstacle =
    obstacleOf('immutable-member', explainImmutableMembers(card, wanted.spec, live)) ?? values.obstacle;
  if (obstacle) return blocked(manifest, obstacle, row);
  const changes = compare(card, wanted.spec, live, seal, run.names);
  const rotation = rotationOf(run.rotate, manifest, { card, saved: detail, desired: wanted.spec, live });
  if (typeof rotation === 'object') {
    return blocked(manifest, { code: 'undated-version', reason: rotation.obstacle }, row);
  }
  const isEdit = changes.length > 0 || rotation === 'sent';
  const allowed = allowedStepsFor(card, row.status, manifest.state, isEdit);
  const refused = takes(allowed.steps, 'update')
    ? (obstacleOf('time-in-future', futureRotation(run, manifest)) ??
      obstacleOf('not-exact', lossyMembers(detail)[0]) ??
      obstacleOf('unknown-destination-type', lostSecrets(manifest, wanted.spec)))
    : undefined;
  if (refused) return blocked(manifest, refused, row);
  const aligned = { card, manifest, allowed, row, detail, wanted, live, changes, values, rotation };
  const violations = violationsIn(run.policies, card, manifest, found.given);
  if (violations.length === 0) return planned(run, aligned);
  if (!isHeldByPolicy(allowed.steps)) return tolerated(planned(run, aligned), violations, UNTOUCHED);
  // A stream can always be stopped, even if a policy does not allow what its manifest changes.
  const stop = allowedStepsFor(card, row.status, manifest.state, false);
  if (!takes(stop.steps, 'deactivate')) return violating(manifest, violations, row);
  const stopped = planned(run, { ...aligned, allowed: stop, changes: [], rotation: 'not-requested' });
  return tolerated(stopped, violations, ONLY_STOPPED);
}

/** All results of planning one stream. */
interface Findings {
  readonly card: StreamCard;
  readonly manifest: Manifest;
  readonly allowed: AllowedSteps;
  readonly row?: StreamRow;
  readonly detail?: StreamDetail;
  readonly wanted?: ResolvedSpec;
  readonly live?: CanonicalLive;
  readonly changes: readonly Change[];
  readonly values?: ValueRuleResult;
  readonly rotation: Rotation;
}

function planned(run: PlanContext, found: Findings): Planned {
  const { card, manifest, allowed, row, detail, wanted, live, changes, values, rotation } = found;
  const spec = wanted?.spec;
  const known = spec === undefined ? {} : { spec };
  const unused = rotation === 'nothing-to-send' ? [needlessRotation(manifest, run)] : [];
  const naming = row ? namingWarnings(manifest.name, row, allowed.steps, run.observed) : [];
  const warnings = [...unused, ...naming, ...(values?.warnings ?? [])];
  if (allowed.action === 'none' || allowed.action === 'blocked') {
    return { item: itemOf(manifest, detail ?? row, allowed), warnings, ...known };
  }
  const situation = {
    card,
    status: row?.status,
    steps: allowed.steps,
    changes,
    rotated: rotation === 'sent',
  };
  const whole = live && merged(live.unknown, live.spec);
  const sharesSecret = spec !== undefined && sendsSharedSecret(card, manifest.name, run.secrets, spec, whole);
  const base = row && detail ? { base: { ...baseOf(detail, run.hash), status: row.status } } : {};
  const labelOf = (list: string, id: number) => run.names.label(card.collection, list, id);
  const contents = { live: whole, desired: spec };
  const personalData = addedPersonalData({ ...situation, ...contents }, labelOf);
  const addsPersonalData = personalData.length > 0;
  const effects = effectsOf({ ...situation, ...contents, sharesSecret, addsPersonalData });
  const item = {
    ...itemOf(manifest, detail ?? row, allowed),
    changes,
    effects,
    ...(addsPersonalData ? { personalData } : {}),
    ...base,
    desired: desiredOf(card, manifest, wanted),
  };
  const fields = fieldWarnings(run, card, { item, spec, detail });
  return { item, warnings: [...editWarnings(card, item, live), ...fields, ...warnings], ...known };
}

function itemOf(manifest: Manifest, row: StreamRow | undefined, allowed: AllowedSteps): PlanItem {
  return {
    name: manifest.name,
    ...collectionOf(manifest.collection),
    ...(row && row.name !== manifest.name ? { streamName: row.name } : {}),
    ...(row ? rowMembers(row) : {}),
    ...(manifest.state === 'absent' ? {} : defined({ rotateSecretsAfter: manifest.rotateSecretsAfter })),
    action: allowed.action,
    changes: [],
    effects: [],
    steps: allowed.steps,
    source: manifest.source,
    ...(allowed.obstacle ? blockedMembers(allowed.obstacle) : {}),
  };
}

function rowMembers({ streamId, status, version, modifiedBy, modifiedDate }: StreamRow) {
  return {
    streamId,
    status,
    baseVersion: version,
    ...defined({ modifiedBy, modifiedDate }),
  };
}

function sealOf(run: PlanContext, manifest: Manifest, row?: StreamRow): Seal {
  return sealer(run.target, manifest.collection, row?.streamId, run.hash);
}
