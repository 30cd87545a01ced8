import { expect } from 'chai'
import { type Database, inTransaction } from '../../../server/store/database.ts'
import { createBulkDecisions } from '../../../server/store/decisions/bulk-decisions.ts'
import { createPeople } from '../../../server/store/people/people.ts'
import { createSavedViews } from '../../../server/store/people/saved-views.ts'
import { holdReports } from '../../console/report/held-reports.ts'
import { at } from '../../store/notifications.ts'
import { buildEntry, buildReport, money } from '../../support/build-report.ts'
import { forEachEngine } from '../../support/engines.ts'
import { nameOf, watchRequests } from '../../support/store-requests.ts'
import { type Browser, type ConsolePages, servePages } from './console-pages.ts'

/** Two reports with the same purchase: the second has a duplicate, and the first was sent back before. */
const entry = (entryId: string, amount = '99.50') =>
  buildEntry({ entryId, posted: money(amount), receiptImageId: undefined, receiptRequired: true })
const employee = { loginId: 'robin@example.com', name: 'Example, Robin' }
const FIRST = buildReport({ reportId: 'R1', employee, total: money('99.50'), entries: [entry('e1')] })
const SECOND = buildReport({
  reportId: 'R2',
  employee,
  total: money('129.50'),
  entries: [entry('e2'), entry('e3', '30.00')],
})

forEachEngine((engine) => {
  describe('what a page of the console shows', () => {
    let db: Database
    let pages: ConsolePages
    let ada: Browser

    beforeEach(async () => {
      db = await engine.open()
      pages = await servePages(db)
      ada = await pages.browserFor({ login: 'ada', name: 'Ada', role: 'admin' })
      await holdReports(db, [
        { number: 0, report: FIRST },
        { number: 1, report: SECOND, result: 'sent back' },
        { number: 2, report: SECOND },
      ])
    })
    afterEach(() => pages.close())

    const SESSION = 'select session'
    const OPEN = ['delete presence', 'insert presence']
    const PAGES = {
      '/': [SESSION, 'snapshot'],
      '/?view=mine&page=2': [SESSION, 'snapshot'],
      '/?saved=1': [SESSION, 'snapshot'],
      '/operations': [SESSION, 'snapshot'],
      '/bulk': [SESSION, 'snapshot'],
      '/bulk/1': [SESSION, 'snapshot'],
      // That somebody has opened it is noted, and that they have read it stands in the trail.
      '/reviews/3?after=1': [SESSION, 'snapshot', ...OPEN, 'transaction'],
      '/reviews/3': [SESSION, 'snapshot', ...OPEN],
      '/reviews/3/answer': [SESSION, 'snapshot'],
    }

    it('is asked for in one request of the store, beside who is signed in', async () => {
      const filter = { view: 'needs-review', rule: 'receipt-missing' }
      await createSavedViews(db).add(1, { name: 'Receipts', filter }, at(0))
      const bulk = { reviews: [{ id: 1, readingKey: 'k1' }], action: 'approve', verdicts: [] } as const
      await createBulkDecisions(db).keep(
        { ...bulk, reviews: [...bulk.reviews], verdicts: [] },
        'proposed',
        { login: 'zoe' },
        at(0),
      )
      const requests = watchRequests(db)
      for (const [path, expected] of Object.entries(PAGES)) {
        requests.splice(0)
        await ada.get(path)
        expect(requests.map(nameOf), path).to.deep.equal(expected)
      }
      requests.splice(0)
      await ada.post('/queue/bulk', { review: '1' })
      expect(requests.map(nameOf)).to.deep.equal([SESSION, 'snapshot'])
    })

    for (const path of ['/', '/operations', '/reviews/3'])
      it(`is of one moment at ${path}, whatever is committed between two statements`, async () => {
        const other = await engine.open()
        const before = await shown(ada, path)
        let isChanged = false
        watchRequests(db, async (request) => {
          // After the first statement of what the page shows.
          if (isChanged || nameOf(request) === SESSION) return
          isChanged = true
          await changeAll(other)
        })
        const meanwhile = await shown(ada, path)
        expect(isChanged).to.equal(true)
        expect(meanwhile).to.equal(before)
        expect(await shown(ada, path)).not.to.equal(before)
      })
  })
})

/** Without what is another one in each answer. */
async function shown(browser: Browser, path: string): Promise<string> {
  const html = await (await browser.get(path)).text()
  return html.replaceAll(/name="(?:_token|key)" value="[^"]*"|"X-Form-Token":"[^"]*"/g, '')
}

/** Something that every page shows, in one commit. */
function changeAll(db: Database): Promise<void> {
  return inTransaction(db, async (trx) => {
    await trx.updateTable('review').set({ report_name: 'Another name', assignee: 'zoe' }).execute()
    await trx.updateTable('notification').set({ state: 'dead', reason: 'another reason' }).execute()
    await createPeople(trx).add({ login: 'zoe', name: 'Zoe', role: 'controller' }, { login: 'ada' }, at(1))
  })
}
