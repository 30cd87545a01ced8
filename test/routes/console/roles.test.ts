import { expect } from 'chai'
import type { Router } from 'express'
import { createProvider } from '../../../server/console/provider.ts'
import { ROLES, type Role } from '../../../server/record/person.ts'
import type { Database } from '../../../server/store/database.ts'
import { addMessages } from '../../../server/store/deliveries/add-messages.ts'
import { createDeliveries } from '../../../server/store/deliveries/deliveries.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createApiKeys } from '../../../server/store/people/api-keys.ts'
import { CLIENT, CONSOLE_URL } from '../../console/oidc-server.ts'
import { holdReports } from '../../console/report/held-reports.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { at, callout, claimedAt, RAW } from '../../store/notifications.ts'
import { buildEntry, buildReport, money } from '../../support/build-report.ts'
import { onSqlite } from '../../support/engines.ts'
import { apiOn } from '../api/api-address.ts'
import { type Address, addressesOf } from './addresses.ts'
import { type Browser, type ConsolePages, servePages } from './console-pages.ts'

/** Whoever is not signed in, and has no key. */
const NOBODY = 'nobody'
type Caller = Role | typeof NOBODY

/**
 * Every address of the console's listener with what each is answered there. Without a session: 303 is the way to the
 * form for signing in, 401 that form or a key that is missing. With one: 403, 409 and 422 say why it is not done.
 */
const ANSWERS = `
                                          nobody viewer reviewer controller policy auditor admin
GET  /sign-in                             200    303    303      303        303    303     303
POST /sign-in                             401    401    401      401        401    401     401
POST /sign-out                            303    303    303      303        303    303     303
GET  /sign-in/provider                    503    503    503      503        503    503     503
GET  /sign-in/return                      400    400    400      400        400    400     400
POST /language                            303    303    303      303        303    303     303

GET  /                                    303    200    200      200        200    200     200
GET  /events                              401    200    200      200        200    200     200
POST /queue/search                        401    200    200      200        200    200     200
POST /queue/views                         401    303    303      303        303    303     303
POST /queue/views/delete                  401    303    303      303        303    303     303
POST /queue/take                          401    422    303      303        422    422     422
POST /queue/bulk                          401    200    200      200        200    200     200
POST /queue/bulk/decide                   401    422    303      303        422    422     422
GET  /bulk                                303    200    200      200        200    200     200
GET  /bulk/:id                            303    200    200      200        200    200     200
POST /bulk/:id/confirm                    401    422    303      303        422    422     422
POST /bulk/:id/go-on                      401    422    303      303        422    422     422
POST /bulk/:id/withdraw                   401    422    303      303        422    422     422

GET  /reviews/:id                         303    200    200      200        200    200     200
GET  /reviews/:id/answer                  303    200    200      200        200    200     200
GET  /reviews/:id/present                 303    200    200      200        200    200     200
GET  /reviews/:id/receipts                303    404    404      404        404    404     404
GET  /reviews/:id/receipts/:line          303    404    404      404        404    404     404
POST /reviews/:id/act                     401    409    303      303        303    303     303
POST /reviews/:id/decide                  401    409    303      303        409    409     409

GET  /operations                          303    403    403      403        403    403     200
POST /operations/check                    401    403    403      403        403    403     200
GET  /operations/quarantine/:id           303    403    403      403        403    403     200
POST /operations/quarantine/:id           401    403    403      403        403    403     200
POST /operations/notifications/:id/retry  401    403    403      403        403    403     303
POST /operations/deliveries/:id           401    403    403      403        403    403     303

GET  /api/openapi.json                    200    200    200      200        200    200     200
GET  /api/whoami                          401    200    200      200        200    200     200
GET  /api/reviews                         401    200    200      200        200    200     200
GET  /api/reviews/:id                     401    200    200      200        200    200     200
GET  /api/decisions/:id                   401    200    200      200        200    200     200
POST /api/reviews/:id/decisions           401    403    403      202        403    403     403
POST /api/reviews/:id/acts                401    403    200      200        200    200     200
POST /api/reviews/:id/undo                401    403    403      200        403    403     403
`

