import { type Loaded, loadManifests } from '../../manifest/load.ts';
import type { RepositoryManifests } from '../../manifest/previous-manifests.ts';
import type { UnreadManifest, UnreadProperties } from '../../manifest/read-manifests.ts';
import type { Observed } from '../../model/account.ts';
import { defined } from '../../model/defined.ts';
import { type Diagnostic, isFormError } from '../../model/diagnostic.ts';
import { freezeStatus } from '../../model/freeze.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Plan, Warning } from '../../model/plan.ts';
import type { PlanInput } from '../../model/plan-input.ts';
import type { PropertyManifest } from '../../model/property-logging.ts';
import { DEFAULT_LIMITS, type Limits } from '../../model/safety-limits.ts';
import { orphanFailure, orphansInScope } from '../../plan/orphans-in-scope.ts';
import { makePlan } from '../../plan/plan.ts';
import { renderFindings } from '../../render/findings/findings.ts';
import { type Comparison, selectChanged, withChangedSince } from './changed-manifests.ts';
import type { Connection, OpenOptions } from './connection.ts';
import { type Context, type Result, UsageError } from './context.ts';
import { observeAccount } from './observe-account.ts';
import type {
  CacheOptions,
  ChangeOptions,
  ConfigurationOptions,
  ManifestOptions,
  OutputOptions,
  TargetOptions,
} from './option-groups.ts';

/** The result of planning; `rejected` if the manifests have errors. */
export type PlanResult<C extends Connection> =
  | { readonly tag: 'rejected'; readonly loaded: Loaded; readonly result: Result }
  | Planned<C>;

/** A plan, what it was created from, and the connection that was opened for it. */
export interface Planned<C extends Connection> {
  readonly tag: 'planned';
  readonly plan: Plan;
  readonly observed: Observed;
  /** The time right before the account was read, milliseconds since 1970. */
  readonly readAt: number;
  /** The manifests of this run: with `--only` the named ones. */
  readonly manifests: readonly Manifest[];
  /** The manifests of properties of this run, even if only streams are planned. */
  readonly properties: readonly PropertyManifest[];
  readonly otherProperties: readonly PropertyManifest[];
  /** What to plan: with `--only` all manifests, and the selected names. */
  readonly choice: Pick<PlanInput, 'manifests' | 'only' | 'propertyLogging'>;
  readonly connection: C;
}

type PlanInputs = OutputOptions &
  TargetOptions &
  ManifestOptions &
  CacheOptions &
  ChangeOptions & {
    /** The command that was called, for the title of findings. Default: `plan`. */
    readonly command?: string;
    /** Properties are neither read nor planned. */
    readonly isForStreams?: true;
  };

/**
 * Opens the connection for planning: `openConnection`, or for apply the function that `exclusively` provides.
 */
type Open<C extends Connection> = (context: Context, options: OpenOptions) => Promise<C>;

/**
 * Loads the manifests, reads the account and creates the plan, for plan, apply and status. Sends GET requests
 * only.
 * @param compare returns the manifests before the change under review, given all current ones
 */
