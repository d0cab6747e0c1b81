// An identity provider on loopback: the certified npm package oidc-provider with a sign-in that a program can drive.
//
//   node oidc_provider.mjs --redirect=URI [--port=0] [--account=LOGIN:NAME ...] [--id-token-claims=yes|no]
//
// Prints `listening PORT` when it answers. The client is `tierline` with the secret `client-secret-of-tests`; it uses
// the authorization code with PKCE. GET /auth leads to GET /interaction/ID, which names the form; POST there with
// login=LOGIN goes on to the redirect URI with a code, an unknown login is answered 401, and abort=yes goes back
// with the error access_denied. With --id-token-claims=no claims are at the userinfo endpoint alone, as the
// standard has it by default.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';

import { Provider } from 'oidc-provider';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    redirect: { type: 'string', multiple: true },
    account: { type: 'string', multiple: true, default: ['alice:Alice Zhang', 'bob:Bob Li'] },
    'id-token-claims': { type: 'string', default: 'yes' },
  },
});

const subject = (login) => `subject-of-${login}`;

const accounts = new Map(
  values.account.map((entry) => {
    const [login, name] = entry.split(':');
    return [subject(login), { sub: subject(login), name: name ?? login, preferred_username: login }];
  }),
);

function findAccount(_context, accountId) {
  const claims = accounts.get(accountId);
  return claims && { accountId, claims: () => claims };
}

// Consent is taken as given: an operator's own service asks its staff for none.
async function loadExistingGrant(context) {
  const { client, session, provider } = context.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid profile');
  await grant.save();
  return grant;
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const configuration = {
  clients: [
    {
      client_id: 'tierline',
      client_secret: 'client-secret-of-tests',
      redirect_uris: values.redirect,
      grant_types: ['authorization_code'],
      response_types: ['code'],
    },
  ],
  claims: { openid: ['sub'], profile: ['name', 'preferred_username'] },
  conformIdTokenClaims: values['id-token-claims'] === 'no',
  cookies: { keys: ['a key of tests'] },
  features: { devInteractions: { enabled: false } },
  findAccount,
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'tests' }] },
  loadExistingGrant,
  pkce: { required: () => true },
  ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
};

async function readForm(request) {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
  }
  return new URLSearchParams(body);
}

async function interact(provider, request, response) {
  const { prompt } = await provider.interactionDetails(request, response);
  if (request.method === 'GET') {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ prompt: prompt.name, fields: ['login', 'abort'] }));
    return;
  }
  const form = await readForm(request);
  const accountId = subject(form.get('login'));
  if (form.get('abort')) {
    await provider.interactionFinished(request, response, { error: 'access_denied' });
  } else if (accounts.has(accountId)) {
    await provider.interactionFinished(request, response, { login: { accountId } });
  } else {
    response.statusCode = 401;
    response.end('unknown login');
  }
}

// The issuer holds the port, so the provider can be made only once the port is known.
const server = createServer();
server.listen(Number(values.port), '127.0.0.1', () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, configuration);
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url.startsWith('/interaction/')) {
      answer(request, response);
      return;
    }
    interact(provider, request, response).catch((error) => {
      response.statusCode = 400;
      response.end(String(error));
    });
  });
  process.stdout.write(`listening ${port}\n`);
});
