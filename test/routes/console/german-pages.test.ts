import { expect } from 'chai'
import { createOperationsService } from '../../../server/console/operations/operations-service.ts'
import { parsePolicyTexts } from '../../../server/policy/file/parse-policy.ts'
import { REQUEST_RULES } from '../../../server/policy/request-rules/catalogue.ts'
import { RULES } from '../../../server/policy/rules/catalogue.ts'
import { CHECKED, type CheckLine } from '../../../server/record/check-line.ts'
import type { Finding } from '../../../server/record/decision.ts'
import { inEnglish, SENTENCE_CODES } from '../../../server/record/sentence.ts'
import type { Database } from '../../../server/store/database.ts'
import { createHumanDecisions } from '../../../server/store/decisions/human-decisions.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { englishOn } from '../../console/english-on-page.ts'
import { holdReports } from '../../console/report/held-reports.ts'
import { at, callout, claimedAt, RAW } from '../../store/notifications.ts'
import { buildEntry, buildReport, money } from '../../support/build-report.ts'
import { onSqlite } from '../../support/engines.ts'
import { sampleOf } from '../../support/sample-sentences.ts'
import { type Browser, type ConsolePages, servePages } from './console-pages.ts'

const GERMAN = { 'Accept-Language': 'de-DE' }
const REPORT = buildReport({
  reportId: 'R1',
  name: 'Messe',
  purpose: 'Messe',
  employee: { loginId: 'robin', name: 'Robin' },
  total: money('118.00'),
  entries: [
    buildEntry({
      entryId: 'e1',
      posted: money('99.50'),
      receiptImageId: undefined,
      businessPurpose: 'Messe',
    }),
    buildEntry({ entryId: 'e2', vendor: 'Taxi Müller', businessPurpose: 'Messe' }),
  ],
})
/** Everything that the engine can say, as it is kept. */
const SAID = SENTENCE_CODES.map((code) => inEnglish(sampleOf(code)))
const REVIEW = {
  id: 1,
  visitKeys: [],
  objectType: 'EXPRPT',
  reportId: 'R1',
  startedAt: at(0),
  opener: { id: 1, at: at(0) },
}
const OUT = { 'verdict:receipt-missing@e1': 'out of policy' }

const GERMAN_POLICY = `
language: de
outcomes: { look: hold }
rules:
  - rule: receipt-missing
    severity: look
    above: { USD: 0 }
  - rule: purpose-missing
    severity: look
    on: [entry]
    minWords: 2
    message: { en: '{object}: please ask your boss ({limit} words).', de: '{object}: bitte die Chefin fragen ({limit} Wörter).' }
`

/** Values that read the same in every language. */
const VALUES: Readonly<Record<string, string>> = { observed: 'AB1', limit: 'AB2' }
const filled = (text: string, object: string) =>
  text.replaceAll(/\{(\w+)\}/g, (_all, name: string) => VALUES[name] ?? object)
/** What is found about the first entry, in a text that names it as the employee's language does. */
const foundBy = (rule: string, text: string, named: string): Finding => ({
  rule,
  object: { type: 'Entry', id: 'e1', label: 'entry 1, Taxi' },
  observed: 'AB1',
  limit: 'AB2',
  severity: 'look',
  message: filled(text, named),
  enforce: 'act',
})
const besideLine = (text: string) => filled(text.slice('{object}: '.length), '')

/** The texts of pages, as a browser that asks for German gets them. */
const inGerman = (browser: Browser) => ({
  get: async (path: string) => (await browser.get(path, GERMAN)).text(),
  post: async (path: string, fields: Parameters<Browser['post']>[1] = {}) =>
    (await browser.post(path, fields, GERMAN)).text(),
})

