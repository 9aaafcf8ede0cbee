import type { RenderOptions } from '../text/options.ts';
import type { Document } from './document.ts';
import { markdown } from './markdown.ts';
import { terminal } from './terminal.ts';

/** Renders one result in the requested format. The other formats are not computed. */
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
