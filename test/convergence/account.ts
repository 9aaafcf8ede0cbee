import { CANARY } from '../builders/destinations.ts';

/** The contract and group of all streams in these tests. */
export const CONTRACT = 'C-0N7RAC7';
export const GROUP = 21484;

/**
 * URLs whose path is a credential, by connector type. If given by reference, they must not appear anywhere.
 * They lead to the host that the same connector has with its URL in plain text, since another host would need
 * confirmation.
 */
export const TOKEN_URLS: Readonly<Record<string, string>> = {
  SUMO_LOGIC: `https://sumo.example.com/receiver/${CANARY}`,
  HTTPS: `https://logs.example.com/${CANARY}`,
};

/** The environment in which every reference of these tests is resolved. */
export const ENV = { SECRET: CANARY, ...TOKEN_URLS };
