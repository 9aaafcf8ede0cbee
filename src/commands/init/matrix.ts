import type { WorkflowTarget } from './targets.ts';

const MATRIX_TARGET = `\${{ matrix.target }}`;
/** The name of the target in the workflows of this repository, which have one. */
const TARGET_NAME = /\$\{\{ env\.DATASTREAM_TARGET_NAME \}\}/g;
const NAME_VARIABLE = /^ {2}DATASTREAM_TARGET_NAME: .*\n/m;
/** Keys of caches are matched by prefix. With a slash after it, no name is a prefix of another one. */
const CACHE_KEY = /-\$\{\{ env\.DATASTREAM_TARGET_NAME \}\}-/g;
/** One key would make all targets use the same account. Targets set their own keys in the file. */
const ACCOUNT_KEY = /^ +account-key: .*\n/gm;
/** Selects the target in printed commands. */
const SELECTS = /^( +)target-name: \$\{\{ env\.DATASTREAM_TARGET_NAME \}\}\n/gm;

/**
 * Adapts a workflow of this repository to several targets: a job for each, with its own name, environment, concurrency
 * group and caches. The checks of a pull request keep their names, so that the rules of the branch need not list targets.
 */
export function withMatrix(text: string, targets: readonly WorkflowTarget[]): string {
  const [validated, ...jobs] = [validateEach, planEach, applyEach, watchEach];
  return jobs
    .reduce((adapted, adapt) => adapt(adapted, targets), validated(text, targets))
    .replace(NAME_VARIABLE, '')
    .replace(ACCOUNT_KEY, '')
    .replace(SELECTS, (line, indent: string) => `${line}${indent}apply-selects-target: true\n`)
    .replace(CACHE_KEY, `-${MATRIX_TARGET}/`)
    .replace(TARGET_NAME, MATRIX_TARGET);
}

/** Validation runs in one job with a step for each target. A step that fails does not skip the others. */
function validateEach(text: string, targets: readonly WorkflowTarget[]): string {
  return text.replace(/^ {6}- name: Validate\n(?: {8}.*\n)+/m, (step) =>
    targets
      .map(({ name }, place) =>
        step
          .replace('name: Validate\n', `name: ${JSON.stringify(`Validate ${name}`)}\n`)
          .replace(/^( +)uses: /m, place === 0 ? '$&' : `$1if: \${{ !cancelled() }}\n$&`)
          .replace(TARGET_NAME, JSON.stringify(name)),
      )
      .join(''),
  );
}

const GATE = `
  # The check that the rules of the branch require. Its name does not depend on the targets.
  planned:
    name: Plan
    needs: plan
    if: always()
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions: {}
    steps:
      - name: Fail if there is a target without a plan
        if: needs.plan.result != 'success' && needs.plan.result != 'skipped'
        run: exit 1
`;

function planEach(text: string, targets: readonly WorkflowTarget[]): string {
  const planned = ofJob(text, 'plan', 'Plan', namesOf(targets));
  return planned === text ? text : `${planned}${GATE}`;
}

function applyEach(text: string, targets: readonly WorkflowTarget[]): string {
  const selected = `format('[{0}]', toJSON(inputs.target))`;
  const names = `\${{ fromJSON(github.event_name == 'workflow_dispatch' && ${selected} || '${namesOf(targets)}') }}`;
  const input = `      target:
        description: The target to apply to, as datastream.yaml names it
        required: true
        type: choice
        options: ${namesOf(targets)}
`;
  const environments = targets.map(({ name, environment }) => [name, environment] as const);
  return withEnvironments(ofJob(text, 'apply', 'Apply', names), 'datastream-apply', environments).replace(
    /^ {4}inputs:\n(?= {6}plan-id:)/m,
    (line) => `${line}${input}`,
  );
}

function watchEach(text: string, targets: readonly WorkflowTarget[]): string {
  const environments = targets.map(({ name, watchEnvironment }) => [name, watchEnvironment] as const);
  return withEnvironments(ofJob(text, 'watch', 'Watch', namesOf(targets)), 'datastream-watch', environments);
}

/** Turns a job into one for each target. A concurrency group of the workflow that names the target moves to the job. */
function ofJob(text: string, job: string, name: string, targets: string): string {
  const group =
    /((?:^#.*\n)*)^concurrency:\n( {2}group: \S+?-)\$\{\{ vars\.DATASTREAM_TARGET_NAME.*\n( {2}cancel-in-progress: .*\n)\n/m;
  const head = new RegExp(
    `^( {2}${job}:\\n)( {4}name: )${name}\\n((?: {4}.*\\n)*?)( {4}runs-on: .*\\n)`,
    'm',
  );
  if (!head.test(text)) return text;
  const [whole = '', reasons = '', start = '', end = ''] = group.exec(text) ?? [];
  const own = `${reasons}${whole === '' ? '' : `concurrency:\n${start}${MATRIX_TARGET}\n${end}`}`;
  const matrix = `strategy:
  fail-fast: false
  matrix:
    # The targets of datastream.yaml. \`datastream init --upgrade\` updates them.
    target: ${targets}
`;
  return text
    .replace(whole, '')
    .replace(
      head,
      (_, key: string, title: string, before: string, runsOn: string) =>
        `${key}${title}${name} (${MATRIX_TARGET})\n${before}${runsOn}${indented(matrix + own)}`,
    );
}

function withEnvironments(
  text: string,
  usual: string,
  environments: readonly (readonly [target: string, environment: string])[],
): string {
  const [[, first] = ['', usual], ...others] = environments;
  const isOne = others.every(([, environment]) => environment === first);
  const all = `\${{ fromJSON('${JSON.stringify(Object.fromEntries(environments))}')[matrix.target] }}`;
  return text.replace(
    `    environment: ${usual}\n`,
    () => `    environment: ${isOne ? JSON.stringify(first) : all}\n`,
  );
}

function namesOf(targets: readonly WorkflowTarget[]): string {
  return JSON.stringify(targets.map(({ name }) => name));
}

function indented(lines: string): string {
  return lines.replace(/^(?=.)/gm, '    ');
}
