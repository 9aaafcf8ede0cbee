import { UsageError } from '../session/context.ts';
import type { Installation } from '../session/installation.ts';
import { ACTION_FOLDER } from './files.ts';

/** How the workflows call the Action. */
export interface ActionSource {
  /** The option that leads to it again: `copy`, `commit`, `tag`, or `OWNER/REPO@REF`. Absent: the repository's own Action. */
  readonly choice?: string;
  /** What `uses` says: `./`, a folder, or `OWNER/REPO@REF`, with a comment for readers and for Dependabot. */
  readonly uses: string;
  /** Why it is a copy although nobody asked for one. */
  readonly reason?: string;
}

const COPY = { choice: 'copy', uses: `./${ACTION_FOLDER}` };

/**
 * Decides how workflows call the Action. Without a choice, a release pins its own commit: a commit never changes, and
 * Dependabot updates it. Any other package only knows its own copy.
 *
 * @param choice the option, or that of the last run
 * @param isOwn whether the repository contains the Action itself
 * @throws {UsageError} if the choice needs a release and this package is none
 */
export function actionSource(
  installation: Installation,
  choice: string | undefined,
  isOwn: boolean,
): ActionSource {
  if (choice === undefined && isOwn) return { uses: './' };
  if (choice === 'copy') return COPY;
  if (choice?.includes('@')) return { choice, uses: choice };
  const { repository, commit, version } = installation;
  if (repository !== undefined && commit !== undefined) {
    if (choice === 'tag') return { choice, uses: `${repository}@${releaseTag(version)}` };
    return { choice: 'commit', uses: `${repository}@${commit} # v${version}` };
  }
  const reason =
    repository === undefined
      ? 'package.json of this package names no repository'
      : 'this package is not from a release';
  if (choice !== undefined) {
    throw new UsageError(
      `The workflows cannot use a released Action by ${choice}: ${reason}. Install a release of datastream-gitops from npm, or pass --action copy or --action OWNER/REPO@REF.`,
    );
  }
  return { ...COPY, reason };
}

/** The floating tag of the major version. It never points to a prerelease, which is therefore named exactly. */
function releaseTag(version: string): string {
  return version.includes('-') ? `v${version}` : `v${version.replace(/\..*$/, '')}`;
}
