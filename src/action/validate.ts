import process from 'node:process';
import { configure } from '../commands/session/configure.ts';
import { defaultsOf } from '../commands/session/declared-option.ts';
import { VALIDATE } from '../commands/session/options.ts';
import { checkManifests } from '../commands/validate.ts';
import { LIMITS } from '../github/forge.ts';
import { referenceOfAction } from '../github/run.ts';
import { defined } from '../model/defined.ts';
import { renderFindings } from '../render/findings/findings.ts';
import type { ValidateInputs } from './runner/inputs.ts';
import type { Runner } from './runner/runner.ts';

/** A UTF-16 unit takes at most three bytes in UTF-8. */
const MOST_CHARACTERS = Math.floor(LIMITS.summary / 3) - 1_000;

/** Why a pull request from a fork gets no plan; its author has done nothing wrong. */
const FORK_SENTENCE =
  'This pull request comes from a fork, and GitHub gives forks no secrets: its manifests are validated, and there is no ' +
  'plan. A maintainer who wants one pushes the commits to a branch of this repository.';

/**
 * Validates the manifests offline: annotations, and all findings in the summary. It needs no credentials and no token.
 */
export async function runValidate(runner: Runner, inputs: ValidateInputs, isFork: boolean): Promise<number> {
  if (isFork) runner.notice(FORK_SENTENCE);
  const configured = await configuredOptions(runner, inputs);
  const report =
    configured.tag === 'configured'
      ? await checkManifests(configured.options, Date.now())
      : { ...configured, files: 1, manifests: [] };
  runner.findings(report.findings);
  const options = {
    color: false,
    width: 100,
    maxLength: MOST_CHARACTERS,
    ...defined({ reference: referenceOfAction(process.env) }),
  } as const;
  runner.info(renderFindings(report, { ...options, format: 'terminal' }));
  const text = renderFindings(report, { ...options, format: 'markdown' });
  await runner.summary(isFork ? `> ${FORK_SENTENCE}\n\n${text}` : text);
  return report.findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

/** The options that the configuration file of the checkout sets. Validation sends nothing, so a fork may set them too. */
function configuredOptions(
  { context: { files } }: Pick<Runner, 'context'>,
  { streams, targetName, config, given }: ValidateInputs,
) {
  const env = { DATASTREAM_TARGET_NAME: targetName, DATASTREAM_CONFIG: config };
  return configure({ env, files }, { ...defaultsOf(VALIDATE), streams }, { declared: VALIDATE, given });
}
