import { isForbiddenVariable } from '../model/secret.ts';
import { spellInAscii } from '../plan/ascii.ts';

/**
 * Returns a variable name that the rules for references allow, the same on every import:
 * `WEB_ACCESS_LOGS_SECRET_ACCESS_KEY`.
 */
export function variableName(prefix: string, member: string): string {
  const name = [prefix, member.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')]
    .map(upperSnake)
    .filter(Boolean)
    .join('_');
  return /^\d/.test(name) || isForbiddenVariable(name) ? `STREAM_${name}` : name;
}

function upperSnake(text: string): string {
  return spellInAscii(text)
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
}
