import type { Credentials } from '../../receive/server/credentials.ts';
import { type Receiver, type ReceiverOptions, startReceiver } from '../../receive/server/server.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import type { ReceiveOptions } from '../session/options.ts';
import { type ReceiverCertificate, readCertificate } from './certificate.ts';
import { openOutput } from './output.ts';
import { readCredentials } from './secrets.ts';

/**
 * Receives records until it is stopped by a signal, or until nothing reads its standard output any more.
 * @throws {UsageError} if an option or a file is invalid, or the port is taken
 */
export async function receive(context: Context, options: ReceiveOptions): Promise<Result> {
  const { clock, say } = context;
  const credentials = await readCredentials(context, options);
  const certificate = await readCertificate(context, options);
  const ended = new AbortController();
  const sink = await openOutput(context, options, {
    onClosed: () => ended.abort(),
    onFileClosed: () => undefined,
  });
  const receiver = await start({
    host: options.host,
    port: options.port,
    tls: certificate,
    credentials,
    limits: {
      received: options.maxBody,
      decompressed: options.maxDecompressed,
      buffered: options.maxBuffered,
    },
    connections: { ...options, connections: options.maxConnections },
    format: { format: 'JSON' },
    sink,
    clock,
  });
  for (const line of startLines(receiver, options, { certificate, credentials })) say(line);
  await aborted(AbortSignal.any([context.signal, ended.signal]));
  await receiver.stop(options.grace);
  say('receive: stopped');
  return { output: '', exitCode: 0, endsOnSignal: true };
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
  switch (code) {
    case 'EADDRINUSE':
      return `Another process listens on port ${port} of ${host}. Stop it, or choose another --port.`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Choose a --port from 1024 on.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine. Choose another --host.`;
    default:
      return code.startsWith('ERR_OSSL')
        ? `The certificate and key cannot be used: ${message}. Both have to be PEM, unencrypted, and of one pair.`
        : `The receiver cannot start: ${message}.`;
  }
}

interface Started {
  readonly certificate: ReceiverCertificate;
  readonly credentials: Credentials;
}

function startLines(
  { url }: Receiver,
  { host, dir }: ReceiveOptions,
  { certificate, credentials }: Started,
): readonly string[] {
  const { basic, headers } = credentials;
  const checked = [
    ...(basic ? [`BASIC of user ${basic.user}`] : []),
    ...[...headers.keys()].map((name) => `header ${name}`),
    ...(certificate.clientCa === undefined ? [] : ['client certificates']),
  ];
  const isOpen = checked.length === 0 && !/^(127\..*|::1|localhost)$/.test(host);
  return [
    `receive: listening on ${url}`,
    `receive: writes to ${dir ?? 'standard output'}`,
    `receive: checks ${checked.length === 0 ? 'no credentials' : checked.join(', ')}`,
    ...(isOpen
      ? [
          'receive: warning: anyone who can reach this port can send records. Set --user, --header or --client-ca.',
        ]
      : []),
    ...(certificate.isOwn
      ? [`receive: put this certificate into the manifest as caCert:\n${certificate.cert.trim()}`]
      : []),
  ];
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
