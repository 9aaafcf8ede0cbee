/** Why a request to Akamai failed, unless the user stopped it. */
export type RequestErrorCode =
  | 'refused' // 400, 402, 404, 405, 409, 415, 422: the request itself is wrong
  | 'no-such-stream' // 404, or 400 or 422 with the vendor's text for an unknown stream id
  | 'unauthorized' // 401
  | 'forbidden' // 403
  | 'gone' // 410: this API version is switched off
  | 'rate-limited' // 429 that did not end within the time allowed
  | 'server' // 5xx
  | 'network' // connection refused, reset, TLS, DNS
  | 'timeout'
  | 'redirect' // any 3xx: never followed
  | 'unreadable'; // a response that is not what the API documents

/**
 * The code of each error that ends a command. Codes are stable: people search for them, and scripts compare them. The
 * `explanations` module says what each of them means.
 */
export type ErrorCode =
  | RequestErrorCode
  | 'usage'
  | 'access' // credentials, endpoint or proxy
  | 'apply-running' // another apply holds the lock
  | 'simulator-state'
  | 'too-few-open-files'
  | 'cancelled' // the question was not confirmed
  | 'interrupted' // by a signal
  | 'incomplete' // `logs` could not read everything
  | 'github'
  | 'bug';
