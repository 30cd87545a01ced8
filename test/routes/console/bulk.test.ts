import { Big } from 'big.js'
import { expect } from 'chai'
import type { Database } from '../../../server/store/database.ts'
import { createHumanDecisions } from '../../../server/store/decisions/human-decisions.ts'
import { createPeople } from '../../../server/store/people/people.ts'
import { type DraftReview, decisionOf, finding, keepReviews } from '../../store/operators/kept-reviews.ts'
import { onSqlite } from '../../support/engines.ts'
import { type Browser, type ConsolePages, servePages } from './console-pages.ts'

const held = (total: string, rule = 'over-limit'): DraftReview => ({
  result: 'held',
  decision: decisionOf({ findings: [finding(rule)] }),
  subject: { total: new Big(total), employeeLogin: 'grace', name: '<i>Fair</i>' },
  listing: { worst: 0 },
})

describe('deciding on several reports of the queue', () => {
  onSqlite((engine) => {
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
      const location = answer.headers.get('location')
      return { status: answer.status, location, html: await answer.text() }
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

      const key = ['key', /name="key" value="([^"]+)"/.exec(shown.html)?.[1] ?? ''] as const
      const decided = await post('/queue/bulk/decide', [...picked, ...saying, key])
      expect([decided.status, decided.location]).to.deep.equal([303, '/bulk/1'])
      expect(await counts()).to.deep.equal([1, 1])
      const twice = await post('/queue/bulk/decide', [...picked, ...saying, key])
      expect([twice.location, await counts()]).to.deep.equal(['/bulk/1', [1, 1]])

      const followed = await (await bob.get('/bulk/1')).text()
      expect(followed.split('accepted, can be taken back until')).to.have.lengthOf(3)
      expect(followed)
        .to.include('0 of 2 settled')
        .and.to.include('<noscript><meta http-equiv="refresh" content="3"></noscript>')
        .and.to.include('id="stream"')
      expect(await (await bob.get('/bulk')).text()).to.include('<a href="/bulk/1">bob approves 2 reports</a>')

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

    it('points out what is missing and what has changed, both at once', async () => {
      await keepReviews(db, [held('100'), held('100')])
      const { html } = await post('/queue/bulk', picked)
      const seen = /name="seen" value="([^"]+)"/.exec(html)?.[1] ?? ''
      await db.updateTable('review').set({ reading_key: 'k2' }).where('id', '=', 2).execute()
      const late = await post('/queue/bulk/decide', [...picked, ['verdict', 'exception'], ['seen', seen]])
      expect([late.status, await counts()]).to.deep.equal([422, [0, 0]])
      expect(late.html)
        .to.include('Give the reason.')
        .and.to.include('Some of them were read or judged anew since.')
    })

    it('says of each what became of it, with what to do about it, and stops when all are settled', async () => {
      await keepReviews(db, [held('1'), held('1')])
      await post('/queue/bulk/decide', [...picked, ...saying])
      const decided = createHumanDecisions(db)
      await decided.end(1, 'carried out', undefined, pages.now())
      await decided.end(2, 'not carried out', 'it has changed', pages.now())
      await db.updateTable('review').set({ reading_key: 'k2' }).where('id', '=', 2).execute()
      const html = await (await bob.get('/bulk/1')).text()
      expect(html)
        .to.include('2 of 2 settled')
        .and.to.include('1 needs somebody')
        .and.to.include('approved in Concur')
        .and.to.include('It is held again. Look at what has changed, then decide. <a href="/reviews/2">')
      expect(html).not.to.include('id="stream"').and.not.to.include('http-equiv="refresh"')
    })

    it('is nothing for whoever does not see all of its reports', async () => {
      await keepReviews(db, [held('1'), held('1')])
      await post('/queue/bulk/decide', [...picked, ...saying])
      const scope = JSON.stringify({ country: 'FR' })
      const rita = await pages.browserFor({ login: 'rita', name: 'Rita', role: 'reviewer', scope })
      for (const path of ['/bulk/1', '/bulk/2', '/bulk/x'])
        expect((await rita.get(path)).status).to.equal(404)
      for (const act of ['confirm', 'withdraw', 'go-on'])
        expect((await rita.post(`/bulk/1/${act}`)).status).to.equal(404)
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
      expect((await post('/queue/bulk/decide', [...picked, ...saying, ['seen', seen]])).status).to.equal(303)
      expect(await counts()).to.deep.equal([1, 1])
    })

    it('waits above the limit for another person, who confirms it', async () => {
      await keepReviews(db, [held('600'), held('600')])
      const asked = await post('/queue/bulk/decide', [...picked, ...saying])
      expect([asked.status, asked.location]).to.deep.equal([303, '/bulk/1'])
      const own = await (await bob.get('/bulk/1')).text()
      expect(own)
        .to.include('Nothing is decided yet')
        .and.to.match(/EUR\s1,200\.00/)
        .and.to.include('>Withdraw<')
        .and.not.to.include('>Confirm<')
      expect(await counts()).to.deep.equal([0, 0])
      expect(await (await bob.get('/')).text()).to.match(/Yours, to be confirmed<.*>1</)
      expect((await post('/bulk/1/confirm', [])).status).to.equal(422)

      const carol = await pages.browserFor({ login: 'carol', name: 'Carol', role: 'controller' })
      expect(await (await carol.get('/')).text()).to.match(/For you to confirm<.*>1</)
      expect(await (await carol.get('/bulk')).text()).to.include('you can confirm it')
      expect(await (await carol.get('/bulk/1')).text())
        .to.include('>Confirm<')
        .and.to.include('>Reject<')
      const confirmed = await post('/bulk/1/confirm', [], carol)
      expect([confirmed.status, confirmed.location]).to.deep.equal([303, '/bulk/1'])
      expect(await counts()).to.deep.equal([1, 1])
      for (const browser of [bob, carol])
        expect(await (await browser.get('/bulk/1')).text())
          .to.include('Confirmed by carol at')
          .and.to.include('0 of 2 settled')
      expect(await (await carol.get('/bulk')).text()).to.include('None is waiting.')
    })

    it('is rejected by the second person, which the first one sees', async () => {
      await keepReviews(db, [held('600'), held('600')])
      await post('/queue/bulk/decide', [...picked, ...saying])
      const carol = await pages.browserFor({ login: 'carol', name: 'Carol', role: 'controller' })
      expect((await post('/bulk/1/withdraw', [], carol)).location).to.equal('/bulk/1')
      expect(await (await bob.get('/bulk/1')).text()).to.include('Rejected by carol at')
      expect(await counts()).to.deep.equal([0, 0])
    })

    it('is void when who proposed it is gone, says so, and is put away', async () => {
      await keepReviews(db, [held('600'), held('600')])
      await post('/queue/bulk/decide', [...picked, ...saying])
      const carol = await pages.browserFor({ login: 'carol', name: 'Carol', role: 'controller' })
      await createPeople(db).remove('bob', { login: 'ada' }, pages.now())
      expect(await (await carol.get('/bulk/1')).text())
        .to.include('Void: bob has no account here any more')
        .and.to.include('>Put it away<')
        .and.not.to.include('>Confirm<')
      await post('/bulk/1/withdraw', [], carol)
      expect(await (await carol.get('/bulk')).text()).to.include('None is waiting.')
    })

    it('is nothing for whoever may not decide', async () => {
      await keepReviews(db, [held('1'), held('1')])
      const vera = await pages.browserFor({ login: 'vera', name: 'Vera', role: 'viewer' })
      expect(await (await vera.get('/')).text()).not.to.include('type="checkbox"')
      const refused = await post('/queue/bulk/decide', [...picked, ...saying], vera)
      expect(refused.status).to.equal(422)
      expect(refused.html).to.include('the role viewer does not decide')
      expect((await vera.get('/bulk/1')).status).to.equal(404)
      expect(await counts()).to.deep.equal([0, 0])
    })
  })
})
