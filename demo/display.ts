import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';
import type { Display } from './session.ts';

const WIDEST = 100;

/** Also shows titles of steps. */
export interface DemoDisplay extends Display {
  readonly head: (title: string) => void;
}

/** The stream that a demo is shown on. Without columns, it is no terminal. */
interface Screen {
  readonly columns?: number;
  readonly isTTY?: boolean;
  write(text: string): void;
}

/** Shows the demo on a terminal, or in a file. */
export function openDisplay(stream: Screen): DemoDisplay {
  const width = Math.min(stream.columns ?? 80, WIDEST);
  const color = stream.isTTY === true && !process.env['NO_COLOR'];
  const write = (text: string) => stream.write(`${text}\n`);
  const bold = (text: string) => (color ? `\u001b[1m${text}\u001b[22m` : text);
  let last = '\n';
  let repeated = 0;
  /** Ends a series of equal lines. */
  const endSeries = () => {
    if (repeated > 0) write(`  (${repeated} more of these lines)`);
    repeated = 0;
  };
  const other = (text: string) => {
    endSeries();
    last = text;
    write(text);
  };
  /** Commands are separated from what is above them. */
  const separated = (text: string) => other(last.endsWith('\n') ? text : `\n${text}`);
  return {
    color,
    width,
    head: (title) => other(`\n${bold(`── ${title} ${'─'.repeat(Math.max(0, width - title.length - 4))}`)}\n`),
    explain: (text) => separated(`${wrap(text, width)}\n`),
    type: (line) => separated(bold(continued(`$ ${line}`, width - 2))),
    print: (text) => {
      if (text === last) repeated += 1;
      else if (text !== '') {
        other(fitted(shorten(text.trimEnd()), width));
        last = text;
      }
    },
  };
}

/** Breaks lines that are longer than the terminal is wide, except records. */
function fitted(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) =>
      stripVTControlCharacters(line).length <= width || line.startsWith('{')
        ? line
        : wrap(line, width - 4).replaceAll('\n', '\n    '),
    )
    .join('\n');
}

function wrap(text: string, width: number): string {
  return text.replaceAll(new RegExp(`(.{1,${width}})(?: |$)`, 'g'), '$1\n').trimEnd();
}

/** Breaks a command line between its options, as a shell accepts it. */
function continued(line: string, width: number): string {
  return line
    .split(/ (?=--)/)
    .reduce((lines, option) => {
      const last = lines.slice(lines.lastIndexOf('\n') + 1);
      return last.length + option.length < width ? `${lines} ${option}` : `${lines} \\\n    ${option}`;
    })
    .trimEnd();
}

/** Certificates and keys are long and of no interest to a reader. */
function shorten(text: string): string {
  return text
    .replaceAll(/(-----BEGIN CERTIFICATE-----\n)[^-]+/g, '$1…\n')
    .replaceAll(/(export AKAMAI_\w+(?:TOKEN|SECRET))=\S+/g, '$1=…');
}
