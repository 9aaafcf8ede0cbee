import {
  error,
  nameAt,
  type Path,
  type Problem,
  type Problems,
  valueAt,
} from '../manifest/findings/problem.ts';
import { kindOf, quoted } from '../manifest/findings/wording.ts';
import { checkValue } from '../manifest/members/check-value.ts';
import { checkBlock } from '../manifest/members/object-members.ts';
import { diagnostic, documentsIn, type ManifestDocument } from '../manifest/yaml/document.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { FilePosition } from '../model/file-position.ts';
import { isArray, isObject, type Json, type JsonObject, objectsIn } from '../model/json.ts';
import { DATES_EXAMPLE, readTimeWindow, WINDOW_EXAMPLE } from '../model/time-window.ts';
import { looksRandom } from '../redaction/urls/random-text.ts';
import { defaultRules } from './default-rules.ts';
import { checkPolicies } from './policy-rules.ts';
import { API_VERSION, type ConfigurationContent, configurationMembers } from './shape.ts';

/** A valid configuration file. */
export interface Configuration {
  readonly file: string;
  readonly content: ConfigurationContent;
  readonly text: string;
  /** Returns the position of a value or of its name. If it does not exist, it is that of its nearest existing parent. */
  readonly positionOf: (path: Path, part?: 'name' | 'value') => FilePosition;
}

/** Maximum size of a configuration file, in characters. */
const LARGEST_TEXT = 1_048_576;

/** Credentials of Akamai API clients, which have this prefix. */
const AKAMAI_CREDENTIAL = /\bakab-[a-z0-9]{8,}/i;

/**
 * Parses a configuration file. Reports all findings at once.
 *
 * @param file its path as users know it; only used in findings
 * @returns no configuration if there is a finding
 */
export function parseConfiguration(
  file: string,
  text: string,
): { readonly configuration?: Configuration; readonly findings: readonly Diagnostic[] } {
  if (text.length > LARGEST_TEXT) return { findings: [wholeFile(file, TOO_LARGE)] };
  const { documents, findings } = documentsIn(file, text);
  const [document, second] = documents;
  if (findings.length > 0) return { findings };
  if (!document) return { findings: [wholeFile(file, noVersion())] };
  if (second) return { findings: [diagnostic(second, SECOND_DOCUMENT)] };
  const problems = [...rules(document.value)];
  if (problems.length > 0) return { findings: problems.map((problem) => diagnostic(document, problem)) };
  return { configuration: configurationOf(document, text), findings: [] };
}

function configurationOf(document: ManifestDocument, text: string): Configuration {
  const { file, value } = document;
  return {
    file,
    text,
    content: value as JsonObject as ConfigurationContent,
    positionOf: (path, part = 'value') => document.position({ path, part }),
  };
}

function wholeFile(file: string, { severity, code, message, hint }: Problem): Diagnostic {
  return { severity, code, message, ...(hint === undefined ? {} : { hint }), file, line: 1, column: 1 };
}

const TOO_LARGE = error(
  valueAt([]),
  'file-too-large',
  `The file is larger than ${LARGEST_TEXT / 1024} KiB.`,
  'It is not a configuration file.',
);

const SECOND_DOCUMENT = error(
  valueAt([]),
  'second-document',
  'A configuration file has one document.',
  'Merge this document into the first one.',
);

function noVersion(): Problem {
  const message = 'The configuration has no "apiVersion".';
  return error(nameAt([]), 'missing-member', message, `Add apiVersion: ${API_VERSION}.`);
}

