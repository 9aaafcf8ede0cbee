import type { Change } from '../../model/change.ts';
import { canonicalJson, isArray, type Json, type JsonObject, pointerSteps } from '../../model/json.ts';
import type { Behavior, RulePlace } from '../../model/logging-rules.ts';
import type { RuleOperation } from '../../model/property-logging.ts';
import { REDACTED } from '../../model/secret.ts';
import { idsIn } from '../behaviors/datastream.ts';
import { addOperation, changeOperations, type OptionChanges } from './patch.ts';

type BehaviorName = 'datastream' | 'report';

/** A behavior of a rule tree that changes, or that is added to the default rule. */
export type BehaviorEdit =
  | {
      readonly tag: 'change';
      readonly name: BehaviorName;
      readonly behavior: Behavior;
      readonly options: OptionChanges;
    }
  | { readonly tag: 'add'; readonly name: BehaviorName; readonly options: JsonObject };

/** Why a rule tree cannot be edited, as a clause with what to do. */
export type EditObstacle = string;

const TITLES: Readonly<Record<BehaviorName, string>> = {
  datastream: 'DataStream',
  report: 'Log Request Details',
};

/** Returns the names of the rules from the default rule to this one: `Default › API`. */
export function rulePlace({ names: [, ...names] }: RulePlace): string {
  return ['Default', ...names].join(' › ');
}

/** Returns the operations of an edit of a behavior, one for each option. */
export function operationsOf(edit: BehaviorEdit): readonly RuleOperation[] {
  return edit.tag === 'add'
    ? [addOperation({ name: edit.name, options: edit.options })]
    : changeOperations(edit.behavior, edit.options);
}

/** Returns an edit of a behavior for display, with streams as lists of IDs. */
export function changesOf(edit: BehaviorEdit): readonly Change[] {
  const title = TITLES[edit.name];
  return operationsOf(edit).map((operation): Change => {
    const { path } = operation;
    const after = operation.op === 'remove' ? undefined : operation.value;
    if (edit.tag === 'add') return { path, place: `Default › ${title}`, ...side('after', after) };
    const { behavior } = edit;
    const option = pointerSteps(path).at(-1) ?? '';
    const place = `${rulePlace(behavior.rule)} › ${title}`;
    const [old, now] = [shown(option, behavior.options[option]), shown(option, after)];
    const isWithheld = behavior.withheld.includes(option);
    const before = isWithheld ? REDACTED : old;
    const lists = endsBeacons(edit, option)
      ? { removed: idsIn(behavior.options['datastreamIds']) }
      : items(isWithheld ? undefined : old, now);
    return { path, place, ...side('before', before), ...side('after', now), ...lists };
  });
}

/** Without streams of DataStream 1 a behavior is switched off, and keeps its IDs, since no IDs would mean all streams. */
function endsBeacons({ options }: BehaviorEdit, option: string): boolean {
  return option === 'enabled' && options[option] === false;
}

/** Streams are named by a list of strings, a string or a number. Changes show lists of numbers. */
function shown(option: string, value: Json | undefined): Json | undefined {
  const namesStreams = option === 'logStreamName' || option === 'datastreamIds';
  return namesStreams && value !== undefined ? idsIn(value) : value;
}

function side(name: 'before' | 'after', value: Json | undefined): Pick<Change, 'before' | 'after'> {
  return value === undefined ? {} : { [name]: value };
}

/** The added and removed items of a list. */
function items(before: Json = [], after: Json = []): Pick<Change, 'added' | 'removed'> {
  if (!isArray(before) || !isArray(after)) return {};
  const minus = (list: readonly Json[], other: readonly Json[]) => {
    const keys = new Set(other.map(canonicalJson));
    return list.filter((item) => !keys.has(canonicalJson(item)));
  };
  return { added: minus(after, before), removed: minus(before, after) };
}
