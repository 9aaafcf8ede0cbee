/** Returns whether a pattern matches a whole text. `*` matches any characters; all others match themselves. */
export function matchesGlob(text: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+^${}()|[\]\\?]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'su').test(text);
}
