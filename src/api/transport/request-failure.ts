import { type FailureKind, HttpFailure } from '../../http/failure.ts';
import { type HttpRequest, requestName } from '../../http/request.ts';
import { ApiError, type ApiErrorKind } from '../errors/errors.ts';
import { onlyReads } from './only-reads.ts';

/** Converts a failure to one sentence with the request, and a hint what to do next. */
export function requestFailed(request: HttpRequest, failure: HttpFailure): ApiError {
  const name = requestName(request);
  const { kind, status, isSent } = failure;
  return new ApiError(KINDS[kind] ?? 'network', sentenceOf(name, failure), {
    request: name,
    ...(status === undefined ? {} : { status }),
    happened: isSent && !onlyReads(request) ? 'unknown' : 'nothing',
    ...(HINTS[kind] === undefined ? {} : { hint: HINTS[kind] }),
    cause: failure,
  });
}

/** Returns true for an error that a retry would meet again, such as an invalid certificate. */
export function isLasting({ details: { cause } }: ApiError): boolean {
  return cause instanceof HttpFailure && cause.isLasting;
}

function sentenceOf(name: string, { kind, message, isSent }: HttpFailure): string {
  switch (kind) {
    case 'aborted':
      return `${name} was stopped${isSent ? '' : ' before it was sent'}.`;
    case 'timeout':
      return `${name} was given up: ${message}.`;
    case 'unreadable':
      return `The response to ${name} cannot be read: ${message}.`;
    case 'redirect':
      return `${name} failed: ${message}.`;
    default:
      return `${name} got no response: ${message}.`;
  }
}

/** Failures of a connection are all of kind `network`. */
const KINDS: { readonly [kind in FailureKind]?: ApiErrorKind } = {
  timeout: 'timeout',
  redirect: 'redirect',
  unreadable: 'unreadable',
  aborted: 'aborted',
};

const HINTS: { readonly [kind in FailureKind]?: string } = {
  connection: 'Check the network, and HTTPS_PROXY and NO_PROXY if a proxy is needed.',
  certificate:
    'If a proxy opens TLS here, name its certificate authority in NODE_EXTRA_CA_CERTS; verification cannot be switched off.',
  tls: 'Check the host and its port. For a server on this machine without TLS, such as `simulate`, pass --endpoint http://HOST:PORT.',
  'host-name': 'Check the host in the credentials and your DNS.',
  proxy: 'Check HTTPS_PROXY, or list the API host in NO_PROXY if it needs no proxy.',
  timeout: 'Run again. If it still fails, check for a proxy or firewall between this machine and Akamai.',
  redirect:
    'The API does not redirect: check the host in the credentials, and whether there is a proxy in between.',
  unreadable: 'There may be a proxy in between. If it still fails, please report it.',
};
