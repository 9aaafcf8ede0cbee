import { isLoopback } from '../../http/address.ts';
import type { Credentials } from '../../receive/server/credentials.ts';
import type { ReceiveOptions } from '../session/server-options.ts';
import type { ReceiverCertificate } from './certificate.ts';

/** A receiver that has started. */
interface Started {
  readonly urls: { readonly receiver: string; readonly metrics: string };
  readonly certificate: ReceiverCertificate;
  readonly credentials: Credentials;
}

/** What is said when a receiver has started: addresses, output, and which credentials it checks, without their values. */
export function startLines(
  { urls, certificate, credentials }: Started,
  { host, dir }: Pick<ReceiveOptions, 'host' | 'dir'>,
): readonly string[] {
  const { basic, headers } = credentials;
  const checked = [
    ...(basic ? [`BASIC of user ${basic.user}`] : []),
    ...[...headers.keys()].map((name) => `header ${name}`),
    ...(certificate.clientCa === undefined ? [] : ['client certificates']),
  ];
  const isOpen = checked.length === 0 && !isLoopback(host);
  return [
    `receive: listening on ${urls.receiver}`,
    `receive: metrics on ${urls.metrics}`,
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