const NOW = () => at(10)
const named = ({ method, path }: Address) => `${method} ${path}`

interface Row {
  readonly address: string
  readonly answers: ReadonlyMap<Caller, number>
}

function rowsOf(table: string): readonly Row[] {
  const [head = '', ...lines] = table.split('\n').filter((line) => line !== '')
  const callers: readonly Caller[] = [NOBODY, ...ROLES]
  expect(head.trim().split(/\s+/)).to.deep.equal(callers)
  return lines.map((line) => {
    const [method, path, ...answers] = line.split(/\s+/)
    return {
      address: `${method} ${path}`,
      answers: new Map(callers.map((caller, column) => [caller, Number(answers[column])])),
    }
  })
}

const ROWS = rowsOf(ANSWERS)

type Fields = readonly (readonly [name: string, value: string])[]

const several = (first: number, second: number) =>
  [
    ['review', String(first)],
    ['review', String(second)],
    ['verdict', 'exception'],
    ['reason', 'as agreed'],
  ] as const
const APPROVAL = [
  ['action', 'approve'],
  ['verdict:receipt-missing@e1', 'exception'],
  ['reason', 'as agreed'],
] as const

/** What is sent with a form. */
const FORMS: Readonly<Record<string, Fields>> = {
  'POST /sign-in': [
    ['login', 'eve'],
    ['password', 'a wrong password'],
  ],
  'POST /language': [['language', 'de']],
  'POST /queue/search': [['words', 'taxi']],
  'POST /queue/views': [['name', 'Mine']],
  'POST /queue/views/delete': [['id', '1']],
  'POST /queue/take': [['review', '1']],
  'POST /queue/bulk': several(2, 3),
  'POST /queue/bulk/decide': several(2, 3),
  'POST /reviews/:id/act': [
    ['kind', 'note'],
    ['text', 'seen'],
  ],
  'POST /reviews/:id/decide': APPROVAL,
  'POST /operations/deliveries/:id': [['do', 'retry']],
}
/** What programs send. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /api/reviews/:id/decisions': {
    action: 'approve',
    readingKey: 'reading 8',
    verdicts: [{ on: 'all', verdict: 'exception' }],
    reason: 'as agreed',
  },
  'POST /api/reviews/:id/acts': { kind: 'note', text: 'seen' },
  'POST /api/reviews/:id/undo': { decision: 1 },
}
/** Numbers other than 1, so that no answer comes of the one before. */
const NUMBERS: Readonly<Record<string, number>> = {
  'POST /bulk/:id/withdraw': 2,
  'GET /reviews/:id/answer': 8,
  'POST /api/reviews/:id/decisions': 9,
  'POST /api/reviews/:id/undo': 8,
}

/** Addresses that are sent numbers of reviews in a form, and what is answered where there is none of that number. */
const TAKEN_BY_NUMBER: Readonly<Record<string, number>> = {
  'POST /queue/take': 404,
  'POST /queue/bulk': 422,
  'POST /queue/bulk/decide': 422,
}

/** What stands in the reports alone. */
const OF_REPORTS = /Client visit|robin|100\.\d\d/i

