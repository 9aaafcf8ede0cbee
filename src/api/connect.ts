import type { Environment } from '../http/proxy.ts';
import { type HttpRequest, requestName, respondedAt } from '../http/request.ts';
import { type SendLimits, sender } from '../http/send.ts';
import type { Clock } from '../model/clock.ts';
import type { Collection, Kind } from '../model/collection.ts';
import type { Listener } from '../model/event.ts';
import type { StreamDetail } from '../model/observed.ts';
import { createRedaction, type Redaction } from '../redaction/run-redaction.ts';
import type { Credentials } from './credentials/credentials.ts';
import { datastream1 } from './datastream1/client.ts';
import { datastream2 } from './datastream2/client.ts';
import { type ProbeReader, probeReader } from './diagnosis/probe.ts';
import { type PullReader, pullApi } from './logs/client.ts';
import { type MetricsReader, metricsApi } from './metrics/client.ts';
import { type PropertyReader, type PropertyWriter, propertyManager } from './property-manager/client.ts';
import type { ApiOptions } from './streams/base-client.ts';
import type { StreamReader, StreamWriter } from './streams/client.ts';
import { akamaiServer } from './transport/akamai-server.ts';
import { type ApiName, apiOf } from './transport/api-name.ts';
import { withDebugLog } from './transport/debug-log.ts';
import { edgegridSigner } from './transport/edgegrid.ts';
import { originOf } from './transport/endpoint.ts';
import { onlyReads } from './transport/only-reads.ts';
import { withPacing } from './transport/pacing.ts';
import type { Transport } from './transport/transport.ts';

/** The Akamai API, or a compatible server at another endpoint. */
interface Akamai {
  readonly credentials: Credentials;
  /** `--endpoint URL`. Default: the host of the credentials. */
  readonly endpoint?: string;
  /** Environment variables, for HTTPS_PROXY and NO_PROXY. */
  readonly env: Environment;
  /** Limits that replace the default ones. */
  readonly limits?: Partial<SendLimits>;
}

/** The target of a connection and its dependencies. */
export interface ConnectOptions {
  /** The API to connect to. A transport connects to the embedded simulator. */
  readonly to: Akamai | { readonly transport: Transport };
  /** `--account-key KEY`. Default: the key in the credentials, if any. */
  readonly accountKey?: string;
  readonly clock: Clock;
  readonly listen?: Listener;
  /** Whether every attempt and its response is reported as an event. */
  readonly debug?: boolean;
  /** Stops waiting and reads immediately. A write in progress is not aborted. */
  readonly signal?: AbortSignal;
}

/** A connection to one account. */
export interface Connection {
  /** A client whose transport refuses writes. */
  readonly reader: StreamReader;
  readonly writer: StreamWriter;
  /** The logs that DataStream 1 stores. Read-only. */
  readonly pull: PullReader;
  /** Properties and their rule trees, over a transport that refuses writes. */
  readonly properties: PropertyReader;
  readonly propertyWriter: PropertyWriter;
  /** The upload metrics of DataStream 2. Read-only. */
  readonly metrics: MetricsReader;
  /** Sends single GET requests and reports everything about their results. Read-only. */
  readonly probe: ProbeReader;
  /** `https://host`, followed by ` (account KEY)` if an account switch key is used; or `simulator`. */
  readonly target: string;
  /** Number of HTTP requests sent so far. Every attempt counts. */
  requests(): number;
  /** The same for each API, because each has its own rate limit. */
  requestsBy(): RequestCounts;
  /** The `Date` of the latest response, milliseconds since 1970. Absent: no response had one so far. */
  apiTime(): number | undefined;
  /** The secrets of the account and of every stream that was read or written. No error contains one of them. */
  readonly redaction: Redaction;
}

/** Number of HTTP requests of each API. */
type RequestCounts = Readonly<Record<ApiName, number>>;

/**
 * Composes the layers: requests are counted and sent at the bottom, rate-limited and retried above that, and get the
 * account switch key at the top. No request is sent yet. Reader and writer share one rate limiter for each API.
 * @throws {AccessError} if the endpoint or a proxy is invalid
 */
