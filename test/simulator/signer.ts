import { createHash, createHmac } from 'node:crypto';
import type { SimulatorCredentials } from '../../src/simulator/server/signature.ts';

/** The parts of a signature, all of which a test can change. */
export interface Signed {
  readonly method: string;
  readonly url: string;
  readonly body?: string;
  readonly at: number;
  readonly nonce: string;
}

/**
 * An EdgeGrid header from a second implementation, so that the simulator's check is not tested with itself.
 */
export function authorization(credentials: SimulatorCredentials, signed: Signed): string {
  const url = new URL(signed.url);
  const [date, time] = new Date(signed.at).toISOString().slice(0, 19).split('T');
  const timestamp = `${date?.replaceAll('-', '')}T${time}+0000`;
  const unsigned =
    `EG1-HMAC-SHA256 client_token=${credentials.clientToken};access_token=${credentials.accessToken};` +
    `timestamp=${timestamp};nonce=${signed.nonce};`;
  const hash =
    signed.method === 'POST' && signed.body
      ? createHash('sha256').update(Buffer.from(signed.body).subarray(0, 131072)).digest('base64')
      : '';
  const lines = [
    signed.method,
    url.protocol.slice(0, -1),
    url.host,
    url.pathname + url.search,
    '',
    hash,
    unsigned,
  ];
  const key = createHmac('sha256', credentials.clientSecret).update(timestamp).digest('base64');
  return `${unsigned}signature=${createHmac('sha256', key).update(lines.join('\t')).digest('base64')}`;
}
