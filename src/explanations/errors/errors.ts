import type { ErrorCode, RequestErrorCode } from '../../model/error-code.ts';
import type { Explanation, ExplanationGroup } from '../explanation.ts';

const REQUESTS: Readonly<Record<RequestErrorCode, Explanation>> = {
  unauthorized: {
    title: 'Akamai does not accept the credentials (status 401)',
    meaning:
      'The credentials are wrong, expired or for another host, or the clock of the machine is wrong. The request was not carried out.',
    fix: 'Run `datastream doctor`. It checks the credentials, the host and the clock.',
  },
  forbidden: {
    title: 'The API client lacks a permission (status 403)',
    meaning: 'The credentials are valid, but the API client may not use this API, this group or this method.',
    fix: 'Run `datastream doctor` to see the grants, and ask an administrator to add the missing one.',
  },
  refused: {
    title: 'Akamai refuses the request',
    meaning:
      'The API has read the request and considers it wrong. The message contains the reason that Akamai gives.',
    fix: 'Fix the members that the message names. If they are correct, open a support case with the reference.',
  },
  'no-such-stream': {
    title: 'The stream does not exist',
    meaning: 'The id is wrong, the stream was deleted, or it belongs to another account.',
    fix: 'Check `spec.streamId`, the account key and the section of the credentials.',
  },
  gone: {
    title: 'This version of the API is no longer available (status 410)',
    meaning: 'Akamai has shut down the version of the API that this release uses.',
    fix: 'Upgrade to the latest release.',
  },
  'rate-limited': {
    title: 'Akamai limits the number of requests (status 429)',
    meaning: 'The limit of the account did not end within the time that the command waits.',
    fix: 'Run again later. Check whether other jobs use the same API client at the same time.',
  },
  server: {
    title: 'Akamai has an internal error (status 5xx)',
    meaning:
      'Retries failed as well. A write may have been carried out. The next plan reads what is live, so running again is safe.',
    fix: 'Run again later. If the error persists, open a support case with the reference.',
  },
  network: {
    title: 'The host cannot be reached',
    meaning: 'There is no connection: the name does not resolve, a firewall or proxy refuses, or TLS fails.',
    fix: 'Check the host, the proxy (`HTTPS_PROXY`, `NO_PROXY`) and the certificates (`NODE_EXTRA_CA_CERTS`) of the job.',
  },
  timeout: {
    title: 'The response did not arrive in time',
    meaning: 'A write may have been carried out. The next plan reads what is live, so running again is safe.',
    fix: 'Run again later.',
  },
  redirect: {
    title: 'The response is a redirect (status 3xx)',
    meaning:
      'Redirects are never followed, because a signed request must not go to another host. A proxy or a login page often causes them.',
    fix: 'Check the host in the credentials and the proxy of the job.',
  },
  unreadable: {
    title: 'The response cannot be read',
    meaning:
      'The response is not what the API documents. A proxy may have replaced it, or the API has changed.',
    fix: 'Run again. If the error persists, check the proxy, and report it with the request that the message names.',
  },
};

const COMMANDS: Readonly<Record<Exclude<ErrorCode, RequestErrorCode>, Explanation>> = {
  usage: {
    title: 'The command cannot run like this',
    meaning: 'An option, an argument, a file or the configuration is wrong. No request that writes was sent.',
    fix: 'Correct what the message names. `datastream COMMAND --help` lists the options with an example.',
  },
  access: {
    title: 'The credentials, the endpoint or the proxy cannot be used',
    meaning:
      'The command found no complete credentials, or a file or variable with them is not valid. No request was sent.',
    fix: 'Correct the file or the variable that the message names, and run `datastream doctor`.',
  },
  'apply-running': {
    title: 'Another apply is running',
    meaning: 'Two applies with the same folder could write at once. Nothing was written. The exit code is 3.',
    fix: 'Run again when the other apply has ended. If the process in the message is not an apply, delete the lock.',
  },
  cancelled: {
    title: 'The question was not confirmed',
    meaning: 'Only `yes` confirms the changes. Nothing was written. The exit code is 3.',
    fix: 'Run the command again and answer `yes`, or use `--yes`.',
  },
  interrupted: {
    title: 'The command was interrupted',
    meaning:
      'The process received a signal, for example from Ctrl+C or from a cancelled job. A write that was already sent may still be carried out.',
    fix: 'Run the command again. It reads what is live and continues.',
  },
  incomplete: {
    title: 'Some logs could not be read',
    meaning: '`logs` printed what it could read, and records of the requested time are missing.',
    fix: 'Run the command again for the time that the message names.',
  },
  github: {
    title: 'A request to GitHub failed',
    meaning:
      'The token lacks a permission, the object does not exist, the feature is off, or GitHub has a problem.',
    fix: 'Follow the message. `datastream doctor` checks the repository and the permissions.',
  },
  'simulator-state': {
    title: 'The file of the simulator cannot be read',
    meaning: 'The file with the simulated account is damaged, or another version wrote it.',
    fix: 'Delete the file to start with a new account, or name another one.',
  },
  'too-few-open-files': {
    title: 'The process cannot open more files',
    meaning: 'The limit of open files of the process is reached.',
    fix: 'Raise the limit, for example with `ulimit -n 4096`.',
  },
  bug: {
    title: 'The program has a bug',
    meaning: 'An error occurred that the program does not expect. Your manifests are not the cause.',
    fix: 'Running the command again is safe. Please report the message with the command line and the version.',
  },
};

/** What each error that ends a command means. The compiler reports a missing code. */
export const ERRORS: Readonly<Record<ErrorCode, Explanation>> = { ...REQUESTS, ...COMMANDS };

/** The errors, grouped by subject. */
export const ERROR_GROUPS: readonly ExplanationGroup[] = [
  { title: 'Requests to Akamai', explanations: REQUESTS },
  { title: 'Commands', explanations: COMMANDS },
];
