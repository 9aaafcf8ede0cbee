import { AccessError } from '../../http/access-error.ts';

/** Members of one section, names in lower case with underscores: `client_secret`, `max_body`. */
export type EdgercSection = ReadonlyMap<string, string>;

/**
 * Parses one section of an `.edgerc` file. Comments start with `#` or `;`, at the start of a line or after a blank.
 * Quoted values may contain both. Values stay as written, including `=` and trailing slashes. (The parser of the
 * signing package removes one trailing slash, also from secrets.)
 * @throws {AccessError} naming file, section and line, never a value
 */
export function readEdgerc(text: string, section: string, file: string): EdgercSection {
  if (text.includes('\0')) throw notText(file);
  const members = new Map<string, string>();
  const names: string[] = [];
  let current: string | undefined;
  for (const [index, line] of linesOf(text).entries()) {
    if (isIgnored(line)) continue;
    const header = /^\[([^\]]*)\]/.exec(line)?.[1]?.trim();
    if (header !== undefined) {
      if (header === section && names.includes(section))
        throw duplicateError(`section [${section}]`, file, index + 1);
      names.push(header);
      current = header;
    } else if (current === section) {
      addMember(members, line, `line ${index + 1} of ${file}`);
    }
  }
  if (!names.includes(section)) throw noSection(section, names, file);
  return members;
}

function addMember(members: Map<string, string>, line: string, place: string): void {
  const member = readMember(line);
  if (!member) {
    throw new AccessError(`${place} is neither a comment nor \`name = value\`.`, 'Fix that line.');
  }
  if (members.has(member.name)) throw duplicateError(member.name, place);
  members.set(member.name, member.value);
}

function readMember(line: string): { readonly name: string; readonly value: string } | undefined {
  const equals = line.indexOf('=');
  const name = line.slice(0, Math.max(0, equals)).trim().toLowerCase().replaceAll('-', '_');
  if (!/^[a-z_][a-z0-9_]*$/.test(name)) return undefined;
  return { name, value: unquoted(line.slice(equals + 1).trim()) };
}

/**
 * Returns the values of all sections of an edgerc file in the form in which they are used, so that logs can mask
 * them. Lines that `readEdgerc` refuses are skipped, because masks are registered before any error is reported.
 */
export function edgercValues(text: string): readonly string[] {
  return linesOf(text).flatMap((line) => {
    const member = isIgnored(line) ? undefined : readMember(line);
    if (!member) return [];
    return member.name === 'host' ? [member.value, plainHost(member.value)] : [member.value];
  });
}

/** Returns a host in lower case without `https://` and trailing slashes, because users paste it that way. */
export function plainHost(text: string): string {
  return text
    .replace(/^https:\/\//i, '')
    .replace(/\/+$/, '')
    .toLowerCase();
}

function linesOf(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim());
}

function isIgnored(line: string): boolean {
  return line === '' || line.startsWith('#') || line.startsWith(';');
}

/** Removes quotes; if there are none, removes a comment that starts after a blank. */
function unquoted(text: string): string {
  const quoted = /^(["'])(.*?)\1\s*(?:[#;].*)?$/.exec(text);
  return quoted?.[2] ?? text.replace(/(^|\s+)[#;].*$/, '');
}

function duplicateError(what: string, place: string, line?: number): AccessError {
  const where = line === undefined ? place : `${place}, line ${line}`;
  return new AccessError(`${what} is there twice (${where}).`, 'Keep one of them.');
}

function noSection(section: string, names: readonly string[], file: string): AccessError {
  const others = [...new Set(names)].map((name) => `[${name}]`).join(', ');
  return new AccessError(
    `${file} has no section [${section}].`,
    others ? `It has ${others}: choose one with --section.` : 'It has no section at all.',
  );
}

function notText(file: string): AccessError {
  return new AccessError(`${file} is not a text file in UTF-8.`, 'Save it as UTF-8 text.');
}
