import { expect, it } from 'vitest';
import { akamaiServer } from '../../../src/api/transport/akamai-server.ts';
import { edgegridSigner } from '../../../src/api/transport/edgegrid.ts';
import { sender } from '../../../src/http/send.ts';
import { bodyOf, serve } from '../loopback.ts';
import { isSigned } from '../signed-request.ts';

const PATH = '/datastream-config-api/v3/log/cdn/streams?accountSwitchKey=1-KEY';

it.each([
  ['GET', undefined, undefined],
  ['POST', '{"é":1}', 'application/json'],
  ['PUT', '{}', 'application/json'],
  ['POST', undefined, 'application/json'],
  ['PATCH', '[]', 'application/json-patch+json'],
] as const)('each attempt of a %s is signed as it is sent: body %s', async (method, text, type) => {
  const seen: unknown[] = [];
  const origin = await serve(async (request, response) => {
    const { url: path = '', headers } = request;
    const { host = '', authorization = '' } = headers;
    const body = await bodyOf(request);
    const isValid = isSigned({ method, scheme: 'http', host, path, body, authorization }, 'cs');
    seen.push([path, body.toString(), headers['content-type'], headers.accept, isValid]);
    response.end('[]');
  });
  const credentials = { clientToken: 'ct', clientSecret: 'cs', accessToken: 'at' };
  const send = sender(akamaiServer(origin, edgegridSigner(credentials, origin), {}));
  await send({
    method,
    path: PATH,
    ...(text === undefined ? {} : { body: text }),
    ...(method === 'PATCH' ? { headers: { 'content-type': type } } : {}),
  });
  const accept = 'application/json, application/problem+json';
  expect(seen).toEqual([[PATH, text ?? '', type, accept, true]]);
});
