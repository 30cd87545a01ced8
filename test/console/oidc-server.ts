import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type Adapter, type AdapterPayload, Provider } from 'oidc-provider'

/** Where the provider of the tests sends people back to: the console's address, which is no name of this machine. */
export const CONSOLE_URL = 'https://expenses.example.com'
export const CLIENT = { id: 'connector', secret: 'a secret of the connector' }

const SIGNING_KEY = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })

/** What the provider says of somebody, as tests change it. */
export interface Account {
  readonly sub: string
  readonly claims: Readonly<Record<string, unknown>>
}

/** A provider on this machine. */
export type OidcServer = Awaited<ReturnType<typeof serveOidc>>

/** A provider that recognises everybody without asking, as the account that is set. Its tokens last a minute. */
export async function serveOidc() {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const taken = server.address()
  const issuer = `http://127.0.0.1:${taken !== null && typeof taken === 'object' ? taken.port : 0}`
  let account: Account = { sub: 'u-1', claims: {} }
  let isRefusing = false

  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${CONSOLE_URL}/sign-in/return`],
        post_logout_redirect_uris: [`${CONSOLE_URL}/sign-in`],
      },
    ],
    adapter: () => createAdapter(),
    jwks: { keys: [{ ...SIGNING_KEY, use: 'sig', alg: 'RS256' }] },
    claims: { profile: ['name', 'preferred_username', 'groups', '_claim_names'], email: ['email'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    ttl: {
      IdToken: 60,
      AccessToken: 60,
      AuthorizationCode: 60,
      Session: 60,
      Grant: 60,
      Interaction: 60,
    },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...account.claims }) }),
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()

  async function interact(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const result = isRefusing
      ? { error: 'access_denied', error_description: 'not for this application' }
      : { login: { accountId: account.sub } }
    await provider.interactionFinished(req, res, result)
  }
  server.on('request', (req: IncomingMessage, res: ServerResponse) => {
    if (req.url?.startsWith('/interaction/') === true) void interact(req, res)
    else void answer(req, res)
  })

  return {
    issuer,
    recognise: (changed: Account) => {
      account = changed
      isRefusing = false
    },
    refuse: () => {
      isRefusing = true
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
    /** Goes where a browser would from there, until it is sent back to the console. @returns Path and query of that. */
    async visit(url: string): Promise<string> {
      const cookies = new Map<string, string>()
      let next = url
      while (!next.startsWith(CONSOLE_URL)) {
        const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ')
        const reply = await fetch(next, { redirect: 'manual', headers: { cookie } })
        for (const each of reply.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? []
          cookies.set(name, value)
        }
        const location = reply.headers.get('location')
        if (location === null) throw new Error(`${reply.status} ${await reply.text()}`)
        next = new URL(location, next).href
      }
      return next.slice(CONSOLE_URL.length)
    },
  }
}

/** What the provider keeps, of one kind. */
function createAdapter(): Adapter {
  const kept = new Map<string, AdapterPayload>()
  return {
    async upsert(id, payload) {
      kept.set(id, payload)
    },
    async find(id) {
      return kept.get(id)
    },
    async findByUid(uid) {
      return [...kept.values()].find((payload) => payload.uid === uid)
    },
    async findByUserCode() {
      return undefined
    },
    async consume(id) {
      const payload = kept.get(id)
      if (payload !== undefined) kept.set(id, { ...payload, consumed: Math.floor(Date.now() / 1000) })
    },
    async destroy(id) {
      kept.delete(id)
    },
    async revokeByGrantId(grantId) {
      for (const [id, payload] of kept) if (payload.grantId === grantId) kept.delete(id)
    },
  }
}
