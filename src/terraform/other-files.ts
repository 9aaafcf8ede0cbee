import { isObject, type JsonObject } from '../model/json.ts';

/** A file that is not a state that this version reads. The message is complete and contains no value of the file. */
export class RejectedState extends Error {
  override readonly name = 'RejectedState';
}

/** How to get a file that is read, whatever the backend, the encryption and the version. */
const PULL =
  'Run `terraform state pull > FILE` or `terraform show -json > FILE` (or `tofu`), and name that file.';

/**
 * Recognizes files that are often taken for a state.
 * @param content the text of a file that is no JSON object, or the object
 * @throws {RejectedState} for a text, and for an object that is not a state
 */
export function rejectOtherFile(content: string, file: string): never;
export function rejectOtherFile(content: JsonObject, file: string): void;
export function rejectOtherFile(content: string | JsonObject, file: string): void {
  const what = typeof content === 'string' ? otherText(content) : otherObject(content);
  if (what !== undefined) throw new RejectedState(`${file} ${what} ${PULL}`);
}

function otherText(content: string): string {
  const start = content.replace(/^\uFEFF/, '').trimStart();
  if (start === '') return 'is empty.';
  if (start.startsWith('PK')) return 'is a saved plan or another archive, not a state.';
  if (/^(?:terraform|provider|resource|module|variable|locals|data|output)\b/.test(start)) {
    return 'is Terraform configuration, not a state.';
  }
  return 'is not a state: it is not a JSON object.';
}

function otherObject(root: JsonObject): string | undefined {
  if (root['encrypted_data'] !== undefined) {
    return 'is a state that OpenTofu encrypted. OpenTofu decrypts it with its own configuration.';
  }
  if (root['planned_values'] !== undefined || root['resource_changes'] !== undefined) {
    return 'is a plan, not a state.';
  }
  if (isObject(root['backend'])) {
    return 'is only the note of Terraform about where its state is stored.';
  }
  if (root['version'] !== undefined) return otherVersion(root['version']);
  if (root['format_version'] === undefined) return 'is JSON, but not a state.';
  if (!/^[01]\./.test(String(root['format_version']))) {
    return `has format_version ${shown(root['format_version'])}; this version reads 0.x and 1.x.`;
  }
  return undefined;
}

function otherVersion(version: unknown): string | undefined {
  if (version === 4) return undefined;
  return `is a state of format version ${shown(version)}; this version reads version 4, which Terraform writes since 0.12.`;
}

/** Numbers, and texts that are versions. Anything else could be long, or a secret. */
function shown(value: unknown): string {
  return /^[\d.]{1,10}$/.test(String(value)) ? String(value) : 'of another form';
}