describe('the addresses of the console', () => {
  useRealSockets()

  onSqlite((engine) => {
    let db: Database
    let pages: ConsolePages
    let api: Router

    beforeEach(async () => {
      db = await engine.open()
      api = apiOn(db, NOW)
      const away = {
        issuer: 'http://127.0.0.1:9/',
        clientId: CLIENT.id,
        scopes: 'openid',
        claims: { groups: 'groups', login: 'preferred_username' },
        consoleUrl: CONSOLE_URL,
      }
      pages = await servePages(db, {}, { provider: createProvider(away, NOW) }, { api })
      await keepOneOfEach(db)
      const paula = await pages.browserFor({ login: 'paula', name: 'Paula', role: 'controller' })
      // In a currency without a limit, so that a second person is needed.
      for (const [first, second] of [
        [4, 5],
        [6, 7],
      ] as const)
        expect((await paula.post('/queue/bulk/decide', several(first, second))).status).to.equal(303)
      expect((await paula.post('/reviews/8/decide', APPROVAL)).status).to.equal(303)
    })
    afterEach(() => pages.close())

    const addresses = (): readonly string[] => {
      const ofApi = addressesOf(api).map(({ method, path }) => ({ method, path: `/api${path}` }))
      return [...addressesOf(pages.pages), ...ofApi].map(named)
    }

    it('all stand in the table, and no others', () => {
      expect(addresses().toSorted()).to.deep.equal(ROWS.map(({ address }) => address).toSorted())
    })

    for (const caller of [NOBODY, ...ROLES] as const)
      it(`give ${caller === NOBODY ? 'whoever is not signed in' : `the role ${caller}`} what is theirs and no more`, async () => {
        const key = caller === NOBODY ? undefined : await keyOf(db, caller)
        const answered = new Map<string, number>()
        for (const { address } of ROWS) {
          const browser = caller === NOBODY ? stranger(pages) : await browserOf(pages, caller)
          const answer = await ask(browser, address, key)
          answered.set(address, answer.status)
          const isRefused = answer.status === 401 || answer.status === 403 || caller === NOBODY
          if (isRefused) expect(await answer.text(), address).not.to.match(OF_REPORTS)
          else await answer.body?.cancel()
          const location = answer.headers.get('location') ?? ''
          if (caller === NOBODY && answer.status === 303 && !/ \/(sign|lang)/.test(address))
            expect(location, address).to.match(/^\/sign-in/)
        }

        expect(Object.fromEntries(answered)).to.deep.equal(
          Object.fromEntries(ROWS.map(({ address, answers }) => [address, answers.get(caller)])),
        )
      })

    it('take no key in place of a session, and no session in place of a key', async () => {
      const key = await keyOf(db, 'admin')
      const admin = await browserOf(pages, 'admin')
      const page = await pages.browser().get('/', { Authorization: `Bearer ${key}` })
      const listed = await admin.get('/api/reviews')

      expect([page.status, listed.status]).to.deep.equal([303, 401])
    })

    it('have nothing of what is outside of one’s scope, by whatever number it is asked for', async () => {
      const rita = await pages.browserFor({
        login: 'rita',
        name: 'Rita',
        role: 'reviewer',
        scope: JSON.stringify({ country: ['DE'] }),
        maxAmounts: { USD: '500' },
      })
      const withNumber = ROWS.map(({ address }) => address).filter(
        (address) => /^\w+ \/(?:reviews|bulk)\/:id/.test(address) || address in TAKEN_BY_NUMBER,
      )
      expect(withNumber).to.have.lengthOf(14)
      for (const address of withNumber) {
        const there = await ask(rita, address, undefined)
        const nowhere = await ask(rita, address, undefined, 999)

        expect([address, there.status]).to.deep.equal([address, nowhere.status])
        expect([address, there.status]).to.deep.equal([address, TAKEN_BY_NUMBER[address] ?? 404])
        expect(await there.text(), address).not.to.match(OF_REPORTS)
      }
      const own = await rita.get('/reviews/10?after=8')
      expect([own.status, OF_REPORTS.test(await own.text())]).to.deep.equal([200, false])
      for (const path of ['/', '/bulk', '/?view=done', '/?view=mine'])
        expect(await (await rita.get(path)).text(), path).not.to.match(OF_REPORTS)
      expect(await (await rita.post('/queue/search', { words: 'Client' })).text()).not.to.match(OF_REPORTS)
    })

    it('keep the views of one person from another', async () => {
      const vera = await pages.browserFor({ login: 'vera', name: 'Vera', role: 'viewer' })
      const adam = await pages.browserFor({ login: 'adam', name: 'Adam', role: 'admin' })
      const saved = (await vera.post('/queue/views', { name: 'Only for Vera' })).headers.get('location') ?? ''
      await adam.post('/queue/views/delete', { id: '1' })
      const asked = await adam.get(saved)

      expect([asked.status, (await vera.get(saved)).status]).to.deep.equal([404, 200])
      expect(await asked.text()).not.to.include('Only for Vera')
    })
  })
})

