import { type AdminServer, startAdmin } from '../../receive/admin/admin-server.ts';
import { logEvents } from '../../receive/admin/log.ts';
import { createMetrics } from '../../receive/admin/metrics.ts';
import type { ReceiverEvents } from '../../receive/server/events.ts';
import { type Receiver, type ReceiverOptions, startReceiver } from '../../receive/server/server.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import { explainListenFailure } from '../session/listen-failure.ts';
import type { ReceiveOptions } from '../session/server-options.ts';
import { waitForAbort } from '../session/wait-for-abort.ts';
import { readCertificate } from './certificate.ts';
import { type ExpectedRequests, readExpectedRequests } from './manifest.ts';
import { openOutput } from './output.ts';
import { readCredentials } from './secrets.ts';
import { startLines } from './start-lines.ts';

/**
 * Receives records until it is stopped by a signal, or until nothing reads its standard output any more.
 * @throws {UsageError} if an option or a file is invalid, or the port is taken
 */
export async function receive(context: Context, options: ReceiveOptions): Promise<Result> {
  const { clock, say } = context;
  const { format, credentials } = await readRequestOptions(context, options);
  const certificate = await readCertificate(context, options);
  const ended = new AbortController();
  const metrics = createMetrics();
  const sink = await openOutput(context, options, {
    onClosed: () => ended.abort(),
    onFileClosed: metrics.onFileClosed,
  });
  const log = logEvents(say, clock);
  const receiver = await start({
    ...{ host: options.host, port: options.port, tls: certificate, credentials, sink, clock },
    events: joinEvents(metrics, log),
    limits: {
      received: options.maxBody,
      decompressed: options.maxDecompressed,
      buffered: options.maxBuffered,
    },
    connections: {
      connections: options.maxConnections,
      headerTimeout: options.headerTimeout,
      requestTimeout: options.requestTimeout,
      idleTimeout: options.idleTimeout,
    },
    format,
  });
  metrics.watch(receiver);
  const stopping = AbortSignal.any([context.signal, ended.signal]);
  const health = async () => (stopping.aborted ? 'the receiver is stopping' : sink.health());
  const admin = await startAdminOrStop(options, { metrics, health }, receiver);
  const urls = { receiver: receiver.url, metrics: admin.url };
  for (const line of startLines({ urls, certificate, credentials }, options)) say(line);
  const ignoreHangups = context.onHangup(() => void reload(context, options, receiver));
  await waitForAbort(stopping);
  await receiver.stop(options.grace);
  await admin.close();
  ignoreHangups();
  log.end();
  say('receive: stopped');
  return { output: '', exitCode: 0, endsOnSignal: true };
}

async function readRequestOptions(context: Context, options: ReceiveOptions): Promise<ExpectedRequests> {
  const { manifest } = options;
  const credentials = await readCredentials(context, options);
  if (manifest === undefined) return { format: { format: 'JSON' }, credentials };
  return readExpectedRequests(context, manifest, options, credentials);
}

/** Reads certificates and references again. If one is invalid, all of the old ones are kept. */
async function reload(context: Context, options: ReceiveOptions, receiver: Receiver): Promise<void> {
  try {
    const { credentials } = await readRequestOptions(context, options);
    receiver.reload(await readCertificate(context, options), credentials);
    context.say('receive: reloaded certificates and credentials');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    context.say(`receive: reload failed; the previous certificates and credentials remain in use: ${why}`);
  }
}

/** Both receive each event. */
function joinEvents(metrics: ReceiverEvents, log: ReturnType<typeof logEvents>): ReceiverEvents {
  return {
    ...metrics,
    onWritten: (records, rejected) => {
      metrics.onWritten(records, rejected);
      log.onWritten(records, rejected);
    },
    onAuthFailure: (kind) => {
      metrics.onAuthFailure(kind);
      log.onAuthFailure(kind);
    },
    onBug: log.onBug,
    onWriteError: (error) => {
      metrics.onWriteError(error);
      log.onWriteError(error);
    },
  };
}

async function startAdminOrStop(
  { adminHost: host, adminPort: port }: ReceiveOptions,
  served: Pick<Parameters<typeof startAdmin>[0], 'metrics' | 'health'>,
  receiver: Receiver,
): Promise<AdminServer> {
  try {
    return await startAdmin({ host, port, ...served });
  } catch (cause) {
    await receiver.stop(0);
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new UsageError(
      explainListenFailure(cause, { host, port, portOption: '--admin-port' }) ??
        `Metrics cannot be served on port ${port} of ${host}: ${code ?? message}. Choose another --admin-port or --admin-host.`,
      { cause },
    );
  }
}

async function start(options: ReceiverOptions): Promise<Receiver> {
  try {
    return await startReceiver(options);
  } catch (cause) {
    await options.sink.close();
    throw new UsageError(whyNotStarted(cause, options), { cause });
  }
}

function whyNotStarted(cause: unknown, { host, port }: ReceiverOptions): string {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return (
    explainListenFailure(cause, { host, port, portOption: '--port' }) ??
    (code.startsWith('ERR_OSSL')
      ? `The certificate and key cannot be used: ${message}. Both have to be PEM, unencrypted, and of one pair.`
      : `The receiver cannot start: ${message}.`)
  );
}
