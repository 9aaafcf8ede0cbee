import process from 'node:process';
import { measureChecking } from './checking.ts';
import { measureLoading } from './loading.ts';
import { measurePacing } from './pacing.ts';
import { measurePlanning } from './planning.ts';
import { measurePropertyPlanning } from './planning-properties.ts';
import { measureReceiving } from './receiving.ts';
import { type Section, sectionText, tally } from './report.ts';
import { measureRequests } from './requests.ts';
import { measureStartUp } from './start-up.ts';
import { measureVerifying } from './verifying.ts';

const SECTIONS: readonly (() => Promise<Section>)[] = [
  measureRequests,
  measurePacing,
  measurePlanning,
  measureLoading,
  measureStartUp,
  measureVerifying,
  measureChecking,
  measureReceiving,
  measurePropertyPlanning,
];

/** Prints every table as soon as it is measured. With `--check`, a missed aim results in exit code 1. */
async function main(words: readonly string[]): Promise<number> {
  const unknown = words.find((word) => word !== '--check');
  if (unknown !== undefined) {
    process.stderr.write(`bench knows no option ${unknown}; --check makes a missed aim exit code 1.\n`);
    return 1;
  }
  const sections: Section[] = [];
  for (const measure of SECTIONS) {
    const section = await measure();
    process.stdout.write(`${sectionText(section)}\n`);
    sections.push(section);
  }
  const { aims, missed } = tally(sections);
  process.stdout.write(`${aims - missed} of ${aims} aims met.\n`);
  return missed > 0 && words.includes('--check') ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
