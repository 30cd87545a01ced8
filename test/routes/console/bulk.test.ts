import { Big } from 'big.js'
import { expect } from 'chai'
import type { Database } from '../../../server/store/database.ts'
import { createHumanDecisions } from '../../../server/store/decisions/human-decisions.ts'
import { type DraftReview, decisionOf, finding, keepReviews } from '../../store/operators/kept-reviews.ts'
import { forEachEngine } from '../../support/engines.ts'
import { type Browser, type ConsolePages, servePages } from './console-pages.ts'

const held = (total: string, rule = 'over-limit'): DraftReview => ({
  result: 'held',
  decision: decisionOf({ findings: [finding(rule)] }),
  subject: { total: new Big(total), employeeLogin: 'grace', name: '<i>Fair</i>' },
  listing: { worst: 0 },
})

describe('deciding on several reports of the queue', () => {
  forEachEngine((engine) => {
    let db: Database
    let pages: ConsolePages
    let bob: Browser

    beforeEach(async () => {
      db = await engine.open()
      pages = await servePages(db)
      bob = await pages.browserFor({ login: 'bob', name: 'Bob', role: 'controller' })
    })
    afterEach(() => pages.close())

    const post = async (path: string, fields: readonly (readonly [string, string])[], browser = bob) => {
      const answer = await browser.post(path, fields)
      return { status: answer.status, html: await answer.text() }
    }
    const picked = [
      ['review', '1'],
      ['review', '2'],
    ] as const
    const saying = [
      ['verdict', 'exception'],
      ['reason', 'the fair'],
    ] as const
    const counts = async () =>
      Promise.all([1, 2].map(async (id) => (await createHumanDecisions(db).of(id)).length))

    it('shows what was picked with its sums, and decides on each', async () => {
      await keepReviews(db, [held('400.50'), held('99.50')])
      const shown = await post('/queue/bulk', picked)
      expect(shown.status).to.equal(200)
      expect(shown.html)
        .to.match(/EUR\s500\.00/)
        .and.to.include('&lt;i&gt;Fair')
      expect(shown.html).to.include('Decide on 2 reports')

      const decided = await post('/queue/bulk/decide', [...picked, ...saying])
      expect(decided.html.split('accepted, can be taken back until')).to.have.lengthOf(3)
      expect(await counts()).to.deep.equal([1, 1])

      const late = await post('/queue/bulk/decide', [...picked, ...saying])
      expect([late.status, await counts()]).to.deep.equal([422, [1, 1]])
    })

    it('decides on what was seen, and shows it again where it has changed since', async () => {
      await keepReviews(db, [held('100'), held('100')])
      const { html } = await post('/queue/bulk', picked)
      const seen = /name="seen" value="([^"]+)"/.exec(html)?.[1] ?? ''
      await db.updateTable('review').set({ reading_key: 'k2' }).where('id', '=', 2).execute()
      const late = await post('/queue/bulk/decide', [...picked, ...saying, ['seen', seen]])
      expect([late.status, await counts()]).to.deep.equal([422, [0, 0]])
      expect(late.html)
        .to.include('Some of them were read or judged anew since.')
        .and.to.include('>\nthe fair</textarea>')
    })

    it('keeps to one rule, and says what is missing', async () => {
      await keepReviews(db, [held('1'), held('1', 'other'), held('1')])
      const mixed = await post('/queue/bulk', picked)
      expect(mixed.status).to.equal(422)
      expect(mixed.html).to.include('not here for one and the same rule').and.not.include('name="verdict"')
      const mixedDecided = await post('/queue/bulk/decide', [...picked, ...saying])
      expect(mixedDecided.status).to.equal(422)

      const same = [
        ['review', '1'],
        ['review', '3'],
      ] as const
      const none = await post('/queue/bulk/decide', [...same, ['verdict', 'out of policy'], ['reason', 'so']])
      expect(none.html)
        .to.include('Say what the employees have to correct.')
        .and.to.include('>\nso</textarea>')
      expect((await post('/queue/bulk', [])).html).to.include('Pick reports in the list first.')
      expect((await post('/queue/bulk', [['review', 'x']])).status).to.equal(400)
      expect(await counts()).to.deep.equal([0, 0])
    })

    it('keeps what was typed for those that are left when somebody was first on one of them', async () => {
      await keepReviews(db, [held('1'), held('1'), held('1')])
      await post('/queue/bulk/decide', [['review', '3'], ...saying])
      const three = [...picked, ['review', '3']] as const

      const asked = await post('/queue/bulk/decide', [...three, ...saying])
      expect(asked.status).to.equal(422)
      expect(asked.html)
        .to.include('Some of them are not in the list any more')
        .and.to.include('>\nthe fair</textarea>')
        .and.to.include('Decide on 2 reports')
        .and.not.to.include('name="review" value="3"')
      const all = await post('/queue/bulk', [['review', '3']])
      expect(all.html).to.include('Some of them are not in the list').and.not.to.include('Pick reports')
      expect(await counts()).to.deep.equal([0, 0])

      const seen = /name="seen" value="([^"]+)"/.exec(asked.html)?.[1] ?? ''
      expect((await post('/queue/bulk/decide', [...picked, ...saying, ['seen', seen]])).status).to.equal(200)
      expect(await counts()).to.deep.equal([1, 1])
    })

    it('waits above the limit for another person, who confirms it', async () => {
      await keepReviews(db, [held('600'), held('600')])
      const asked = await post('/queue/bulk/decide', [...picked, ...saying])
      expect(asked.html)
        .to.include('one person alone does not decide on')
        .and.to.match(/EUR\s1,200\.00/)
      expect(await counts()).to.deep.equal([0, 0])
      expect(await (await bob.get('/bulk')).text())
        .to.include('bob approves 2 reports')
        .and.not.include('>Confirm<')
      expect((await post('/bulk/confirm', [['id', '1']])).status).to.equal(422)

      const carol = await pages.browserFor({ login: 'carol', name: 'Carol', role: 'controller' })
      expect(await (await carol.get('/bulk')).text()).to.include('>Confirm<')
      const confirmed = await post('/bulk/confirm', [['id', '1']], carol)
      expect(confirmed.html.split('accepted, can be taken back until')).to.have.lengthOf(3)
      expect(await counts()).to.deep.equal([1, 1])
      expect(await (await carol.get('/bulk')).text()).to.include('None is waiting.')
    })

    it('is nothing for whoever may not decide', async () => {
      await keepReviews(db, [held('1'), held('1')])
      const vera = await pages.browserFor({ login: 'vera', name: 'Vera', role: 'viewer' })
      expect(await (await vera.get('/')).text()).not.to.include('type="checkbox"')
      const refused = await post('/queue/bulk/decide', [...picked, ...saying], vera)
      expect(refused.html.split('<span class="mark red">refused</span>')).to.have.lengthOf(3)
      expect(await counts()).to.deep.equal([0, 0])
    })
  })
})
