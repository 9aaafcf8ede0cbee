import type { FindingExplanations } from './group.ts';

/** Findings about the YAML itself, before it is read as a manifest. */
export const YAML = {
  'yaml-syntax': {
    title: 'The text is not valid YAML',
    meaning:
      'The parser cannot read the file from this place on. The mistake can be earlier than the position in the finding, for example a quote or a bracket that is never closed.',
    fix: 'Correct the line that the finding names. Put text with `: `, ` #` or a special first character in quotes. Indent the members of one block equally.',
    example: {
      file: 'streams/shop.yaml',
      sample: '  properties: [shop.example.com]',
      wrong: '  properties: [shop.example.com',
    },
  },
  'yaml-tab': {
    title: 'A tab is used as indentation',
    meaning: 'YAML allows only spaces as indentation. Nothing after the tab is checked.',
    fix: 'Replace tabs with spaces. Most editors do it for YAML files with `indent_style = space` in `.editorconfig`.',
    example: { file: 'streams/shop.yaml', sample: '  state: active', wrong: '\tstate: active' },
  },
  'yaml-tag': {
    title: 'A tag has no meaning here',
    meaning: 'Tags such as `!secret` or `!!binary` are instructions to other programs. Manifests have none.',
    fix: 'Remove the tag. Write a secret as a reference, such as `{ env: NAME }`. Put text that begins with `!` in quotes.',
    example: {
      file: 'streams/shop.yaml',
      sample: '    secretAccessKey: { file: secrets/archive }',
      wrong: '    secretAccessKey: !secret archive',
    },
  },
  'yaml-alias': {
    title: 'An alias has no anchor',
    meaning:
      'A value that begins with `*` is an alias. It repeats the value that an earlier anchor (`&name`) marks in the same document, and there is no such anchor.',
    fix: 'Set the anchor earlier in the same document, or write the value. Put text that begins with `*` in quotes.',
    example: {
      file: 'streams/shop.yaml',
      sample: '  properties: [shop.example.com]',
      wrong: '  properties: [*.example.com]',
      right: "  properties: ['*.example.com']",
    },
  },
  'alias-cycle': {
    title: 'A value contains itself',
    meaning: 'An alias is inside the value that it repeats, so the value would never end.',
    fix: 'Write the value instead of the alias.',
    example: {
      file: 'streams/shop.yaml',
      sample: '    frequency: { intervalInSeconds: 60 }',
      wrong: '    frequency: &often { intervalInSeconds: *often }',
    },
  },
  'merge-key': {
    title: 'Merge keys are not read',
    meaning:
      'The merge key `<<` belongs to YAML 1.1. YAML 1.2 does not have it, and different programs read it differently.',
    fix: 'Write the members, or repeat a complete value with an anchor and an alias.',
    example: {
      file: 'streams/shop.yaml',
      sample: '    format: STRUCTURED',
      wrong: '    <<: { format: STRUCTURED }',
    },
  },
  'merge-conflict': {
    title: 'The file has an unresolved merge conflict',
    meaning:
      'Git could not merge two versions of the file and left both in it. Nothing else in the file is checked.',
    fix: 'Keep the version that you want, and remove the lines that begin with `<<<<<<<`, `=======` and `>>>>>>>`.',
    example: {
      file: 'streams/shop.yaml',
      sample: '  state: active',
      wrong: '<<<<<<< HEAD\n  state: active\n=======\n  state: inactive\n>>>>>>> feature',
    },
  },
  template: {
    title: 'The line is part of a template',
    meaning:
      'The file contains markers of a template language, such as `{{ … }}`. Manifests are read as they are.',
    fix: 'Render the template before you run the command, and keep its result in the manifest folder. Put text with `{{` in quotes.',
    example: {
      file: 'streams/shop.yaml',
      sample: '  groupId: 21484',
      wrong: '  groupId: {{ group }}',
    },
  },
  'name-not-text': {
    title: 'The name of a member is not text',
    meaning:
      'The key before a colon is a number, a truth value, a list or a block. The names of members are text.',
    fix: 'Correct the key. If it is meant as text, put it in quotes.',
    example: {
      file: 'streams/shop.yaml',
      sample: '    frequency: { intervalInSeconds: 60 }',
      wrong: '    frequency: { intervalInSeconds: 60, 5: 1 }',
    },
  },
  'duplicate-member': {
    title: 'A member is defined twice',
    meaning: 'Two members of one block have the same name. It is not clear which of them is meant.',
    fix: 'Keep one of them.',
    example: {
      file: 'streams/shop.yaml',
      sample: '  groupId: 21484',
      wrong: '  groupId: 21484\n  groupId: 21485',
    },
  },
  'number-not-finite': {
    title: 'A number is infinite or not a number',
    meaning: '`.inf` and `.nan` are numbers in YAML. JSON, which the API reads, cannot express them.',
    fix: 'Write a finite number. If it is meant as text, put it in quotes.',
    example: {
      file: 'streams/shop.yaml',
      sample: '    frequency: { intervalInSeconds: 60 }',
      wrong: '    frequency: { intervalInSeconds: .inf }',
    },
  },
  'number-not-exact': {
    title: 'A number is too large to be read exactly',
    meaning: 'Whole numbers above 9007199254740991 lose digits when they are read as JSON.',
    fix: 'Correct the number. If it is an identifier that is meant as text, put it in quotes.',
    example: {
      file: 'streams/shop.yaml',
      sample: '  groupId: 21484',
      wrong: '  groupId: 9007199254740993',
    },
  },
  'too-deep': {
    title: 'The values are nested too deeply',
    meaning: 'Lists and members may be nested up to 64 levels deep. A manifest needs fewer than ten.',
    fix: 'Check the indentation and the brackets. If aliases nest the values, write them out.',
  },
  'too-large': {
    title: 'The document is too large',
    meaning:
      'One document is larger than any stream needs, or its aliases repeat more values than that. The limit protects the job from files that take all of its memory.',
    fix: 'Split the document into several manifests, and do not nest aliases.',
  },
  'too-many-documents': {
    title: 'The file has too many documents',
    meaning: 'One file may hold 1,000 documents, separated by `---`.',
    fix: 'Split the file.',
  },
  'too-many-findings': {
    title: 'The rest of the file is not checked',
    meaning: 'After 100 findings in one file, the rest of it is not checked.',
    fix: 'Fix the findings that are reported, and run the command again.',
  },
} as const satisfies FindingExplanations;
