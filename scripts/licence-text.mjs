import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Returns the copyright notice and licence of a package. MIT and other licences require the notice itself, so the name
 * of a licence is not enough.
 * @param {string} folder of the package
 * @returns {Promise<string>}
 * @throws {Error} if the package has no licence file
 */
export async function licenceText(folder) {
  const names = (await readdir(folder)).sort();
  const file = names.find((name) => /^(licen[cs]e|copying)(\.|-|$)/i.test(name));
  if (!file) throw new Error(`${folder} has no licence file. Add its notice before it is bundled.`);
  const text = await readFile(join(folder, file), 'utf8');
  return text.replaceAll('\r\n', '\n').trim();
}
