import { observe } from '../../apply/observe/observe.ts';
import { guardSpec } from '../../apply/secrets/redacting-client.ts';
import { type Loaded, loadManifests } from '../../manifest/load.ts';
import type { UnreadManifest } from '../../manifest/read-manifests.ts';
import type { Observed } from '../../model/account.ts';
import { type Diagnostic, isFormError } from '../../model/diagnostic.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Plan, Warning } from '../../model/plan.ts';
import { DEFAULT_LIMITS, type Limits } from '../../model/safety-limits.ts';
import { makePlan, type PlanInput } from '../../plan/plan.ts';
import { renderFindings } from '../../render/findings/findings.ts';
import type { Connection, OpenOptions } from './connection.ts';
import { type Context, type Result, UsageError } from './context.ts';
import type {
  CacheOptions,
  ChangeOptions,
  ManifestOptions,
  OutputOptions,
  TargetOptions,
} from './options.ts';

/** Everything that planning leads to; `rejected` when the manifests have errors. */
export type PlanResult<C extends Connection> =
  | { readonly tag: 'rejected'; readonly loaded: Loaded; readonly result: Result }
  | Planned<C>;

/** A plan, what it was made from, and the connection that was opened for it. */
export interface Planned<C extends Connection> {
  readonly tag: 'planned';
  readonly plan: Plan;
  readonly observed: Observed;
  /** Right before the account was read, milliseconds since 1970. */
  readonly readAt: number;
  /** Those of this run: with `--only` the named ones. */
  readonly manifests: readonly Manifest[];
  /** What to plan: with `--only` all manifests and the names. */
  readonly choice: Pick<PlanInput, 'manifests' | 'only'>;
  readonly connection: C;
}

type PlanInputs = OutputOptions &
  TargetOptions &
  ManifestOptions &
  CacheOptions &
  ChangeOptions & {
    /** The command that was called, for the title of findings; default: `plan`. */
    readonly command?: string;
  };

/** Opens what planning reads from: `openConnection`, or for apply what `exclusively` gives. */
type Open<C extends Connection> = (context: Context, options: OpenOptions) => Promise<C>;

/**
 * manifests → observe → plan: the beginning that plan, apply and status share. Sends GET requests only.
 * @param before the manifests before the change under review, made from those of now
 */
export async function readAndPlan<C extends Connection>(
  context: Context,
  options: PlanInputs,
  open: Open<C>,
  before?: (now: readonly Manifest[]) => readonly Manifest[],
): Promise<PlanResult<C>> {
  const loaded = await loadManifests({ directory: options.streams, only: options.only });
  if (loaded.findings.some(isFormError)) {
    const output = renderFindings(loaded, options, options.command ?? 'plan');
    return { tag: 'rejected', loaded, result: { output, exitCode: 1 } };
  }
  refuseUnknownRotations(options.rotate, loaded.manifests);
  const connection = await open(context, options);
  for (const { collection, spec } of [...loaded.manifests, ...loaded.others]) {
    guardSpec(connection.guard, collection, spec);
  }
  const readAt = context.clock.now();
  const observed = await observe(loaded.manifests, {
    reader: connection.reader,
    cache: connection.cache,
    target: connection.target,
    hash: context.hash,
    clock: context.clock,
    listen: context.listen,
    managed: [...loaded.manifests, ...loaded.others],
    guard: connection.guard,
  });
  const choice = chosen(loaded, options.only);
  const plan = makePlan({
    target: connection.target,
    ...choice,
    ...(before ? { before: before([...loaded.manifests, ...loaded.others]) } : {}),
    observed,
    limits: limits(options.allow),
    rotate: options.rotate,
    requestsUsed: connection.requests(),
    hash: context.hash,
  });
  const ofForm = loaded.findings.filter(({ rule, code }) => rule !== 'value' && isLasting(code));
  const warnings = [...ofForm.map(manifestWarning), ...loaded.unread.map(unreadWarning), ...plan.warnings];
  const orphans = plan.orphans.filter((orphan) => !loaded.unread.some((one) => mayManage(one, orphan)));
  const { manifests } = loaded;
  const whole = { ...plan, orphans, warnings };
  return { tag: 'planned', plan: whole, observed, readAt, manifests, choice, connection };
}

/** With `--only`, the streams of the other manifests are managed too: they are no orphans. */
function chosen({ manifests, others }: Loaded, only: readonly string[]): Planned<Connection>['choice'] {
  if (only.length === 0) return { manifests };
  // `--only` takes patterns, which stand for the names that they match.
  return { manifests: [...manifests, ...others], only: manifests.map(({ name }) => name) };
}

/** The default limits with what `--allow` raises. */
export function limits(allow: ChangeOptions['allow']): Limits {
  return { ...DEFAULT_LIMITS, ...allow };
}

/** 3: the plan was refused; 1: a stream is blocked; 2: something to do, where that was asked for. */
export function planExitCode(plan: Plan, detailed: boolean): Result['exitCode'] {
  if (!plan.applyable) return 3;
  if (plan.summary.blocked > 0) return 1;
  return detailed && plan.items.some((item) => item.action !== 'none') ? 2 : 0;
}

/** Whether a stream may be managed by a manifest that has errors. */
function mayManage(
  { streamId, streamName }: UnreadManifest,
  orphan: { readonly streamId: number; readonly name: string },
): boolean {
  return streamId === undefined ? orphan.name === streamName : orphan.streamId === streamId;
}

function unreadWarning({ name, file, line }: UnreadManifest): Warning {
  const message = `${file}:${line}: this manifest has errors and is not part of this run; run validate to see them`;
  return { code: 'manifest-not-read', name, message };
}

/** A field that no card has was looked up by now: the plan itself says what the API does not list. */
function isLasting(code: string): boolean {
  return code !== 'unknown-field';
}

function manifestWarning(finding: Diagnostic): Warning {
  const where = `${finding.file}:${finding.line}:${finding.column}`;
  const hint = finding.hint ? ` ${finding.hint}` : '';
  return { code: finding.code, message: `${where}: ${finding.message}${hint}` };
}

function refuseUnknownRotations(rotate: readonly string[], manifests: readonly Manifest[]): void {
  const known = new Set(manifests.map((manifest) => manifest.name));
  const unknown = rotate.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new UsageError(`--rotate names no manifest of this run: ${unknown.join(', ')}.`);
}
