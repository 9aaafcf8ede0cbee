/**
 * Returns whether a pattern matches a whole text. `*` matches any characters; all others match themselves. Each part
 * between two asterisks is searched once, so the time does not grow with the number of asterisks, as it would for a
 * regular expression.
 */
export function matchesGlob(text: string, pattern: string): boolean {
  const [start = '', ...others] = pattern.split('*');
  const end = others.pop();
  if (end === undefined) return text === pattern;
  let at = start.length;
  if (!text.startsWith(start)) return false;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - at >= end.length && text.endsWith(end);
}
