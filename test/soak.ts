import process from 'node:process';

/**
 * How much of the long tests runs: a fifth in `npm test`, all of it in `npm run soak`, and ten times as much with
 * `SOAK=10 npm run soak`. This is the only place that reads the variable.
 */
const { SOAK } = process.env;
const SHARE = SOAK === undefined ? 1 / 5 : Number(SOAK);
if (!(SHARE > 0)) throw new Error(`SOAK must be a number over 0, and is "${SOAK}"`);

/** True if the run is a soak, which no time limit ends. */
export const IS_SOAK = SOAK !== undefined;

/**
 * Returns the number of runs of a property.
 * @param whole the number of runs in a soak
 */
export function runs(whole: number): number {
  return Math.ceil(whole * SHARE);
}

/**
 * Returns the part of a table of cases to run: every fifth case outside of a soak.
 * @param turn the first case to take. Tables that are combined with each other pass different turns, so that each case
 * runs in one of the combinations
 */
export function share<Case>(cases: readonly Case[], turn = 0): readonly Case[] {
  const every = Math.max(1, Math.round(1 / SHARE));
  return cases.filter((_, index) => index % every === turn % every);
}
