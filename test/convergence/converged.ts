import type { ManifestFile } from '../../src/manifest/read-manifests.ts';
import type { PlanItem } from '../../src/model/plan.ts';
import { latest, type SimulatedStream } from '../../src/simulator/world.ts';
import { bodyOf, meaningOf, secretsIn } from './content.ts';
import { checkNames, checkRun, sorted, story } from './invariants.ts';
import type { Ran, Rig, RunOptions } from './rig.ts';
import { MINUTE, MOVEMENT, type Scene, type Slot, textOf, wantedName } from './scene.ts';

/** Milliseconds for one property, its shrinking included, so that a failure is told soon. A soak has no limit. */
const LONGEST = 60_000;

/**
 * How a property is run. `CONVERGENCE_RUNS` multiplies the number of runs for long soaks; `CONVERGENCE_SEED` and
 * `CONVERGENCE_PATH` repeat what a failure printed.
 */
export function parameters(runs: number): {
  numRuns: number;
  seed: number;
  path?: string;
  endOnFailure?: boolean;
  interruptAfterTimeLimit?: number;
} {
  const { CONVERGENCE_RUNS: factor, CONVERGENCE_SEED: seed, CONVERGENCE_PATH: path } = process.env;
  return {
    numRuns: factor === undefined ? runs : runs * Number(factor),
    seed: seed === undefined ? 20_260_101 : Number(seed),
    ...(factor === undefined ? { interruptAfterTimeLimit: LONGEST } : {}),
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

/** A run whose conduct is checked. */
export async function applied(
  rig: Rig,
  files: readonly ManifestFile[],
  options: RunOptions = {},
): Promise<Ran> {
  const ran = await rig.apply(files, options);
  checkRun(ran);
  checkNames(rig.world.current());
  return ran;
}

/**
 * Runs until nothing is left to do, without faults; fails where that takes too many rounds.
 * @returns the plan of the last run
 */
export async function settled(
  rig: Rig,
  files: readonly ManifestFile[],
  rounds: number,
  options: RunOptions = {},
): Promise<Ran> {
  for (let round = 0; ; round += 1) {
    const ran = await applied(rig, files, options);
    if (ran.plan?.items.every(isDone)) return ran;
    if (round >= rounds) throw new Error(`not settled after ${round} rounds\n${story(ran)}`);
    await rig.clock.advance(MOVEMENT + MINUTE);
  }
}

function isDone({ action, steps }: PlanItem): boolean {
  return action === 'blocked' || (action === 'none' && steps.length === 0);
}

/** Throws where the account is not as the repository says, or an item is blocked for a reason that is not so. */
export function checkSettled(rig: Rig, scene: Scene, ran: Ran): void {
  for (const [index, slot] of scene.slots.entries()) {
    const item = ran.plan?.items.find(({ name }) => name === slot.name);
    if (!slot.wish || !item) continue;
    const wrong =
      item.action === 'blocked' ? wrongBlock(rig, scene, slot, item) : wrongEnd(rig, scene, slot, item);
    if (wrong) throw new Error(`slot ${index} (${slot.name}): ${wrong}\n${story(ran)}`);
  }
}

function streamOf(rig: Rig, slot: Slot, { streamId }: PlanItem): SimulatedStream | undefined {
  const { streams } = rig.world.current();
  return streams.find((stream) =>
    streamId === undefined
      ? stream.logType === slot.wish?.content.logType &&
        latest(stream).content['streamName'] === wantedName(slot)
      : stream.streamId === streamId,
  );
}

function wrongEnd(rig: Rig, { settings }: Scene, slot: Slot, item: PlanItem): string | undefined {
  const stream = streamOf(rig, slot, item);
  const { wish } = slot;
  if (wish?.state === 'absent') return stream ? 'it is still there' : undefined;
  if (!wish || !stream) return 'there is no such stream';
  const active = wish.state === 'active';
  const there = active ? ['ACTIVATED'] : ['INACTIVE', 'DEACTIVATED'];
  if (!there.includes(stream.status)) return `it is ${stream.status}`;
  const untold = [...(settings.quirks?.untold ?? [])];
  const skipped = [...untold, 'latencyProfile', 'pace', 'flavour', 'extra'];
  const body = bodyOf(wish.content, wantedName(slot));
  const wanted = sorted(meaningOf(body, secretsIn(body), skipped));
  const { content, given } = latest(stream);
  const { pace: _, ...delivery } = content['deliveryConfiguration'] as Record<string, string>;
  const is = sorted(meaningOf({ ...content, deliveryConfiguration: delivery }, given, skipped));
  return is === wanted ? undefined : `it is\n${is}\nand not\n${wanted}`;
}

/** Every reason to block is checked against the account. */
function wrongBlock(rig: Rig, { slots }: Scene, slot: Slot, item: PlanItem): string | undefined {
  const { streams } = rig.world.current();
  const { reason = '' } = item;
  const odd = /^its status is "(\w+)"/.exec(reason)?.[1];
  if (odd !== undefined) {
    const stream = streamOf(rig, slot, item);
    return stream?.status === odd && odd === 'ODD' ? undefined : `blocked without need: ${reason}`;
  }
  const bound = /^it is bound to stream (\d+)/.exec(reason)?.[1];
  if (bound !== undefined) {
    return streams.some(({ streamId }) => streamId === Number(bound))
      ? `blocked without need: ${reason}`
      : undefined;
  }
  const like = /^it looks like stream (\d+)/.exec(reason)?.[1];
  if (like !== undefined) return wrongLikeness(rig, slots, slot, Number(like), reason);
  return /needs spec\.(contractId|groupId)/.test(reason) && !slot.wish?.place
    ? undefined
    : `blocked for a reason that these tests do not know: ${reason}`;
}

/** The stream it looks like is there, nobody manages it, and it has the same sources and destination type. */
function wrongLikeness(
  rig: Rig,
  slots: readonly Slot[],
  slot: Slot,
  like: number,
  reason: string,
): string | undefined {
  const stream = rig.world.current().streams.find(({ streamId }) => streamId === like);
  const name = stream && latest(stream).content['streamName'];
  const managed = slots.some(({ wish, ...other }) => wish && name === wantedName({ ...other, wish }));
  if (!stream || managed || slot.wish?.separate !== false) return `blocked without need: ${reason}`;
  const { content, given } = latest(stream);
  const body = bodyOf(slot.wish.content, '');
  const wanted = meaningOf(body, secretsIn(body), []);
  const is = meaningOf(content, given, []);
  const lists = ['properties', 'zones', 'appSecConfigs', 'serviceSubletterIds'];
  const same = lists.every((list) => sorted(is[list] ?? null) === sorted(wanted[list] ?? null));
  return same ? undefined : `blocked without need: ${reason}`;
}
