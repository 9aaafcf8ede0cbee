import { API_VERSION } from '../manifest/members/own-members.ts';
import { SAVED_PLAN_FORMAT } from '../model/plan.ts';
import { renderVersion } from '../render/version/version.ts';
import type { Result } from './session/context.ts';
import type { VersionOptions } from './session/inspection-options.ts';
import type { Installation } from './session/installation.ts';

/** Shows which package this is, what runs it, and which formats it reads and writes. Reads nothing else. */
export function showVersion(options: VersionOptions & { readonly installation: Installation }): Result {
  const { version, commit, repository, folder, node, platform } = options.installation;
  const report = {
    version,
    ...(commit === undefined ? {} : { commit }),
    ...(repository === undefined ? {} : { repository }),
    folder,
    node,
    platform,
    formats: { manifest: API_VERSION, savedPlan: SAVED_PLAN_FORMAT, output: 1 },
  } as const;
  return { output: renderVersion(report, options), exitCode: 0 };
}
