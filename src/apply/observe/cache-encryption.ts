import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

/** Encrypts the entries of a version cache and their file names. */
export interface EntryCipher {
  /**
   * A file name for a text. It does not reveal the text. Without the key, nobody can see whether two caches
   * hold the same text.
   */
  nameOf(text: string): string;
  /** The bytes of an entry. Equal texts under one name give equal bytes. */
  encrypt(text: string, name: string): Uint8Array;
  /**
   * The text of an entry; `undefined` if it was changed, moved to another name or encrypted with another key.
   */
  decrypt(bytes: Uint8Array, name: string): string | undefined;
}

const ALGORITHM = 'aes-256-gcm';
/**
 * Part of the key derivation and of each file, so that entries of other formats are never read as entries of
 * this one.
 */
const PURPOSE = 'datastream-gitops version cache 3';
const MAGIC = Buffer.from('DSC3');
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Texts are padded to a multiple of this many bytes. Otherwise the size of a file could identify a stream. */
const BLOCK = 1024;

/**
 * AES-256-GCM with keys that HKDF derives from a secret. The nonce is an HMAC of name and text. Workflows use
 * a hash of these files as the key of a CI cache, so equal content has to give equal bytes. A nonce that
 * depends on the complete content is never used for two different contents.
 * @param secret has at least 128 bits of entropy, since HKDF does not slow down guesses
 */
export function entryCipher(secret: string): EntryCipher {
  const [encryption, nonces, names] = deriveKeys(secret);
  const nonceOf = (text: Buffer, name: string) =>
    createHmac('sha256', nonces).update(`${name}\0`).update(text).digest().subarray(0, NONCE_BYTES);
  return {
    nameOf: (text) => createHmac('sha256', names).update(text).digest('hex').slice(0, 32),
    encrypt: (text, name) => {
      const plain = pad(Buffer.from(text));
      const nonce = nonceOf(plain, name);
      const cipher = createCipheriv(ALGORITHM, encryption, nonce).setAAD(Buffer.from(name));
      const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([MAGIC, nonce, cipher.getAuthTag(), encrypted]);
    },
    decrypt: (bytes, name) => {
      const parts = split(Buffer.from(bytes));
      if (!parts) return undefined;
      const decipher = createDecipheriv(ALGORITHM, encryption, parts.nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(name)).setAuthTag(parts.tag);
      try {
        return Buffer.concat([decipher.update(parts.encrypted), decipher.final()]).toString();
      } catch {
        return undefined;
      }
    },
  };
}

function deriveKeys(secret: string): readonly [Buffer, Buffer, Buffer] {
  const keys = Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, 3 * KEY_BYTES));
  return [keys.subarray(0, KEY_BYTES), keys.subarray(KEY_BYTES, 2 * KEY_BYTES), keys.subarray(2 * KEY_BYTES)];
}

/** JSON ignores spaces at its end. */
function pad(text: Buffer): Buffer {
  const missing = (BLOCK - (text.length % BLOCK)) % BLOCK;
  return Buffer.concat([text, Buffer.alloc(missing, ' ')]);
}

interface EntryParts {
  readonly nonce: Buffer;
  readonly tag: Buffer;
  readonly encrypted: Buffer;
}

function split(bytes: Buffer): EntryParts | undefined {
  const start = MAGIC.length + NONCE_BYTES + TAG_BYTES;
  if (bytes.length < start || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  return {
    nonce: bytes.subarray(MAGIC.length, MAGIC.length + NONCE_BYTES),
    tag: bytes.subarray(MAGIC.length + NONCE_BYTES, start),
    encrypted: bytes.subarray(start),
  };
}
