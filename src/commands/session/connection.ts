import { type ConnectOptions, connect } from '../../api/connect.ts';
import { type FoundCredentials, findCredentials } from '../../api/credentials/credentials.ts';
import type { ProbeReader } from '../../api/diagnosis/probe.ts';
import type { PullReader } from '../../api/logs/client.ts';
import type { MetricsReader } from '../../api/metrics/client.ts';
import type { PropertyReader, PropertyWriter } from '../../api/property-manager/client.ts';
import type { StreamReader, StreamWriter } from '../../api/streams/client.ts';
import { holdsJournal, JOURNAL } from '../../apply/files/journal.ts';
import { lockFile, takeLock } from '../../apply/files/lock.ts';
import type { ObservePorts } from '../../apply/observe/read-details.ts';
import { sharingLookUps } from '../../apply/observe/remembered-names.ts';
import { fileCache, noCache, type VersionCache } from '../../apply/observe/version-cache.ts';
import { defined } from '../../model/defined.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Redaction } from '../../redaction/run-redaction.ts';
import { embeddedSimulator } from '../../simulator/server/embedded.ts';
import { type Context, UsageError } from './context.ts';
import type { CacheOptions, ManifestOptions, TargetOptions } from './option-groups.ts';
import { madeUpNotice, NO_MANIFESTS, readAccountSource } from './simulated-account.ts';

/** An account, or the simulator, opened for reading. It contains no method that writes. */
export interface Connection {
  readonly reader: StreamReader;
  /** Properties and their rule trees, in Property Manager. */
  readonly properties: PropertyReader;
  /** The logs that the API keeps, if it does. */
  readonly pull: PullReader;
  /** The upload metrics of DataStream 2. */
  readonly metrics: MetricsReader;
  /** Single GET requests, for `doctor`. */
  readonly probe: ProbeReader;
  /** Host and account key, or `simulator`. */
  readonly target: string;
  /** The target and, for a simulator, which simulated account. Cache and journal are kept per account. */
  readonly account: string;
  readonly simulated: boolean;
  readonly cache: VersionCache;
  /** The secrets of the run. No error of this connection repeats one of them, or a live stream's credential. */
  readonly redaction: Redaction;
  /** HTTP requests sent so far. */
  requests(): number;
  /** The `Date` of the latest response, milliseconds since 1970. Absent: no response had one so far. */
  apiTime(): number | undefined;
}

/** A connection that can also write; used by apply only. */
export interface WritingConnection extends Connection {
  readonly writer: StreamWriter;
  readonly propertyWriter: PropertyWriter;
  /**
   * Makes the next read look up names again, even if that was done within the last minute.
   * @param key a key of `namesKey`
   */
  readonly forgetNames: (key: string) => void;
  /**
   * Whether a look-up of these names would send no request now.
   * @param key a key of `namesKey`
   */
  readonly remembersNames: (key: string) => boolean;
}

/**
 * `streams` is the folder of the manifests that a new simulated account is created from, if the command has
 * one.
 */
export type OpenOptions = TargetOptions & CacheOptions & Partial<Pick<ManifestOptions, 'streams'>>;

/** Opens the account that the options name, for reading. The simulator is used only if it is named. */
export async function openConnection(context: Context, options: OpenOptions): Promise<Connection> {
  const connection = await openToWrite(context, options);
  const {
    writer: _writer,
    propertyWriter: _properties,
    forgetNames: _forget,
    remembersNames: _,
    ...reading
  } = connection;
  return reading;
}

/** Opens the account that the options name, for reading and writing. */
async function openToWrite(context: Context, options: OpenOptions): Promise<WritingConnection> {
  const { to, key, accountId = '' } = await destination(context, options);
  const api = connect({
    to,
    clock: context.clock,
    listen: context.listen,
    signal: context.signal,
    debug: context.debug === true,
    ...(options.accountKey ? { accountKey: options.accountKey } : {}),
  });
  context.opened?.(api.target);
  const account = `${api.target}${accountId}`;
  const cache = openCache(context, options, { account, key });
  return {
    ...api,
    ...sharingLookUps(api.reader, context.clock),
    account,
    simulated: options.simulator !== undefined,
    cache,
  };
}

/**
 * The dependencies of reading an account.
 * @param managed all manifests of the repository
 */
export function observePorts(
  { hash, clock, listen }: Context,
  { reader, cache, target, redaction }: Connection,
  managed: readonly Manifest[],
): ObservePorts {
  return { reader, cache, target, redaction, hash, clock, listen, managed };
}

