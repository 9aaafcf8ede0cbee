import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Version } from '../state/account-state.ts';
import type { LineFormat } from './body.ts';
import { bareHost } from './loopback.ts';
import type { UploadTls } from './post.ts';
import type { SecretValues } from './write-only-values.ts';

/** The destination of one version, as an uploader uses it. */
export interface Destination {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: UploadTls;
  readonly gzip: boolean;
  readonly format: LineFormat;
  /** How often each uploader sends what it has, milliseconds. */
  readonly frequency: number;
}

const DELIMITERS: Readonly<Record<string, string>> = { SPACE: ' ', TAB: '\t' };

/** The default content types. The documents name none. */
const CONTENT_TYPES = { JSON: 'application/json', STRUCTURED: 'text/plain' } as const;

/** The URL of a custom HTTPS destination. A stream of DataStream 1 may have several. */
export interface Endpoint {
  readonly url: URL;
  /** The name of the connector of a DataStream 1 stream; otherwise empty. */
  readonly connector: string;
}

/** Returns the custom HTTPS endpoints of a version of either generation. Other types of destinations have none. */
export function endpointsOf({ content }: Version): readonly Endpoint[] {
  const { connectors } = content;
  const { destinationType, endpoint } = objectIn(content['destination']);
  return [
    ...(destinationType === 'HTTPS' ? endpointsAt(endpoint, '') : []),
    ...(isArray(connectors) ? connectors : [])
      .map(objectIn)
      .filter(({ connectorType }) => connectorType === 'HTTPS')
      .flatMap(({ url, connectorName }) => endpointsAt(url, String(connectorName))),
  ];
}

function endpointsAt(url: Json | undefined, connector: string): readonly Endpoint[] {
  return typeof url === 'string' && URL.canParse(url) ? [{ url: new URL(url), connector }] : [];
}

/**
 * Returns the destination of an HTTPS connector of DataStream 1. It has no credentials; its documents name neither a
 * format nor an interval.
 */
export function connectorDestination(url: URL): Destination {
  return {
    url,
    gzip: false,
    format: { format: 'JSON' },
    frequency: 60_000,
    tls: { serverName: bareHost(url) },
    headers: { 'content-type': CONTENT_TYPES.JSON },
  };
}

/**
 * Returns the custom HTTPS destination of a version.
 * @param secrets The values of its write-only members. Missing values are not sent.
 */
export function destinationOf({ content }: Version, url: URL, secrets: SecretValues): Destination {
  const destination = objectIn(content['destination']);
  const delivery = objectIn(content['deliveryConfiguration']);
  const format = formatOf(delivery);
  const gzip = destination['compressLogs'] === true;
  const { intervalInSeconds } = objectIn(delivery['frequency']);
  const name = textIn(destination, 'customHeaderName');
  return {
    url,
    gzip,
    format,
    frequency: intervalInSeconds === 30 ? 30_000 : 60_000,
    tls: tlsOf(destination, url, secrets),
    headers: {
      'content-type': textIn(destination, 'contentType') ?? CONTENT_TYPES[format.format],
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
      ...authorization(destination, secrets),
      ...(name === undefined ? {} : { [name]: textIn(destination, 'customHeaderValue') ?? '' }),
    },
  };
}

function formatOf({ format, fieldDelimiter }: JsonObject): LineFormat {
  if (format !== 'STRUCTURED') return { format: 'JSON' };
  return { format: 'STRUCTURED', delimiter: DELIMITERS[String(fieldDelimiter)] ?? ' ' };
}

/** After a restart, the values are not known and no credentials are sent. */
function authorization(
  { authenticationType }: JsonObject,
  { userName, password }: SecretValues,
): Readonly<Record<string, string>> {
  if (authenticationType !== 'BASIC' || userName === undefined || password === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}` };
}

/** `caCert` is the only certificate that is trusted, if the stream has one. `tlsHostname` defaults to the host. */
function tlsOf(
  destination: JsonObject,
  url: URL,
  { caCert, clientCert, clientKey }: SecretValues,
): UploadTls {
  return {
    serverName: textIn(destination, 'tlsHostname') ?? bareHost(url),
    ...(caCert === undefined ? {} : { ca: caCert }),
    ...(clientCert === undefined || clientKey === undefined ? {} : { cert: clientCert, key: clientKey }),
  };
}

function textIn(object: JsonObject, member: string): string | undefined {
  const value = object[member];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function objectIn(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
