import type { Json } from '../../model/json.ts';
import { NETWORKS } from '../../model/property-logging.ts';

/** Members of a block that depend on the value of another member. */
export interface Condition {
  /** The block, below `spec`. */
  readonly block: readonly string[];
  readonly member: string;
  readonly values: readonly Json[];
  /** Required with these values. */
  readonly members: readonly string[];
  /** They are also allowed with other values. */
  readonly isOptionalOtherwise?: true;
}

const RECORD = ['activation', 'complianceRecord'];

/** Source of the compliance record: client code (edgegrid-golang `activation.go`), which the API description lacks. */
export const CONDITIONS: readonly Condition[] = [
  { block: ['report'], member: 'logCookies', values: ['SOME'], members: ['cookies'] },
  { block: ['report'], member: 'logCustomLogField', values: [true], members: ['customLogField'] },
  {
    block: ['activation'],
    member: 'network',
    values: NETWORKS,
    members: ['notifyEmails'],
    isOptionalOtherwise: true,
  },
  {
    block: RECORD,
    member: 'noncomplianceReason',
    values: ['NONE'],
    members: ['customerEmail', 'peerReviewedBy', 'unitTested'],
  },
  {
    block: RECORD,
    member: 'noncomplianceReason',
    values: ['OTHER'],
    members: ['otherNoncomplianceReason'],
  },
];
