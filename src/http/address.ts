/**
 * Returns true for names and addresses of this machine: `localhost`, 127.0.0.0/8, `[::1]`, `::1`. `*.localhost` is not
 * included, because DNS may resolve it to any address.
 */
export function isLoopback(hostname: string): boolean {
  return (
    ['localhost', '[::1]', '::1'].includes(hostname) || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

/** Returns true if credentials may be sent to the URL: over TLS, or within this machine. */
export function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** Returns true if the URL has nothing but scheme, host, port and path. */
export function isBare({ username, password, search, hash }: URL): boolean {
  return `${username}${password}${search}${hash}` === '';
}
