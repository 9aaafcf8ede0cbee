import type { ManifestFile } from '../../src/manifest/read-manifests.ts';
import type { PlanItem } from '../../src/model/plan-item.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../src/simulator/state/settings.ts';
import { IS_SOAK, runs } from '../soak.ts';
import {
  collectionOf,
  desiredMeaning,
  type Lived,
  liveMeaning,
  nameOf,
  placeOf,
  sorted,
  streamIn,
  streamsIn,
} from './either-api.ts';
import { checkNames, checkRun } from './invariants.ts';
import { desiredName, MINUTE, type Scene, type Slot, TRANSITION_TIME, textOf } from './random-accounts.ts';
import { story } from './recorded-requests.ts';
import type { Ran, Rig, RunOptions } from './test-run.ts';

/** Milliseconds for one property, including its shrinking, so that a failure is reported soon. A soak has no limit. */
const LONGEST = 60_000;

/**
 * How a property is run. `CONVERGENCE_SEED` and `CONVERGENCE_PATH` repeat what a failure printed.
 * @param whole the number of runs in a soak
 */
export function parameters(whole: number): {
  numRuns: number;
  seed: number;
  path?: string;
  endOnFailure?: boolean;
  interruptAfterTimeLimit?: number;
} {
  const { CONVERGENCE_SEED: seed, CONVERGENCE_PATH: path } = process.env;
  return {
    numRuns: runs(whole),
    seed: seed === undefined ? 20_260_101 : Number(seed),
    ...(IS_SOAK ? {} : { interruptAfterTimeLimit: LONGEST }),
    ...(path === undefined ? {} : { path, endOnFailure: true }),
  };
}

/** One file for each manifest of a scene. */
export function filesOf({ slots }: Scene, protect = true): readonly ManifestFile[] {
  return slots.flatMap((slot, index) => {
    const text = textOf(slot, index, protect);
    return text === undefined ? [] : [{ file: `streams/${slot.name}.yaml`, text }];
  });
}

/**
 * The scene without DataStream 1 streams that the update of another one affects. With them, one run updates
 * the first one in the order of files, reads the others once more and leaves them to a later run.
 */
export function apart(scene: Scene): Scene {
  return withQuirks(scene, { movesSharingStreams: false });
}

/**
 * The scene in which an update of DataStream 1 causes a transition of all streams that share a property with
 * it.
 */
export function together(scene: Scene): Scene {
  return withQuirks(scene, { movesSharingStreams: true, editedActive: 'ACTIVATING' });
}

function withQuirks(scene: Scene, change: Partial<Settings['datastream1']['quirks']>): Scene {
  const { datastream1 = DEFAULT_SETTINGS.datastream1 } = scene.settings;
  const quirks = { ...datastream1.quirks, ...change };
  return { ...scene, settings: { ...scene.settings, datastream1: { ...datastream1, quirks } } };
}

/** A run whose behavior is checked. */
export async function applied(
  rig: Rig,
  files: readonly ManifestFile[],
  options: RunOptions = {},
): Promise<Ran> {
  const ran = await rig.apply(files, options);
  checkRun(ran);
  checkNames(rig.accountState.current());
  return ran;
}

/**
 * Runs without faults until nothing is left to do. Fails after too many rounds. @returns the plan of the last
 * run
 */
export async function stable(
  rig: Rig,
  files: readonly ManifestFile[],
  rounds: number,
  options: RunOptions = {},
): Promise<Ran> {
  for (let round = 0; ; round += 1) {
    const ran = await applied(rig, files, options);
    if (ran.plan?.items.every(isDone)) return ran;
    if (round >= rounds) throw new Error(`not stable after ${round} rounds\n${story(ran)}`);
    await rig.clock.advance(TRANSITION_TIME + MINUTE);
  }
}

function isDone({ action, steps }: PlanItem): boolean {
  return action === 'blocked' || (action === 'none' && steps.length === 0);
}