/** Identifies a simulated account in saved plans, without the path of a file; empty for a real account. */
export function simulatedAccount(
  { simulated, account }: Pick<Connection, 'simulated' | 'account'>,
  hash: Context['hash'],
): { readonly account?: string } {
  return simulated ? { account: hash(account) } : {};
}

/** Opens an account for writing. */
export type OpenToWrite = (context: Context, options: OpenOptions) => Promise<WritingConnection>;

/**
 * Runs work that writes to accounts. Each account that it opens is locked from before it is read until the
 * end. No other apply in this working directory writes to it in the meantime.
 * @param work gets the only function that may open an account for writing
 * @throws {ApplyRunning} if another apply is running
 */
export async function exclusively<T>(context: Context, work: (open: OpenToWrite) => Promise<T>): Promise<T> {
  const { clock, listen, hash } = context;
  const locks: Awaited<ReturnType<typeof takeLock>>[] = [];
  try {
    return await work(async (_, options) => {
      const connection = await openToWrite(context, options);
      const file = lockFile(connection.account, hash);
      locks.push(await takeLock({ file, clock, listen }));
      return connection;
    });
  } finally {
    for (const lock of locks) await lock.release();
  }
}

/**
 * Where requests are sent. `accountId` identifies the simulated account, since all simulated accounts have the
 * same target.
 */
interface Destination {
  readonly to: ConnectOptions['to'];
  /** The key with which cache entries are encrypted. */
  readonly key: string;
  readonly accountId?: string;
}

function openCache(
  context: Context,
  { cache }: CacheOptions,
  { account, key }: { readonly account: string; readonly key: string },
): VersionCache {
  if (!cache) return noCache();
  if (holdsJournal(cache)) {
    throw new UsageError(
      `The version cache ${cache} would contain the journal ${JOURNAL}, which must not be saved with it. ` +
        'Use a separate folder for --cache.',
    );
  }
  return fileCache({ directory: cache, target: account, key, listen: context.listen });
}

/** Characters. A cache key has to resist guessing; `openssl rand -hex 16` prints 32 characters. */
const SHORTEST_KEY = 32;
/** Public, because a simulated account contains nothing to protect. */
const SIMULATOR_KEY = 'the embedded simulator';

/**
 * The cache key that the user gave, if any. Clients with the same key share entries.
 * @throws {UsageError} if it is too short
 */
function givenCacheKey(context: Context, { cacheKey }: CacheOptions): string | undefined {
  const key = (cacheKey ?? context.env['DATASTREAM_CACHE_KEY'] ?? '').replaceAll('\r\n', '\n').trim();
  if (key === '') return undefined;
  if (key.length >= SHORTEST_KEY) return key;
  throw new UsageError(
    `The cache key (cache-key or DATASTREAM_CACHE_KEY) has ${key.length} characters, fewer than ${SHORTEST_KEY}. ` +
      'Use a long random text or the text of an edgerc file.',
  );
}

async function destination(context: Context, options: OpenOptions): Promise<Destination> {
  const { simulator, endpoint } = options;
  const cacheKey = givenCacheKey(context, options);
  if (simulator) {
    const simulated = await simulatedDestination(context, simulator, options);
    return { ...simulated, key: cacheKey ?? SIMULATOR_KEY };
  }
  const credentials = await credentialsFor(context, options);
  const to = { credentials, env: context.env, ...(endpoint ? { endpoint } : {}) };
  return { to, key: cacheKey ?? credentials.clientSecret };
}

/**
 * Finds the credentials for the account that the options name, if it is no simulated one.
 * @throws {AccessError}
 */
export function credentialsFor(
  { env, home }: Context,
  { endpoint, edgerc, edgercText, section }: TargetOptions,
): Promise<FoundCredentials> {
  return findCredentials({
    env,
    home,
    hostOptional: endpoint !== undefined,
    ...(edgerc ? { edgerc } : {}),
    ...defined({ edgercText }),
    ...(section ? { section } : {}),
  });
}

async function simulatedDestination(
  context: Context,
  file: string,
  { streams: folder, configuration }: Pick<OpenOptions, 'streams' | 'configuration'>,
): Promise<Omit<Destination, 'key'>> {
  const source = folder === undefined ? NO_MANIFESTS : await readAccountSource(folder, configuration);
  const { transport, born, added } = await embeddedSimulator({ file, clock: context.clock, source });
  for (const line of madeUpNotice(folder ?? '', added, file)) context.say(line);
  return { to: { transport }, accountId: ` born ${born}` };
}
