import { expect } from 'chai'
import { fixture, fixtureText } from './fixture.ts'
import { FIXED, failureOf, listRequest, NOW, readAll, scripted, vendorDeps, vendorOf } from './vendor-deps.ts'

interface Case {
  readonly hub: string
  readonly vendor:
    | { readonly sameAs: 'previous' }
    | {
        readonly base: string
        readonly path: string
        readonly query: readonly (readonly [string, string])[]
        readonly headers?: Readonly<Record<string, string>>
      }
}

const { cases }: { cases: readonly Case[] } = Object(fixture('url-translation.json'))
const ELEMENTS = { expense: 'concur', employee: 'revel', finance: 'sageone' } as const
const SETTINGS = {
  concur: { 'base.url': 'https://us2.api.concursolutions.com' },
  revel: { subdomain: 'shop', 'oauth.api.key': 'KEY', 'oauth.api.secret': 'SECRET' },
  sageone: { 'oauth.api.key': 'KEY', 'oauth.api.secret': 'SECRET' },
} as const
const EMPTY = JSON.stringify({ Items: [], objects: [], $items: [] })

type Element = keyof typeof SETTINGS

function elementOf(url: string): Element {
  const hub = /^\/hubs\/(expense|employee|finance)\//.exec(url)?.[1]
  return hub === 'expense' || hub === 'employee' ? ELEMENTS[hub] : 'sageone'
}

/** Lists with answers that were written for it. */
function listing(element: Element, http: ReturnType<typeof scripted>, url: string, settings: object = {}) {
  const deps = vendorDeps({ ...SETTINGS[element], ...settings }, { http })
  return { deps, pages: vendorOf(element).connect(deps, FIXED).list(listRequest(element, url)) }
}

const REPORTS = "/hubs/expense/reports?where=modifiedDateAfter='2024-03-05T10:00:00.000'"
const EMPLOYEES = "/hubs/employee/employees?where=updated_date__gte='2024-03-05T10:00:00.000'"
const CUSTOMERS = "/hubs/finance/customers?where=lastModifiedDate>='2024-03-05T10:00:00Z'"

describe('a request to a vendor', () => {
  for (const [index, { hub }] of cases.entries()) {
    it(`is what the url of a hub means: ${hub}`, async () => {
      const vendor = cases.slice(0, index + 1).findLast((each) => !('sameAs' in each.vendor))?.vendor
      if (vendor === undefined || 'sameAs' in vendor) throw new Error('the case has no request')
      const http = scripted({ body: EMPTY })

      await readAll(listing(elementOf(hub), http, hub).pages)

      const url = new URL(http.sent[0]?.url ?? '')
      expect(url.origin + url.pathname).to.equal(vendor.base.replace('<subdomain>', 'shop') + vendor.path)
      expect(Array.from(url.searchParams)).to.deep.equal(vendor.query)
      for (const [name, value] of Object.entries(vendor.headers ?? {})) {
        expect(http.sent[0]?.headers[name.toLowerCase()]).to.equal(
          value.replace('<ACCESS_TOKEN>', 'TOKEN').replace('<API_KEY>:<API_SECRET>', 'KEY:SECRET'),
        )
      }
    })
  }

  it('carries the plus of an offset as one', async () => {
    const http = scripted({ body: EMPTY })
    await readAll(listing('sageone', http, CUSTOMERS.replace('Z', '+01:00')).pages)

    expect(http.sent[0]?.url).to.include('updated_or_created_since=2024-03-05T10%3A00%3A00%2B01%3A00')
  })

  it('asks for the reports of one user if the url says whose', async () => {
    const http = scripted({ body: EMPTY })
    await readAll(listing('concur', http, `${REPORTS} and user='pat@example.com'`).pages)

    expect(new URL(http.sent[0]?.url ?? '').searchParams.getAll('user')).to.deep.equal(['pat@example.com'])
  })

  it('asks for customers only where they are wanted', async () => {
    const http = scripted({ body: EMPTY })
    const deps = vendorDeps(SETTINGS.sageone, { http })
    const { hub, ...request } = listRequest('sageone', CUSTOMERS)
    const invoices = { ...request, hub: { ...hub, path: '/hubs/finance/invoices' }, path: '/sales_invoices' }
    await readAll(vendorOf('sageone').connect(deps, FIXED).list(invoices))

    expect(http.sent[0]?.url).to.include('/v3.1/sales_invoices?').and.not.to.include('contact_type_id')
  })

  it('has the headers of the older Sage only where the older Sage is asked', async () => {
    const settings = { 'apim.subscription.key': 'SUB', 'resource.owner.id': 'SITE', 'business.id': 'B' }
    const old = { ...settings, 'base.url': 'https://api.columbus.sage.com/us/sageone/accounts/v3' }
    const [current, older] = [scripted({ body: EMPTY }), scripted({ body: EMPTY })]
    await readAll(listing('sageone', current, CUSTOMERS, settings).pages)
    await readAll(listing('sageone', older, CUSTOMERS, old).pages)

    expect(current.sent[0]?.headers).to.include({ 'x-business': 'B' }).and.not.to.have.any.keys('x-site')
    expect(older.sent[0]?.headers).to.include({ 'x-site': 'SITE', 'ocp-apim-subscription-key': 'SUB' })
  })

  it("goes to the token's own data centre, and to no other host", async () => {
    const http = scripted({ body: EMPTY })
    const deps = vendorDeps({}, { http })
    for (const origin of ['https://eu2.api.concursolutions.com', 'https://concursolutions.com.example.com']) {
      const tokens = { accessToken: 'TOKEN', expiresAt: new Date('2100-01-01'), origin }
      const credentials = { current: async () => tokens, refresh: async () => tokens }
      await readAll(vendorOf('concur').connect(deps, credentials).list(listRequest('concur', REPORTS)))
    }

    expect(http.sent.map(({ url }) => new URL(url).origin)).to.deep.equal([
      'https://eu2.api.concursolutions.com',
      'https://us.api.concursolutions.com',
    ])
  })
})