function* rules(root: Json): Problems {
  if (!isObject(root)) {
    const message = `A configuration is a block of members, not ${kindOf(root)}.`;
    yield error(valueAt([]), 'wrong-type', message, `Begin with apiVersion: ${API_VERSION}.`);
    return;
  }
  const members = configurationMembers();
  const known = Object.keys(members);
  yield* checkBlock({ value: root, path: [], what: 'the configuration', known, required: [] });
  if (!Object.hasOwn(root, 'apiVersion')) yield noVersion();
  for (const [name, schema] of Object.entries(members)) {
    const value = root[name];
    if (value === undefined || value === null) continue;
    const card = { description: '', schema };
    yield* checkValue({ card, value, path: [name], shown: true, isForm: true });
  }
  for (const path of [[], ...targetPaths(root)]) {
    yield* freezeRules(root, path);
    yield* orphanRules(root, path);
    yield* checkPolicies(memberAt(root, [...path, 'policy']), [...path, 'policy']);
    for (const [index, entry] of objectsIn(memberAt(root, [...path, 'defaults'])).entries()) {
      yield* defaultRules(entry, [...path, 'defaults', index]);
    }
  }
  yield* fieldSetRules(root);
  yield* literalCredentials(root, []);
}

/** Returns the paths of the targets. */
function targetPaths(root: JsonObject): readonly Path[] {
  const targets = root['targets'];
  return isObject(targets) ? Object.keys(targets).map((name) => ['targets', name]) : [];
}

function* freezeRules(root: JsonObject, path: Path): Problems {
  for (const [index, freeze] of objectsIn(memberAt(root, [...path, 'freezes'])).entries()) {
    const when = freeze['when'];
    const window = typeof when === 'string' ? readTimeWindow(when) : [];
    const place = valueAt([...path, 'freezes', index, 'when']);
    if (typeof window === 'string') {
      const hint = `Write it like ${WINDOW_EXAMPLE}, or like ${DATES_EXAMPLE} Europe/Berlin.`;
      yield error(place, 'invalid-value', `"when" is not valid: ${window}.`, hint);
    } else if (typeof when === 'string' && window.length === 0) {
      yield error(place, 'invalid-value', '"when" must not be empty.', `For example: ${WINDOW_EXAMPLE}`);
    }
  }
}

/** Other teams may have streams in the same account, so only a stated scope makes an unmanaged stream an error. */
function* orphanRules(root: JsonObject, path: Path): Problems {
  const rule = memberAt(root, [...path, 'orphans']);
  if (!isObject(rule) || rule['action'] !== 'fail') return;
  if (['groups', 'logTypes', 'names'].some((name) => Object.hasOwn(rule, name))) return;
  const message = '"fail" needs a scope, because other teams may have streams in the account.';
  const hint = 'Add groups, logTypes or names; names: ["*"] means all.';
  yield error(valueAt([...path, 'orphans', 'action']), 'missing-scope', message, hint);
}

/** A field in two forms, such as its id and its name, is only reported with a manifest, whose log type says which it is. */
function* fieldSetRules(root: JsonObject): Problems {
  const sets = memberAt(root, ['fieldSets']);
  for (const [name, fields] of isObject(sets) ? Object.entries(sets) : []) {
    if (!isArray(fields)) continue;
    for (const [index, field] of fields.entries()) {
      if (fields.indexOf(field) === index) continue;
      const message = `The data set field ${typeof field === 'string' ? quoted(field) : String(field)} is listed twice in the field set ${quoted(name)}.`;
      yield error(valueAt(['fieldSets', name, index]), 'duplicate-field', message, 'Keep one of them.');
    }
  }
}

function memberAt(root: JsonObject, path: Path): Json | undefined {
  let value: Json | undefined = root;
  for (const name of path) value = isObject(value) ? value[name] : undefined;
  return value;
}

/** Anyone who can read the repository can read the file, so a value that looks like a credential is an error. */
function* literalCredentials(value: Json, path: Path): Problems {
  if (typeof value === 'string') {
    if (!AKAMAI_CREDENTIAL.test(value) && !looksRandom(value)) return;
    const message = `${quoted(String(path.at(-1) ?? ''))} looks like a credential, and this file is for everyone who can read the repository.`;
    const hint = 'Revoke it, and keep credentials in an .edgerc file, in variables or in secrets.';
    yield error(valueAt(path), 'literal-credential', message, hint);
  } else if (isArray(value)) {
    for (const [index, item] of value.entries()) yield* literalCredentials(item, [...path, index]);
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) yield* literalCredentials(member, [...path, name]);
  }
}
