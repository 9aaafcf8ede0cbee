import { isObject, type Json } from '../model/json.ts';
import { isSealed } from '../model/secret.ts';
import { sealDestination, sealer } from '../plan/seal.ts';
import type { Run } from './ports.ts';
import type { Track } from './track.ts';

/** A URL's userinfo, and its query and fragment. */
const URL_CREDENTIALS = /^[a-z][a-z0-9+.-]*:\/\/(?:([^/?#\\]*)@)?[^?#]*(?:[?#](.*))?$/is;

/**
 * Values that stand in clear in a manifest and yet may be credentials (a custom header's value, a URL's userinfo
 * and query): everything that planning seals, so that no text repeats it.
 */
export function clearCredentials(run: Run, track: Track): readonly string[] {
  const { destination } = track.desired.spec;
  if (!isObject(destination)) return [];
  const sealed = sealDestination(destination, sealer(run.target, track.collection, track.streamId, run.hash));
  return Object.entries(destination).flatMap(([member, value]) =>
    isSealed(sealed[member]) ? credentialsIn(value) : [],
  );
}

function credentialsIn(value: Json | undefined): readonly string[] {
  if (typeof value !== 'string') return [];
  const parts = URL_CREDENTIALS.exec(value);
  if (!parts) return [value];
  const [, userinfo = '', query = ''] = parts;
  const values = [
    ...userinfo.split(':'),
    ...query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1)),
  ];
  return [...values, ...values.map(decoded), query].filter((part) => part !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
