import { PLAN } from '../../commands/session/options.ts';
import { type Get, given, instead, needed, type ReportProblem } from './input-values.ts';

/** The account to use. The simulator is used only if it is named explicitly. */
export type Account =
  | {
      readonly tag: 'akamai';
      /** The content of an edgerc file. */
      readonly edgerc: string;
      readonly section?: string;
      readonly accountKey?: string;
      readonly endpoint?: string;
    }
  | { readonly tag: 'simulator'; readonly file: string };

/** Reads which account to use, and its credentials. */
export function accountOf(get: Get, report: ReportProblem): Account | undefined {
  switch (get('target')) {
    case 'akamai':
      return akamai(get, report);
    case 'simulator':
      return simulator(get, report);
    default:
      report(
        `The input "target" is akamai or simulator${instead(get('target'))}. There is no default, so that no run ` +
          'uses another account than the workflow states.',
      );
      return undefined;
  }
}

function akamai(get: Get, report: ReportProblem): Account {
  const edgerc = needed(
    get,
    'edgerc',
    'Set it to the text of an edgerc file, from a secret. Pull requests of forks and of Dependabot get no secrets: ' +
      'let them run the command validate.',
    report,
  );
  if (get('simulator-file') !== '')
    report('The input "simulator-file" can be used only with the target simulator.');
  return {
    tag: 'akamai',
    edgerc,
    ...given('section', get('section')),
    ...given('accountKey', get('account-key')),
    ...given('endpoint', get('endpoint')),
  };
}

function simulator(get: Get, report: ReportProblem): Account {
  for (const name of ['endpoint', 'edgerc', 'section', 'account-key', 'cache-key']) {
    if (get(name) !== '') report(`The input "${name}" can be used only with the target akamai.`);
  }
  const file = get('simulator-file') || PLAN.simulator.implied;
  return { tag: 'simulator', file };
}