/** Nine reports that are held and a tenth, of Germany; a dead letter, an entry in quarantine and a dead message, each with the number 1. */
async function keepOneOfEach(db: Database): Promise<void> {
  const inbox = createInbox(db)
  await inbox.receive(callout('nDead'), RAW, at(0))
  await inbox.settle(await claimedAt(inbox, 0), { state: 'dead', reason: '403', reasonCode: 'X' }, at(0))
  await inbox.quarantine('callout', RAW, ['not XML'], at(0))
  const message = { line: 'mail:ada@example.com', about: 'held', eventId: 'e1', body: RAW }
  await db.transaction().execute((trx) => addMessages(trx, [message], at(0)))
  const deliveries = createDeliveries(db)
  const [claimed] = await deliveries.claim(at(0), true, 1)
  if (claimed === undefined) throw new Error('there was nothing to send')
  await deliveries.giveUp(claimed, 'there is no such mailbox', at(0))
  await holdReports(
    db,
    Array.from({ length: 10 }, (_, number) => ({ number, report: reportOf(number) })),
  )
}

/** No two claim the same. */
function reportOf(number: number) {
  const isForeign = number < 9
  const amount = money(`${isForeign ? 100 : 200}.${number}5`)
  const entry = buildEntry({
    entryId: 'e1',
    posted: amount,
    transaction: amount,
    receiptImageId: undefined,
    receiptRequired: true,
  })
  return buildReport({
    reportId: `R${number}`,
    total: amount,
    entries: [entry],
    ...(!isForeign && { country: 'DE', name: 'Fair', employee: { loginId: 'gus@example.com', name: 'Gus' } }),
  })
}

function stranger(pages: ConsolePages): Browser {
  const browser = pages.browser()
  browser.cookies.set('console-visitor', 'v'.repeat(43))
  return browser
}

function browserOf(pages: ConsolePages, role: Role): Promise<Browser> {
  const bounds = role === 'reviewer' ? { maxAmounts: { USD: '500' } } : {}
  return pages.browserFor({ login: role, name: role, role, ...bounds })
}

async function keyOf(db: Database, role: Role): Promise<string> {
  const made = await createApiKeys(db).create(`for ${role}`, role, { login: 'ada' }, at(10))
  if (!made.ok) throw new Error('no key was made')
  return made.secret
}

/** @param number In place of all numbers that are sent otherwise. */
function ask(browser: Browser, address: string, key: string | undefined, number?: number): Promise<Response> {
  const [method, pattern = ''] = address.split(' ')
  const path = pattern.replaceAll(/:\w+/g, String(number ?? NUMBERS[address] ?? 1))
  const headers: Record<string, string> = {
    ...(pattern === '/events' && { Accept: 'text/event-stream' }),
    ...(key !== undefined && pattern.startsWith('/api/') && { Authorization: `Bearer ${key}` }),
  }
  if (method === 'GET') return browser.get(path, headers)
  const fields = (FORMS[address] ?? []).map(
    ([name, value]) => [name, name === 'review' && number !== undefined ? String(number) : value] as const,
  )
  if (!pattern.startsWith('/api/')) return browser.post(path, fields, headers)
  const body = JSON.stringify(BODIES[address] ?? {})
  return browser.send(path, body, { ...headers, 'Idempotency-Key': 'one' })
}
