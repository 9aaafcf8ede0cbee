/**
 * Why data set fields of HTTP requests are, or may contain, personal data, by the name of the field. Both generations of
 * the API use these names.
 */
export const PERSONAL_DATA: Readonly<Partial<Record<string, string>>> = {
  'Client IP': 'identifies the connection of a user',
  Cookie: 'may contain session and user ids',
  'X-Forwarded-For': 'contains the IP addresses of users behind proxies',
  'Query string': 'may contain user ids, e-mail addresses and tokens',
  'Request path': 'may contain user ids and names',
  'Custom field': 'contains what the property puts into it, such as a header with a user id',
  'User-Agent': 'contributes to the recognition of a device',
  Referer: 'may contain the query string of the page that a user came from',
};

/**
 * Why every field of a DNS log may contain personal data. Public documents contain the ids of some fields, but not which
 * of them hold the address of the client or subscriber, or the name that was queried.
 */
export const DNS_PERSONAL_DATA =
  'may contain the client, the subscriber or the queried name; public documents do not say which field does';
