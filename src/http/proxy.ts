import { AccessError } from './access-error.ts';

/** Environment variables. They are injected. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Options of undici's environment proxy agent. An empty string means no proxy; the agent then reads no environment
 * variables.
 */
export interface ProxySettings {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

/**
 * Returns the proxies in HTTPS_PROXY and NO_PROXY (lower case has precedence, as usual). HTTP_PROXY is ignored: plain
 * HTTP is sent to this machine only, never through a proxy.
 * @throws {AccessError} if a proxy is not a URL; the value may contain a password and is not in the message
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
