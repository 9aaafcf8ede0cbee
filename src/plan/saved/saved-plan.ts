import type { Hash, Listed } from '../../model/account.ts';
import { canonicalJson, isObject, type Json, parseJson } from '../../model/json.ts';
import { type Plan, type Refusal, SAVED_PLAN, SAVED_PLAN_FORMAT, type SavedPlan } from '../../model/plan.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { type Policy, type PolicyViolation, violationTexts } from '../../model/policy.ts';
import type { Limits } from '../../model/safety-limits.ts';
import { faultIn, isOf } from '../../schema/validate.ts';
import { RESOURCE_TYPES, typeOf } from '../resources/resource-types.ts';
import { limitRefusals } from '../resources/safety-limits.ts';
import { acts } from '../steps/steps.ts';
import { fingerprintOf } from './fingerprint.ts';

/** A plan that can be saved. */
export type AccountPlan = Omit<SavedPlan, 'digest'>;

/**
 * Adds a digest to a plan, so that it can be saved. The fingerprint covers only what is written. The digest also
 * covers everything else that apply uses (refusals, removed sources that count against a limit, folders of secrets),
 * so that any damage to the file is detected. It is not a signature: only users who may apply should have write access
 * to saved plans.
 */
export function withDigest(plan: AccountPlan, hash: Hash): SavedPlan {
  return { ...plan, digest: digestOf(plan, hash) };
}

/** Computed over the plan as JSON, which has no members with the value `undefined`. */
function digestOf(plan: Plan, hash: Hash): string {
  const content: Json = JSON.parse(JSON.stringify(plan));
  return `sha256:${hash(canonicalJson(content))}`;
}

/**
 * Parses a saved plan, or returns why it is invalid: no JSON, a wrong structure, a later format, an incomplete item,
 * or a digest or fingerprint that does not match the content.
 */
export function parsePlan(json: string, hash: Hash): AccountPlan | string {
  const value = parseJson(json);
  if (isDeeper(value, DEEPEST)) return 'this is not a saved plan: its JSON is nested too deeply';
  const other = otherForm(value);
  if (other !== undefined) return other;
  if (!isOf(SAVED_PLAN, value)) {
    return `this is no plan saved by \`datastream plan --out\`: ${faultIn(SAVED_PLAN, value)}`;
  }
  const lacking = value.items.find((one) => !typeOf(one).isComplete(one));
  if (lacking) return `the saved plan contradicts itself about ${lacking.name}; plan again`;
  const misplaced = value.items.flatMap((one) => typeOf(one).misplacedReferences(one))[0];
  if (misplaced !== undefined)
    return `the saved plan has ${misplaced}, where no manifest can have one; plan again`;
  const { digest, ...plan } = value;
  const isWhole =
    fingerprintOf(plan.target, plan.items, hash) === plan.fingerprint && digestOf(plan, hash) === digest;
  return isWhole
    ? plan
    : 'the saved plan was changed or damaged: its digest or fingerprint does not belong to its content; plan again';
}

/** Levels of nesting. Values in manifests have fewer, and recursive readers of a plan can take more. */
const DEEPEST = 200;

function isDeeper(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return limit === 0 || Object.values(value).some((inner) => isDeeper(inner, limit - 1));
}

/**
 * A valid plan that cannot be applied: one from a later version of this tool, or the output of `plan --format json`.
 */
function otherForm(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const { formatVersion, fingerprint, digest } = value;
  if (typeof formatVersion === 'number' && formatVersion > SAVED_PLAN_FORMAT) {
    return `this plan has format ${formatVersion}, and this version of datastream reads format ${SAVED_PLAN_FORMAT}: apply it with the version that saved it, or plan again with this one`;
  }
  if (formatVersion === SAVED_PLAN_FORMAT && typeof fingerprint === 'string' && digest === undefined) {
    return 'this is a plan as `plan --format json` prints it, without what apply needs: save it with `datastream plan --out FILE`';
  }
  return undefined;
}

/** The current state that a saved plan is compared with. */
export interface Today extends Listed {
  readonly target: string;
  /** The simulated account; only for a simulator. */
  readonly account?: string | undefined;
  readonly limits: Limits;
  /** The policies that streams must comply with. Absent: none. */
  readonly policies?: readonly Policy[];
}

/**
 * Returns why a saved plan must not be applied, using list calls only: the plan was refused when it was made, it is
 * for another target, it exceeds the current safety limits, it writes what a policy does not allow, or it is stale. The types of the resources say when a plan
 * is stale.
 */
export function checkSaved(plan: AccountPlan, today: Today): readonly Refusal[] {
  if (plan.target !== today.target) return [otherTarget(plan, today.target)];
  if (plan.account !== undefined && plan.account !== today.account) return [OTHER_SIMULATED_ACCOUNT];
  const stale = RESOURCE_TYPES.flatMap((type) => {
    const explainStale = type.staleness(today);
    return plan.items
      .filter((item) => acts(item) && typeOf(item) === type)
      .flatMap((item) => {
        const because = explainStale(item);
        return because === undefined ? [] : [stalePlan(item, because)];
      });
  });
  const kept = plan.refusals.filter((refusal) => refusal.code !== 'safety-limit');
  const violations = plan.items.flatMap((item) => {
    const found = typeOf(item).policyViolations(item, today.policies ?? []);
    return found.length === 0 ? [] : [againstPolicy(item, found)];
  });
  return [...kept, ...stale, ...violations, ...limitRefusals(plan.items, today.limits)];
}

const OTHER_SIMULATED_ACCOUNT: Refusal = {
  code: 'other-target',
  message:
    'the plan was made for another simulated account: another state file, or one that was deleted since; plan again with this one',
  names: [],
};

function otherTarget(plan: Plan, target: string): Refusal {
  return {
    code: 'other-target',
    message: `the plan was made for ${plan.target}, and this run talks to ${target}; plan again for this target`,
    names: [],
  };
}

function stalePlan({ name }: PlanItem, because: string): Refusal {
  return { code: 'stale-plan', message: `${name}: ${because}; plan again`, names: [name] };
}

function againstPolicy({ name }: PlanItem, violations: readonly PolicyViolation[]): Refusal {
  return { code: 'policy', message: `${name}: ${violationTexts(violations).join(' ')}`, names: [name] };
}
