import type { Environment } from '../credentials/credentials.ts';
import { AccessError } from '../errors/errors.ts';

/** What undici's environment proxy agent takes. An empty text means none; it then looks nowhere else. */
export interface ProxySettings {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

/**
 * HTTPS_PROXY and NO_PROXY (lower case wins, as everywhere). HTTP_PROXY plays no part: plain HTTP goes to this
 * machine only, and never through a proxy.
 * @throws {AccessError} for a proxy that is not a URL; the value may hold a password and is not in the message
 */
export function proxySettings(env: Environment): ProxySettings {
  const proxy = env['https_proxy'] || env['HTTPS_PROXY'] || '';
  return {
    httpProxy: '',
    httpsProxy: proxy ? proxyUrl(proxy) : '',
    noProxy: env['no_proxy'] || env['NO_PROXY'] || '',
  };
}

function proxyUrl(text: string): string {
  const full = text.includes('://') ? text : `http://${text}`;
  if (URL.canParse(full) && /^https?:/i.test(full)) return full;
  throw new AccessError(
    'HTTPS_PROXY is not the URL of an HTTP proxy.',
    'Write it like http://proxy.example.com:3128.',
  );
}
