import { type Json, pointerSegment } from '../../model/json.ts';
import type { LossyMember } from '../../model/observed.ts';

/** A string, a bracket, colon or comma, or a number or literal: the parts of valid JSON. */
const PARTS = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|[[\]{},:]|[^\s[\]{},:"]+/g;

interface Level {
  readonly pointer: string;
  /** Names of the object's members so far. Absent for a list, which counts its items instead. */
  readonly names: Set<string> | undefined;
  index: number;
  /** The name of the member whose value comes next. */
  name: string | undefined;
}

/**
 * Returns the members that `JSON.parse` changes or drops, and that therefore cannot be sent back unchanged: numbers
 * that a double cannot represent, duplicate members (only the last one is kept), and `__proto__`, which many programs
 * drop. In Node 20, `JSON.parse` does not give access to the source of a number, so the JSON string is scanned.
 * @param text JSON that `JSON.parse` accepts
 */
export function findLossyMembers(text: string): readonly LossyMember[] {
  const found: LossyMember[] = [];
  const levels: Level[] = [];
  for (const [part] of text.matchAll(PARTS)) {
    const level = levels.at(-1);
    if (part === '{' || part === '[') {
      const names = part === '{' ? new Set<string>() : undefined;
      levels.push({ pointer: pointerIn(level), names, index: 0, name: undefined });
    } else if (part === '}' || part === ']') levels.pop();
    else if (part === ',') moveOn(level);
    else if (part.startsWith('"') && level?.names && level.name === undefined) {
      found.push(...readName(level, level.names, JSON.parse(part)));
    } else if (/^-?\d/.test(part) && !isExact(part)) {
      found.push({ pointer: pointerIn(level), why: `its value ${shorten(part)} is not exact as a double` });
    }
  }
  return found;
}

/**
 * Returns a value in which numbers that a double cannot represent are strings, so that two different ones are not equal.
 * @param text the JSON that it was parsed from
 */
export function exactValue(value: Json, text: string): Json {
  if (!/\d{16}|\d[eE]/.test(text)) return value;
  return JSON.parse(
    text.replace(PARTS, (part) => (/^-?\d/.test(part) && !isExact(part) ? `"${part}"` : part)),
  );
}

function pointerIn(level: Level | undefined): string {
  if (!level) return '';
  return `${level.pointer}/${pointerSegment(level.names ? (level.name ?? '') : level.index)}`;
}

function moveOn(level: Level | undefined): void {
  if (!level) return;
  level.index += 1;
  level.name = undefined;
}

function readName(level: Level, names: Set<string>, name: string): readonly LossyMember[] {
  level.name = name;
  const isDuplicate = names.has(name);
  names.add(name);
  if (name === '__proto__') return [{ pointer: pointerIn(level), why: 'its name is reserved in JavaScript' }];
  return isDuplicate ? [{ pointer: pointerIn(level), why: 'the response contains it twice' }] : [];
}

/**
 * Returns true if a double represents the number exactly. Equal numbers can be written differently (`1.50`, `15e-1`),
 * so digits and exponent are compared.
 */
function isExact(source: string): boolean {
  const value = Number(source);
  return Number.isFinite(value) && decimalOf(source) === decimalOf(String(value));
}

function decimalOf(source: string): string {
  const [mantissa = '', exponent = '0'] = source.toLowerCase().replace(/^-/, '').split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  let length = digits.length;
  while (length > 0 && digits[length - 1] === '0') length -= 1;
  if (length === 0) return '0';
  return `${digits.slice(0, length)}e${Number(exponent) - fraction.length + digits.length - length}`;
}

function shorten(number: string): string {
  return number.length > 40 ? `${number.slice(0, 40)}…` : number;
}
