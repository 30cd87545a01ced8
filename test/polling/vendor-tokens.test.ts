import { expect } from 'chai'
import type { HttpClient } from '../../server/concur/http.ts'
import type { TokenGrant, Tokens, VendorSettings } from '../../server/polling/vendor.ts'
import { NOW, vendorDeps, vendorOf } from './vendor-deps.ts'

/** Answers every request alike, and remembers what was posted. */
function posting(
  status: number,
  answer: object,
): HttpClient & { readonly posted: { url: string; form: object }[] } {
  const posted: { url: string; form: object }[] = []
  return {
    posted,
    async send({ url, body }) {
      posted.push({ url, form: Object.fromEntries(new URLSearchParams(body)) })
      return {
        status,
        headers: { 'retry-after': '60' },
        body: new TextEncoder().encode(JSON.stringify(answer)),
      }
    },
    close: () => {},
  }
}

const SETTINGS = {
  'oauth.api.key': 'KEY',
  'oauth.api.secret': 'SECRET',
  'oauth.callback.url': 'https://example.com/back',
}
const REFRESH: TokenGrant = { kind: 'refresh token', refreshToken: 'R1' }

async function tokens(
  element: string,
  http: HttpClient,
  grant = REFRESH,
  more: VendorSettings = {},
): Promise<Tokens> {
  const deps = vendorDeps({ ...SETTINGS, ...more }, { http })
  const given = await vendorOf(element).requestTokens?.(grant, deps, new AbortController().signal)
  if (given === undefined) throw new Error(`${element} has no tokens`)
  return given
}

async function failure(element: string, http: HttpClient): Promise<unknown> {
  return tokens(element, http).then(
    () => undefined,
    (error: unknown) => error,
  )
}

function grantOf(element: string, settings: VendorSettings): string | undefined {
  return vendorOf(element).firstGrant(settings)?.kind
}

describe("a vendor's tokens", () => {
  it("are Concur's, whose lifetime is a text and which belong to a data centre", async () => {
    const geolocation = 'https://eu2.api.concursolutions.com'
    const http = posting(200, { access_token: 'A', refresh_token: 'R2', expires_in: '3600', geolocation })

    expect(await tokens('concur', http)).to.deep.equal({
      accessToken: 'A',
      refreshToken: 'R2',
      expiresAt: new Date(NOW.getTime() + 3_600_000),
      origin: geolocation,
    })
    expect(http.posted).to.deep.equal([
      {
        url: 'https://us.api.concursolutions.com/oauth2/v0/token',
        form: { client_id: 'KEY', client_secret: 'SECRET', grant_type: 'refresh_token', refresh_token: 'R1' },
      },
    ])
  })

  it("are Sage's, asked for where the generation and the country have them", async () => {
    const http = posting(200, { access_token: 'A', expires_in: 300 })
    const old = { 'base.url': 'https://api.columbus.sage.com/uki/sageone/accounts/v3', country: 'GB' }

    expect(await tokens('sageone', http)).to.deep.equal({
      accessToken: 'A',
      expiresAt: new Date(NOW.getTime() + 300_000),
    })
    await tokens('sageone', http, REFRESH, old)
    expect(http.posted.map(({ url }) => url)).to.deep.equal([
      'https://oauth.accounting.sage.com/token',
      'https://app.sageone.com/oauth2/token',
    ])
  })

  it('are given for a code, with the address that it was issued for', async () => {
    const http = posting(200, { access_token: 'A', expires_in: 300 })
    await tokens('sageone', http, { kind: 'code', code: 'C' })

    expect(http.posted[0]?.form).to.include({
      grant_type: 'authorization_code',
      code: 'C',
      redirect_uri: 'https://example.com/back',
    })
  })

  it('are asked for by the best that the instance has', () => {
    const both = { 'oauth.user.refresh_token': 'R', 'providerData.code': 'C' }

    expect(grantOf('concur', both)).to.equal('refresh token')
    expect(grantOf('concur', { 'providerData.code': 'C' })).to.equal('code')
    expect(grantOf('concur', {})).to.equal('client credentials')
    expect(grantOf('sageone', {})).to.equal(undefined)
    expect(grantOf('revel', both)).to.equal(undefined)
  })

  it('are refused with the reason, and with the place where they may be had', async () => {
    const elsewhere = {
      code: 16,
      error: 'invalid_grant',
      error_description: 'user lives elsewhere',
      geolocation: 'https://eu2.api.concursolutions.com',
    }

    expect(await failure('sageone', posting(400, { error: 'invalid_grant' }))).to.include({
      code: 'POLL_UNAUTHORIZED',
      message: 'Sage gives no token for the refresh token (400): invalid_grant',
    })
    expect(await failure('concur', posting(400, elsewhere))).to.include({
      message:
        'Concur gives no token for the refresh token (400): user lives elsewhere; if it belongs to https://eu2.api.concursolutions.com, set base.url to that',
    })
  })

  it('are asked for later when the vendor is in trouble', async () => {
    expect(await failure('concur', posting(503, {})))
      .to.include({ code: 'POLL_VENDOR_TROUBLE' })
      .and.to.have.deep.property('retryAt', new Date(NOW.getTime() + 60_000))
    expect(await failure('concur', posting(429, {}))).to.include({ code: 'POLL_THROTTLED' })
    expect(await failure('concur', posting(200, { access_token: '' }))).to.include({
      code: 'POLL_UNAUTHORIZED',
    })
  })
})
