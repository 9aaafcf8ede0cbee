import { defined } from '../model/defined.ts';
import { shellWord } from '../render/text/words.ts';
import { type DeliverySettings, serveSimulator } from '../simulator/server/server.ts';
import { type Certificate, LOOPBACK, makeCertificate } from './session/certificate.ts';
import { type Context, type Result, UsageError } from './session/context.ts';
import { explainListenFailure } from './session/listen-failure.ts';
import type { HttpsOptions, SimulateOptions } from './session/server-options.ts';
import { madeUpNotice, readWholeAccountSource } from './session/simulated-account.ts';
import { waitForAbort } from './session/wait-for-abort.ts';

/** Serves the simulator on this machine until it is stopped, and prints how to connect a client to it. */
export async function simulate(context: Context, options: SimulateOptions): Promise<Result> {
  const { https, streams, file, configuration } = options;
  checkDelivery(options);
  const certificate = https ? await certificateFor(context, https) : undefined;
  const source = streams === undefined ? undefined : await readWholeAccountSource(streams, configuration);
  const server = await serve(context, options, { certificate, source });
  try {
    const trusted =
      https && certificate ? await trustedFile(context, https, certificate, server.url) : undefined;
    for (const line of madeUpNotice(streams ?? '', server.added, file)) context.say(line);
    context.say(instructions(server.url, { ...server.environment, ...trustVariables(trusted) }, options));
    await Promise.all([waitForAbort(context.signal), server.deliver?.(context.signal)]);
    return { output: '', exitCode: 0 };
  } finally {
    await server.close();
  }
}

interface Served {
  readonly certificate: Certificate | undefined;
  readonly source: Awaited<ReturnType<typeof readWholeAccountSource>> | undefined;
}

/** @throws {UsageError} if an option is given that only deliveries use. */
function checkDelivery({ deliver = false, resolve, uploaders, recordSize }: SimulateOptions): void {
  if (deliver || (resolve.length === 0 && uploaders === undefined && recordSize === undefined)) return;
  throw new UsageError('--resolve, --uploaders and --record-size require --deliver: add it, or omit them.');
}

/** Uploaders of a stream by default: enough for partial files, and few enough to follow. */
const UPLOADERS = 2;

function deliverySettings(
  { clock, say }: Context,
  { resolve, uploaders = UPLOADERS, recordSize }: SimulateOptions,
): DeliverySettings {
  const mappings = resolve.map(({ host, ...to }) => [host, to] as const);
  return { clock, say, uploaders, resolve: new Map(mappings), ...defined({ recordSize }) };
}

async function serve(context: Context, options: SimulateOptions, { certificate, source }: Served) {
  const { port, movement: transitionTime, requestsPerMinute, traffic, empty = false, file } = options;
  try {
    return await serveSimulator({
      ...{ port, transitionTime, requestsPerMinute, empty },
      clock: context.clock,
      ...defined({ file, visitorsPerMinute: traffic }),
      ...(options.deliver ? { delivery: deliverySettings(context, options) } : {}),
      ...(source ? { source } : {}),
      ...(certificate ? { certificate } : {}),
    });
  } catch (cause) {
    const unable = explainListenFailure(cause, { host: '127.0.0.1', port, portOption: '--port' });
    if (unable !== undefined) throw new UsageError(unable, { cause });
    if (options.https?.tag !== 'files' || !isUnusable(cause)) throw cause;
    throw new UsageError(
      `The certificate and key cannot be used: ${cause.message}. Both have to be PEM, unencrypted, and of one pair: ${options.https.cert}, ${options.https.key}.`,
      { cause },
    );
  }
}

/** Whether the error comes from OpenSSL, as Node.js reports it. */
function isUnusable(cause: unknown): cause is Error {
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('ERR_OSSL');
}

async function certificateFor(context: Context, https: HttpsOptions): Promise<Certificate> {
  if (https.tag === 'made') {
    const subject = { commonName: 'datastream simulator', ...LOOPBACK, days: 365 };
    return makeCertificate(subject, context.clock.now());
  }
  return { cert: await context.files.read(https.cert), key: await context.files.read(https.key) };
}

/**
 * The file that clients have to trust. The key of a certificate that is created at start never leaves this
 * process.
 */
async function trustedFile(
  context: Context,
  https: HttpsOptions,
  { cert }: Certificate,
  url: string,
): Promise<string> {
  if (https.tag === 'files') return https.cert;
  const file = `${https.folder}/simulator-${new URL(url).port}.pem`;
  // A checkout may contain a link at this path.
  await context.files.writeBelow('.', file, cert, 'private');
  return file;
}

/**
 * The variables that Go (Terraform), Node.js and Python's requests read. None of them trusts a self-signed
 * certificate by default.
 */
function trustVariables(file: string | undefined): Readonly<Record<string, string>> {
  if (file === undefined) return {};
  const word = shellWord(file);
  return { SSL_CERT_FILE: word, NODE_EXTRA_CA_CERTS: word, REQUESTS_CA_BUNDLE: word };
}

function instructions(
  url: string,
  environment: Readonly<Record<string, string>>,
  options: SimulateOptions,
): string {
  const kept = options.file ? `kept in ${options.file}` : 'kept in memory and gone when it stops';
  return [
    `Simulated Akamai DataStream on ${url}. Its state is ${kept};`,
    `an activation or deactivation lasts ${options.movement / 1000} s. Stop it with Ctrl-C.`,
    '',
    'In another terminal:',
    ...Object.entries(environment).map(([name, value]) => `  export ${name}=${value}`),
    `  datastream plan --endpoint ${url}`,
    '',
  ].join('\n');
}
