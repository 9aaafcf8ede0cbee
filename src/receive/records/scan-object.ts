/** Values nested deeper than this are not accepted, so that no line can exhaust the call stack. */
const DEEPEST = 1000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NONE = -1;

/** 1 for bytes that may be in a JSON string as they are. Bytes of UTF-8 sequences are among them. */
const PLAIN = new Uint8Array(256).fill(1, 0x20);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

const STREAM_ID = new TextEncoder().encode('"streamId"');
/** Each of its eight characters may be written as an escape of six. */
const LONGEST_ESCAPED_ID = 2 + 8 * 6;
const TRUE = new TextEncoder().encode('true');
const FALSE = new TextEncoder().encode('false');
const NULL = new TextEncoder().encode('null');

/**
 * Checks that a range of bytes is one JSON object (RFC 8259), and finds its `streamId`. It decodes no string and
 * creates no value, which takes less than half the time of `JSON.parse` and keeps every digit. It does not check
 * UTF-8. The range must not contain a line feed.
 */
export class ObjectScanner {
  /** The value of the last `streamId` of the object, as a range of the bytes; -1 if there is none. */
  idStart = NONE;
  idEnd = NONE;
  #bytes: Uint8Array = new Uint8Array();

  /** Returns true if the bytes from `start` to `end` are one JSON object, possibly with white space around it. */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    this.#bytes = bytes;
    this.idStart = NONE;
    this.idEnd = NONE;
    const first = this.#skipSpace(start);
    if (first >= end || bytes[first] !== OPEN_OBJECT) return false;
    const after = this.#object(first, 1);
    // A token at the end of the range may only be complete because of the bytes behind it.
    return after !== NONE && after <= end && this.#skipSpace(after) >= end;
  }

  /** @param at the index of the opening brace @returns the index after the closing one, or -1 */
  #object(at: number, depth: number): number {
    const bytes = this.#bytes;
    let i = this.#skipSpace(at + 1);
    if (bytes[i] === CLOSE_OBJECT) return i + 1;
    for (;;) {
      const key = i;
      if (bytes[i] !== QUOTE) return NONE;
      i = this.#string(i);
      if (i === NONE) return NONE;
      const isId = depth === 1 && (this.#matches(key, STREAM_ID) || this.#isEscapedId(key, i));
      i = this.#skipSpace(i);
      if (bytes[i] !== COLON) return NONE;
      const value = this.#skipSpace(i + 1);
      i = this.#value(value, depth);
      if (i === NONE) return NONE;
      if (isId) {
        this.idStart = value;
        this.idEnd = i;
      }
      i = this.#skipSpace(i);
      if (bytes[i] === CLOSE_OBJECT) return i + 1;
      if (bytes[i] !== COMMA) return NONE;
      i = this.#skipSpace(i + 1);
    }
  }

  /** Whether a key is `streamId` with some characters written as escapes. */
  #isEscapedId(start: number, end: number): boolean {
    if (end - start <= STREAM_ID.length || end - start > LONGEST_ESCAPED_ID) return false;
    const key = this.#bytes.subarray(start, end);
    return key.includes(BACKSLASH) && JSON.parse(String.fromCharCode(...key)) === 'streamId';
  }

  #array(at: number, depth: number): number {
    const bytes = this.#bytes;
    let i = this.#skipSpace(at + 1);
    if (bytes[i] === CLOSE_ARRAY) return i + 1;
    for (;;) {
      i = this.#value(i, depth);
      if (i === NONE) return NONE;
      i = this.#skipSpace(i);
      if (bytes[i] === CLOSE_ARRAY) return i + 1;
      if (bytes[i] !== COMMA) return NONE;
      i = this.#skipSpace(i + 1);
    }
  }

  #value(at: number, depth: number): number {
    switch (this.#bytes[at]) {
      case QUOTE:
        return this.#string(at);
      case OPEN_OBJECT:
        return depth < DEEPEST ? this.#object(at, depth + 1) : NONE;
      case OPEN_ARRAY:
        return depth < DEEPEST ? this.#array(at, depth + 1) : NONE;
      case 0x74:
        return this.#word(at, TRUE);
      case 0x66:
        return this.#word(at, FALSE);
      case 0x6e:
        return this.#word(at, NULL);
      default:
        return this.#number(at);
    }
  }

  #string(at: number): number {
    const bytes = this.#bytes;
    for (let i = at + 1; ; i += 2) {
      while (PLAIN[bytes[i] ?? 0] === 1) i += 1;
      if (bytes[i] === QUOTE) return i + 1;
      if (bytes[i] !== BACKSLASH || !isEscape(bytes[i + 1])) return NONE;
      if (bytes[i + 1] !== 0x75) continue;
      for (let digit = i + 2; digit < i + 6; digit += 1) if (!isHexDigit(bytes[digit])) return NONE;
      i += 4;
    }
  }

  #number(at: number): number {
    const bytes = this.#bytes;
    let i = bytes[at] === MINUS ? at + 1 : at;
    if (!isDigit(bytes[i])) return NONE;
    i = bytes[i] === ZERO ? i + 1 : this.#digits(i);
    if (bytes[i] === 0x2e) {
      if (!isDigit(bytes[i + 1])) return NONE;
      i = this.#digits(i + 1);
    }
    if (bytes[i] !== 0x65 && bytes[i] !== 0x45) return i;
    i += bytes[i + 1] === 0x2b || bytes[i + 1] === MINUS ? 2 : 1;
    return isDigit(bytes[i]) ? this.#digits(i) : NONE;
  }

  #digits(at: number): number {
    let i = at;
    while (isDigit(this.#bytes[i])) i += 1;
    return i;
  }

  #word(at: number, word: Uint8Array): number {
    return this.#matches(at, word) ? at + word.length : NONE;
  }

  #matches(at: number, word: Uint8Array): boolean {
    for (let i = 0; i < word.length; i += 1) if (this.#bytes[at + i] !== word[i]) return false;
    return true;
  }

  #skipSpace(at: number): number {
    let i = at;
    while (isSpace(this.#bytes[i])) i += 1;
    return i;
  }
}

/** White space of JSON without the line feed, which ends a line. */
function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}

function isHexDigit(byte: number | undefined): boolean {
  return isDigit(byte) || (byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

/** `"`, `\`, `/`, b, f, n, r, t or u. */
function isEscape(byte: number | undefined): boolean {
  switch (byte) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
    case 0x75:
      return true;
    default:
      return false;
  }
}
