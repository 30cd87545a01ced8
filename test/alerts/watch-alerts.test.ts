import { expect } from 'chai'
import {
  type AlertDeps,
  type AlertGroup,
  lookForAlerts,
  watchAlerts,
} from '../../server/alerts/watch-alerts.ts'
import { subjectOf as reportSubject } from '../../server/review/report-status.ts'
import { createReviewActs } from '../../server/store/acts/review-acts.ts'
import type { Database } from '../../server/store/database.ts'
import { addMessages } from '../../server/store/deliveries/add-messages.ts'
import { createDeliveries } from '../../server/store/deliveries/deliveries.ts'
import { ALERT_LINE } from '../../server/store/deliveries/lead-line.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createJobs } from '../../server/store/jobs.ts'
import { createAlertStore } from '../../server/store/operators/alerts.ts'
import { createReviews } from '../../server/store/reviews/reviews.ts'
import { until } from '../connector/until.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { at, callout, claimedAt, RAW } from '../store/notifications.ts'
import { buildReport } from '../support/build-report.ts'
import { forEachEngine } from '../support/engines.ts'

const HOUR = 3600
const aDayLater = () => at(24 * HOUR)

/** A connector's database, from which somebody is told, and a clock. */
async function openWatch(db: Database) {
  const inbox = createInbox(db)
  const reviews = createReviews(db)
  const counted: string[] = []
  const log = recordedLog()
  const clock = { hours: 0 }
  const deps: AlertDeps = {
    store: createAlertStore(db),
    jobs: createJobs(db),
    stuckAfterHours: 24,
    isPosted: true,
    stored: () => undefined,
    metrics: { alertRaised: (cause) => counted.push(cause) },
    log,
    now: () => at(clock.hours * HOUR),
  }

  /** Receives and claims a notification at the start, and opens the review of its report. */
  async function claimAndOpen(reportId: string) {
    await inbox.receive(callout(reportId), RAW, at(0))
    const claimed = await claimedAt(inbox, 0)
    const visit = { key: reportId, subject: reportSubject(buildReport({ reportId })), mode: 'act' as const }
    const opened = await reviews.open(claimed, visit, at(0))
    if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
    return { claimed, review: opened.review }
  }

  const lookAfter = async (hours: number) => {
    clock.hours = hours
    await lookForAlerts(deps)
  }
  const hold = async (reportId: string) => {
    const { claimed, review } = await claimAndOpen(reportId)
    await reviews.finish(review, 'held', 'why', at(0))
    await inbox.settle(claimed, { state: 'done' }, at(0))
  }
  /** As a later visit to the report would. */
  const endAs = async (result: string, hours: number) => {
    await db
      .updateTable('review')
      .set({ result, finished_at: at(hours * HOUR).getTime() })
      .execute()
  }
  /** What is posted, oldest first. */
  const posted = async () => {
    const deliveries = createDeliveries(db)
    const lines = await deliveries.list({ line: ALERT_LINE, limit: 100 })
    const found = await Promise.all(lines.toReversed().map(({ id }) => deliveries.find(id)))
    return found.map((each): unknown => JSON.parse(new TextDecoder().decode(each?.body)))
  }
  const told = async () => (await posted()).map(subjectOf)
  return { db, inbox, reviews, counted, log, deps, claimAndOpen, lookAfter, hold, endAs, posted, told }
}

function subjectOf(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('cause' in body && 'subject' in body)) return 'no alert'
  return `${String(body.cause)}: ${String(body.subject)}`
}

