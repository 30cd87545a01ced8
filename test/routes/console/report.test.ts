import { expect } from 'chai'
import type { Database } from '../../../server/store/database.ts'
import { createHumanDecisions } from '../../../server/store/decisions/human-decisions.ts'
import { createTrail } from '../../../server/store/people/trail.ts'
import { holdReports } from '../../console/report/held-reports.ts'
import { buildEntry, buildReport, money } from '../../support/build-report.ts'
import { onSqlite } from '../../support/engines.ts'
import { type Browser, type ConsolePages, servePages } from './console-pages.ts'

const ROBIN = { loginId: 'robin.example@example.com', name: 'Example, Robin' }
const BAD = buildEntry({
  entryId: 'e1',
  posted: money('99.50'),
  receiptImageId: undefined,
  receiptRequired: true,
})
const FIRST = buildReport({
  reportId: 'R1',
  employee: ROBIN,
  total: money('118.00'),
  entries: [BAD, buildEntry({ entryId: 'e2', vendor: 'Good Cabs' })],
})
const SECOND = buildReport({
  reportId: 'R2',
  name: 'A second trip',
  employee: ROBIN,
  total: money('70.00'),
  entries: [
    buildEntry({ entryId: 'e3', posted: money('70.00'), receiptImageId: undefined, receiptRequired: true }),
  ],
})

const GRANTED = { 'verdict:receipt-missing@e1': 'exception' }
const OUT = { 'verdict:receipt-missing@e1': 'out of policy' }

function fieldOf(html: string, name: string): string {
  return new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''
}

/** What the form of a page sends whatever was typed. */
function formOf(html: string) {
  return { key: fieldOf(html, 'key'), readingKey: fieldOf(html, 'readingKey'), view: '' }
}

