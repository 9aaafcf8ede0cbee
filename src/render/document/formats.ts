import type { RenderOptions } from '../text/options.ts';
import type { Document } from './document.ts';
import { markdown } from './markdown.ts';
import { terminal } from './terminal.ts';

/** One result in the format that was asked for; the other formats are not even made. */
export function inFormat(options: RenderOptions, json: () => string, document: () => Document): string {
  switch (options.format) {
    case 'json':
      return json();
    case 'markdown':
      return markdown(document(), options.maxLength);
    case 'terminal':
      return terminal(document(), options);
    default:
      return options.format satisfies never;
  }
}
