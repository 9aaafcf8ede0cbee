/**
 * Matches everything that a terminal or a browser would interpret, or that a reader would not see: control characters
 * (ESC, line breaks), direction marks, zero-width and other ignorable characters, unpaired surrogates, line
 * separators, and blanks that look like a space but are a different character. U+FE0F is not matched, because emoji
 * need it. U+200D is matched, so joined emoji are separated.
 */
export const UNSEEN =
  /(?!\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?![ \u3000])\p{Zs}/gu;

/** Returns a name as a reader sees it: other blanks become spaces, and invisible characters are removed. */
export function seenName(name: string): string {
  return name
    .replaceAll(/[\p{Zs}\p{Zl}\p{Zp}\t\r\n]+/gu, ' ')
    .replace(UNSEEN, '')
    .trim();
}
