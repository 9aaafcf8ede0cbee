/**
 * Everything that a terminal, a browser or a reader would obey or not see: control characters (ESC, line breaks),
 * direction marks, zero-width and other ignorable characters, unpaired surrogates, line separators and blanks that
 * look like a space and are none. U+FE0F stays, because emoji need it; U+200D does not, so joined emoji come apart.
 */
export const UNSEEN =
  /(?!\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?![ \u3000])\p{Zs}/gu;

/** A name as a reader sees it: blanks for other blanks, and nothing for what is not seen. */
export function seenName(name: string): string {
  return name
    .replaceAll(/[\p{Zs}\p{Zl}\p{Zp}\t\r\n]+/gu, ' ')
    .replace(UNSEEN, '')
    .trim();
}
