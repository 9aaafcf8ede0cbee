import type { PullRequest } from '../../github/github.ts';
import type { GivenApproval } from '../../model/approval.ts';

/** A merged pull request and what its plan for this target approved. */
export interface Merged {
  readonly pullRequest: PullRequest;
  readonly approvals: readonly GivenApproval[];
  /** Why the commented plan approves nothing; a complete sentence. */
  readonly whyNot?: string;
}
