import { expect } from 'chai'
import { createOperationsService } from '../../../server/console/operations/operations-service.ts'
import { CHECKED, type CheckLine } from '../../../server/record/check-line.ts'
import { inEnglish, SENTENCE_CODES } from '../../../server/record/sentence.ts'
import type { Database } from '../../../server/store/database.ts'
import { createHumanDecisions } from '../../../server/store/decisions/human-decisions.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { englishOn } from '../../console/english-on-page.ts'
import { holdReports } from '../../console/report/held-reports.ts'
import { at, callout, claimedAt, RAW } from '../../store/notifications.ts'
import { buildEntry, buildReport, money } from '../../support/build-report.ts'
import { forEachEngine } from '../../support/engines.ts'
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

/** The texts of pages, as a browser that asks for German gets them. */
const inGerman = (browser: Browser) => ({
  get: async (path: string) => (await browser.get(path, GERMAN)).text(),
  post: async (path: string, fields: Parameters<Browser['post']>[1] = {}) =>
    (await browser.post(path, fields, GERMAN)).text(),
})

forEachEngine((engine) => {
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

    it('has none in operations, in the lines of the check and in warnings of certificates', async () => {
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

      for (const html of [
        await ingrid.get('/operations'),
        await ingrid.post('/operations/check'),
        await ingrid.post('/operations/notifications/999/retry'),
      ])
        expect(englishOn(html)).to.deep.equal([])
    })
  })
})
