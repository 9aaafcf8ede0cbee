import { isObject } from '../../model/json.ts';

/** Returns what is wrong with an external value; `undefined` if it is valid. `at` is a JSON Pointer. */
export type Shape = (value: unknown, at: string) => string | undefined;

export const text: Shape = (value, at) => (typeof value === 'string' ? undefined : `${at} must be a text`);

export const flag: Shape = (value, at) =>
  typeof value === 'boolean' ? undefined : `${at} must be true or false`;

/** A whole number from 0: an id, a version, a line number or a count. */
export const count: Shape = (value, at) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? undefined : `${at} must be a whole number`;

export const anything: Shape = () => undefined;

export const object: Shape = (value, at) => (isObject(value) ? undefined : `${at} must be an object`);

export function oneOf(...allowed: readonly unknown[]): Shape {
  return (value, at) =>
    allowed.includes(value)
      ? undefined
      : `${at} must be ${allowed.map((a) => JSON.stringify(a)).join(' or ')}`;
}

/** One of several shapes. `what` describes all of them in the error message. */
export function either(what: string, ...shapes: readonly Shape[]): Shape {
  return (value, at) =>
    shapes.some((shape) => shape(value, at) === undefined) ? undefined : `${at} must be ${what}`;
}

export function listOf(shape: Shape): Shape {
  return (value, at) =>
    Array.isArray(value)
      ? first(value, (item, place) => shape(item, `${at}/${place}`))
      : `${at} must be a list`;
}

/** An object with these members. Other members are allowed. */
export function objectOf(
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
): Shape {
  const members = Object.entries({ ...required, ...optional });
  return (value, at) => {
    if (!isObject(value)) return `${at || 'it'} must be an object`;
    return first(members, ([member, shape]) => {
      if (Object.hasOwn(value, member)) return shape(value[member], `${at}/${member}`);
      return member in required ? `${at}/${member} is missing` : undefined;
    });
  };
}

function first<T>(
  items: readonly T[],
  judge: (item: T, place: number) => string | undefined,
): string | undefined {
  for (const [place, item] of items.entries()) {
    const problem = judge(item, place);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
