import { CANARY } from '../builders/destinations.ts';

/** Where all streams of these tests live. */
export const CONTRACT = 'C-0N7RAC7';
export const GROUP = 21484;

/**
 * URLs whose path is a credential, by connector type: given by reference, they must appear nowhere. They lead to the
 * host that the same connector has when its URL stands in clear: another host would have to be confirmed by a person.
 */
export const TOKEN_URLS: Readonly<Record<string, string>> = {
  SUMO_LOGIC: `https://sumo.example.com/receiver/${CANARY}`,
  HTTPS: `https://logs.example.com/${CANARY}`,
};

/** The environment that every reference of these tests is resolved in. */
export const ENV = { SECRET: CANARY, ...TOKEN_URLS };
