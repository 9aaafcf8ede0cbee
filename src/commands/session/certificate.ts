/** A certificate with its private key, both in PEM format. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** What a self-signed certificate is for. */
interface CertificateSubject {
  readonly commonName: string;
  /** Host names and IP addresses that it is valid for. */
  readonly hosts: readonly string[];
  readonly addresses: readonly string[];
  /** From now on. */
  readonly days: number;
}

const DAY = 24 * 3_600_000;

/** The names and addresses of this machine. */
export const LOOPBACK = { hosts: ['localhost'], addresses: ['127.0.0.1', '::1'] };

/**
 * Creates a self-signed certificate, so clients can trust this certificate alone. The package is loaded on demand,
 * because few commands use it.
 * @param now Milliseconds since 1970. The certificate is valid from one day earlier, because clocks can differ.
 */
export async function makeCertificate(subject: CertificateSubject, now: number): Promise<Certificate> {
  const { generate } = await import('selfsigned');
  const { cert, private: key } = await generate([{ name: 'commonName', value: subject.commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY),
    notAfterDate: new Date(now + subject.days * DAY),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...subject.hosts.map((value) => ({ type: 2 as const, value })),
          ...subject.addresses.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  return { cert, key };
}
