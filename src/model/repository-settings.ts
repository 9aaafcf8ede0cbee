/** A setting that was read, or why it was not. */
export type SettingRead<T> =
  | { readonly tag: 'read'; readonly value: T }
  /** `missing`: it does not exist, or the token may not see it. `message` is a sentence. */
  | { readonly tag: 'unread'; readonly why: 'forbidden' | 'missing' | 'failed'; readonly message: string };

/** A pattern for names of branches or of tags. Without wildcards, it is one name. */
export interface RefPattern {
  readonly type: 'branch' | 'tag';
  readonly pattern: string;
}

/** The branches and tags that can use an environment: all, protected branches, or those that match a pattern. */
export type EnvironmentLimit = 'any' | 'protected' | readonly RefPattern[];

/**
 * Returns what can use an environment except one branch, in words. Empty if only this branch can use it, or none can.
 * Protected branches do not count as a limit: without a branch protection rule, GitHub lets every branch use the
 * environment. Source: https://docs.github.com/actions/reference/deployments-and-environments.
 */
export function findOtherRefs(limit: EnvironmentLimit, branch: string): readonly string[] {
  if (limit === 'any') return ['every branch and tag'];
  if (limit === 'protected') {
    return ['every protected branch (and every branch, if the repository has no branch protection rule)'];
  }
  return limit
    .filter(({ type, pattern }) => type === 'tag' || pattern !== branch)
    .map(({ type, pattern }) => `${type} ${pattern}`);
}

/** Returns whether every branch can use an environment, or every branch without a slash in its name. */
export function isForEveryBranch(limit: EnvironmentLimit): boolean {
  if (limit === 'any') return true;
  return (
    limit !== 'protected' &&
    limit.some(({ type, pattern }) => type === 'branch' && /^\*+(?:\/\*+)*$/.test(pattern))
  );
}

/** A deployment environment. */
export interface EnvironmentSettings {
  readonly limit: EnvironmentLimit;
  /** Jobs wait until someone approves. */
  readonly hasReviewers: boolean;
}

/** What the rules of a branch require, from rulesets and from branch protection. */
export interface BranchRules {
  readonly requiresChangeRequest: boolean;
  /** The names of checks that have to succeed. */
  readonly checks: readonly string[];
  /** The branch has protection whose content is not known. */
  readonly isProtected: boolean;
}

/** What workflows may do. */
export interface WorkflowSettings {
  readonly areEnabled: boolean;
  /** The permissions of a token whose workflow declares none. */
  readonly defaultPermissions: 'read' | 'write';
  readonly mayApproveChangeRequests: boolean;
}

/** Reads the settings of one repository on its forge. It cannot write. No method returns the value of a secret. */
export interface RepositorySettings {
  /** `OWNER/REPO`. */
  readonly name: string;
  repository(): Promise<SettingRead<{ readonly defaultBranch: string; readonly hasIssues: boolean }>>;
  environment(name: string): Promise<SettingRead<EnvironmentSettings>>;
  /**
   * The names of secrets: those of the environment, or those that every workflow of the repository can use, including
   * those of its organization.
   */
  secretNames(environment?: string): Promise<SettingRead<readonly string[]>>;
  /** The variables of the repository and of its organization. */
  variables(): Promise<SettingRead<Readonly<Record<string, string | undefined>>>>;
  branchRules(branch: string): Promise<SettingRead<BranchRules>>;
  workflows(): Promise<SettingRead<WorkflowSettings>>;
}
