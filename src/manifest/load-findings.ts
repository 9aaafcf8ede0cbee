import type { Diagnostic } from '../model/diagnostic.ts';
import type { FindingCode } from '../model/finding-code.ts';
import { isOutOfFiles, RAISE_LIMIT } from '../model/open-files.ts';
import { quoted } from './findings/wording.ts';
import { folderLocation } from './read-manifests.ts';

/** Maximum size of a manifest file, in bytes. */
export const LARGEST_FILE = 1_048_576;

function found(file: string, code: FindingCode, message: string, hint: string): Diagnostic {
  return { severity: 'error', code, message, hint, ...folderLocation(file) };
}

/**
 * Reports a folder that does not exist, is not a folder, or cannot be read.
 * @throws `failure` itself if it is not a system error
 */
export function unreadableFolder(folder: string, failure: unknown): Diagnostic {
  switch (codeOf(failure)) {
    case 'ENOENT':
      return found(
        folder,
        'no-folder',
        `The folder ${quoted(folder)} does not exist.`,
        'Name the folder of your manifests with --streams.',
      );
    case 'ENOTDIR':
      return found(
        folder,
        'no-folder',
        `${quoted(folder)} is not a folder.`,
        'Name the folder that it lies in with --streams.',
      );
    default:
      return unreadable(folder, failure);
  }
}

/**
 * Reports a file or folder that cannot be read.
 * @throws `failure` itself if it is not a system error
 */
export function unreadable(file: string, failure: unknown): Diagnostic {
  const reason = codeOf(failure);
  if (reason === undefined) throw failure;
  const hint = isOutOfFiles(failure) ? RAISE_LIMIT : 'Check that it exists and that you may read it.';
  return found(file, 'unreadable', `${quoted(file)} cannot be read (${reason}).`, hint);
}

/** Returns the code of a system error, such as `ENOENT`; nothing for any other error. */
export function codeOf(failure: unknown): string | undefined {
  const code: unknown = failure instanceof Error && 'code' in failure ? failure.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Reports a file larger than `LARGEST_FILE`. */
export function tooLarge(file: string): Diagnostic {
  const message = `The file is larger than ${LARGEST_FILE / 1024} KiB.`;
  return found(file, 'file-too-large', message, 'Split it into several files.');
}

/** Reports a path that has the name of a manifest file but is not a regular file. */
export function noFile(file: string): Diagnostic {
  return found(file, 'unreadable', `${quoted(file)} is not a regular file.`, 'Give it another name.');
}

/** Reports a file with invalid UTF-8. */
export function notUtf8(file: string): Diagnostic {
  return found(file, 'not-utf8', 'The file is not encoded in UTF-8.', 'Save it as UTF-8.');
}

/** Reports a link to a file outside the manifest folder. */
export function linkedOut(file: string): Diagnostic {
  const message =
    'The file is a link to a place outside the folder of manifests, or outside its folder for properties.';
  return found(file, 'linked-outside', message, 'Copy the file there.');
}

/**
 * A broken link, for example into a submodule that was not checked out. Without this finding, its manifests would be
 * missing silently.
 */
export function deadLink(file: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'linked-folder',
    message: `${quoted(file)} is a link to something that does not exist.`,
    hint: 'If manifests are meant to be there, check them out (submodules: true in actions/checkout). Otherwise remove the link.',
    ...folderLocation(file),
  };
}

/** Warns about a link to a folder, because its manifests are not read. */
export function linkedFolder(file: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'linked-folder',
    message: 'Links to folders are not followed.',
    hint: 'Move the folder itself here, or run once more with --streams and that folder.',
    ...folderLocation(file),
  };
}

/** A file named on the command line that is outside the folder. */
export function outsideFolder(file: string, folder: string): Diagnostic {
  const message = `${quoted(file)} is outside the manifest folder ${quoted(folder)}.`;
  return found(file, 'outside-folder', message, 'Name the folder that contains it with --streams.');
}

/** A file named on the command line that does not exist. */
export function missingFile(file: string): Diagnostic {
  return found(file, 'no-file', `${quoted(file)} does not exist.`, 'Check its path.');
}

/** A path named on the command line that has another extension, or is a folder. */
export function notAManifest(file: string): Diagnostic {
  const message = `${quoted(file)} is not a manifest file.`;
  return found(
    file,
    'not-a-manifest',
    message,
    'Name files that end in .yaml or .yml, or none for all of the folder.',
  );
}

/** A file named on the command line that no command reads. */
export function notRead(file: string): Diagnostic {
  const message = `${quoted(file)} is not read: it is hidden, or in a folder that is hidden or linked.`;
  return found(
    file,
    'not-read',
    message,
    'Move it to a folder that is read, or name its folder with --streams.',
  );
}
