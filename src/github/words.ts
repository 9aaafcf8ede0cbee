import { defined } from '../model/defined.ts';
import type { ForgeWords } from '../model/forge-words.ts';
import type { GitHubRun } from './run.ts';

/**
 * GitHub's words for one run. A run of the apply workflow names itself in the commands that it prints; other runs name
 * `apply.yml`.
 */
export function githubWords({
  repositoryUrl,
  workflow,
  applyTarget,
}: Pick<GitHubRun, 'repositoryUrl' | 'workflow' | 'applyTarget'>): ForgeWords {
  const { file, name } = workflow ?? { file: 'apply.yml', name: 'Apply' };
  const of = applyTarget === undefined ? '' : ` for the target \`${applyTarget}\``;
  return {
    forge: 'GitHub',
    change: 'pull request',
    changes: 'pull requests',
    reference: (change) => `#${change}`,
    startApply: `run the apply workflow manually (\`workflow_dispatch\`)${of}`,
    applyMenu: ['Actions', name, 'Run workflow'],
    applyCommand: ['gh', 'workflow', 'run', file],
    ...defined({ applyTarget }),
    applyInput: (input, value) => `-f ${input}=${value}`,
    repeatJob: (url) => `[re-run the job](${url}) (*Re-run failed jobs*)`,
    secretStore: (environment = 'datastream-watch') =>
      `the secret \`DATASTREAM_SECRETS\` of the environment \`${environment}\``,
    commitUrl: (commit) => `${repositoryUrl}/commit/${commit}`,
    folderUrl: (commit) => `${repositoryUrl}/tree/${commit}`,
    fileUrl: (commit) => `${repositoryUrl}/blob/${commit}`,
  };
}
