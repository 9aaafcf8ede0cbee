import type { Listed } from '../../model/account.ts';
import type {
  ApprovalBase,
  ApprovalFacts,
  DesiredContent,
  RecordComparison,
  StreamRecord,
} from '../../model/approval.ts';
import type { ResourceKind } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PlanInput, PlannedResources } from '../../model/plan-input.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import type { Policy, PolicyViolation } from '../../model/policy.ts';
import type { LimitKind } from '../../model/safety-limits.ts';
import { propertyType } from '../property-logging/property-type.ts';
import type { KnownResponses } from '../steps/request-budget.ts';
import { streamType } from '../streams/stream-type.ts';

/**
 * A type of resources: the rules by which its resources are planned, limited, saved and approved. All other code of
 * plans and approvals treats every resource alike, and reads neither `base` nor `desired.spec` of an item.
 */
export interface ResourceType {
  /** Compares the manifests of this type with the live resources, and plans the steps for each resource. */
  plan(input: PlanInput): PlannedResources;
  /** Counts what the steps of an item add to a safety limit, including steps after an `await`. */
  countForLimit(item: PlanItem, kind: LimitKind): number;
  /**
   * Counts the HTTP requests that apply sends, without those while waiting.
   *
   * @param items of one kind
   */
  requestsToApply(items: readonly PlanItem[], known: KnownResponses): number;
  /** Returns a key that orders the resources of a fingerprint. It does not depend on the names of manifests. */
  fingerprintKey(item: PlanItem): string;
  /** Returns what the steps of an item write, and to which resource. Secrets are references. */
  fingerprintContent(item: PlanItem): JsonObject;
  /** Returns whether an item of a saved plan has all that applying it needs. */
  isComplete(item: PlanItem): boolean;
  /** Returns references to secrets in an item of a saved plan that no manifest can contain. */
  misplacedReferences(item: PlanItem): readonly string[];
  /** Returns what the steps of an item write or activate although a policy does not allow it. */
  policyViolations(item: PlanItem, policies: readonly Policy[]): readonly PolicyViolation[];
  /** Returns why an item of a saved plan must not be applied any more, using list calls only. */
  staleness(listed: Listed): (item: PlanItem) => string | undefined;
  /** Returns the content that an approval of an item covers. */
  desiredContent(item: PlanItem): DesiredContent;
  /** Returns the same content without credentials, so that it may be shown. */
  redactedContent(item: PlanItem): DesiredContent;
  /** Returns what an approval of an item is based on. */
  approvalBase(item: PlanItem): ApprovalBase;
  /** Returns whether the live resource is the approved base, or was led there from it by our own applies. */
  hasApprovedBase(facts: ApprovalFacts): boolean;
  /** Returns whether one of our applies has made the approved change, and someone else has removed it since. */
  isUndone(facts: ApprovalFacts): boolean;
  /** Compares the live resource with the record of an apply that left steps. */
  compareRecord(item: PlanItem, record: StreamRecord): RecordComparison;
}

const TYPES: Readonly<Record<ResourceKind, ResourceType>> = {
  DataStream2: streamType,
  DataStream1: streamType,
  PropertyLogging: propertyType,
};

/** Every type of resources, in the order in which their items are planned. */
export const RESOURCE_TYPES: readonly ResourceType[] = [...new Set(Object.values(TYPES))];

/** Returns the type of a resource. */
export function typeOf({ kind }: { readonly kind: ResourceKind }): ResourceType {
  return TYPES[kind];
}
