import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Returns the addresses of a host name. Empty: it has none. */
export type AddressLookup = (host: string) => Promise<readonly string[]>;

/** True for an IP address of this machine: 127.0.0.0/8, `::1`, and the IPv4 addresses written as IPv6. */
export function isLoopbackAddress(address: string): boolean {
  const v4 = address.replace(/^::ffff:/iu, '');
  return address === '::1' || (isIP(v4) === 4 && v4.startsWith('127.'));
}

/**
 * Returns the addresses of a host that need no lookup: an IP address, `localhost`, and names below it, which are
 * addresses of this machine (RFC 6761, section 6.3).
 */
export function fixedAddresses(host: string): readonly string[] | undefined {
  if (host === 'localhost' || host.endsWith('.localhost')) return ['127.0.0.1', '::1'];
  return isIP(host) > 0 ? [host] : undefined;
}

/** Looks up a host name as the operating system does, including its hosts file. */
export const systemLookup: AddressLookup = async (host) => {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
};

/** The host of a URL without the brackets of an IPv6 address. */
export function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/u, '$1');
}
