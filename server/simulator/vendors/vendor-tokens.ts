import { randomUUID } from 'node:crypto'
import { json, type VendorReply, type VendorRequest } from './vendor-exchange.ts'

/** Tokens of a simulated vendor. A refresh token can be used once. */
export interface SimulatedTokens {
  /** Answers a request for tokens. */
  answer(request: VendorRequest): VendorReply
  isValid(request: VendorRequest): boolean
  /** From now on no access token is taken. */
  revoke(): void
}

/** How the vendor answers. */
export interface TokenForm {
  readonly key: string
  readonly secret: string
  /** The first that is valid. */
  readonly refreshToken: string
  /** What an authorization code may be exchanged for tokens. */
  readonly code: string
  readonly lifetimeS: number
  /** Members of the answer beside the tokens. */
  readonly extra: () => Readonly<Record<string, unknown>>
  readonly now: () => Date
}

/** @see FACTS of polling, sections 13 and 15, on tokens. */
export function createSimulatedTokens(form: TokenForm): SimulatedTokens {
  let refreshToken = form.refreshToken
  const valid = new Map<string, number>()

  return {
    answer(request) {
      const fields = new URLSearchParams(request.body)
      const isKnown = fields.get('client_id') === form.key && fields.get('client_secret') === form.secret
      const grant = fields.get('grant_type')
      const isGranted =
        grant === 'client_credentials' ||
        (grant === 'refresh_token' && fields.get('refresh_token') === refreshToken) ||
        (grant === 'authorization_code' && fields.get('code') === form.code)
      if (request.method !== 'POST' || !isKnown || !isGranted) return json(400, { error: 'invalid_grant' })
      const accessToken = randomUUID()
      valid.set(accessToken, form.now().getTime() + form.lifetimeS * 1000)
      if (grant === 'client_credentials') {
        return json(200, { access_token: accessToken, token_type: 'Bearer', ...form.extra() })
      }
      refreshToken = randomUUID()
      return json(200, {
        access_token: accessToken,
        refresh_token: refreshToken,
        token_type: 'Bearer',
        ...form.extra(),
      })
    },
    isValid({ headers }) {
      const token = /^Bearer (.+)$/.exec(String(headers['authorization']))?.[1]
      return (valid.get(token ?? '') ?? 0) > form.now().getTime()
    },
    revoke() {
      valid.clear()
    },
  }
}