describe('the pages of a vendor', () => {
  it("are followed with Concur's links, whatever host they name", async () => {
    const http = scripted(
      { body: fixtureText('concur.reports.page1.json').replace('https://us2.api', 'http://www') },
      { body: fixtureText('concur.reports.page2.json') },
    )

    expect(await readAll(listing('concur', http, REPORTS).pages, 'ID')).to.deep.equal([
      ['1A2B3C4D5E6F708192A1', '1A2B3C4D5E6F708192B2'],
      ['1A2B3C4D5E6F708192C3', '1A2B3C4D5E6F708192D4'],
    ])
    expect(http.sent[1]?.url).to.equal(
      'https://us2.api.concursolutions.com/api/v3.0/expense/reports?modifiedDateAfter=2024-03-05T10%3A00%3A00.000&limit=2&user=ALL&offset=2',
    )
  })

  it('end where Revel says so, or says nothing', async () => {
    const two = scripted(
      { body: fixtureText('revel.employees.page1.json') },
      { body: fixtureText('revel.employees.page2.json') },
    )
    const all = scripted({ body: fixtureText('revel.timesheets.limit0.json') })

    expect(await readAll(listing('revel', two, EMPLOYEES).pages)).to.deep.equal([['41', '12'], ['7']])
    expect(await readAll(listing('revel', all, EMPLOYEES).pages)).to.deep.equal([['1829', '1801', '1830']])
    expect(new URL(two.sent[1]?.url ?? '').searchParams.get('updated_date__gte')).to.equal(
      '2024-03-05T10:06:00',
    )
  })

  it('end when Sage gives the last one again', async () => {
    const page = fixtureText('sage.contacts.page2.json')
    const endless = page.replace('"$next": null', '"$next": "/contacts?page=3"')
    const http = scripted(
      { body: fixtureText('sage.contacts.page1.json') },
      { body: endless },
      { body: fixtureText('sage.contacts.page3-beyond-end.json') },
    )

    expect(
      (await readAll(listing('sageone', http, CUSTOMERS).pages)).map(({ length }) => length),
    ).to.deep.equal([2, 1])
    expect(http.sent[1]?.url).to.match(/^https:\/\/api\.accounting\.sage\.com\/v3\.1\/contacts\?.*page=2$/)
  })

  for (const [what, element, url, body] of [
    ['another host', 'sageone', CUSTOMERS, { $items: [], $next: 'https://example.com/contacts?page=2' }],
    [
      'another list',
      'concur',
      REPORTS,
      { Items: [], NextPage: 'https://us.api.concursolutions.com/profile?x=1' },
    ],
    [
      'another path',
      'revel',
      EMPLOYEES,
      { objects: [], meta: { next: '//example.com/resources/Employee/?offset=1' } },
    ],
  ] as const) {
    it(`are not followed to ${what}`, async () => {
      const http = scripted({ body: JSON.stringify(body) })

      expect(await failureOf(listing(element, http, url).pages)).to.include({ code: 'POLL_UNREADABLE' })
      expect(http.sent).to.have.length(1)
    })
  }

  for (const body of ['{"Items":null,"NextPage":null}', '{"Items":null}', '{"NextPage":""}']) {
    it(`are at their end with ${body}`, async () => {
      const http = scripted({ body })

      expect(await readAll(listing('concur', http, REPORTS).pages)).to.deep.equal([[]])
      expect(http.sent).to.have.length(1)
    })
  }

  for (const body of ['{}', '[]', 'null', '{"Items":7}', '{"Items":{"ID":"A1"}}']) {
    it(`are not at their end with ${body}`, async () => {
      expect(await failureOf(listing('concur', scripted({ body }), REPORTS).pages)).to.include({
        code: 'POLL_UNREADABLE',
      })
    })
  }

  it('are not read for ever', async () => {
    const body = JSON.stringify({
      Items: [],
      NextPage: 'https://x.concursolutions.com/api/v3.0/expense/reports?offset=1',
    })

    expect(await failureOf(listing('concur', scripted({ body }), REPORTS).pages))
      .to.have.property('message')
      .that.includes('came before')
  })

  it('are smaller when Concur does not like their size', async () => {
    const http = scripted(
      { status: 400, body: '<Error><Message>limit too high</Message></Error>' },
      { body: EMPTY },
    )
    await readAll(listing('concur', http, REPORTS).pages)

    expect(http.sent.map(({ url }) => new URL(url).searchParams.get('limit'))).to.deep.equal(['100', '25'])
  })

  it('come in any order when Revel does not know the one we want', async () => {
    const http = scripted({ status: 400, body: '{"error":"Invalid"}' }, { body: EMPTY })
    await readAll(listing('revel', http, EMPLOYEES).pages)

    expect(http.sent.map(({ url }) => new URL(url).searchParams.has('order_by'))).to.deep.equal([true, false])
  })

  it('are waited for as long as the vendor asks', async () => {
    const http = scripted({ status: 429, headers: { 'retry-after': '7' }, body: '' }, { body: EMPTY })
    const { deps, pages } = listing('sageone', http, CUSTOMERS)
    await readAll(pages)

    expect(deps.slept).to.deep.equal([7000])
  })

  it('are put off when that is too long, or when nobody says how long', async () => {
    const later = scripted({ status: 503, headers: { 'retry-after': '600' }, body: '' })
    const [throttled, down] = [scripted({ status: 429, body: '' }), scripted({ status: 503, body: '' })]

    expect(await failureOf(listing('revel', later, EMPLOYEES).pages))
      .to.include({ code: 'POLL_THROTTLED' })
      .and.to.have.deep.property('retryAt', new Date(NOW.getTime() + 600_000))
    expect(await failureOf(listing('revel', throttled, EMPLOYEES).pages)).to.include({
      code: 'POLL_THROTTLED',
    })
    expect(await failureOf(listing('concur', down, REPORTS).pages))
      .to.include({ code: 'POLL_VENDOR_TROUBLE' })
      .and.to.have.deep.property('retryAt', new Date(NOW.getTime() + 300_000))
  })

  const TROUBLE: readonly (readonly [
    answer: { status?: number; body: string },
    code: string,
    told: RegExp,
  ])[] = [
    [{ status: 200, body: '<html>Sign in</html>' }, 'POLL_UNREADABLE', /not JSON; look at `subdomain`/],
    [{ status: 302, body: '' }, 'POLL_REFUSED', /answered 302$/],
    [{ status: 401, body: '' }, 'POLL_UNAUTHORIZED', /oauth\.api\.key/],
    [{ status: 404, body: '{"error":"no such list"}' }, 'POLL_REFUSED', /answered 404: no such list$/],
    [{ status: 500, body: '' }, 'POLL_VENDOR_TROUBLE', /answered 500$/],
    [{ status: 200, body: '{}' }, 'POLL_UNREADABLE', /no list of objects/],
  ]
  for (const [answer, code, told] of TROUBLE) {
    it(`are told to be missing after ${answer.status} ${answer.body}`, async () => {
      const failure = await failureOf(listing('revel', scripted(answer), EMPLOYEES).pages)

      expect(failure).to.include({ code }).and.to.have.property('message').that.matches(told)
    })
  }
})
