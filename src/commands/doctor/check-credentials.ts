import type { CredentialOrigin, FoundCredentials } from '../../api/credentials/credentials.ts';
import { shellWord } from '../../render/text/words.ts';
import { type Finding, ok, problem, skipped, warning } from './finding.ts';
import type { OpenedAccount } from './open-account.ts';
import type { ResolvedReference } from './references.ts';

/**
 * Checks the credentials without a request.
 * @param references of the manifests, with their values
 * @param isOtherServer `--endpoint` names a server, whose credentials may have any form
 */
export function checkCredentials(
  account: OpenedAccount,
  references: readonly ResolvedReference[],
  isOtherServer: boolean,
): readonly Finding[] {
  if (account.tag === 'failed') return [problem('source', account.message, account.hint)];
  const { credentials, mode } = account;
  if (!credentials) return [ok('source', 'The embedded simulator needs no credentials.')];
  return [
    ok('source', `The credentials are ${originText(credentials.origin)}.`),
    isOtherServer
      ? skipped('form', 'The server that --endpoint names may use credentials of any form.')
      : checkForm(credentials),
    checkPermissions(credentials.origin, mode),
    checkReferences(credentials, references),
  ];
}

function originText(origin: CredentialOrigin): string {
  switch (origin.tag) {
    case 'file':
      return `in section [${origin.section}] of ${origin.file}`;
    case 'variables':
      return `in the variables ${origin.prefix}*`;
    case 'text':
      return `in section [${origin.section}] of the given text`;
    default:
      return origin satisfies never;
  }
}

/** The form in which Control Center issues tokens, and that of secrets: 32 bytes in Base64. */
const TOKEN = /^[a-z]{4}-[a-z0-9]{16}-[a-z0-9]{16}$/;
const SECRET = /^[A-Za-z0-9+/]{43}=$/;
const HOST = /\.akamaiapis\.net(:\d+)?$/;

/** Only what a copy may damage is checked. The API decides what is valid. */
function checkForm({ host = '', clientToken, accessToken, clientSecret }: FoundCredentials): Finding {
  const odd = [
    ...(TOKEN.test(clientToken) ? [] : ['client_token']),
    ...(TOKEN.test(accessToken) ? [] : ['access_token']),
    ...(SECRET.test(clientSecret) ? [] : ['client_secret']),
    ...(HOST.test(host) ? [] : ['host']),
  ];
  if (clientToken === accessToken) {
    return problem(
      'form',
      'client_token and access_token have the same value.',
      'Copy both again from Control Center (Identity & Access); they differ.',
    );
  }
  if (odd.length === 0) return ok('form', 'Host, tokens and secret have the usual form.');
  return warning(
    'form',
    `The value of ${odd.join(', ')} does not have the usual form.`,
    'Compare it with the edgerc file that Control Center offers for download: a part may be missing, or there is a blank.',
  );
}

function checkPermissions(origin: CredentialOrigin, mode: number | undefined): Finding {
  if (origin.tag !== 'file') return skipped('file-permissions', 'The credentials are not in a file.');
  const { file } = origin;
  if (mode === undefined) {
    return skipped('file-permissions', 'The permissions of files cannot be read on this system.');
  }
  const octal = mode.toString(8).padStart(3, '0');
  if ((mode & 0o077) === 0) return ok('file-permissions', `Only you can access ${file} (${octal}).`);
  return warning(
    'file-permissions',
    `Other users of this machine can access ${file} (${octal}).`,
    `Run \`chmod 600 ${shellWord(file)}\`.`,
  );
}

/** A reference with the value of a credential would send that credential to a destination. */
function checkReferences(
  { clientToken, accessToken, clientSecret }: FoundCredentials,
  references: readonly ResolvedReference[],
): Finding {
  const own = new Set([clientToken, accessToken, clientSecret]);
  const leaking = references.filter(({ value }) => value !== undefined && own.has(value.trim()));
  if (leaking.length === 0) return ok('not-sent', 'No manifest refers to a value of these credentials.');
  const where = leaking.map(({ name, file }) => `${name} (${file})`);
  return problem(
    'not-sent',
    `A manifest would send the API client's own credentials to a destination: ${where.join(', ')}.`,
    'Give these references other values, then replace the credentials of the API client if one was ever sent.',
  );
}
