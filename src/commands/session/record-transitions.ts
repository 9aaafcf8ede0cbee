import { fileJournal, JOURNAL, sightings, transitions } from '../../apply/files/journal.ts';
import { isStream } from '../../model/collection.ts';
import type { Plan } from '../../model/plan.ts';
import type { Sighting } from '../../model/sighting.ts';
import { type SightingInput, type SightingUpdate, updateSightings } from '../../plan/sightings.ts';
import type { StartedTransition } from '../../plan/transition-start.ts';
import type { Connection } from './connection.ts';
import type { Context } from './context.ts';

/** What a run read from the account. */
export interface Look {
  readonly plan: Pick<Plan, 'items'>;
  readonly observed: SightingInput['observed'];
  /** The time right before the account was read, milliseconds since 1970. */
  readonly readAt: number;
}

/** The streams in transition according to the journal. */
export interface RecordedTransitions {
  /** Transitions that an apply in this folder started. */
  readonly transitions: readonly StartedTransition[];
  /** Transitions whose start is not known. */
  readonly sightings: readonly Sighting[];
}

/**
 * Reads the transitions in the journal. For transitions without a known start, it records in the journal
 * which ones this run saw first and which ones are no longer visible. If the journal cannot be written, there
 * is a warning, and nothing counts as first seen by this run.
 */
export async function recordTransitions(
  context: Context,
  { account }: Pick<Connection, 'account'>,
  look: Look,
): Promise<RecordedTransitions> {
  const journal = await context.files.read(JOURNAL, 'own').catch(() => '');
  const started = transitions(journal, account);
  const known = sightings(journal, account);
  const update = updateLook(look, started, known);
  const isKept = await keep(context, account, update, isoDate(look.readAt));
  const current = isKept ? update.current : update.current.filter((one) => known.includes(one));
  return { transitions: started, sightings: current };
}

/** Updates sightings with what a run read. */
export function updateLook(
  { plan, observed, readAt }: Look,
  started: readonly StartedTransition[],
  known: readonly Sighting[],
): SightingUpdate {
  return updateSightings({
    items: plan.items.filter(isStream),
    observed,
    transitions: started,
    known,
    at: isoDate(readAt),
  });
}

/** @returns whether everything was written */
async function keep(
  { clock, listen }: Context,
  account: string,
  { added, dropped }: SightingUpdate,
  lookedAt: string,
): Promise<boolean> {
  const journal = fileJournal({ file: JOURNAL, target: account, clock, listen });
  for (const one of dropped) await journal.record({ ...one, result: 'no-longer-seen', lookedAt });
  for (const one of added) await journal.record({ ...one, result: 'first-seen', lookedAt });
  return journal.isWhole();
}

function isoDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
