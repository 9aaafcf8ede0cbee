import { ApiError } from '../../api/errors/errors.ts';
import { isForGood } from '../../apply/items/messages.ts';
import { listStreams } from '../../apply/observe/observe.ts';
import { LENGTH, startOf } from '../../delivery/windows.ts';
import { type Loaded, loadManifests } from '../../manifest/load.ts';
import { defined } from '../../model/defined.ts';
import type { DeliveryReport } from '../../model/delivery.ts';
import { isFormError } from '../../model/diagnostic.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Activation } from '../../model/observed.ts';
import type { Probe } from '../../model/upload-metrics.ts';
import { renderFindings } from '../../render/findings/findings.ts';
import { count, duration } from '../../render/text/words.ts';
import { renderVerify } from '../../render/verify/verify.ts';
import { type Connection, openConnection } from '../session/connection.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import { verifyExitCode } from '../session/exit-codes.ts';
import type { VerifyOptions } from '../session/options.ts';
import { verifyProblems } from '../session/run-problems.ts';
import { readNamedProperties } from './named-properties.ts';
import { sendProbe } from './probe.ts';
import { findSubjects } from './subjects.ts';
import { type Verified, verifyStreams } from './verify-streams.ts';

/** Milliseconds after the end of an interval until the next check. */
const AFTER_INTERVAL = 10_000;

/** Reports whether the logs of each managed stream arrive. With `wait`, looks again while records are expected. */
export async function verify(context: Context, options: VerifyOptions): Promise<Result> {
  const { names, only, streams, configuration } = options;
  const loaded = await loadManifests({ directory: streams, only: [...names, ...only], configuration });
  if (loaded.findings.some(isFormError)) return rejected(context, options, loaded);
  const connection = await openConnection(context, options);
  const repository = [...loaded.manifests, ...loaded.others];
  for (const { collection, spec } of repository) connection.redaction.addCredentials(collection, spec);
  const probe = await probeOf(context, options, loaded.manifests);
  const run: Run = { context, options, connection, repository, histories: new Map(), ...defined({ probe }) };
  const verified = await lookUntilStable(run, loaded.manifests);
  // After Ctrl-C, the result so far is still reported.
  const properties =
    options.checkProperties && !context.signal.aborted
      ? await readNamedProperties(context, options, connection)
      : new Map();
  const report: DeliveryReport = {
    formatVersion: 1,
    target: connection.target,
    requests: connection.requests(),
    items: verified.map(({ item }) => ({ ...item, ...defined({ properties: properties.get(item.name) }) })),
  };
  return {
    output: renderVerify(report, { ...options, now: context.clock.now() }),
    exitCode: verifyExitCode(report),
    problems: verifyProblems(report),
  };
}

/** The dependencies of every look of a run. */
interface Run {
  readonly context: Context;
  readonly options: VerifyOptions;
  readonly connection: Connection;
  readonly repository: readonly Manifest[];
  readonly probe?: Probe;
  readonly histories: Map<string, readonly Activation[]>;
}

/** With the format for Prometheus, standard output contains metrics only. */
function rejected({ say, listen }: Context, options: VerifyOptions, loaded: Loaded): Result {
  for (const finding of loaded.findings) listen({ tag: 'finding', finding });
  const { format } = options;
  if (format !== 'prometheus') {
    return { output: renderFindings(loaded, { ...options, format }, 'verify'), exitCode: 1 };
  }
  say(renderFindings(loaded, { ...options, format: 'terminal' }, 'verify'));
  return { output: '', exitCode: 1 };
}

/** @throws {UsageError} if no stream is named, or none of them logs requests */
async function probeOf(
  context: Context,
  { probe: page, names, only }: VerifyOptions,
  manifests: readonly Manifest[],
): Promise<Probe | undefined> {
  if (page === undefined) return undefined;
  const cdn = manifests.filter(({ collection, state }) => collection.logType === 'cdn' && state === 'active');
  if (names.length + only.length === 0 || cdn.length === 0) {
    throw new UsageError('--probe needs the names of the CDN streams that log this page.');
  }
  return sendProbe(context, page, cdn);
}

/**
 * Looks at all streams, and then again at those whose records are expected, whenever a new interval of the metrics is
 * complete. After a failed look, the next one follows, unless the failure is permanent.
 */
async function lookUntilStable(run: Run, manifests: readonly Manifest[]): Promise<readonly Verified[]> {
  const { clock, signal } = run.context;
  const end = clock.monotonic() + (run.options.wait ?? 0);
  let verified = await look(run, manifests);
  for (;;) {
    const awaited = verified.filter(({ isAwaited }) => isAwaited).map(({ subject }) => subject.manifest);
    const left = end - clock.monotonic();
    if (awaited.length === 0 || left <= 0 || signal.aborted) return verified;
    await pause(run.context, awaited.length, left);
    const again = signal.aborted ? [] : await lookAgain(run, awaited);
    const newest = new Map(again.map((one) => [one.item.name, one]));
    verified = verified.map((one) => newest.get(one.item.name) ?? one);
  }
}

async function look(run: Run, manifests: readonly Manifest[]): Promise<readonly Verified[]> {
  const { connection, options, context, repository, histories, probe } = run;
  const listed = await listStreams(manifests, connection.reader);
  return verifyStreams(
    { ...connection, clock: context.clock },
    {
      subjects: findSubjects(manifests, repository, listed),
      listed: [...listed.rows.values()].flat(),
      histories,
      ...defined({ period: options.since, probe }),
    },
  );
}

async function lookAgain(run: Run, manifests: readonly Manifest[]): Promise<readonly Verified[]> {
  try {
    return await look(run, manifests);
  } catch (error) {
    if (error instanceof ApiError && (!isForGood(error) || run.context.signal.aborted)) return [];
    throw error;
  }
}

/** Waits for the end of the current interval. Ctrl-C ends the pause; the result so far is still reported. */
async function pause({ clock, signal, say }: Context, streams: number, left: number): Promise<void> {
  const now = clock.now();
  const next = startOf('FIVE_MINUTE', now) + LENGTH.FIVE_MINUTE + AFTER_INTERVAL;
  const milliseconds = Math.min(next - now, left);
  say(`Waiting for records of ${count(streams, 'stream')}; next check in ${duration(milliseconds)}.`);
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
