import { type ApiClientGrants, OWN_CLIENT, readApiClient } from '../../api/diagnosis/api-client.ts';
import type { Probe, ProbeReader } from '../../api/diagnosis/probe.ts';
import { groupsIn } from '../../api/streams/catalog.ts';
import type { ApiName } from '../../api/transport/api-name.ts';
import { LOG_TYPES, type LogType } from '../../model/collection.ts';
import { objectsIn } from '../../model/json.ts';

/** How much the commands of this repository need what a request reads. */
export type Need = 'required' | 'useful' | 'unused';

/** One request about access to an API, and its result. */
export interface AccessProbe {
  readonly api: ApiName;
  /** The name in the report: `DataStream 2 cdn`. */
  readonly subject: string;
  readonly need: Need;
  /** The form of a successful response. */
  readonly form: 'list' | 'object' | 'object-or-empty';
  readonly probe: Probe;
}

/** What is needed of the account, according to the manifests. */
export interface Needs {
  readonly logTypes: ReadonlySet<LogType>;
  readonly hasDataStream1: boolean;
  readonly hasProperties: boolean;
  /** A group that a manifest names, for the upload metrics. */
  readonly groupId?: number;
}

/** The results of all requests. */
export interface AccountFacts {
  /** The first request: groups of CDN streams. It shows whether the host, the signature and the clock are right. */
  readonly first: Probe;
  /** Empty if the first request shows that no other can be successful. */
  readonly access: readonly AccessProbe[];
  /** Groups that the API client sees, by id. Absent: not returned. */
  readonly groups?: ReadonlySet<number>;
  /** The request for the grants, and what it returned. */
  readonly client?: { readonly probe: Probe; readonly grants?: ApiClientGrants };
  /** The request to version 2 of the API, which this product does not use. */
  readonly version2?: Probe;
}

/** Sends one request for each API and log type, one after the other. Nothing is written. */
export async function probeAccount(
  reader: ProbeReader,
  needs: Needs,
  options: { readonly now: number; readonly clientToken?: string },
): Promise<AccountFacts> {
  const first = await reader.get('/datastream-config-api/v3/log/cdn/groups');
  if (isUseless(first)) return { first, access: [] };
  const seen = groupsIn(first.body ?? null).flatMap(({ id }) => (typeof id === 'number' ? [id] : []));
  const access: AccessProbe[] = [];
  for (const logType of LOG_TYPES) {
    const need = needs.logTypes.has(logType) ? 'required' : 'unused';
    const probe = await reader.get(`/datastream-config-api/v3/log/${logType}/streams`);
    access.push({ api: 'DataStream2', subject: `DataStream 2 ${logType}`, need, form: 'list', probe });
  }
  const metrics = await probeMetrics(reader, needs, { ...options, seen });
  access.push(...metrics, ...(await probeDataStream1(reader, needs, options.now)));
  const properties = await reader.get('/papi/v1/groups', { 'papi-use-prefixes': 'false' });
  const need = needs.hasProperties ? 'required' : needs.logTypes.has('cdn') ? 'useful' : 'unused';
  access.push({
    api: 'PropertyManager',
    subject: 'Property Manager',
    need,
    form: 'object',
    probe: properties,
  });
  const client = await reader.get(OWN_CLIENT);
  const grants = readApiClient(client.body, options.clientToken);
  return {
    first,
    access,
    ...(first.body === undefined ? {} : { groups: new Set(seen) }),
    client: { probe: client, ...(grants ? { grants } : {}) },
    version2: await reader.get('/datastream-config-api/v2/log/groups'),
  };
}

/** Whether no other request to the same host can be successful: there was no response, or the signature is refused. */
function isUseless({ status, error }: Probe): boolean {
  return status === undefined || error?.kind === 'unauthorized';
}

const HOUR = 3_600_000;

async function probeMetrics(
  reader: ProbeReader,
  { groupId, logTypes }: Needs,
  { now, seen }: { readonly now: number; readonly seen: readonly number[] },
): Promise<readonly AccessProbe[]> {
  const group = groupId ?? seen[0];
  if (group === undefined) return [];
  const end = Math.floor(now / HOUR) * HOUR;
  const time = (at: number) => encodeURIComponent(`${new Date(at).toISOString().slice(0, 19)}Z`);
  const query = `start=${time(end - HOUR)}&end=${time(end)}&groupId=${group}&aggregationInterval=HOUR&includeDetails=false`;
  const probe = await reader.get(`/datastream-config-api/v3/log/streams/metrics?${query}`);
  const need = logTypes.size > 0 ? 'useful' : 'unused';
  return [{ api: 'DataStream2', subject: 'Upload metrics', need, form: 'object', probe }];
}

/** The Pull API has no request without a stream, so its access is checked only if there is an active one. */
async function probeDataStream1(
  reader: ProbeReader,
  { hasDataStream1 }: Needs,
  now: number,
): Promise<readonly AccessProbe[]> {
  const need = hasDataStream1 ? 'required' : 'unused';
  const probe = await reader.get('/datastream-config-api/v1/datastream1/streams');
  const streams: AccessProbe = { api: 'DataStream1', subject: 'DataStream 1', need, form: 'list', probe };
  const active = objectsIn(probe.body).find((row) => row['activationStatus'] === 'ACTIVATED');
  if (!hasDataStream1 || typeof active?.['streamId'] !== 'number') return [streams];
  const report = active['streamType'] === 'RAW' ? 'raw-logs' : 'aggregate-logs';
  const time = (at: number) => encodeURIComponent(`${new Date(at).toISOString().slice(0, 19)}Z`);
  const query = `start=${time(now - 180_000)}&end=${time(now - 120_000)}&page=0&size=1`;
  const pull = await reader.get(`/datastream-pull-api/v1/streams/${active['streamId']}/${report}?${query}`);
  return [
    streams,
    { api: 'Pull', subject: 'DataStream Pull', need: 'useful', form: 'object-or-empty', probe: pull },
  ];
}
