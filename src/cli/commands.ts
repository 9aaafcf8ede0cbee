import type { DeclaredCommand } from './declared-command.ts';
import { importCommand, initCommand, migrateCommand, rotateCommand } from './file-commands.ts';
import {
  completionCommand,
  configCommand,
  diffCommand,
  doctorCommand,
  explainCommand,
  historyCommand,
  logsCommand,
  showCommand,
  versionCommand,
} from './inspection-commands.ts';
import { receiveCommand, simulateCommand } from './server-commands.ts';
import {
  applyCommand,
  planCommand,
  statusCommand,
  validateCommand,
  verifyCommand,
} from './stream-commands.ts';

/** The commands, in the order of the help. */
export const COMMANDS: readonly DeclaredCommand[] = [
  validateCommand,
  planCommand,
  applyCommand,
  statusCommand,
  verifyCommand,
  doctorCommand,
  historyCommand,
  diffCommand,
  importCommand,
  configCommand,
  showCommand,
  rotateCommand,
  logsCommand,
  migrateCommand,
  initCommand,
  simulateCommand,
  receiveCommand,
  completionCommand,
  explainCommand,
  versionCommand,
];