export async function readAndPlan<C extends Connection>(
  context: Context,
  options: PlanInputs,
  open: Open<C>,
  compare?: (now: RepositoryManifests) => Promise<Comparison>,
): Promise<PlanResult<C>> {
  const all = await loadManifests({
    directory: options.streams,
    only: options.only,
    configuration: options.configuration,
    now: context.clock.now(),
  });
  if (all.findings.some(isFormError)) {
    for (const finding of all.findings) context.listen({ tag: 'finding', finding });
    const output = renderFindings(all, options, options.command ?? 'plan');
    return { tag: 'rejected', loaded: all, result: { output, exitCode: 1 } };
  }
  refuseUnknownRotations(options.rotate, all.manifests);
  const comparison = await compare?.(repositoryOf(all));
  const since = comparison?.since;
  const changed = comparison?.since && selectChanged(all, comparison, options.rotate);
  const loaded = changed?.loaded ?? all;
  const connection = await open(context, options);
  const repository = [...loaded.manifests, ...loaded.others];
  for (const { collection, spec } of repository) {
    connection.redaction.addCredentials(collection, spec);
  }
  const readAt = context.clock.now();
  const manifests = options.isForStreams ? [] : loaded.properties;
  const propertyLogging = { manifests, streams: repository };
  const others = options.isForStreams ? [] : loaded.otherProperties;
  const listed = changed?.removed.map(({ collection }) => collection) ?? [];
  const selected = { manifests: loaded.manifests, propertyLogging, others, listed };
  const observed = await observeAccount(context, connection, selected);
  const isPart = options.only.length > 0 || changed !== undefined;
  const choice = { ...(isPart ? part(loaded) : { manifests: loaded.manifests }), propertyLogging };
  const plan = makePlan({
    target: connection.target,
    ...choice,
    ...(changed ? { judgesAllMatches: true } : {}),
    ...(comparison ? { before: comparison.before.manifests } : {}),
    observed,
    limits: limits(options),
    ...defined({ policies: options.configuration?.policies }),
    rotate: options.rotate,
    ...defined({ apiTime: connection.apiTime() }),
    requestsUsed: connection.requests(),
    hash: context.hash,
  });
  const ofForm = loaded.findings.filter(({ rule, code }) => rule === undefined && isLasting(code));
  const unread = [...loaded.unread, ...loaded.unreadProperties];
  const warnings = [...ofForm.map(manifestWarning), ...unread.map(unreadWarning), ...plan.warnings];
  const unmanaged = plan.orphans.filter((orphan) => !loaded.unread.some((one) => mayManage(one, orphan)));
  const rule = options.configuration?.orphans;
  const orphans = rule ? orphansInScope(unmanaged, rule.value, observed.rows) : unmanaged;
  const { failure, ...fails } = orphanFailure(orphans, rule);
  const freeze = freezeStatus(options.configuration?.freezes ?? [], context.clock.now());
  const whole = {
    ...plan,
    orphans,
    warnings: [...failure, ...warnings],
    ...defined({ freeze }),
    ...fails,
  };
  const read = { listed: new Set(observed.rows.keys()), unmanaged };
  return {
    tag: 'planned',
    plan: changed && since ? withChangedSince(whole, changed, since, read) : whole,
    observed,
    readAt,
    manifests: loaded.manifests,
    properties: loaded.properties,
    otherProperties: loaded.otherProperties,
    choice,
    connection,
  };
}

function repositoryOf({ manifests, others, properties, otherProperties }: Loaded): RepositoryManifests {
  return { manifests: [...manifests, ...others], properties: [...properties, ...otherProperties] };
}

/** Selects by name. The streams of the other manifests count as managed, not as unmanaged streams. */
function part({ manifests, others }: Loaded): Pick<PlanInput, 'manifests' | 'only'> {
  return { manifests: [...manifests, ...others], only: manifests.map(({ name }) => name) };
}

/** The limits of a run: those of `--allow`, else those of the configuration file, else the default ones. */
export function limits({
  allow,
  configuration,
}: Pick<ChangeOptions, 'allow'> & ConfigurationOptions): Limits {
  const configured = Object.entries(configuration?.limits ?? {});
  const origins = configured
    .filter(([kind]) => !(kind in (allow ?? {})))
    .map(([kind, { origin }]) => [kind, `${origin.file}:${origin.line}`]);
  const values = configured.map(([kind, { value }]) => [kind, value]);
  return {
    ...DEFAULT_LIMITS,
    ...Object.fromEntries(values),
    ...allow,
    ...(origins.length > 0 ? { origins: Object.fromEntries(origins) } : {}),
  };
}

/** Whether a stream may be managed by a manifest that has errors. */
function mayManage(
  { streamId, streamName }: UnreadManifest,
  orphan: { readonly streamId: number; readonly name: string },
): boolean {
  return streamId === undefined ? orphan.name === streamName : orphan.streamId === streamId;
}

function unreadWarning({ name, file, line }: UnreadProperties): Warning {
  const message = `${file}:${line}: this manifest has errors and is not part of this run; run validate to see them`;
  return { code: 'manifest-not-read', name, message };
}

/**
 * Whether a finding is still valid after planning. A field that is in no card has been looked up by then, and
 * the plan itself reports fields that the API does not list.
 */
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
  throw new UsageError(`No manifest of this run has a name given by --rotate: ${unknown.join(', ')}.`);
}
