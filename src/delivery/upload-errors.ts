import type { UploadError, UploadErrorCategory } from '../model/delivery.ts';
import { UPLOAD_ERROR_CATEGORIES } from '../model/delivery.ts';
import type { UploadBucket } from '../model/upload-metrics.ts';

/** The number of different codes that are listed for a category. */
const MOST_CODES = 10;

/**
 * Since 2026-01-07, uploads come from the addresses of the Origin IP ACL
 * (https://techdocs.akamai.com/datastream2/changelog/jan-7-2026-ip-acl-support).
 */
const ACCESS_LIST = "If it has an access list, allow Akamai's source addresses (Origin IP ACL).";

const ADVICE: Readonly<Record<UploadErrorCategory, string>> = {
  credentials:
    'The destination rejects the credentials. Correct their values, then re-send them with `apply --rotate NAME`.',
  authorization: `The destination accepts the credentials, but refuses the write. Grant their user permission to write there. ${ACCESS_LIST}`,
  timeout: `The destination does not respond in time. Check its load, and that it is reachable from the internet. ${ACCESS_LIST}`,
  'rate-limit': 'The destination limits requests. Raise its limit, or upload less often or fewer records.',
  server: 'The destination reports an internal error. Check its status and its logs.',
  other: `Look up the codes in the destination's documentation, and check its address, path, bucket and index. ${ACCESS_LIST}`,
};

/**
 * Groups failed attempts by meaning, in a fixed order. The vendor documents that a code is text, and no list of codes;
 * its examples are HTTP status codes.
 */
export function groupErrors(
  intervals: readonly Pick<UploadBucket, 'failedAttempts'>[],
): readonly UploadError[] {
  const byCode = new Map<string, number>();
  for (const { code, count } of intervals.flatMap(({ failedAttempts }) => failedAttempts)) {
    if (count > 0) byCode.set(code, (byCode.get(code) ?? 0) + count);
  }
  return UPLOAD_ERROR_CATEGORIES.flatMap((category): readonly UploadError[] => {
    const codes = [...byCode.keys()].filter((code) => categoryOf(code) === category).sort();
    if (codes.length === 0) return [];
    const count = codes.reduce((total, code) => total + (byCode.get(code) ?? 0), 0);
    return [{ category, codes: codes.slice(0, MOST_CODES), count, advice: ADVICE[category] }];
  });
}

/** Returns what an error code means. */
function categoryOf(code: string): UploadErrorCategory {
  const word = code.trim();
  if (word === '401') return 'credentials';
  if (word === '403') return 'authorization';
  if (word === '429') return 'rate-limit';
  if (word === '408' || word === '504' || /time[-_ ]?(d[-_ ]?)?out/i.test(word)) return 'timeout';
  return /^5\d\d$/.test(word) ? 'server' : 'other';
}
