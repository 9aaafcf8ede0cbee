/** Returns an input's value by its name; empty if it is not set. */
export type Get = (name: string) => string;

/** Keeps one sentence about an input that is not valid. */
export type ReportProblem = (problem: string) => void;

/** Reads `true` or `false`. */
export function flag(get: Get, name: string, otherwise: boolean, report: ReportProblem): boolean {
  const text = get(name).toLowerCase();
  if (text === '') return otherwise;
  if (text !== 'true' && text !== 'false')
    report(`The input "${name}" is true or false${instead(get(name))}.`);
  return text === 'true';
}

/** Reads an input that must be set. */
export function needed(get: Get, name: string, how: string, report: ReportProblem): string {
  const text = get(name);
  if (text === '') report(`The input "${name}" is missing. ${how}`);
  return text;
}

/** Ends a sentence about an input with the text that it has. */
export function instead(text: string): string {
  return text === '' ? '; it is missing' : `, not ${JSON.stringify(text)}`;
}

/** Returns the lines of an input, without blanks around them. */
export function lines(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Reads a folder below the checkout, so that paths match those that GitHub knows. */
export function folder(get: Get, name: string, otherwise: string, report: ReportProblem): string {
  const path = get(name) || otherwise;
  const isInside = !path.startsWith('/') && !/^[a-z]:/i.test(path) && !path.split(/[\\/]/).includes('..');
  if (!isInside)
    report(`The input "${name}" is a folder of this repository, relative to its top${instead(path)}.`);
  return path;
}

/** Returns a member whose value may be missing. */
export function given<K extends string>(name: K, text: string): { readonly [N in K]?: string } {
  const member: { [N in K]?: string } = {};
  if (text !== '') member[name] = text;
  return member;
}