export function connect(options: ConnectOptions): Connection {
  const { to, clock, signal } = options;
  const akamai = 'credentials' in to ? to : undefined;
  const accountKey = options.accountKey ?? akamai?.credentials.accountKey;
  const origin = akamai && originOf(akamai.credentials, akamai.endpoint);
  const counted = counting('transport' in to ? to.transport : network(to));
  const patience = { clock, listen: options.listen ?? (() => undefined) };
  const redaction = createRedaction(secretsOf(akamai, accountKey));
  const sending = options.debug
    ? withDebugLog(counted.transport, { ...patience, redaction })
    : counted.transport;
  const waiting = withPacing(sending, patience);
  const whole = switching(accountKey, (request) => waiting(request, signal));
  const details = { now: clock.now, redaction };
  const reading = readOnly(whole);
  const once = withPacing(sending, { ...patience, once: true });
  const probing = readOnly(switching(accountKey, (request) => once(request, signal)));
  return {
    reader: clientOf(reading, details),
    writer: clientOf(whole, details),
    pull: pullApi(reading, details),
    properties: propertyManager(reading, details),
    propertyWriter: propertyManager(whole, details),
    metrics: metricsApi(reading, details),
    probe: probeReader(probing, details),
    target: origin === undefined ? 'simulator' : `${origin}${accountKey ? ` (account ${accountKey})` : ''}`,
    requests: () => Object.values(counted.requests()).reduce((sum, count) => sum + count, 0),
    requestsBy: counted.requests,
    apiTime: counted.apiTime,
    redaction,
  };
}

/**
 * Creates a client that dispatches every method to the API of the collection. Callers need
 * not know which one that is. From then on, the credentials of every stream in a response are redacted in the errors
 * of all streams: they may differ from those of the manifest, for example the token of an old URL.
 */
function clientOf(transport: Transport, details: Required<ApiOptions>): StreamWriter {
  const clients: Readonly<Record<Kind, StreamWriter>> = {
    DataStream2: datastream2(transport, details),
    DataStream1: datastream1(transport, details),
  };
  const of = ({ kind }: Collection) => clients[kind];
  const seen = async <T extends StreamDetail>(response: Promise<T>): Promise<T> => {
    const detail = await response;
    details.redaction.addCredentials(detail.collection, detail.body);
    return detail;
  };
  return {
    list: (collection) => of(collection).list(collection),
    get: (collection, streamId) => seen(of(collection).get(collection, streamId)),
    history: async (collection, ...asked) => {
      const list = await of(collection).history(collection, ...asked);
      for (const { body } of list.versions) details.redaction.addCredentials(collection, body);
      return list;
    },
    activationHistory: (collection, streamId) => of(collection).activationHistory(collection, streamId),
    fields: (collection) => of(collection).fields(collection),
    sources: (collection, place) => of(collection).sources(collection, place),
    groups: (collection) => of(collection).groups(collection),
    create: (collection, ...asked) => seen(of(collection).create(collection, ...asked)),
    update: (collection, ...asked) => seen(of(collection).update(collection, ...asked)),
    activate: (collection, ...asked) => seen(of(collection).activate(collection, ...asked)),
    deactivate: (collection, ...asked) => seen(of(collection).deactivate(collection, ...asked)),
    delete: (collection, ...asked) => of(collection).delete(collection, ...asked),
  };
}

/**
 * Returns a transport that refuses writes. Such a request is a bug of the caller, so the error is not an `ApiError`.
 */
export function readOnly(transport: Transport): Transport {
  return async (request, signal) => {
    if (onlyReads(request)) return transport(request, signal);
    throw new Error(`bug: ${requestName(request)} over a connection that only reads`);
  };
}

function network(akamai: Akamai): Transport {
  const origin = originOf(akamai.credentials, akamai.endpoint);
  const sign = edgegridSigner(akamai.credentials, origin);
  return sender(akamaiServer(origin, sign, akamai.env, akamai.limits));
}

function counting(transport: Transport): {
  readonly transport: Transport;
  readonly requests: () => RequestCounts;
  readonly apiTime: () => number | undefined;
} {
  let date: number | undefined;
  let sent: RequestCounts = {
    DataStream2: 0,
    DataStream1: 0,
    Pull: 0,
    PropertyManager: 0,
    IdentityManagement: 0,
  };
  return {
    requests: () => sent,
    apiTime: () => date,
    transport: async (request, signal) => {
      const api = apiOf(request.path);
      sent = { ...sent, [api]: sent[api] + 1 };
      const response = await transport(request, signal);
      date = respondedAt(response.headers) ?? date;
      return response;
    },
  };
}

/** Adds the account switch key to every request, as a query parameter inside the signed URL. */
function switching(accountKey: string | undefined, transport: Transport): Transport {
  if (!accountKey) return transport;
  const parameter = `accountSwitchKey=${encodeURIComponent(accountKey)}`;
  const switched = ({ path }: HttpRequest) => `${path}${path.includes('?') ? '&' : '?'}${parameter}`;
  return (request, signal) => transport({ ...request, path: switched(request) }, signal);
}

function secretsOf(akamai: Akamai | undefined, accountKey: string | undefined): readonly string[] {
  const { clientToken, clientSecret, accessToken } = akamai?.credentials ?? {};
  return [clientToken, clientSecret, accessToken, accountKey].filter((secret) => secret !== undefined);
}
