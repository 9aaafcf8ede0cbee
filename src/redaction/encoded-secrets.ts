/**
 * Maximum number of characters of decoded forms that are searched for one string. The first form has at most 65,536.
 * A string that needs more is deliberately hard to read, and counts as containing an encoded secret.
 */
const MOST_CHARACTERS = 1 << 20;

/** Shorter secrets would be found by chance once white space is removed. */
const SHORTEST = 6;

/** White space, control and formatting characters, combining marks, and invisible fillers. */
const INVISIBLE = /[\s\p{C}\p{M}\p{Default_Ignorable_Code_Point}]+/gu;

/**
 * Returns true if a string contains the Authorization header of a signed request in an encoded form, so that its
 * signature was not redacted.
 */
function isSigned(text: string): boolean {
  return /EG1-HMAC/i.test(text) && /(?:nonce|signature)=[\w+/-]{16}/i.test(text);
}

/**
 * Creates a function that returns true if a string contains a secret in an encoded form: split by blanks, invisible
 * characters or tags; escaped (JSON, HTML, URL) any number of times; base64 or hexadecimal, of UTF-8 or UTF-16; or
 * nested combinations of these. The function decodes the string, so it does not have to generate the encodings of
 * each secret. Every step shortens the string and the total work is bounded, so it ends soon for any string.
 */
export function encodedSecretFinder(secrets: readonly string[]): (text: string) => boolean {
  const traces = tracesOf(secrets);
  if (traces.texts.length === 0) return () => false;
  return (text) => {
    const waiting = new Set([visible(text)]);
    let characters = 0;
    // A set iterates over items that are added during the iteration, each form once.
    for (const form of waiting) {
      characters += form.length;
      if (characters > MOST_CHARACTERS || traces.texts.some((secret) => form.includes(secret))) return true;
      if (isSigned(form)) return true;
      const decoded = decodedRuns(form);
      if (decoded.some((bytes) => traces.bytes.some((secret) => bytes.includes(secret)))) return true;
      for (const next of [...peeled(form), ...decoded.map((bytes) => visible(bytes.toString('utf8')))]) {
        if (next.length >= SHORTEST && next.length < form.length) waiting.add(next);
      }
    }
    return false;
  };
}

/** The forms in which a secret appears after decoding. */
interface Traces {
  readonly texts: readonly string[];
  /** The secret in UTF-16. An ASCII secret in UTF-8 (and, except for zeros, in UTF-16) is found as a string. */
  readonly bytes: readonly Buffer[];
}

/**
 * Returns the traces of the secrets. A secret that contains escapes or tags is decoded together with the string
 * around it, so its decoded form is also searched.
 */
function tracesOf(secrets: readonly string[]): Traces {
  const spaced = secrets.flatMap((secret) => [secret, secret.trim().replaceAll(' ', '+')]);
  const texts = new Set(spaced.map(visible).filter((text) => text.length >= SHORTEST));
  for (const text of texts) {
    for (const next of peeled(text))
      if (next.length >= SHORTEST && next.length < text.length) texts.add(next);
  }
  const wide = secrets
    .filter((secret) => secret.length >= SHORTEST)
    .map((secret) => Buffer.from(secret, 'utf16le'));
  return { texts: [...texts], bytes: [...wide, ...wide.map((bytes) => Buffer.from(bytes).swap16())] };
}

function visible(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** Returns the string with one layer of escapes decoded, and the string without tags. */
function peeled(text: string): readonly string[] {
  return [visible(unescaped(text)), text.replace(/<[^<>]*>/g, '')];
}

/**
 * JSON, JavaScript, HTML and URL escapes. Every branch is bounded or a plain repetition, so matching takes linear
 * time.
 */
const ESCAPE = new RegExp(
  [
    '(?<percent>(?:%[0-9a-f]{2})+)',
    String.raw`[\\%]u(?<unit>[0-9a-f]{4})`,
    String.raw`\\x(?<byte>[0-9a-f]{2})`,
    String.raw`(?:\\u\{|&#x)0{0,16}(?<hex>[0-9a-f]{1,6})[;}]?`,
    '&#0{0,16}(?<decimal>[0-9]{1,7});?',
    '&(?<name>[a-z]{2,14});',
    String.raw`\\(?<letter>.)`,
  ].join('|'),
  'gis',
);

function unescaped(text: string): string {
  return text.replace(ESCAPE, (whole: string, ...quoted: readonly unknown[]) => {
    const groups = quoted.at(-1);
    return typeof groups === 'object' && groups !== null ? meaning(whole, { ...groups }) : whole;
  });
}

/**
 * Returns the character of an escape. Line breaks and similar characters are invisible, so the result is empty for
 * them.
 */
function meaning(whole: string, found: Readonly<Record<string, string | undefined>>): string {
  const { percent, unit, byte, hex, decimal, name, letter } = found;
  if (percent) return Buffer.from(percent.replaceAll('%', ''), 'hex').toString('utf8');
  if (name) return ENTITIES.get(name.toLowerCase()) ?? whole;
  if (letter) return 'nrtbfv0'.includes(letter) ? '' : letter;
  // Only separately escaped code units can be halves of a surrogate pair. They form the pair in the decoded string.
  if (unit) return String.fromCharCode(Number.parseInt(unit, 16));
  const code = decimal ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? byte ?? '', 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** The entities of ASCII characters. Source: https://html.spec.whatwg.org/multipage/named-characters.html */
export const ENTITIES: ReadonlyMap<string, string> = new Map([
  ...pairsOf(
    "amp & apos ' #39 ' ast * bsol \\ colon : comma , commat @ dollar $ equals = excl ! grave ` gt > hat ^",
  ),
  ...pairsOf('lbrace { lbrack [ lcub { lowbar _ lpar ( lsqb [ lt < num # percnt % period . plus + quest ?'),
  ...pairsOf('quot " rbrace } rbrack ] rcub } rpar ) rsqb ] semi ; sol / verbar | vert |'),
  ...[
    'emsp',
    'ensp',
    'nbsp',
    'newline',
    'nobreak',
    'shy',
    'tab',
    'thinsp',
    'zerowidthspace',
    'zwj',
    'zwnj',
  ].map((name): [string, string] => [name, '']),
]);

function pairsOf(table: string): readonly [string, string][] {
  return [...table.matchAll(/(\S+) (\S)/g)].map(([, name = '', character = '']) => [name, character]);
}

/**
 * Decodes everything that may be base64, base64url or hexadecimal. Without the blanks around it, the start of a run
 * is not known, so every alignment is tried. Ordinary words that are decoded this way give meaningless bytes.
 */
function decodedRuns(text: string): readonly Buffer[] {
  const base64 = text.match(/[A-Za-z0-9+/_-]{8,}/g) ?? [];
  const hex = text.replace(/0x|[:,-]/gi, '').match(/[0-9a-f]{12,}/gi) ?? [];
  const decoded = [
    ...[0, 1, 2, 3].map((start) => base64.map((run) => Buffer.from(run.slice(start), 'base64'))),
    ...[0, 1].map((start) => hex.map((run) => Buffer.from(evenly(run.slice(start)), 'hex'))),
  ];
  return decoded.map((runs) => Buffer.concat(runs)).filter((bytes) => bytes.length > 0);
}

/** Removes the last digit if it is half a byte. */
function evenly(digits: string): string {
  return digits.slice(0, digits.length - (digits.length % 2));
}
