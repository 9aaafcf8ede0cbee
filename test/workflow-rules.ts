import { parse } from 'yaml';

/** The parts of a workflow that the rules check. */
export interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: { readonly group?: string; readonly 'cancel-in-progress'?: unknown };
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Job {
  readonly name?: string;
  readonly if?: string;
  readonly environment?: string;
  readonly concurrency?: Workflow['concurrency'];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly needs?: string | readonly string[];
  /** A workflow that is the whole job. It has its own steps and limits. */
  readonly uses?: string;
  readonly steps?: readonly Step[];
}

interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** YAML 1.2, in which `on` is a string. */
export function workflow(text: string): Workflow {
  return parse(text) as Workflow;
}

/** A job that must exist. */
export function jobOf({ jobs }: Workflow, name: string): Job {
  const job = new Map(Object.entries(jobs)).get(name);
  if (job === undefined) throw new Error(`no job ${name}`);
  return job;
}

/** All steps of a workflow. */
export function steps({ jobs }: Workflow): readonly Step[] {
  return Object.values(jobs).flatMap((job) => job.steps ?? []);
}

/** Steps that call this product's Action. */
export function ownSteps(of: Workflow): readonly Step[] {
  return steps(of).filter((step) => step.with !== undefined && 'command' in step.with);
}

/** What others can write: titles, branches, bodies, inputs of a dispatch. */
const UNTRUSTED = /github\.event\b|github\.head_ref|github\.ref_name|inputs\.|github\.actor|matrix\./;

/** The project's own rules. Returns a sentence for each violation. */
export function brokenRules(text: string): readonly string[] {
  const parsed = workflow(text);
  return [
    ...triggers(parsed),
    ...permissions(parsed),
    ...pins(text),
    ...scripts(parsed),
    ...checkouts(parsed),
    ...secrets(parsed),
    ...(hasConcurrencyGroup(parsed) ? [] : ['no concurrency group']),
  ];
}

/** The whole workflow has one, or each of its jobs. */
function hasConcurrencyGroup({ concurrency, jobs }: Workflow): boolean {
  const all = Object.values(jobs);
  return concurrency?.group !== undefined || all.every((job) => job.concurrency?.group !== undefined);
}

function triggers({ on }: Workflow): readonly string[] {
  const forbidden = ['pull_request_target', 'workflow_run', 'issue_comment'];
  return forbidden.filter((event) => event in on).map((event) => `triggered by ${event}`);
}

/** None for the workflow, and each job names what it needs: the contents, or nothing. */
function permissions({ permissions, jobs }: Workflow): readonly string[] {
  const isNone =
    typeof permissions === 'object' && permissions !== null && Object.keys(permissions).length === 0;
  return [
    ...(isNone ? [] : ['permissions of the workflow are not {}']),
    ...Object.entries(jobs).flatMap(([name, job]) => [
      ...(job.permissions === undefined ? [`job ${name} names no permissions`] : []),
      ...(job.permissions && [undefined, 'read'].includes(job.permissions['contents'])
        ? []
        : [`job ${name} may do more to contents than read`]),
      ...(job['timeout-minutes'] === undefined && job.uses === undefined
        ? [`job ${name} has no timeout`]
        : []),
    ]),
  ];
}

/**
 * Every third-party Action is pinned by a full commit, with the version for readers. Others are from this
 * repository.
 */
function pins(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => /^\s*(- )?uses:/.test(line))
    .filter(
      (line) => !/uses: \.\/\S*$/.test(line) && !/uses: [\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # \S/.test(line),
    )
    .map((line) => `not pinned by commit with a comment: ${line.trim()}`);
}

/** Scripts contain no expressions: they read values from the environment. */
function scripts(parsed: Workflow): readonly string[] {
  return steps(parsed)
    .filter(({ run }) => run?.includes('${{'))
    .map(
      ({ run }) => `expression in a script${UNTRUSTED.test(run ?? '') ? ', of untrusted text' : ''}: ${run}`,
    );
}

function checkouts(parsed: Workflow): readonly string[] {
  return steps(parsed)
    .filter(({ uses }) => uses?.startsWith('actions/checkout@'))
    .filter((step) => step.with?.['persist-credentials'] !== false)
    .map(() => 'the token stays in the checkout');
}

/** Secrets are passed only to this product's Action, as inputs, never to scripts or third-party Actions. */
function secrets(parsed: Workflow): readonly string[] {
  const own = ownSteps(parsed);
  const others = steps(parsed).filter((step) => !own.includes(step));
  const rest = JSON.stringify({ ...parsed, jobs: withoutSteps(parsed.jobs) });
  return [...others.map((step) => JSON.stringify(step)), rest]
    .filter((result) => result.includes('secrets.'))
    .map((result) => `a secret outside the Action's inputs: ${result}`);
}

function withoutSteps(jobs: Workflow['jobs']): unknown {
  return Object.values(jobs).map((job) => ({ ...job, steps: [] }));
}
