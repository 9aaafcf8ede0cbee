/** Latin letters that Unicode does not decompose into a base letter and a mark. */
const SPELLED: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'SS',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  ł: 'l',
  Ł: 'L',
  þ: 'th',
  Þ: 'TH',
  ħ: 'h',
  Ħ: 'H',
  ı: 'i',
};

/**
 * Spells Latin letters in ASCII: `Zürich Café` becomes `Zurich Cafe`. Letters of other scripts are unchanged, because
 * their spelling depends on the language. File names and variable names use this spelling, so both are consistent.
 */
export function spellInAscii(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return [...plain].map((letter) => SPELLED[letter] ?? letter).join('');
}
