import { countForLimit } from './limits.ts';
import { compareRecord, isUndone } from './own-applies.ts';
import { planProperties } from './plan-properties.ts';
import { approvalBase, hasApprovedBase } from './property-base.ts';
import { requestsToApply } from './requests.ts';
import { desiredContent, fingerprintContent, fingerprintKey, isComplete } from './saved-item.ts';
import { staleProperties } from './staleness.ts';

/** The rules of properties: how they are planned, limited, saved and approved. */
export const propertyType = {
  plan: planProperties,
  countForLimit,
  requestsToApply,
  fingerprintKey,
  fingerprintContent,
  isComplete,
  /** Manifests of properties cannot contain references to secrets, so that apply resolves none. */
  misplacedReferences: () => [],
  /** Policies are about streams. */
  policyViolations: () => [],
  staleness: staleProperties,
  desiredContent,
  redactedContent: desiredContent,
  approvalBase,
  hasApprovedBase,
  isUndone,
  compareRecord,
};
