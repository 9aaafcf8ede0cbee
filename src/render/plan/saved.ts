import type { Plan } from '../../model/plan.ts';
import type { Document, Sentence } from '../document/document.ts';
import { inFormat } from '../document/formats.ts';
import { printedPlan } from '../document/json.ts';
import { terminal } from '../document/terminal.ts';
import type { SavedPlanReport } from '../schemas/show-plan.ts';
import { visibleJson } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';
import { count, duration, listing, moment, some } from '../text/words.ts';
import { briefDocument } from './brief.ts';
import { planDocument } from './document.ts';

interface SavedPlanOptions extends RenderOptions {
  /** One line for each change, for a terminal. */
  readonly brief: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Renders a saved plan as `plan` prints it. The headline first says when it was created, and from what. */
export function renderSavedPlan(plan: Plan, saved: SavedPlanReport, options: SavedPlanOptions): string {
  const withOrigin = (document: Document): Document => ({
    ...document,
    headline: [...originSentences(saved, options.now), ...document.headline],
  });
  if (options.brief) return terminal(withOrigin(briefDocument(plan, options)), options);
  return inFormat(
    options,
    () => `${visibleJson({ ...printedPlan(plan, options.reference), saved })}\n`,
    () => withOrigin(planDocument(plan, options)),
  );
}

function originSentences(saved: SavedPlanReport, now: number): readonly Sentence[] {
  return [
    { tone: 'quiet', text: creationText(saved, now) },
    manifestSentence(saved.manifests),
    { tone: 'quiet', text: 'The account was not read; apply reads it, and refuses a plan that is stale.' },
  ];
}

function creationText({ file, createdAt, section, targetName }: SavedPlanReport, now: number): string {
  if (createdAt === undefined)
    return `Saved plan ${quoted(file)}, created by a version that did not record the time.`;
  const age = now - Date.parse(createdAt);
  const ago = age < 0 ? 'in the future, by the clock of this machine' : `${duration(age)} ago`;
  const account = [
    ...(targetName === undefined ? [] : [`the target ${quoted(targetName)}`]),
    ...(section === undefined ? [] : [`the section ${quoted(section)}`]),
  ];
  const using = account.length === 0 ? '' : `, with ${listing(account)}`;
  return `Saved plan ${quoted(file)}, created on ${moment(createdAt)} (${ago})${using}.`;
}

const MOST_NAMES = 5;

function manifestSentence(manifests: SavedPlanReport['manifests']): Sentence {
  const { comparison, folder = '', fingerprint = '', reason, changed, removed, added } = manifests;
  const digest = fingerprint.slice(0, 'sha256:'.length + 12);
  switch (comparison) {
    case 'not-compared':
      return { tone: 'change', text: `The manifests were not compared: ${reason ?? 'not known'}.` };
    case 'same':
      return { tone: 'good', text: `The manifests in ${quoted(folder)} are unchanged (${digest}).` };
    case 'different': {
      const parts = [...part('changed', changed), ...part('removed', removed), ...part('added', added)];
      return {
        tone: 'danger',
        text: `The manifests in ${quoted(folder)} are not those of the plan (${digest}): ${listing(parts)}. Plan again, unless you want to apply the earlier manifests.`,
      };
    }
    default:
      return comparison satisfies never;
  }
}

function part(word: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const shown = some(
    names.map((name) => quoted(name)),
    MOST_NAMES,
  );
  return [`${count(names.length, 'manifest')} ${word} (${listing(shown)})`];
}