/** Throws if the account does not match the repository, or if an item is blocked for a wrong reason. */
export function checkStable(rig: Rig, scene: Scene, ran: Ran): void {
  for (const [index, slot] of scene.slots.entries()) {
    const item = ran.plan?.items.find(({ name }) => name === slot.name);
    if (!slot.desired || !item) continue;
    const wrong =
      item.action === 'blocked' ? wrongBlock(rig, scene, slot, item) : wrongEnd(rig, scene, slot, item);
    if (wrong) throw new Error(`slot ${index} (${slot.name}): ${wrong}\n${story(ran)}`);
  }
}

function livedOf(rig: Rig, slot: Slot, { streamId }: PlanItem): Lived | undefined {
  if (!slot.desired) return undefined;
  const accountState = rig.accountState.current();
  const place = placeOf(collectionOf(slot.desired.content));
  if (streamId !== undefined) return streamIn(accountState, place, streamId);
  return streamsIn(accountState).find(
    (lived) => placeOf(lived.collection) === place && nameOf(lived) === desiredName(slot),
  );
}

function wrongEnd(rig: Rig, { settings }: Scene, slot: Slot, item: PlanItem): string | undefined {
  const lived = livedOf(rig, slot, item);
  const { desired } = slot;
  if (desired?.state === 'absent') return lived ? 'it is still there' : undefined;
  if (!desired || !lived) return 'there is no such stream';
  const active = desired.state === 'active';
  const there = active ? ['ACTIVATED'] : ['INACTIVE', 'DEACTIVATED'];
  if (!there.includes(lived.stream.status)) return `it is ${lived.stream.status}`;
  const omittedMembers = [...(settings.quirks?.omittedMembers ?? [])];
  const skipped = [...omittedMembers, 'latencyProfile', 'pace', 'flavour', 'extra'];
  const wanted = sorted(desiredMeaning(desired.content, desiredName(slot), skipped));
  const is = sorted(liveMeaning(lived, skipped, desired.content));
  return is === wanted ? undefined : `it is\n${is}\nand not\n${wanted}`;
}

/** Checks every reason to block against the account. */
function wrongBlock(rig: Rig, { slots }: Scene, slot: Slot, item: PlanItem): string | undefined {
  if (!slot.desired) return 'nobody asked for it';
  const place = placeOf(collectionOf(slot.desired.content));
  const { reason = '' } = item;
  const odd = /^its status is "(\w+)"/.exec(reason)?.[1];
  if (odd !== undefined) {
    const status = livedOf(rig, slot, item)?.stream.status;
    return status === odd && odd === 'ODD' ? undefined : `blocked without need: ${reason}`;
  }
  const bound = /^it is bound to stream (\d+)/.exec(reason)?.[1];
  if (bound !== undefined) {
    return streamIn(rig.accountState.current(), place, Number(bound))
      ? `blocked without need: ${reason}`
      : undefined;
  }
  const like = /^it looks like stream (\d+)/.exec(reason)?.[1];
  if (like !== undefined) {
    const lived = streamIn(rig.accountState.current(), place, Number(like));
    return isLikely(slots, slot, lived) ? undefined : `blocked without need: ${reason}`;
  }
  return /needs spec\.(contractId|groupId)/.test(reason) && !slot.desired.place
    ? undefined
    : `blocked for a reason that these tests do not know: ${reason}`;
}

const SOURCES = ['properties', 'zones', 'appSecConfigs', 'serviceSubletterIds', 'propertyIds'];

/** The stream it resembles exists, is unmanaged, and has the same sources. */
function isLikely(slots: readonly Slot[], { desired }: Slot, lived: Lived | undefined): boolean {
  if (!lived || desired?.separate !== false) return false;
  const place = placeOf(lived.collection);
  const managed = slots.some(
    (other) =>
      other.desired &&
      placeOf(collectionOf(other.desired.content)) === place &&
      desiredName(other) === nameOf(lived),
  );
  const wanted = desiredMeaning(desired.content, '');
  const is = liveMeaning(lived);
  return !managed && SOURCES.every((list) => sorted(is[list] ?? null) === sorted(wanted[list] ?? null));
}
