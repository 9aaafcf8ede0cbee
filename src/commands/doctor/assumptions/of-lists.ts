import { isArray, type JsonObject } from '../../../model/json.ts';
import { STATUSES } from '../../../model/observed.ts';
import type { Evidence } from './evidence.ts';
import { type Assumption, confirmed, contradicted, holdsForAll, notObservable } from './observation.ts';

const rowsOf = ({ lists }: Evidence) => lists.flatMap(({ rows }) => rows);
const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isId = (value: unknown) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;

/** Assumptions about lists of streams, headers and refusals. */
export const LIST_ASSUMPTIONS: readonly Assumption[] = [
  {
    id: 'rate-headers',
    statement: 'Every response has X-RateLimit-Limit and X-RateLimit-Remaining.',
    reliesOn: ['src/api/transport/rate-headers.ts', 'docs/decisions/0021-each-api-has-its-own-pace.md'],
    observe: ({ probes }) =>
      holdsForAll(
        probes.filter(({ status }) => status !== undefined),
        'responses',
        ({ rate }) => rate.limit !== undefined && rate.remaining !== undefined,
        'at least one of the headers is missing',
      ),
  },
  {
    id: 'rate-limit-20',
    statement: 'The rate limit of DataStream 2 is 20 requests a minute.',
    reliesOn: ['src/api/transport/budget.ts'],
    observe: ({ probes }) => {
      const limits = [...new Set(probes.flatMap(({ rate }) => rate.limit ?? []))];
      if (limits.length === 0) return notObservable('No response has a limit.');
      const text = `The limit is ${limits.join(', ')}.`;
      return limits.every((limit) => limit === 20) ? confirmed(text) : contradicted(text);
    },
  },
  {
    id: 'list-is-whole',
    statement: 'The list of streams is one array, without pages.',
    reliesOn: ['src/api/streams/decode-row.ts'],
    observe: ({ lists }) =>
      holdsForAll(lists, 'lists', ({ body }) => isArray(body), 'the response is not an array'),
  },
  {
    id: 'rows-complete',
    statement: 'Every row has an id, a name, a version and a status.',
    reliesOn: ['src/api/streams/decode-row.ts', 'docs/decisions/0064-unusable-list-rows.md'],
    observe: (evidence) =>
      holdsForAll(
        rowsOf(evidence),
        'rows',
        (row) =>
          isId(row['streamId']) &&
          isText(row['streamName']) &&
          isId(row['latestVersion'] ?? row['streamVersion']) &&
          isText(row['streamStatus']),
        'a member is missing',
      ),
  },
  {
    id: 'one-row-per-stream',
    statement: 'A list has one row for each stream.',
    reliesOn: ['src/api/datastream2/decode.ts'],
    observe: ({ lists }) =>
      holdsForAll(
        lists.filter(({ rows }) => rows.length > 0),
        'lists',
        ({ rows }) => new Set(rows.map(({ streamId }) => streamId)).size === rows.length,
        'a stream has several rows',
      ),
  },
  {
    id: 'names-unique',
    statement: 'No two streams of a log type have the same name.',
    reliesOn: ['src/plan/match/match.ts', 'docs/decisions/0022-names-belong-to-a-group.md'],
    observe: ({ lists }) =>
      holdsForAll(
        lists.filter(({ rows }) => rows.length > 0),
        'lists',
        ({ rows }) => new Set(rows.map(({ streamName }) => streamName)).size === rows.length,
        'a name occurs several times',
      ),
  },
  {
    id: 'ids-unique',
    statement: 'A stream id belongs to one log type only.',
    reliesOn: ['src/properties/named-streams.ts'],
    observe: ({ lists }) => {
      const ids = lists.flatMap(({ rows }) => [...new Set(rows.map(({ streamId }) => streamId))]);
      if (lists.filter(({ rows }) => rows.length > 0).length < 2) {
        return notObservable('Fewer than two log types have streams.');
      }
      const repeated = ids.length - new Set(ids).size;
      return repeated === 0
        ? confirmed(`True for ${ids.length} streams.`)
        : contradicted(`${repeated} ids occur in several log types.`);
    },
  },
  {
    id: 'statuses-known',
    statement: `The status of a stream is one of ${STATUSES.join(', ')}.`,
    reliesOn: ['src/model/phase.ts', 'src/plan/steps/allowed-steps.ts'],
    observe: (evidence, { words }) => {
      const seen = rowsOf(evidence).map(statusOf);
      if (seen.length === 0) return notObservable('There are no streams to look at.');
      const unknown = seen.filter((status) => !STATUSES.some((known) => known === status));
      return unknown.length === 0
        ? confirmed(`Seen: ${words(seen, STATUSES)}.`)
        : contradicted(`${unknown.length} of ${seen.length} streams have other statuses: ${words(unknown)}.`);
    },
  },
  {
    id: 'rows-have-scope',
    statement: 'Rows have a contract and a group (version 3 may omit them).',
    reliesOn: ['src/api/streams/decode-row.ts', 'docs/decisions/0015-bound-manifests-may-omit.md'],
    observe: (evidence) =>
      holdsForAll(
        rowsOf(evidence),
        'rows',
        (row) => isText(row['contractId']) && isId(row['groupId']),
        'contractId or groupId is missing, empty or 0',
      ),
  },
  {
    id: 'dates-iso',
    statement: 'Dates are ISO 8601 in UTC.',
    reliesOn: ['src/api/streams/decode-row.ts'],
    observe: (evidence) =>
      holdsForAll(
        [...rowsOf(evidence), ...evidence.streams.flatMap(({ activations = [] }) => activations)]
          .map(({ modifiedDate }) => modifiedDate)
          .filter((date) => date !== undefined),
        'dates',
        (date) => typeof date === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(date),
        'the form is another one',
      ),
  },
  {
    id: 'unknown-stream',
    statement: 'An unknown stream id is refused with 400 and a text that says so, or with 404.',
    reliesOn: ['src/api/transport/problem-details.ts'],
    observe: ({ unknownStream }) => refusal(unknownStream),
  },
  {
    id: 'other-log-type',
    statement: 'A stream is not found under the path of another log type.',
    reliesOn: ['src/api/transport/problem-details.ts', 'src/model/collection.ts'],
    observe: ({ otherLogType }) => refusal(otherLogType),
  },
];

function statusOf(row: JsonObject): string {
  return String(row['streamStatus'] ?? '');
}

function refusal(probe: Evidence['unknownStream']) {
  if (!probe?.status || probe.status >= 500 || probe.status === 429 || probe.status === 403) {
    return notObservable('The request was not sent, or its response is not known.');
  }
  const { status, error } = probe;
  if (error?.kind === 'no-such-stream') return confirmed(`Refused with ${status}.`);
  return contradicted(error ? `Refused with ${status}, without the known text.` : `Accepted with ${status}.`);
}
