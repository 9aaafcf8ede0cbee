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

/**
 * Returns whether a pattern matches a whole text. `*` matches any characters, and `?` matches one; all others match
 * themselves. Only the last asterisk is ever tried again, so the time grows at most with the product of both lengths.
 */
export function matchesNamePattern(text: string, pattern: string): boolean {
  const [characters, parts] = [[...text], [...pattern]];
  let [at, part] = [0, 0];
  let retry: { readonly at: number; readonly part: number } | undefined;
  while (at < characters.length) {
    if (parts[part] === '*') {
      part += 1;
      retry = { at, part };
    } else if (part < parts.length && (parts[part] === '?' || parts[part] === characters[at])) {
      at += 1;
      part += 1;
    } else if (retry) {
      retry = { at: retry.at + 1, part: retry.part };
      ({ at, part } = retry);
    } else return false;
  }
  return parts.slice(part).every((one) => one === '*');
}
