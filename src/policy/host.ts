/**
 * An address that every parser reads in the same way: an optional scheme, at most one user info without separators, and a
 * host without escapes. `https://a@b@c`, `https:\\c`, `https:/c` and `//c` are read differently by different parsers.
 */
const PLAIN_ADDRESS =
  /^(?:https?:\/\/)?(?:[\w.~!$&'()*+,;=:%-]*@)?([\p{L}\p{M}\p{N}._-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:[/?#]|$)/iu;

/**
 * Returns the host of an address in the form in which hosts are compared: in lower case, as Punycode, without port and
 * without the final dot.
 *
 * @returns `undefined` if the address has no host that all parsers agree on
 */
export function hostOf(address: string): string | undefined {
  // Parsers remove these characters, so that the text that a reviewer sees is another address.
  if (/[\p{C}\p{Z}\\]/u.test(address)) return undefined;
  const [start = '', host] = PLAIN_ADDRESS.exec(address) ?? [];
  // Some parsers read what precedes the @ as user info, even if a ? or # comes before it.
  if (host === undefined || /^[^/]*@/.test(start.endsWith('/') ? '' : address.slice(start.length)))
    return undefined;
  return comparableHost(host);
}

/** Returns a pattern of hosts in the same form. Labels with an asterisk are only converted to lower case. */
export function hostPattern(pattern: string): string {
  const labels = withoutFinalDot(pattern.toLowerCase()).split('.');
  if (!pattern.includes('*')) return comparableHost(pattern) ?? pattern.toLowerCase();
  return labels.map((label) => (label.includes('*') ? label : (comparableHost(label) ?? label))).join('.');
}

/** Numbers are addresses in some notations (`0x7f.1`), so a label of digits must not be parsed alone. */
function comparableHost(host: string): string | undefined {
  if (/^[\da-z_-]+$/i.test(host)) return host.toLowerCase();
  const url = `https://${host}/`;
  return URL.canParse(url) ? withoutFinalDot(new URL(url).hostname) : undefined;
}

function withoutFinalDot(host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

/**
 * Returns whether a pattern may match hosts of any owner. The last two labels of a host decide who owns it, at least.
 * The asterisk alone is a statement, not a mistake.
 */
export function matchesAnyOwner(pattern: string): boolean {
  if (pattern === '*' || !pattern.includes('*')) return false;
  return withoutFinalDot(pattern)
    .split('.')
    .slice(-2)
    .some((label) => label.includes('*'));
}