onSqlite((engine) => {
  describe('the page of a report', () => {
    let pages: ConsolePages
    let db: Database
    let cleo: Browser

    beforeEach(async () => {
      db = await engine.open()
      pages = await servePages(db)
      cleo = await pages.browserFor({
        login: 'cleo',
        name: 'Cleo',
        role: 'controller',
        email: 'cleo@example.com',
      })
    })
    afterEach(() => pages.close())

    const textOf = async (path: string) => (await cleo.get(path)).text()

    it('shows each finding beside its line, what was seen and allowed, and why', async () => {
      await holdReports(db, [{ number: 0, report: FIRST }])

      const html = await textOf('/reviews/1')
      const flagged = html.slice(html.indexOf('Lines with findings'), html.indexOf('class="decide"'))

      expect(flagged)
        .to.include('<strong>a receipt is required, and there is none.')
        .and.include('<dt>Seen</dt><dd>USD\u00a099.50</dd>')
        .and.include('<dt>Policy says</dt><dd>USD\u00a00.00</dd>')
        .and.match(
          /<dt>Rule<\/dt><dd>receipt-missing .*Travel policy, version [0-9a-f]{12}, since 22 May 2026/,
        )
        .and.include('receipt-missing: An entry above an amount has neither')
        .and.not.include('Good Cabs')
      expect(html).to.include('<summary>Lines without findings (1)</summary>').and.include('Good Cabs')
      expect(html).to.include('Last twelve months, other reports: none is known here.')
    })

    it('says in one line what the employee claimed in twelve months', async () => {
      await holdReports(db, [
        { number: 0, report: FIRST, result: 'sent back' },
        { number: 1, report: SECOND },
      ])

      expect(/class="year">(.*)</.exec(await textOf('/reviews/2'))?.[1]).to.equal(
        'Last twelve months, other reports: 1, USD\u00a0118.00; sent back: 1; decided by a person: 0.',
      )
    })

    it('does not exist for those who do not see it, and tells the trail once who has read it', async () => {
      await holdReports(db, [{ number: 0, report: FIRST }])
      const scope = JSON.stringify({ country: ['DE'] })
      const maxAmounts = { USD: '500' }
      const other = await pages.browserFor({
        login: 'rita',
        name: 'Rita',
        role: 'reviewer',
        scope,
        maxAmounts,
      })

      const statuses = [
        (await other.get('/reviews/1')).status,
        (await other.get('/reviews/1/answer')).status,
        (await other.get('/reviews/1/present')).status,
        (await other.post('/reviews/1/decide', { action: 'approve' })).status,
        (await other.post('/reviews/1/act', { kind: 'note', text: 'x' })).status,
        (await cleo.get('/reviews/2')).status,
        (await cleo.get('/reviews/x')).status,
        (await cleo.get('/reviews/1')).status,
        (await cleo.get('/reviews/1')).status,
      ]
      const read = (await createTrail(db).list({ limit: 50 })).filter(({ act }) => act === 'review show')

      expect(statuses).to.deep.equal([404, 404, 404, 404, 404, 404, 404, 200, 200])
      expect(read.map(({ who, subject }) => [who, subject])).to.deep.equal([['cleo', 'review 1']])
    })

    it('says what is missing in a decision, and keeps what was typed', async () => {
      await holdReports(db, [{ number: 0, report: FIRST }])
      const form = formOf(await textOf('/reviews/1'))

      const unjudged = await cleo.post('/reviews/1/decide', {
        ...form,
        action: 'approve',
        reason: 'Trade <fair>',
      })
      const without = await cleo.post('/reviews/1/decide', {
        ...form,
        ...OUT,
        action: 'send back',
        comment: ' ',
      })
      const html = await unjudged.text()

      expect([unjudged.status, without.status]).to.deep.equal([422, 422])
      expect(html)
        .to.include('Verdict missing: entry 1, Taxi USD\u00a099.50')
        .and.include('>Trade &lt;fair&gt;</textarea>')
      expect(fieldOf(html, 'key')).to.equal(form.key)
      expect(await without.text())
        .to.include('Comment: it is missing. Tell the employee what to correct.')
        .and.match(/value="out of policy" checked/)
      expect(await createHumanDecisions(db).of(1)).to.deep.equal([])
    })

    it('takes a form that is sent twice as one decision, and opens the next report with what is planned', async () => {
      await holdReports(db, [
        { number: 0, report: FIRST },
        { number: 1, report: SECOND },
      ])
      const form = {
        ...formOf(await textOf('/reviews/1')),
        ...GRANTED,
        action: 'approve',
        reason: 'Fair',
        comment: 'c',
      }

      const answers = [await cleo.post('/reviews/1/decide', form), await cleo.post('/reviews/1/decide', form)]
      const next = await textOf('/reviews/2?after=1&view=')
      const decisions = await createHumanDecisions(db).of(1)

      expect(answers.map((each) => [each.status, each.headers.get('location')])).to.deep.equal([
        [303, '/reviews/2?after=1&view='],
        [303, '/reviews/2?after=1&view='],
      ])
      expect(
        decisions.map(({ action, by, verdicts, reason, comment }) => ({
          action,
          by,
          verdicts,
          reason,
          comment,
        })),
      ).to.deep.equal([
        {
          action: 'approve',
          by: 'cleo',
          verdicts: { 'receipt-missing@e1': 'exception' },
          reason: 'Fair',
          comment: undefined,
        },
      ])
      expect(next)
        .to.include('id="answer-1"')
        .and.match(/is planned and can be taken back until 11:30/)
      expect(next).to.include('action="/reviews/1/act"').and.include('<h1>A second trip')
    })

    it('takes a decision back in time, and says so when it is too late', async () => {
      await holdReports(db, [{ number: 0, report: FIRST }])
      const decide = async () => {
        const form = formOf(await textOf('/reviews/1'))
        await cleo.post('/reviews/1/decide', { ...form, ...GRANTED, action: 'approve' })
      }

      await decide()
      const back = await cleo.post('/reviews/1/act', { kind: 'undo' })
      const after = await textOf('/reviews/1')
      await decide()
      pages.pass(11)
      const late = await cleo.post('/reviews/1/act', { kind: 'undo' })

      expect([back.status, back.headers.get('location')]).to.deep.equal([303, '/reviews/1'])
      expect(after)
        .to.include('was taken back; nothing was sent')
        .and.match(/value="exception" checked/)
      expect(late.status).to.equal(409)
      expect(await late.text()).to.include('The decision could be taken back until 22 May 2026, 11:3')
      expect((await createHumanDecisions(db).of(1)).map(({ state }) => state)).to.deep.equal([
        'taken back',
        'accepted',
      ])
    })

    it('does not say of a comment that nobody has typed that somebody has', async () => {
      await holdReports(db, [{ number: 0, report: FIRST }])
      const form = formOf(await textOf('/reviews/1'))
      await cleo.post('/reviews/1/decide', { ...form, ...GRANTED, action: 'approve' })

      const html = await textOf('/reviews/1')
      expect(html).to.include('Nothing is to be decided here now.').and.not.include('What you typed')
    })

    it('says who was first and when, and keeps what the second one typed', async () => {
      await holdReports(db, [{ number: 0, report: FIRST }])
      const dora = await pages.browserFor({
        login: 'dora',
        name: 'Dora',
        role: 'controller',
        email: 'dora@example.com',
      })
      const first = formOf(await textOf('/reviews/1'))
      const second = formOf(await (await dora.get('/reviews/1')).text())

      await cleo.post('/reviews/1/decide', { ...first, ...GRANTED, action: 'approve' })
      const answer = await dora.post('/reviews/1/decide', {
        ...second,
        ...OUT,
        action: 'send back',
        comment: 'Please send the receipt',
      })
      const html = await answer.text()

      expect(answer.status).to.equal(409)
      expect(html)
        .to.match(/Cleo decided on it on 22 May 2026, 11:30\./)
        .and.include('Please send the receipt')
      expect(html).not.to.include('name="action"')
    })

    it('shows two people on one report to each other, as long as both have it open', async () => {
      await holdReports(db, [{ number: 0, report: FIRST }])
      const dora = await pages.browserFor({ login: 'dora', name: 'Dora', role: 'controller' })

      await dora.get('/reviews/1')
      const together = await textOf('/reviews/1')
      const partial = await cleo.get('/reviews/1/present', {
        'HX-Request': 'true',
        'HX-Request-Type': 'partial',
      })
      pages.pass(60)
      const alone = await textOf('/reviews/1')

      expect(together).to.include('Also looking at it: dora since 11:30')
      expect(await partial.text()).to.match(/^<div id="present"[^]*dora since 11:30/)
      expect(alone).not.to.include('Also looking at it')
    })

    it('has small forms for what is no decision, and keeps what was typed in them', async () => {
      await holdReports(db, [{ number: 0, report: FIRST }])

      const note = await cleo.post('/reviews/1/act', { kind: 'note', text: 'Called them' })
      const asked = await cleo.post('/reviews/1/act', {
        kind: 'ask',
        to: 'nobody-here',
        text: 'Was it <agreed>?',
      })
      const snoozed = await cleo.post('/reviews/1/act', { kind: 'snooze', until: 'soon' })
      const html = await asked.text()

      expect(note.status).to.equal(303)
      expect(await textOf('/reviews/1')).to.include('cleo noted: Called them')
      expect(asked.status).to.equal(409)
      expect(html)
        .to.include('<li>Nobody has the login nobody-here; choose one of the list.</li>')
        .and.include('>Was it &lt;agreed&gt;?</textarea>')
      expect(html).to.match(/<details id="act-ask" open>/)
      expect(await snoozed.text())
        .to.include('<li>Until: give a day such as')
        .and.include('name="until" value="soon"')
    })

    it('opens a duplicate beside the other one, but not to those who do not see that one', async () => {
      const twin = { ...BAD, receiptImageId: 'r', vendor: 'Twin Cabs' }
      await holdReports(db, [
        { number: 0, report: { ...SECOND, country: 'US', entries: [{ ...twin, entryId: 'e9' }] } },
        { number: 1, report: { ...FIRST, country: 'DE', entries: [twin] } },
      ])
      const scope = JSON.stringify({ country: ['DE'] })
      const rita = await pages.browserFor({
        login: 'rita',
        name: 'Rita',
        role: 'reviewer',
        scope,
        maxAmounts: { USD: '500' },
      })

      const sides = await textOf('/reviews/2')
      const hidden = await (await rita.get('/reviews/2')).text()

      expect(sides).to.include('In report A second trip, R2, Example, Robin').and.include('href="/reviews/1"')
      expect(sides.match(/Twin Cabs/g)).to.have.lengthOf(3)
      expect(hidden).to.include('It is in report R2, which is kept no longer or is none of yours to see.')
      expect(hidden).not.to.include('href="/reviews/1"')
    })

    it('opens beside a duplicate the one that the finding names, also where there are more', async () => {
      const twin = { ...BAD, receiptImageId: 'r', vendor: 'Twin Cabs' }
      await holdReports(db, [
        { number: 0, report: { ...SECOND, entries: [{ ...twin, entryId: 'e9' }] } },
        { number: 1, report: { ...FIRST, entries: [twin, { ...twin, entryId: 'e2' }] } },
      ])

      const shown = await textOf('/reviews/2')

      expect(shown.match(/In report A second trip|In this report too/g)).to.deep.equal([
        'In report A second trip',
        'In this report too',
      ])
    })

    it('shows of a report that comes again what is different, and what was said before', async () => {
      await holdReports(db, [{ number: 0, report: FIRST, result: 'sent back' }])
      const entries = [{ ...BAD, businessPurpose: 'Ride to the fair' }]
      await holdReports(db, [{ number: 1, report: { ...FIRST, everSentBack: true, entries } }])

      const html = await textOf('/reviews/2')
      const changes = html
        .slice(html.indexOf('Submitted again'), html.indexOf('<form id="decision"'))
        .replaceAll('\u00a0', ' ')

      expect(changes).to.include(
        'Taxi USD 99.50 on 19 May 2026, Purpose</td><td>Ride to the client</td><td>Ride to the fair',
      )
      expect(changes).to.match(/Taxi USD 18.50 on 19 May 2026<\/td><td colspan="2"><span class="mark">gone/)
      expect(changes).to.include('<a href="/reviews/1">Open the review before this one</a>')
    })

    it('escapes every text of a report, and has no name or text in an address', async () => {
      const bad = '<script>alert("&1")</script>'
      const entry = {
        ...BAD,
        vendor: bad,
        businessPurpose: bad,
        comments: [bad],
        location: { name: bad },
        expenseType: { code: 'X', name: bad },
        paymentType: bad,
        attendees: [{ attendeeId: 'a', firstName: bad, company: bad, custom: {} }],
      }
      const report = {
        ...FIRST,
        name: bad,
        purpose: bad,
        employee: { loginId: bad, name: bad },
        entries: [entry],
      }
      await holdReports(db, [{ number: 0, report }])
      await cleo.post('/reviews/1/act', { kind: 'note', text: bad })

      const html = await textOf('/reviews/1')
      const addresses = Array.from(
        html.matchAll(/(?:href|action|hx-get|src)="([^"]*)"/g),
        ([, address = '']) => address,
      )

      expect(html).not.to.include('<script>alert')
      expect(html.match(/&lt;script&gt;alert/g)?.length).to.be.greaterThan(9)
      expect(addresses.filter((each) => !/^\/(?:[a-z0-9/.#-]*)$|^#main$/.test(each))).to.deep.equal([])
    })

    it('speaks German', async () => {
      await holdReports(db, [{ number: 0, report: FIRST }])

      const html = await (await cleo.get('/reviews/1', { 'Accept-Language': 'de-DE' })).text()

      expect(html).to.include('<summary>Positionen ohne Feststellungen (1)</summary>').and.include('118,00')
    })
  })
})
