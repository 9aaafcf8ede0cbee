import { canonicalJson } from '../../model/json.ts';
import type { RuleVersion, Versioned } from '../state/property.ts';

/**
 * Returns the etag of a version. It covers everything that belongs to the version, so it changes with its rules and its
 * hostnames, and with every edit. The vendor's etags are hexadecimal digests of the same length.
 */
export function etagOf(owner: Versioned, version: RuleVersion): string {
  const { activations: _, activationRequests: __, versions: ___, ...own } = owner;
  return digest(canonicalJson({ own, version }));
}

/** Returns 32 hexadecimal digits, which only need to differ if the texts differ. */
export function digest(text: string): string {
  return [1, 2, 3, 4].map((salt) => saltedHash(text, salt)).join('');
}

/** FNV-1a with a salt. */
function saltedHash(text: string, salt: number): string {
  let word = 0x811c9dc5 ^ Math.imul(salt, 0x9e3779b9);
  for (let index = 0; index < text.length; index += 1) {
    word = Math.imul(word ^ text.charCodeAt(index), 0x01000193);
  }
  return (word >>> 0).toString(16).padStart(8, '0');
}
