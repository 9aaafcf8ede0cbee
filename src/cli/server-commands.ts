import path from 'node:path';
import { UsageError } from '../commands/session/context.ts';
import { type HttpsOptions, RECEIVE, SIMULATE } from '../commands/session/server-options.ts';
import { declareCommand } from './declared-command.ts';

/** The commands that run a server; see `server-options.ts`. */

export const simulateCommand = declareCommand({
  name: 'simulate',
  description: 'Serve the simulator over HTTP or HTTPS on this machine, to test pipelines and other clients.',
  options: SIMULATE,
  after:
    'Examples:\n  datastream simulate --port 8085 --movement 30s\n  datastream simulate --https --streams streams\n  datastream simulate --deliver --resolve logs.example.com=127.0.0.1:8443 --uploaders 5 --traffic 1000 --record-size 2KiB',
  run: async (context, { https, cert, key, ...options }) => {
    const { simulate } = await import('../commands/simulate.ts');
    const served = httpsOptions(https, cert, key);
    return simulate(context, served ? { ...options, https: served } : options);
  },
});

export const receiveCommand = declareCommand({
  name: 'receive',
  description:
    'Receive what custom HTTPS destinations send, and write it as JSON lines. Delivery is at least once.',
  options: RECEIVE,
  after: `The endpoint of a destination needs a host name that resolves to this machine from the internet, a port that
is reachable, and a certificate for that name. Put the certificate of --self-signed into the manifest as caCert.

Examples:
  datastream receive --self-signed
  datastream receive --host 0.0.0.0 --cert chain.pem --key key.pem --user akamai --password env:LOGS_PASSWORD`,
  run: async (context, options) => {
    const { receive } = await import('../commands/receive/receive.ts');
    return receive(context, options);
  },
});

function httpsOptions(https = false, cert?: string, key?: string): HttpsOptions | undefined {
  if (cert !== undefined && key !== undefined) {
    return { tag: 'files', cert: path.resolve(cert), key: path.resolve(key) };
  }
  if (cert !== undefined || key !== undefined) {
    throw new UsageError('--cert and --key go together: name the certificate and its key.');
  }
  return https ? { tag: 'made', folder: path.resolve('.datastream') } : undefined;
}
