import { requestsToApply } from '../steps/request-budget.ts';
import { approvalBase, compareRecord, hasApprovedBase } from './approved-base.ts';
import { desiredContentOf, redactedContent } from './approved-content.ts';
import { fingerprintContent, fingerprintKey } from './fingerprint-content.ts';
import { countForLimit } from './limits.ts';
import { planStreams } from './plan-streams.ts';
import { violationsOfItem } from './policy-violations.ts';
import { isComplete, misplacedReferences } from './saved-item.ts';
import { staleStreams } from './staleness.ts';

/** The rules of streams: how they are planned, limited, saved and approved. */
export const streamType = {
  plan: planStreams,
  countForLimit,
  requestsToApply,
  fingerprintKey,
  fingerprintContent,
  isComplete,
  misplacedReferences,
  policyViolations: violationsOfItem,
  staleness: staleStreams,
  desiredContent: desiredContentOf,
  redactedContent,
  approvalBase,
  hasApprovedBase,
  /** What someone else changes in a stream makes a version, which is not the approved base. */
  isUndone: () => false,
  compareRecord,
};
