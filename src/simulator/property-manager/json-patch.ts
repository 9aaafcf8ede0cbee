import {
  canonicalJson,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  mapMembers,
  pointerSteps,
  without,
} from '../../model/json.ts';

/** One operation of a JSON Patch (RFC 6902). */
export type PatchOperation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly from: string; readonly path: string };

/** A patch that does not fit its document, or that is not a JSON Patch. */
export class PatchFailure extends Error {
  override readonly name = 'PatchFailure';
}

/**
 * Reads the operations of a JSON Patch.
 * @throws {PatchFailure} If the value is not a list of operations.
 */
export function readPatch(body: Json): readonly PatchOperation[] {
  if (!isArray(body)) throw new PatchFailure('A JSON Patch is a list of operations.');
  return body.map((item, index) => {
    const operation = isObject(item) ? readOperation(item) : undefined;
    if (!operation) throw new PatchFailure(`Operation ${index} is not a JSON Patch operation.`);
    return operation;
  });
}

function readOperation({ op, path, from, value }: JsonObject): PatchOperation | undefined {
  if (!isPointer(path)) return undefined;
  switch (op) {
    case 'add':
    case 'replace':
    case 'test':
      return value === undefined ? undefined : { op, path, value };
    case 'remove':
      return { op, path };
    case 'move':
    case 'copy':
      return isPointer(from) ? { op, from, path } : undefined;
    default:
      return undefined;
  }
}

function isPointer(value: Json | undefined): value is string {
  return typeof value === 'string' && /^(\/([^~]|~[01])*)?$/u.test(value);
}

/**
 * Applies a JSON Patch. All other members keep their values and their order.
 * @throws {PatchFailure} If one operation cannot be applied. Then nothing is applied.
 */
export function applyPatch(document: Json, operations: readonly PatchOperation[]): Json {
  return operations.reduce<Json>((state, operation) => applied(state, operation), document);
}

function applied(document: Json, operation: PatchOperation): Json {
  const steps = pointerSteps(operation.path);
  switch (operation.op) {
    case 'add':
      return added(document, steps, operation.value);
    case 'remove':
      return removed(document, steps);
    case 'replace':
      valueAt(document, steps);
      return changedAt(document, steps, () => operation.value);
    case 'copy':
      return added(document, steps, valueAt(document, pointerSteps(operation.from)));
    case 'move': {
      if (operation.path.startsWith(`${operation.from}/`)) {
        throw new PatchFailure(`${operation.from} cannot be moved into itself.`);
      }
      const from = pointerSteps(operation.from);
      return added(removed(document, from), steps, valueAt(document, from));
    }
    case 'test':
      if (canonicalJson(valueAt(document, steps)) === canonicalJson(operation.value)) return document;
      throw new PatchFailure(`The value of ${operation.path} is different.`);
    default:
      throw new Error(`no such operation ${operation satisfies never}`);
  }
}

function valueAt(document: Json, steps: readonly string[]): Json {
  return steps.reduce<Json>((value, step) => {
    const found = isArray(value)
      ? value[indexIn(value, step, value.length - 1)]
      : isObject(value) && Object.hasOwn(value, step)
        ? value[step]
        : undefined;
    if (found === undefined) throw noPlace(step);
    return found;
  }, document);
}

/** Replaces an existing value. */
function changedAt(document: Json, steps: readonly string[], change: (value: Json) => Json): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return change(document);
  const changed = changedAt(valueAt(document, [step]), rest, change);
  if (isArray(document)) return document.toSpliced(Number(step), 1, changed);
  return mapMembers(document as JsonObject, (value, member) => (member === step ? changed : value));
}

function added(document: Json, steps: readonly string[], value: Json): Json {
  const step = steps.at(-1);
  if (step === undefined) return value;
  return changedAt(document, steps.slice(0, -1), (parent) => {
    if (isArray(parent)) {
      const index = step === '-' ? parent.length : indexIn(parent, step, parent.length);
      return parent.toSpliced(index, 0, value);
    }
    if (!isObject(parent)) throw noPlace(step);
    return Object.hasOwn(parent, step)
      ? changedAt(parent, [step], () => value)
      : Object.fromEntries([...Object.entries(parent), [step, value]]);
  });
}

function removed(document: Json, steps: readonly string[]): Json {
  const step = steps.at(-1);
  if (step === undefined) throw new PatchFailure('The whole document cannot be removed.');
  valueAt(document, steps);
  return changedAt(document, steps.slice(0, -1), (parent) =>
    isArray(parent)
      ? parent.toSpliced(Number(step), 1)
      : without(parent as JsonObject, (member) => member === step),
  );
}

function indexIn(list: readonly Json[], step: string, most: number): number {
  const index = /^(0|[1-9]\d{0,8})$/u.test(step) ? Number(step) : Number.NaN;
  if (index <= most) return index;
  throw new PatchFailure(`A list of ${list.length} items has no index ${step}.`);
}

function noPlace(step: string): PatchFailure {
  return new PatchFailure(`There is no member ${step}.`);
}
