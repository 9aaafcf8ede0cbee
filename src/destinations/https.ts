import type { DestinationCard } from '../model/destination-card.ts';
import {
  alwaysReturned,
  compressLogs,
  contentType,
  customHeader,
  endpoint,
  mutualTls,
  postsWithCertificate,
  secret,
} from './members.ts';

export const https: DestinationCard = {
  type: 'HTTPS',
  title: 'Custom HTTPS endpoint',
  ...postsWithCertificate,
  formats: ['STRUCTURED', 'JSON'],
  members: {
    endpoint: endpoint(
      'URL that logs are posted to. Its host is a name: IP addresses are not supported.',
      'https://logs.example.com/akamai',
      // Also refuses the other spellings of an IPv4 address that URLs accept: one number, hexadecimal, octal.
      '^https://(?!(?:[^/?#]*@)?(?:\\[|(?:0[xX][0-9a-fA-F]+|[0-9]+)(?:\\.(?:0[xX][0-9a-fA-F]+|[0-9]+)){0,3}\\.?(?:[:/?#]|$)))',
    ),
    authenticationType: {
      description: 'NONE, or BASIC with userName and password.',
      absence: alwaysReturned,
      schema: { enum: ['NONE', 'BASIC'] },
      required: true,
    },
    userName: secret('User name for BASIC authentication.'),
    password: secret('Password for BASIC authentication.'),
    compressLogs: compressLogs(false),
    contentType,
    ...customHeader,
    ...mutualTls,
  },
  requiredWhen: [{ member: 'authenticationType', equals: 'BASIC', needs: ['userName', 'password'] }],
  probe: 'posts a line 0,access_validation or {"access_validation":true} to the endpoint',
  source: 'https://techdocs.akamai.com/datastream2/docs/stream-custom-https',
};
