import type { Probe } from '../../../api/diagnosis/probe.ts';
import type { AssumptionReport } from '../../../model/assumption.ts';
import { renderAssumptions } from '../../../render/doctor/assumptions.ts';
import { openConnection } from '../../session/connection.ts';
import { type Context, type Result, UsageError } from '../../session/context.ts';
import type { DoctorOptions } from '../../session/inspection-options.ts';
import type { Installation } from '../../session/installation.ts';
import { type Evidence, readEvidence } from './evidence.ts';
import { type Assumption, vocabularyOf } from './observation.ts';
import { HISTORY_ASSUMPTIONS } from './of-histories.ts';
import { LIST_ASSUMPTIONS } from './of-lists.ts';
import { STREAM_ASSUMPTIONS } from './of-streams.ts';

/** What the code assumes about the API although no document says it. */
export const ASSUMPTIONS: readonly Assumption[] = [
  ...LIST_ASSUMPTIONS,
  ...STREAM_ASSUMPTIONS,
  ...HISTORY_ASSUMPTIONS,
];

/** The smallest number of requests that shows anything: the lists, one stream, and the refusals. */
const LEAST = 12;

/**
 * Reports what an account shows about the assumptions. Nothing of the account is in the report. Exit code 1 if one of
 * them is contradicted.
 * @throws {ApiError} if no list of streams can be read
 */
export async function checkAssumptions(
  context: Context,
  options: DoctorOptions,
  { version }: Installation,
): Promise<Result> {
  const { maxRequests } = options;
  if (maxRequests < LEAST) throw new UsageError(`--max-requests must be at least ${LEAST}.`);
  const connection = await openConnection(context, options);
  const evidence = await readEvidence(connection.probe, maxRequests);
  const [refused] = evidence.probes.flatMap(({ error }) => error ?? []);
  if (evidence.lists.length === 0 && refused) throw refused;
  const report: AssumptionReport = {
    formatVersion: 1,
    version,
    requests: connection.requests(),
    observed: {
      logTypes: evidence.lists.length,
      streams: evidence.streams.filter(({ detail }) => detail).length,
      failed: evidence.probes.filter((probe) => isFailed(probe, evidence)).length,
    },
    assumptions: judge(evidence),
  };
  const isWrong = report.assumptions.some(({ observation }) => observation === 'contradicted');
  return { output: renderAssumptions(report, options), exitCode: isWrong ? 1 : 0 };
}

/** The refusals of ids that do not match are expected. */
function isFailed(probe: Probe, { otherLogType, unknownStream }: Evidence): boolean {
  return probe.body === undefined && probe !== otherLogType && probe !== unknownStream;
}

/** Judges every assumption by the responses of an account. */
export function judge(evidence: Evidence): AssumptionReport['assumptions'] {
  const vocabulary = vocabularyOf(evidence);
  return ASSUMPTIONS.map(({ id, statement, reliesOn, observe }) => ({
    id,
    statement,
    reliesOn,
    ...observe(evidence, vocabulary),
  }));
}
