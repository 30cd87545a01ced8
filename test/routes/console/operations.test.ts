import { expect } from 'chai'
import {
  createOperationsService,
  type OperationsDeps,
} from '../../../server/console/operations/operations-service.ts'
import { ROLES } from '../../../server/record/person.ts'
import type { Database } from '../../../server/store/database.ts'
import { createHumanDecisions } from '../../../server/store/decisions/human-decisions.ts'
import { addMessages } from '../../../server/store/deliveries/add-messages.ts'
import { createDeliveries } from '../../../server/store/deliveries/deliveries.ts'
import { createInbox, type Inbox } from '../../../server/store/inbox/inbox.ts'
import { createTrail } from '../../../server/store/people/trail.ts'
import { at, callout, claimedAt, RAW } from '../../store/notifications.ts'
import { decisionOf, keepReviews } from '../../store/operators/kept-reviews.ts'
import { onSqlite } from '../../support/engines.ts'
import { type Browser, type ConsolePages, servePages } from './console-pages.ts'

const SCRIPT = '<script>alert(1)</script>'

onSqlite((engine) => {
  describe('the page of operations', () => {
    let pages: ConsolePages
    let db: Database
    let inbox: Inbox
    let ingrid: Browser

    beforeEach(async () => {
      db = await engine.open()
      inbox = createInbox(db)
      pages = await servePages(db, { operations: operationsOf() })
      ingrid = await pages.browserFor({ login: 'ingrid', name: 'Ingrid', role: 'admin' })
    })
    afterEach(() => pages.close())

    const operationsOf = (changes: Partial<OperationsDeps> = {}) =>
      createOperationsService({
        db,
        reconcileMinutes: 10,
        isPollingOn: false,
        certificates: () => Promise.resolve([{ listener: 'public' }, { listener: 'console' }]),
        check: () => Promise.resolve([]),
        now: () => at(10),
        ...changes,
      })
    /** Ingrid's browser at pages with other operations. */
    async function withOperations(changes: Partial<OperationsDeps>): Promise<Browser> {
      await pages.close()
      pages = await servePages(db, { operations: operationsOf(changes) })
      return pages.browserFor({ login: 'ingrid', name: 'Ingrid', role: 'admin' })
    }
    const textOf = async (path = '/operations') => (await ingrid.get(path)).text()
    /** What was done since the people were added, newest first. */
    const trail = async () =>
      (await createTrail(db).list({ limit: 50 }))
        .filter(({ act }) => !act.startsWith('people') && act !== 'sign in')
        .map(({ who, act, subject, outcome, detail }) =>
          [who, act, subject, outcome, detail].filter((each) => each !== null).join(' | '),
        )

    async function giveUp(key: string, reason = 'the answer was 403'): Promise<void> {
      await inbox.receive(callout(key), RAW, at(1))
      await inbox.settle(await claimedAt(inbox, 1), { state: 'dead', reason, reasonCode: 'X' }, at(2))
    }

    async function deadMessage(reason = 'there is no such mailbox'): Promise<void> {
      const body = new TextEncoder().encode('{}')
      const message = { line: 'mail:ada@example.com', about: 'held', eventId: 'e1', body }
      await db.transaction().execute((trx) => addMessages(trx, [message], at(1)))
      const deliveries = createDeliveries(db)
      const [claimed] = await deliveries.claim(at(2), true, 1)
      if (claimed === undefined) throw new Error('there was nothing to send')
      await deliveries.giveUp(claimed, reason, at(3))
    }

    it('is for admins alone: no other role reaches it, or has a link to it', async () => {
      await giveUp('nOne')
      await inbox.quarantine('callout', RAW, ['not XML'], at(1))
      for (const role of ROLES.filter((each) => each !== 'admin')) {
        const other = await pages.browserFor({ login: role, name: role, role })
        const statuses = [
          (await other.get('/operations')).status,
          (await other.get('/operations/quarantine/1')).status,
          (await other.post('/operations/quarantine/1')).status,
          (await other.post('/operations/check')).status,
          (await other.post('/operations/notifications/1/retry')).status,
          (await other.post('/operations/deliveries/1', { do: 'retry' })).status,
          (await other.post('/operations/deliveries/1', { do: 'skip' })).status,
        ]
        expect(statuses, role).to.deep.equal([403, 403, 403, 403, 403, 403, 403])
        expect(await (await other.get('/')).text(), role).to.not.include('/operations')
      }
      const nobody = await pages.browser().get('/operations')

      expect([nobody.status, nobody.headers.get('location')]).to.deep.equal([
        303,
        '/sign-in?return=%2Foperations',
      ])
      expect(await textOf('/')).to.include('<a href="/operations">Operations</a>')
      expect(await trail()).to.deep.equal([])
    })

    it('says of an empty connector that all is well', async () => {
      expect(await textOf())
        .to.include('No alert stands.')
        .and.include('No notification is given up.')
        .and.include('0 waiting, 0 being worked on.')
        .and.include('Nothing is in quarantine.')
        .and.include('No delivery is given up.')
        .and.include('No subscription is expected')
        .and.include('There is no instance.')
        .and.not.include('amber')
    })

    it('says when something came through each door last, and what is wrong with it', async () => {
      await giveUp('nOne')
      await inbox.quarantine('events', RAW, ['not JSON'], at(1))

      const html = await textOf()
      const rows = html.slice(html.indexOf('id="doors"'), html.indexOf('id="dead"')).split('<tr>')

      expect(rows[2])
        .to.include('Callout')
        .and.include('22 May 2026, 11:30')
        .and.include('<a class="mark amber" href="#dead">1 dead letter</a>')
      expect(rows[3])
        .to.include('Events')
        .and.include('none lately')
        .and.include('<a class="mark amber" href="#quarantine">1 in quarantine</a>')
      expect(rows[6]).to.include('Polling').and.include('>off<')
    })

    it('lists what arrived, what waits and why, and what was given up', async () => {
      await giveUp('nOne', 'Concur refused it')
      await inbox.receive(callout('nTwo'), RAW, at(3))
      await inbox.retryLater(
        await claimedAt(inbox, 3),
        {
          at: at(9),
          reasonCode: 'CONCUR_503',
          reason: 'Concur is away',
        },
        at(0),
      )

      const html = await textOf()

      expect(html.slice(html.indexOf('id="dead"'), html.indexOf('id="waiting"')))
        .to.include('Concur refused it')
        .and.include('action="/operations/notifications/1/retry"')
      expect(html.slice(html.indexOf('id="waiting"'), html.indexOf('id="arrivals"')))
        .to.include('1 waiting, 0 being worked on. The oldest arrived on 22 May 2026, 11:30.')
        .and.include('Concur is away <span class="fine">CONCUR_503</span>')
      expect(html.slice(html.indexOf('id="arrivals"'), html.indexOf('id="quarantine"')))
        .to.include('given up')
        .and.include('waits')
    })

    it('has a dead letter tried again once, in the name of who asked', async () => {
      await giveUp('nOne')

      const answer = await ingrid.post('/operations/notifications/1/retry')
      const location = answer.headers.get('location') ?? ''

      expect([answer.status, location]).to.deep.equal([303, '/operations?done=notification&id=1'])
      expect(await textOf(location)).to.include('Notification 1 waits to be tried again.')
      expect(await inbox.claim(at(20))).to.include({ id: 1, isRetry: true })
      const again = await ingrid.post('/operations/notifications/1/retry')
      expect(again.status).to.equal(422)
      expect(await again.text()).to.include('Notification 1: it is being worked on.')
      expect(await trail()).to.deep.equal([
        'ingrid | inbox retry | notification 1 | refused | it is being worked on',
        'ingrid | inbox retry | notification 1 | done',
      ])
    })

    it('takes no form of another page, and knows no number that is none', async () => {
      await giveUp('nOne')

      expect((await ingrid.post('/operations/notifications/1/retry', { _token: 'forged' })).status).to.equal(
        403,
      )
      expect((await ingrid.post('/operations/notifications/0/retry')).status).to.equal(404)
      expect((await ingrid.post('/operations/notifications/1e1/retry')).status).to.equal(404)
      expect((await ingrid.post('/operations/notifications/9/retry')).status).to.equal(422)
      expect((await ingrid.get('/operations/quarantine/9')).status).to.equal(404)
      expect((await ingrid.post('/operations/quarantine/9')).status).to.equal(404)
      expect((await ingrid.post('/operations/deliveries/1', { do: 'forget' })).status).to.equal(400)
      expect(await textOf('/operations?done=constructor&id=1')).to.not.include('role="status"')
      expect(await trail()).to.deep.equal([])
    })

    it('tells a decision of a person as such, and tries it again by the rules of its review', async () => {
      await keepReviews(db, [{ decision: decisionOf(), result: 'held' }])
      const content = { reviewId: 1, readingKey: 'k1', action: 'approve', verdicts: {} } as const
      await createHumanDecisions(db).accept(
        { ...content, by: 'cleo' },
        { login: 'cleo' },
        { now: at(2), dueAt: at(3) },
      )
      await inbox.settle(await claimedAt(inbox, 4), { state: 'dead', reason: 'Concur refused' }, at(5))

      expect(await textOf()).to.include('Carries the decision of cleo to approve review 1')
      const answer = await ingrid.post('/operations/notifications/2/retry')

      expect(await textOf(answer.headers.get('location') ?? '')).to.include(
        'Notification 2 waits again. It carries the decision of a person',
      )
      expect((await trail())[0]).to.equal(
        'ingrid | review retry | review 1 | done | the decision of a person is tried again',
      )
    })

    it('offers no retry of a decision that is over', async () => {
      await keepReviews(db, [{ decision: decisionOf(), result: 'held' }])
      const decisions = createHumanDecisions(db)
      const content = { reviewId: 1, readingKey: 'k1', action: 'approve', verdicts: {} } as const
      await decisions.accept({ ...content, by: 'cleo' }, { login: 'cleo' }, { now: at(2), dueAt: at(3) })
      await inbox.settle(await claimedAt(inbox, 4), { state: 'dead', reason: 'Concur refused' }, at(5))
      await decisions.end(1, 'not carried out', 'Concur refused', at(6))

      expect(await textOf())
        .to.include('The decision is over')
        .and.not.include('/operations/notifications/2/retry')
    })

    it('shows what is in quarantine, and its bytes only to whoever asks for them, whom the trail names', async () => {
      const raw = new TextEncoder().encode(`<a>${SCRIPT}\u001b</a>`)
      await inbox.quarantine('callout', raw, [`${SCRIPT} is not known`, 'it has no end'], at(1), 'text/xml')

      expect(await textOf())
        .to.include('&lt;script&gt;alert(1)&lt;/script&gt; is not known and 1 more')
        .and.not.include(SCRIPT)
      const entry = await textOf('/operations/quarantine/1')
      expect(entry)
        .to.include('<li>it has no end</li>')
        .and.include('text/xml')
        .and.not.include('&lt;a&gt;')
        .and.not.include(SCRIPT)
      expect(await trail()).to.deep.equal([])
      const opened = await (await ingrid.post('/operations/quarantine/1')).text()

      expect(opened)
        .to.include('&lt;a&gt;&lt;script&gt;alert(1)&lt;/script&gt;␛&lt;/a&gt;')
        .and.include('33 bytes.')
        .and.not.include(SCRIPT)
      expect(await trail()).to.deep.equal(['ingrid | inbox show | quarantine 1 | done'])
    })

    it('sends again what was given up, or passes it over, in the name of who asked', async () => {
      await deadMessage()
      expect(await textOf())
        .to.include('mail:ada@example.com')
        .and.include('there is no such mailbox')

      const retried = await ingrid.post('/operations/deliveries/1', { do: 'retry' })
      expect(retried.headers.get('location')).to.equal('/operations?done=delivery&id=1')
      const inVain = await ingrid.post('/operations/deliveries/1', { do: 'retry' })
      expect(inVain.status).to.equal(422)
      expect(await inVain.text()).to.include('Delivery 1 is not given up')

      const deliveries = createDeliveries(db)
      const [claimed] = await deliveries.claim(at(20), true, 1)
      if (claimed === undefined) throw new Error('there was nothing to send')
      await deliveries.giveUp(claimed, 'still none', at(21))
      const skipped = await ingrid.post('/operations/deliveries/1', { do: 'skip' })
      expect(await textOf(skipped.headers.get('location') ?? '')).to.include('Delivery 1 is passed over')

      expect(await trail()).to.deep.equal([
        'ingrid | deliveries skip | delivery 1 | done',
        'ingrid | deliveries retry | delivery 1 | done',
      ])
    })

    it('says of each certificate until when it is good and what to do', async () => {
      const browser = await withOperations({
        certificates: () =>
          Promise.resolve([
            {
              listener: 'public',
              look: {
                kind: 'usable',
                subject: 'CN=connector.example.com',
                endsAt: at(20 * 86_400),
                daysLeft: 20,
                warnings: ['install a new one before'],
              },
            },
            { listener: 'console', look: { kind: 'unusable', problem: 'CONSOLE_TLS_KEY_FILE: no key' } },
          ]),
      })
      const html = await (await browser.get('/operations')).text()

      expect(html.slice(html.indexOf('id="certificates"'), html.indexOf('id="jobs"')))
        .to.include('CN=connector.example.com')
        .and.include('11 Jun 2026')
        .and.include('20 days left')
        .and.include('install a new one before')
        .and.include('<span class="mark red">cannot be used</span> CONSOLE_TLS_KEY_FILE: no key')
      expect(html).to.include('<span>Certificates</span> <span class="count mark amber">2</span>')
    })

    it('runs the check when it is asked to, and shows a line for each thing', async () => {
      const browser = await withOperations({
        check: () =>
          Promise.resolve([
            { what: 'policy', state: 'ok', text: 'Travel policy' },
            { what: 'token', state: 'failed', text: `${SCRIPT}: check CONCUR_CLIENT_SECRET` },
          ]),
      })

      expect((await browser.get('/operations/check')).status).to.equal(404)
      expect((await browser.post('/operations/check', { _token: 'forged' })).status).to.equal(403)
      const answer = await browser.post('/operations/check')
      expect(answer.status).to.equal(200)
      expect(await answer.text())
        .to.include('One thing failed.')
        .and.include('<span class="mark green">ok</span>')
        .and.include('<span class="mark red">failed</span>')
        .and.include('&lt;script&gt;alert(1)&lt;/script&gt;: check CONCUR_CLIENT_SECRET')
        .and.not.include(SCRIPT)
    })

    it('escapes every reason', async () => {
      await giveUp('nOne', SCRIPT)
      await deadMessage(SCRIPT)

      const html = await textOf()

      expect(html.split('&lt;script&gt;alert(1)&lt;/script&gt;')).to.have.lengthOf(3)
      expect(html).to.not.include(SCRIPT)
    })

    it('is in German for whoever reads German', async () => {
      await giveUp('nOne')

      expect(await (await ingrid.get('/operations', { 'Accept-Language': 'de' })).text())
        .to.include('<h1>Betrieb</h1>')
        .and.include('Noch einmal versuchen')
        .and.include('22.05.2026, 11:30')
    })
  })
})
