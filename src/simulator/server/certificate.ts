/** A certificate with its private key, both in PEM format. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const DAY = 24 * 3_600_000;

/**
 * Creates a self-signed certificate for `localhost`, `127.0.0.1` and `::1`, so clients can trust this certificate
 * alone. The package is loaded on demand, because no other command uses it.
 * @param now Milliseconds since 1970. The certificate is valid for one year, and from one day earlier, because clocks
 * can differ.
 */
export async function makeCertificate(now: number): Promise<Certificate> {
  const { generate } = await import('selfsigned');
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'datastream simulator' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - DAY),
    notAfterDate: new Date(now + 365 * DAY),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { cert, key };
}
