import { visible } from '../../render/text/escape-control.ts';
import { fenced, htmlCode, prose, sentence } from '../../render/text/markdown-escape.ts';

/**
 * Minimum length of a masked value. Shorter values are ordinary words, and masking them would only garble sentences.
 */
const SHORTEST = 8;

/** A last safeguard for everything that is posted. It should never find anything to remove. */
export function cleaner(values: readonly string[]): (text: string) => string {
  const forms = new Set(
    values
      .flatMap(formsOf)
      .filter((form) => form.length >= SHORTEST)
      .flatMap(renderedForms),
  );
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((clean, form) => clean.replaceAll(form, '***'), text);
}

function formsOf(value: string): readonly string[] {
  return [value, JSON.stringify(value).slice(1, -1), ...value.split(/\r?\n/).map((line) => line.trim())];
}

/** A text as it is, and as our Markdown renders it: in a sentence, as code and in a fence. */
function renderedForms(text: string): readonly string[] {
  const html = htmlCode(text).slice('<code>'.length, -'</code>'.length);
  const inFence = fenced('', [text]).split('\n').slice(1, -1).join('\n');
  return [text, visible(text), html, inFence, sentence(text), ...proseForms(text)];
}

/** How prose renders the first and last characters depends on the characters next to them. */
function proseForms(text: string): readonly string[] {
  return ['', ' ', 'x'].flatMap((before) =>
    ['', '-', '.'].map((after) => {
      const shown = prose(before + text + after);
      return shown.slice(before.length, shown.length - after.length);
    }),
  );
}