describe('watching for what waits too long', () => {
  forEachEngine((engine) => {
    const open = async () => openWatch(await engine.open())

    it('says nothing before the time has come', async () => {
      const { hold, lookAfter, told } = await open()
      await hold('R1')

      await lookAfter(23)

      expect(await told()).to.deep.equal([])
    })

    it('tells of a held report once: log, metric and message', async () => {
      const { hold, lookAfter, told, counted, log } = await open()
      await hold('R1')

      await lookAfter(24)
      await lookAfter(25)

      expect(await told()).to.deep.equal(['report held: R1'])
      expect(counted).to.deep.equal(['report held'])
      expect(log.of('alert.raised')).to.have.length(1)
      expect(log.of('alert.raised')[0]).to.have.property('level', 'error')
    })

    it('leaves out what somebody wants to look at later, until that time', async () => {
      const { db, hold, lookAfter, told } = await open()
      await hold('R1')
      await createReviewActs(db).perform(
        1,
        { kind: 'snooze', until: at(72 * HOUR) },
        { by: { login: 'ada' }, now: at(HOUR) },
      )

      await lookAfter(71)
      expect(await told()).to.deep.equal([])
      await lookAfter(72)
      expect(await told()).to.deep.equal(['report held: R1'])
    })

    it('tells again when it happens again', async () => {
      const { hold, endAs, lookAfter, told, log } = await open()
      await hold('R1')

      await lookAfter(24)
      await endAs('superseded', 25)
      await lookAfter(26)
      await endAs('held', 27)
      await lookAfter(60)

      expect(await told()).to.deep.equal(['report held: R1', 'report held: R1'])
      expect(log.of('alert.ended')).to.have.length(1)
    })

    it('tells of a stuck report, and not of its dead notification as well', async () => {
      const { inbox, reviews, claimAndOpen, lookAfter, told } = await open()
      const { claimed, review } = await claimAndOpen('R1')
      await reviews.stuck(review, 'refused')
      await inbox.settle(claimed, { state: 'dead', reasonCode: 'ACTION_REFUSED' }, at(2 * HOUR))

      await lookAfter(25)
      expect(await told()).to.deep.equal([])
      await lookAfter(26)
      expect(await told()).to.deep.equal(['report stuck: R1'])
    })

    it('tells of a dead notification whose report was never read', async () => {
      const { inbox, lookAfter, told } = await open()
      const { id } = await inbox.receive(callout(), RAW, at(0))
      await inbox.settle(await claimedAt(inbox, 0), { state: 'dead', reasonCode: 'NOT_FOUND' }, at(0))

      await lookAfter(24)

      expect(await told()).to.deep.equal([`notification dead: ${id}`])
    })

    it('tells of notifications that wait, once for each reason, an outage of Concur being one', async () => {
      const { inbox, lookAfter, told, posted } = await open()
      for (const name of ['nA', 'nB', 'nC', 'nD']) await inbox.receive(callout(name), RAW, at(0))
      for (const reasonCode of ['CONCUR_TIMEOUT', 'CONCUR_UNREACHABLE', 'NOT_FOUND']) {
        const again = { at: at(99 * HOUR), reasonCode, reason: 'why' }
        await inbox.retryLater(await claimedAt(inbox, 0), again, at(0))
      }

      await lookAfter(24)

      expect((await told()).toSorted()).to.deep.equal([
        'notifications waiting: CONCUR',
        'notifications waiting: NOT_FOUND',
        'notifications waiting: NOT_TRIED',
      ])
      expect((await posted()).find((body) => subjectOf(body).endsWith('CONCUR'))).to.include({ count: 2 })
    })

    it('leaves alone what an operator has just retried', async () => {
      const { inbox, lookAfter, told } = await open()
      await inbox.receive(callout(), RAW, at(0))
      await inbox.settle(await claimedAt(inbox, 0), { state: 'dead' }, at(0))
      await inbox.retry({ all: 'dead' }, at(24 * HOUR))

      await lookAfter(24)

      expect(await told()).to.deep.equal([])
    })

    it('tells of many at once in one message', async () => {
      const { hold, lookAfter, counted, posted } = await open()
      for (let number = 1; number <= 11; number += 1) await hold(`R${number}`)

      await lookAfter(24)

      expect(await posted()).to.have.length(1)
      expect((await posted())[0]).to.include({ cause: 'report held', subject: 'R1', count: 11 })
      expect(counted).to.have.length(11)
    })

    it('tells people what is raised and what has ended, each once', async () => {
      const { hold, endAs, lookAfter, deps, told, db } = await open()
      const groups: unknown[] = []
      Object.assign(deps, {
        messagesFor: (group: AlertGroup) => {
          groups.push([group.isEnded, group.alerts.map(({ subject }) => subject)])
          const body = new TextEncoder().encode('{}')
          return Promise.resolve([{ line: 'slack:it', about: 'alert', eventId: `e${groups.length}`, body }])
        },
      })
      await hold('R1')

      for (const hours of [24, 25]) await lookAfter(hours)
      await endAs('superseded', 25)
      for (const hours of [26, 27]) await lookAfter(hours)

      expect(groups).to.deep.equal([
        [false, ['R1']],
        [true, ['R1']],
      ])
      const lines = await createDeliveries(db).list({ line: 'slack:it', limit: 9 })
      expect(lines.map(({ eventId }) => eventId)).to.deep.equal(['e2', 'e1'])
      expect(await told()).to.deep.equal(['report held: R1'])
    })

    it('tells of messages that nobody got, without saying whose they were', async () => {
      const { db, lookAfter, told } = await open()
      const body = new TextEncoder().encode('{}')
      const deliveries = createDeliveries(db)
      for (const eventId of ['e1', 'e2']) {
        const message = { line: 'mail:ada@example.com', about: 'held', eventId, body }
        await db.transaction().execute((trx) => addMessages(trx, [message], at(0)))
        const [claimed] = await deliveries.claim(at(0), false, 1)
        if (claimed !== undefined) await deliveries.giveUp(claimed, 'there is no such mailbox', at(0))
      }

      await lookAfter(1)
      await deliveries.skip(1, { login: 'ada' }, at(HOUR))
      await deliveries.skip(2, { login: 'ada' }, at(HOUR))
      await lookAfter(2)

      expect(await told()).to.deep.equal(['messages dead: mail'])
      expect(await createAlertStore(db).standing()).to.deep.equal([])
    })

    it('tells nobody where there is nobody to tell, and logs all the same', async () => {
      const { hold, deps, log, told } = await open()
      await hold('R1')

      await lookForAlerts({ ...deps, isPosted: false, now: aDayLater })

      expect(await told()).to.deep.equal([])
      expect(log.of('alert.raised')).to.have.length(1)
    })

    it('is done by one process of all', async () => {
      const { hold, deps, log, told } = await open()
      await hold('R1')
      const other = { ...deps, store: createAlertStore(await engine.open()), now: aDayLater }

      const watches = [watchAlerts({ ...deps, now: aDayLater }), watchAlerts(other)]
      await until('an alert', async () => (await told()).length > 0)
      await Promise.all(watches.map((watch) => watch.stop()))

      expect(await told()).to.deep.equal(['report held: R1'])
      expect(log.of('alerts.failed')).to.deep.equal([])
    })
  })
})
