import type { DeclaredOptions, OptionsOf } from './declared-option.ts';
import { CONFIGURATION, type ConfigurationOptions, FOLDER } from './option-groups.ts';
import {
  parseCount,
  parseDuration,
  parseHostMapping,
  parseInterval,
  parsePort,
  parseSize,
} from './option-parsers.ts';

/** The options of the commands that run a server, in the order of their help; see `options.ts`. */

export const SIMULATE = {
  port: {
    value: '<port>',
    help: 'port to listen on; 0 selects a free one',
    parse: parsePort,
    default: '8085',
  },
  movement: {
    value: '<duration>',
    help: 'how long an activation or deactivation takes',
    parse: parseDuration,
    default: '10s',
  },
  requestsPerMinute: {
    value: '<n>',
    help: 'requests per minute that a client may send to each API; Akamai allows 20',
    parse: parseCount,
    default: '20',
  },
  file: { value: '<file>', help: 'store the simulated account in this file (default: in memory)' },
  empty: { help: 'start without streams' },
  streams: { value: '<dir>', help: 'derive a new account from the manifests in this folder' },
  ...CONFIGURATION,
  https: { help: 'serve HTTPS with a certificate for localhost, 127.0.0.1 and ::1 that is created at start' },
  cert: { value: '<file>', help: 'serve HTTPS with this certificate (PEM); requires --key' },
  key: { value: '<file>', help: 'private key of --cert (PEM)' },
  traffic: {
    value: '<n>',
    help: 'visitor requests per minute to each property, at the busiest time of the day (default: 240, or the value in --file)',
    parse: parseCount,
  },
  deliver: {
    help: 'upload the logs of active streams to custom HTTPS destinations on this machine only',
  },
  resolve: {
    value: '<host=address:port>',
    help: 'with --deliver: connect to this loopback address for this host name; may be repeated',
    parse: parseHostMapping,
    repeatable: true,
  },
  uploaders: {
    value: '<n>',
    help: 'with --deliver: number of uploaders for each stream, each of which uploads separately (default: 2)',
    parse: parseCount,
  },
  recordSize: {
    value: '<size>',
    help: 'with --deliver: minimum length of a record; shorter ones are padded (default: no padding)',
    parse: parseSize,
  },
} as const satisfies DeclaredOptions;

export interface SimulateOptions
  extends Omit<OptionsOf<typeof SIMULATE>, 'https' | 'cert' | 'key'>,
    ConfigurationOptions {
  /** Default: HTTP. */
  readonly https?: HttpsOptions;
}

/** The certificate of the simulator. Paths are absolute, since they are printed for other processes. */
export type HttpsOptions =
  | { readonly tag: 'files'; readonly cert: string; readonly key: string }
  /** Created at start. The certificate, without its key, is written to a file in this folder. */
  | { readonly tag: 'made'; readonly folder: string };

export const RECEIVE = {
  host: {
    value: '<address>',
    help: 'address to listen on; 0.0.0.0 accepts other machines',
    default: '127.0.0.1',
  },
  port: {
    value: '<port>',
    help: 'port to listen on; 0 selects a free one',
    parse: parsePort,
    default: '8443',
  },
  cert: {
    value: '<file>',
    help: 'certificate chain (PEM); requires --key. This or --self-signed is required',
  },
  key: { value: '<file>', help: 'private key of --cert (PEM)' },
  selfSigned: {
    value: '[name]',
    help: 'use a certificate for this host name that is created once and kept in .datastream/receive; prints it for caCert',
    implied: 'localhost',
    conflicts: ['cert', 'key'],
  },
  clientCa: {
    value: '<file>',
    help: 'mTLS: accept only clients with a valid certificate of this CA (PEM)',
  },
  user: { value: '<name>', help: 'require BASIC authentication with this user name; requires --password' },
  password: {
    value: '<ref>',
    help: 'its password, as env:NAME or file:PATH; may be repeated, and any of them is accepted',
    repeatable: true,
  },
  header: {
    value: '<name=ref>',
    help: 'require this header with the value of env:NAME or file:PATH; may be repeated, also to accept a second value',
    repeatable: true,
  },
  manifest: {
    value: '<name>',
    completes: 'streams',
    help: 'take the format, and the credentials that no option sets, from this manifest of an HTTPS stream',
  },
  ...FOLDER,
  dir: {
    value: '<dir>',
    help: 'write files into this folder (default: records go to standard output)',
  },
  rotateSize: {
    value: '<size>',
    help: 'close the file at this size',
    parse: parseSize,
    default: '64MiB',
  },
  rotateInterval: {
    value: '<duration>',
    help: 'close the file this long after its first record',
    parse: parseInterval,
    default: '5m',
  },
  gzip: { help: 'compress closed files' },
  fsync: { help: 'respond with 200 only when the records survive a power failure (fdatasync)' },
  maxBody: {
    value: '<size>',
    help: 'maximum size of a body as sent; a larger one is rejected with 413',
    parse: parseSize,
    default: '16MiB',
  },
  maxDecompressed: {
    value: '<size>',
    help: 'maximum size of a decompressed body; a larger one is rejected with 413',
    parse: parseSize,
    default: '256MiB',
  },
  maxBuffered: {
    value: '<size>',
    help: 'maximum memory of all bodies; beyond it sockets are not read, and after 10s requests are rejected with 503',
    parse: parseSize,
    default: '256MiB',
  },
  maxConnections: {
    value: '<n>',
    help: 'maximum number of open connections; one more closes the one that has been idle longest, or is closed',
    parse: parseCount,
    default: '3000',
  },
  headerTimeout: {
    value: '<duration>',
    help: 'from the connection to the end of the headers',
    parse: parseInterval,
    default: '10s',
  },
  requestTimeout: {
    value: '<duration>',
    help: 'from the first byte to the end of a body',
    parse: parseInterval,
    default: '60s',
  },
  idleTimeout: {
    value: '<duration>',
    help: 'between requests; longer than the upload interval of 60s',
    parse: parseInterval,
    default: '75s',
  },
  grace: {
    value: '<duration>',
    help: 'how long a stop waits for requests in flight',
    parse: parseDuration,
    default: '30s',
  },
  adminHost: {
    value: '<address>',
    help: 'address that serves /healthz and /metrics over plain HTTP',
    default: '127.0.0.1',
  },
  adminPort: { value: '<port>', help: 'its port; 0 selects a free one', parse: parsePort, default: '9464' },
} as const satisfies DeclaredOptions;

export interface ReceiveOptions extends OptionsOf<typeof RECEIVE>, ConfigurationOptions {}