onSqlite((engine) => {
  describe('a page for somebody who reads German', () => {
    let pages: ConsolePages
    let db: Database

    const open = async () => {
      db = await engine.open()
      pages = await servePages(db)
      await holdReports(db, [{ number: 0, report: REPORT }])
    }
    const controller = async (login: string) =>
      inGerman(await pages.browserFor({ login, name: login, role: 'controller', employeeId: login }))
    afterEach(() => pages.close())

    it('has no English of ours: the queue, a report, its why and its forms', async () => {
      await open()
      const cleo = await controller('cleo')

      for (const path of [
        '/',
        '/?view=stuck',
        '/?view=decided',
        '/bulk',
        '/reviews/1',
        '/?over=x&age=x&policy=x',
      ])
        expect(englishOn(await cleo.get(path)), path).to.deep.equal([])
    })

    it('has each finding of the catalogue in the language of its reader, whatever the language of the employee', async () => {
      db = await engine.open()
      pages = await servePages(db)
      const cleo = await pages.browserFor({ login: 'cleo', name: 'Cleo', role: 'controller' })
      const texts = [...RULES, ...REQUEST_RULES].flatMap(({ type, message, otherMessages = [] }) =>
        [message, ...otherMessages].map((each) => ({ type, ...each })),
      )
      await holdReports(db, [
        {
          number: 0,
          report: REPORT,
          findings: texts.map(({ type, en }) => foundBy(type, en, 'entry 1, Taxi')),
        },
        {
          number: 1,
          report: { ...REPORT, reportId: 'R2' },
          findings: texts.map(({ type, de }) => foundBy(type, de, 'Ausgabe 1, Taxi')),
        },
      ])
      const said = async (path: string, language: string) => {
        const html = await (await cleo.get(path, { 'Accept-Language': language })).text()
        return [...html.matchAll(/<p class="message"><strong>(.*?)<\/strong>/g)].map(([, text]) => text)
      }

      expect(texts.length).to.be.greaterThan(RULES.length + REQUEST_RULES.length)
      for (const [number, employee] of [
        [1, 'en'],
        [2, 'de'],
      ] as const) {
        expect(await said(`/reviews/${number}`, 'de-DE'), employee).to.deep.equal(
          texts.map(({ de }) => besideLine(de)),
        )
        expect(await said(`/reviews/${number}`, 'en-GB'), employee).to.deep.equal(
          texts.map(({ en }) => besideLine(en)),
        )
      }
      expect(await (await cleo.get('/', GERMAN)).text()).to.include(
        'Position 1, Taxi: über AB2 ist ein Beleg nötig',
      )
    })

    it('reads so in the queue, of a decision that a policy took, and its comment stays as the employee reads it', async () => {
      await open()
      const policy = parsePolicyTexts({ file: 'p.yaml', text: GERMAN_POLICY, lists: new Map() })
      await holdReports(db, [{ number: 1, report: { ...REPORT, reportId: 'R2' }, policy }])
      const cleo = await pages.browserFor({ login: 'cleo', name: 'Cleo', role: 'controller' })
      const pageIn = async (path: string, language: string) =>
        (await (await cleo.get(path, { 'Accept-Language': language })).text()).replaceAll('\u00a0', ' ')

      expect(await pageIn('/', 'en-GB'))
        .to.include('entry 1, Taxi USD 99.50 on 19 May 2026: a receipt is required, and there is none.')
        .and.not.include('Ein Beleg ist')
      expect(await pageIn('/', 'de-DE')).to.include(
        'Position 1, Taxi 99,50 USD vom 19.05.2026: Ein Beleg ist erforderlich; es ist keiner da.',
      )
      expect(await pageIn('/reviews/2', 'en-GB'))
        .to.include('<strong>a receipt is required, and there is none.</strong>')
        .and.include('<strong>please ask your boss (2 words).</strong>')
        .and.include(
          '- Ausgabe 1, Taxi 99.50 USD vom 2026-05-19: Ein Beleg ist erforderlich; es ist keiner da.',
        )
    })

    it('says what has changed on a report that came again in the language of its reader', async () => {
      db = await engine.open()
      pages = await servePages(db)
      const policy = parsePolicyTexts({ file: 'p.yaml', text: GERMAN_POLICY, lists: new Map() })
      const [first, second] = REPORT.entries
      const entries = [
        { ...first, posted: money('1234.5'), receiptImageId: 'r1' },
        { ...second, receiptImageId: undefined },
      ]
      const again = {
        ...buildReport({ ...REPORT, purpose: 'on 2026-05-19' }),
        entries: entries.map(buildEntry),
      }
      await holdReports(db, [
        { number: 0, report: REPORT, policy, result: 'sent back' },
        { number: 1, report: again, policy },
      ])
      const cleo = await pages.browserFor({ login: 'cleo', name: 'Cleo', role: 'controller' })
      const changesIn = async (language: string) => {
        const html = await (await cleo.get('/reviews/2', { 'Accept-Language': language })).text()
        const rows = html.slice(html.indexOf('<section class="changes">')).matchAll(/<tr><td>(.*?)<\/tr>/g)
        return Array.from(rows, ([, row = '']) =>
          row
            .replaceAll(/<[^>]+>/g, ' ')
            .split(/\s+/)
            .join(' ')
            .trim(),
        )
      }

      expect(await changesIn('en-GB')).to.deep.equal([
        'entry 1, Taxi USD 99.50 on 19 May 2026: a receipt is required, and there is none. gone',
        'entry 2, Taxi USD 18.50 on 19 May 2026: a receipt is required, and there is none. new',
        'Purpose Messe on 2026-05-19',
        'Taxi USD 1,234.50 on 19 May 2026, Amount USD 99.50 USD 1,234.50',
        'Taxi USD 1,234.50 on 19 May 2026, Receipt – r1',
        'Taxi USD 18.50 on 19 May 2026, Receipt ReceiptImage0001 –',
      ])
      expect(await changesIn('de-DE')).to.deep.equal([
        'Position 1, Taxi 99,50 USD vom 19.05.2026: Ein Beleg ist erforderlich; es ist keiner da. weg',
        'Position 2, Taxi 18,50 USD vom 19.05.2026: Ein Beleg ist erforderlich; es ist keiner da. neu',
        'Zweck Messe on 2026-05-19',
        'Taxi 1.234,50 USD vom 19.05.2026, Betrag 99,50 USD 1.234,50 USD',
        'Taxi 1.234,50 USD vom 19.05.2026, Beleg – r1',
        'Taxi 18,50 USD vom 19.05.2026, Beleg ReceiptImage0001 –',
      ])
    })

    it('has none in the trail, whatever happened', async () => {
      await open()
      const cleo = await controller('cleo')
      const reviews = createReviews(db)
      for (const [index, summary] of SAID.entries()) {
        for (const kind of ['read', 'decided', 'changed', 'call', 'ended'] as const)
          await reviews.record(REVIEW, { kind, summary }, at(20 + index))
      }

      const html = await cleo.get('/reviews/1')
      expect(html.match(/<li><time/g)?.length).to.be.greaterThan(SAID.length * 5)
      expect(englishOn(html)).to.deep.equal([])
    })

    it('has none in what became of a decision', async () => {
      await open()
      const cleo = await controller('cleo')
      const decisions = createHumanDecisions(db)
      const page = await cleo.get('/reviews/1')
      const readingKey = /name="readingKey" value="([^"]*)"/.exec(page)?.[1] ?? ''
      const { pass } = pages
      for (const outcome of SAID) {
        const content = { reviewId: 1, readingKey, action: 'approve', verdicts: {}, by: 'cleo' } as const
        const accepted = await decisions.accept(content, { login: 'cleo' }, { now: at(11), dueAt: at(12) })
        if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
        await decisions.end(accepted.decision.id, 'not carried out', outcome, at(13))
      }
      pass(60)

      for (const path of ['/reviews/1', '/reviews/1/answer', '/?view=decided'])
        expect(englishOn(await cleo.get(path)), path).to.deep.equal([])
    })

    it('has none where a decision or an act is refused', async () => {
      await open()
      const [cleo, dora] = [await controller('cleo'), await controller('dora')]
      const vera = inGerman(await pages.browserFor({ login: 'vera', name: 'Vera', role: 'viewer' }))
      const rita = inGerman(
        await pages.browserFor({
          login: 'rita',
          name: 'Rita',
          role: 'reviewer',
          employeeId: 'rita',
          maxAmounts: { USD: '50' },
        }),
      )
      const refused = [
        await rita.get('/reviews/1'),
        await rita.post('/reviews/1/act', { kind: 'snooze', until: '3d' }),
        await vera.get('/reviews/1'),
        await vera.post('/reviews/1/act', { kind: 'assign', to: 'vera' }),
        await vera.post('/reviews/1/act', { kind: 'look again' }),
        await cleo.post('/reviews/1/act', { kind: 'assign', to: 'vera' }),
        await cleo.post('/reviews/1/act', { kind: 'ask', to: 'nobody-here', text: 'x' }),
        await cleo.post('/reviews/1/act', { kind: 'ask', to: 'cleo', text: 'x' }),
        await cleo.post('/reviews/1/act', { kind: 'note', text: '' }),
        await cleo.post('/reviews/1/act', { kind: 'snooze', until: 'soon' }),
        await cleo.post('/reviews/1/act', { kind: 'snooze', until: '2020-01-01' }),
        await cleo.post('/reviews/1/act', { kind: 'snooze', until: '2099-01-01' }),
        await cleo.post('/reviews/1/act', { kind: 'answer', text: 'x' }),
        await cleo.post('/reviews/1/act', { kind: 'undo' }),
        await cleo.post('/reviews/1/decide', { action: 'send back', comment: '' }),
        await cleo.post('/reviews/1/decide', { action: 'approve' }),
      ]
      await cleo.post('/reviews/1/decide', { ...OUT, action: 'send back', comment: 'Beleg fehlt' })
      refused.push(
        await dora.post('/reviews/1/decide', { ...OUT, action: 'send back', comment: 'Beleg fehlt' }),
        await dora.post('/reviews/1/act', { kind: 'look again' }),
        await dora.post('/reviews/1/act', { kind: 'retry' }),
        await dora.post('/queue/bulk', [['review', '1']]),
        await dora.post('/queue/views', { name: '', over: 'x', age: 'x', policy: 'x', employee: '!' }),
      )

      for (const html of refused) {
        expect(html).to.match(/class="(?:problem|notice)"/)
        expect(englishOn(html)).to.deep.equal([])
      }
    })

    it('has none in operations, in the lines of the check, in quarantine and in warnings of certificates', async () => {
      db = await engine.open()
      const inbox = createInbox(db)
      const operations = createOperationsService({
        db,
        reconcileMinutes: 10,
        isPollingOn: true,
        certificates: () =>
          Promise.resolve([
            {
              listener: 'public',
              look: { kind: 'usable', subject: 'CN=x', endsAt: at(9), daysLeft: 1, warnings: SAID },
            },
            { listener: 'console', look: { kind: 'unusable', problem: 'x' } },
          ]),
        check: () =>
          Promise.resolve(
            CHECKED.flatMap((what) => SAID.map((text): CheckLine => ({ what, state: 'warning', text }))),
          ),
        now: () => at(10),
      })
      pages = await servePages(db, { operations })
      const ingrid = inGerman(await pages.browserFor({ login: 'ingrid', name: 'Ingrid', role: 'admin' }))
      for (const [index, reason] of SAID.entries()) {
        await inbox.receive(callout(`nDead${index}`), RAW, at(1))
        await inbox.settle(await claimedAt(inbox, 1), { state: 'dead', reason, reasonCode: 'X' }, at(2))
      }

      await inbox.quarantine('callout', RAW, SAID, at(1))

      for (const html of [
        await ingrid.get('/operations'),
        await ingrid.get('/operations/quarantine/1'),
        await ingrid.post('/operations/check'),
        await ingrid.post('/operations/notifications/999/retry'),
      ])
        expect(englishOn(html)).to.deep.equal([])
    })
  })
})
