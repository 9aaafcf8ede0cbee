import type { FindingExplanations } from './group.ts';

/** Findings about files and folders. */
export const FILES = {
  'no-folder': {
    title: 'The manifest folder does not exist',
    meaning: 'The folder that the command reads does not exist, or is a file. By default it is `streams`.',
    fix: 'Run the command in the root of the repository, or name the folder with `--streams` or with `streams` in `datastream.yaml`.',
  },
  'no-manifest': {
    title: 'The folder has no manifest',
    meaning:
      'No file in the folder ends in `.yaml` or `.yml`, or all of them are empty. This is an error, so that a wrong folder is not mistaken for an empty one.',
    fix: 'Name the folder of your manifests with `--streams`. To delete a stream, keep its manifest and set `state: absent`.',
  },
  'empty-file': {
    title: 'The file has no manifest',
    meaning:
      'The file is empty, or all of it is comments. The stream that it described is no longer managed.',
    fix: 'Remove the file. To delete its stream, restore the manifest and set `state: absent`.',
  },
  unreadable: {
    title: 'The file or folder cannot be read',
    meaning:
      'The operating system refuses to open it, or it is not a regular file. The finding names the reason.',
    fix: 'Check that it exists, that it is a file, and that the user of the job may read it.',
  },
  'file-too-large': {
    title: 'The file is too large',
    meaning: 'Files of more than 1 MiB are not read.',
    fix: 'Split the manifests into several files. If the file is not a manifest, move it to another folder.',
  },
  'not-utf8': {
    title: 'The file is not encoded in UTF-8',
    meaning: 'The file has bytes that UTF-8 does not allow. It was probably saved as Latin-1 or UTF-16.',
    fix: 'Save it as UTF-8.',
  },
  'linked-outside': {
    title: 'The file is a link to a place outside its folder',
    meaning:
      'Reviews of the manifest folder would not show changes of the target, so links out of the folder are not followed. The same holds for links out of the folder for properties.',
    fix: 'Replace the link with a copy of the file.',
  },
  'linked-folder': {
    title: 'A link to a folder is not followed',
    meaning:
      'Manifests behind the link are not read, and their streams are not managed. A broken link is reported too, because it may be a submodule that was not checked out.',
    fix: 'Move the folder itself into the manifest folder. If it is a submodule, check it out: `submodules: true` in `actions/checkout`.',
  },
  'outside-folder': {
    title: 'A named file is outside the manifest folder',
    meaning: 'Files on the command line select manifests of the folder. This file is in another folder.',
    fix: 'Name the folder that contains it with `--streams`.',
  },
  'no-file': {
    title: 'A named file does not exist',
    meaning: 'A path on the command line leads to nothing.',
    fix: 'Check the path. Paths start at the current folder.',
  },
  'not-read': {
    title: 'A named file is never read',
    meaning: 'The file is hidden, or in a folder that is hidden or linked. No command reads it.',
    fix: 'Move it to a folder that is read, or name its folder with `--streams`.',
  },
  'not-a-manifest': {
    title: 'The document is not a manifest',
    meaning:
      'The document has none of the members of a manifest, or a path on the command line does not end in `.yaml` or `.yml`. It probably belongs to another tool.',
    fix: 'Move files of other tools out of the manifest folder.',
    example: {
      file: 'streams/web.yaml',
      sample: '    password: { env: LOG_PASSWORD }\n',
      wrong: '    password: { env: LOG_PASSWORD }\n---\nservices: {}\n',
    },
  },
  'unknown-name': {
    title: 'No manifest has this name',
    meaning: '`--only` names a manifest, or a pattern, that matches none in the folder.',
    fix: 'Use the names in `metadata.name`. Manifests of properties need their kind: `PropertyLogging/NAME`.',
  },
  'misplaced-manifest': {
    title: 'A manifest of properties is in the wrong folder',
    meaning:
      'Manifests of kind `PropertyLogging` change properties, which often belong to another team. They have a folder of their own, so that `CODEOWNERS` can name its owners.',
    fix: 'Move the file to `properties` in the manifest folder.',
    example: {
      file: 'streams/web.yaml',
      sample: '    password: { env: LOG_PASSWORD }\n',
      wrong:
        '    password: { env: LOG_PASSWORD }\n---\napiVersion: datastream-gitops/v1\nkind: PropertyLogging\nmetadata:\n  name: other\nspec:\n  properties: [other.example.com]\n  streams: [web]\n  activation: { network: NONE }\n',
    },
  },
} as const satisfies FindingExplanations;
