import { capitalized } from '../../model/capitalized.ts';
import type { ChangedSince, Plan } from '../../model/plan.ts';
import type { Sentence } from '../document/document.ts';
import { quoted } from '../text/quoted-name.ts';
import { count, listing, some, thousands } from '../text/words.ts';

const MOST_NAMES = 5;

/**
 * Returns what a plan of changed manifests covers and what it did not look for. These sentences come first, because the
 * rest of the plan is read differently with them. Empty if all manifests were planned.
 *
 * @param change what changes the manifests: `this branch`
 */
export function changedSinceSentences({ changedSince }: Plan, change: string): readonly Sentence[] {
  if (!changedSince) return [];
  return [
    { tone: 'strong', text: planned(changedSince, change) },
    { tone: 'plain', text: notChecked(changedSince) },
    ...removed(changedSince, change),
  ];
}

function planned({ planned, notPlanned, removed, ref, mergeBase }: ChangedSince, change: string): string {
  const since = `since ${quoted(ref)} (merge base ${quoted(mergeBase.slice(0, 7))})`;
  if (planned === 0) {
    const does = removed.length === 0 ? 'changes no manifest' : 'only removes manifests';
    return `${capitalized(change)} ${does} ${since}: no manifest was compared with the account.`;
  }
  const others = notPlanned === 1 ? 'other was' : 'others were';
  const rest = notPlanned === 0 ? '' : `; ${thousands(notPlanned)} ${others} not compared with the account`;
  return `Planned only what ${change} changes ${since}: ${count(planned, 'manifest')}${rest}.`;
}

function notChecked({ notListed }: ChangedSince): string {
  const unmanaged =
    notListed.length === 0 ? '' : ` Unmanaged streams were not looked for in ${listing(notListed)}.`;
  return `Changes made outside this repository, and merged changes that were never applied, are not shown unless they affect these manifests. Safety limits count these manifests only.${unmanaged}`;
}

function removed({ removed }: ChangedSince, change: string): readonly Sentence[] {
  if (removed.length === 0) return [];
  const names = listing(
    some(
      removed.map((name) => quoted(name)),
      MOST_NAMES,
    ),
  );
  const what =
    removed.length === 1
      ? 'its stream or property stays as it is'
      : 'their streams and properties stay as they are';
  return [
    {
      tone: 'change',
      text: `Removed by ${change}: ${count(removed.length, 'manifest')} (${names}); ${what}.`,
    },
  ];
}
