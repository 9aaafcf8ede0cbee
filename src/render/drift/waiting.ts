import type { PlanItem } from '../../model/plan-item.ts';
import { propertyLoggingKey } from '../../model/property-logging.ts';
import { renderPlace } from '../comment/footer.ts';
import { startApplyCommand } from '../comment/manual-apply.ts';
import type { Section } from '../document/byte-budget.ts';
import { clipped } from '../text/display-width.ts';
import { code, sentence } from '../text/markdown-escape.ts';
import { stepText } from '../text/resources.ts';
import { shellWord, transitionTime } from '../text/words.ts';
import { membersOf } from './changed-members.ts';
import type { DriftView } from './view.ts';

/**
 * Lists the streams whose change is merged and waits for an apply. If they have waited for long, it also says what to
 * do.
 */
export function waitingSection({ waiting, manifests }: DriftView): readonly Section[] {
  if (waiting.items.length === 0) return [];
  const parts = waiting.items.map(
    (item) => `- ${code(clipped(item.name))}, ${placeOf(item, manifests)}: ${willBe(item)}`,
  );
  const way = sentence(
    'Find the run of the apply workflow that is waiting or was cancelled, and approve it or run it again.',
  );
  return [
    {
      what: 'streams that wait for an apply',
      rank: 3,
      open: '#### Merged, not applied yet\n',
      parts,
      close: waiting.isLate ? `\n\n${way}` : '',
    },
  ];
}

/** Renders the position of a stream's manifest. */
export function placeOf({ source }: PlanItem, manifests: DriftView['manifests']): string {
  return renderPlace(source, manifests, clipped(`${source.file}:${source.line}`));
}

/** Describes what an apply still has to do. */
export function willBe(item: PlanItem): string {
  const { action, changes, effects, reason } = item;
  switch (action) {
    case 'create':
      return 'to be created';
    case 'activate':
      return 'to be activated';
    case 'deactivate':
      return 'to be deactivated';
    case 'delete':
      return 'to be deleted';
    case 'blocked':
      return sentence(reason ?? 'blocked');
    case 'update':
    case 'wait':
    case 'none':
      if (changes.length > 0) return `to be changed: ${membersOf(item)}`;
      return effects.includes('secret-rotation') ? 'its secrets have to be sent again' : 'to be changed';
    default:
      return action satisfies never;
  }
}

/** Lists the steps that wait for a person, and the commands that take them. */
export function postponedSection(view: DriftView): readonly Section[] {
  const { postponed, onlyReports = false, status } = view;
  if (postponed.length === 0) return [];
  const parts = postponed.map((item) => {
    const steps = item.steps.map((step) => stepText(item, step, transitionTime(status.target, item.kind)));
    const command = `<br>${code(`datastream apply --only ${shellWord(manifestOf(item))}`)}`;
    return `- ${code(clipped(item.name))}: ${sentence(steps.join(', then '))}.${onlyReports ? '' : command}`;
  });
  return [
    {
      what: 'steps that wait for a person',
      rank: 1,
      open: '#### Approved steps that wait for a person\n',
      parts,
      close: `\n\n${howToTake(view)}`,
    },
  ];
}

/** A command on another machine would leave the record of the steps open, so a watch that only reports names the apply job. */
function howToTake({ onlyReports, words }: DriftView): string {
  if (!onlyReports)
    return sentence(
      `When someone can attend to it, run the command, or ${words.startApply}. The watch takes such a step only at the times of its input \`property-activation-window\`.`,
    );
  const how =
    'This watch only reports (`watch-mode: report`). To take every step above that is still due, and to apply what was merged since, start an apply:';
  return `${sentence(how)}\n\n${startApplyCommand(words)}`;
}

/** An item is one property of its manifest: `PropertyLogging/NAME/PROPERTY`. */
function manifestOf({ name }: PlanItem): string {
  return name.startsWith(propertyLoggingKey('')) ? name.slice(0, name.lastIndexOf('/')) : name;
}

/** Lists the steps that wait for secrets, and what to do. */
export function lackingSection({ lacking, words, environment }: DriftView): readonly Section[] {
  if (lacking.length === 0) return [];
  return [
    {
      what: 'steps that lack secrets',
      rank: 1,
      open: '#### Steps that wait for secrets\n',
      parts: lacking.map(
        ({ name, references }) =>
          `- ${code(clipped(name))}: ${references.map((one) => code(clipped(one))).join(', ')}`,
      ),
      close: `\n\n${sentence(`Add each \`env\` reference to ${words.secretStore(environment)}. The next watch then takes the step.`)}`,
    },
  ];
}
