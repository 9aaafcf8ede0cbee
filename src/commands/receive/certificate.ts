import type { TlsFiles } from '../../receive/server/server.ts';
import { LOOPBACK, makeCertificate } from '../session/certificate.ts';
import { type Context, UsageError } from '../session/context.ts';

/** The options that name certificates. */
interface CertificateOptions {
  readonly cert?: string;
  readonly key?: string;
  readonly selfSigned?: string;
  readonly clientCa?: string;
}

/** The certificates of a receiver. `isOwn`: it is self-signed, and senders have to trust it. */
export interface ReceiverCertificate extends TlsFiles {
  readonly isOwn: boolean;
}

const FOLDER = '.datastream/receive';
/** Ten years: a new certificate needs an edit of the manifest and an activation. */
const DAYS = 3650;
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;

/**
 * Reads the certificate and its key, or creates them if they are self-signed and used for the first time.
 * @throws {UsageError} if the options name none, or a file cannot be read
 */
export async function readCertificate(
  context: Pick<Context, 'files' | 'clock'>,
  { cert, key, selfSigned, clientCa }: CertificateOptions,
): Promise<ReceiverCertificate> {
  const { files } = context;
  const ca = clientCa === undefined ? {} : { clientCa: await files.read(clientCa) };
  if (selfSigned !== undefined) return { ...(await readSelfSigned(context, selfSigned)), ...ca, isOwn: true };
  if (cert === undefined || key === undefined)
    throw new UsageError('A certificate is needed: give --cert and --key, or --self-signed.');
  return { cert: await files.read(cert), key: await files.read(key), ...ca, isOwn: false };
}

async function readSelfSigned(
  { files, clock }: Pick<Context, 'files' | 'clock'>,
  name: string,
): Promise<Pick<TlsFiles, 'cert' | 'key'>> {
  if (!HOST_NAME.test(name) || /^[\d.]+$/.test(name))
    throw new UsageError(
      '--self-signed: write a host name, such as logs.example.com. IP addresses are not supported by Akamai.',
    );
  const host = name.toLowerCase();
  const certFile = `${FOLDER}/${host}.crt`;
  const keyFile = `${FOLDER}/${host}.key`;
  const existing = await Promise.all([files.exists(certFile), files.exists(keyFile)]);
  if (existing.every((exists) => exists))
    return { cert: await files.read(certFile, 'own'), key: await files.read(keyFile, 'own') };
  if (existing.some((exists) => exists))
    throw new UsageError(
      `Of ${certFile} and ${keyFile}, only one exists. Restore the other one, or delete both.`,
    );
  const hosts = host === 'localhost' ? LOOPBACK : { hosts: [host], addresses: [] };
  const made = await makeCertificate({ commonName: host, ...hosts, days: DAYS }, clock.now());
  await files.writeBelow('.', keyFile, made.key, 'private');
  await files.writeBelow('.', certFile, made.cert);
  return made;
}
