import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Returns the copyright notice and licence of a package. MIT and other licences require the notice itself, so the name
 * of a licence is not enough. Packages without a licence file have it at the end of their README.
 * @param {string} folder of the package
 * @returns {Promise<string>}
 * @throws {Error} if the package has no such text
 */
export async function licenceText(folder) {
  const names = (await readdir(folder)).sort();
  const file = names.find((name) => /^(licen[cs]e|copying)(\.|-|$)/i.test(name));
  if (file) return plain(await readFile(join(folder, file), 'utf8'));
  const readme = names.find((name) => /^readme(\.|$)/i.test(name));
  const section = readme && sectionOf(plain(await readFile(join(folder, readme), 'utf8')));
  if (section) return section;
  throw new Error(`${folder} has no licence text. Add its notice to the repository before it is bundled.`);
}

/**
 * Returns the section below a heading "License", in either of Markdown's heading forms, up to the next heading or to
 * the link definitions.
 */
function sectionOf(readme) {
  const [, section] = /^(?:#+ *licen[cs]e *#*|licen[cs]e *\n[-=]+) *\n([\s\S]*)/im.exec(readme) ?? [];
  const text = section?.split(/\n(?=#|\[[^\]\n]+\]: |[^\n]+\n[-=]{3,}\n)/)[0].trim();
  return text && /copyright/i.test(text) ? text.replaceAll('&lt;', '<').replaceAll('&gt;', '>') : undefined;
}

function plain(text) {
  return text.replaceAll('\r\n', '\n').trim();
}
