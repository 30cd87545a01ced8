import { expect } from 'chai'
import { listNotifications, showNotification } from '../../server/commands/inbox.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { useDatabases } from '../store/databases.ts'
import { at, callout, claimedAt, RAW } from '../store/notifications.ts'
import { commandContext } from './command-context.ts'

const GIVEN_UP = {
  id: 1,
  door: 'callout',
  externalId: null,
  objectType: 'EXPRPT',
  objectPath: '/api/expense/expensereport/v1.1/reportfulldetails/nOne',
  eventType: 'Report Entered Expense Report Workflow Step - External Validation',
  eventDateTime: '2026-05-22',
  context: null,
  stepCode: null,
  stepInstanceId: null,
  announcedAt: null,
  correlationId: 'c1',
  receivedAt: '2026-05-22T09:30:00.000Z',
  timesSeen: 2,
  lastSeenAt: '2026-05-22T09:30:05.000Z',
  state: 'dead',
  dueAt: '2026-05-22T09:30:00.000Z',
  notBefore: null,
  attempts: 1,
  abandoned: 0,
  leaseUntil: null,
  reasonCode: 'CONCUR_REFUSED',
  reason: 'the answer was 403',
  reviewId: null,
  finishedAt: '2026-05-22T09:30:20.000Z',
}

const WAITING = {
  ...GIVEN_UP,
  // The one that was folded has taken a number with it.
  id: 3,
  door: 'events',
  externalId: 'event 2',
  objectPath: '/expensereports/v4/reports/R2',
  eventType: 'statusChanged',
  eventDateTime: '2026-05-22T09:29:59.000Z',
  stepCode: 'EXTVAL',
  stepInstanceId: 'S2',
  announcedAt: '2026-05-22T09:29:59.000Z',
  correlationId: 'c2',
  receivedAt: '2026-05-22T09:30:30.000Z',
  timesSeen: 1,
  lastSeenAt: '2026-05-22T09:30:30.000Z',
  state: 'waiting',
  dueAt: '2026-05-22T09:31:30.000Z',
  notBefore: '2026-05-22T09:31:00.000Z',
  reasonCode: 'CONCUR_BUSY',
  reason: 'the answer was 429',
  finishedAt: null,
}

const QUARANTINED = {
  id: 1,
  door: 'callout',
  receivedAt: '2026-05-22T09:30:02.000Z',
  timesSeen: 1,
  contentType: 'text/xml',
  problems: ['wrong root', 'no ObjectURI'],
}

describe('inbox --json', () => {
  const databases = useDatabases()

  /** One notification that was given up, one that waits, and one body in quarantine. */
  async function filled() {
    const inbox = createInbox(await databases.open())
    await inbox.receive(callout('nOne', { correlationId: 'c1' }), RAW, at(0))
    await inbox.receive(callout('nOne'), RAW, at(5))
    await inbox.settle(
      await claimedAt(inbox, 10),
      { state: 'dead', reasonCode: 'CONCUR_REFUSED', reason: 'the answer was 403' },
      at(20),
    )
    const event = callout('', {
      door: 'events',
      externalId: 'event 2',
      objectUri: 'https://us.api.concursolutions.com/expensereports/v4/reports/R2',
      objectPath: '/expensereports/v4/reports/R2',
      eventType: 'statusChanged',
      eventDateTime: '2026-05-22T09:29:59.000Z',
      announcedAt: at(-1),
      stepCode: 'EXTVAL',
      stepInstanceId: 'S2',
      correlationId: 'c2',
    })
    await inbox.receive(event, new TextEncoder().encode('{"id":"2"}'), at(30))
    await inbox.retryLater(
      await claimedAt(inbox, 30),
      {
        at: at(90),
        notBefore: at(60),
        reasonCode: 'CONCUR_BUSY',
        reason: 'the answer was 429',
      },
      at(0),
    )
    await inbox.quarantine(
      'callout',
      new TextEncoder().encode('<Notice />'),
      ['wrong root', 'no ObjectURI'],
      at(2),
      'text/xml',
    )
    return commandContext({ DATABASE_URL: `sqlite:${databases.path()}` })
  }

  it('list gives counts, every notification newest first, and the quarantine', async () => {
    const context = await filled()
    await listNotifications(context, { limit: 50, json: true })

    expect(JSON.parse(context.printed())).to.deep.equal({
      counts: { dead: 1, waiting: 1 },
      notifications: [WAITING, GIVEN_UP],
      quarantine: [QUARANTINED],
    })
  })

  it('show gives one with the text it came in', async () => {
    const context = await filled()
    await showNotification(context, 1, { json: true })

    expect(JSON.parse(context.printed())).to.deep.equal({ ...GIVEN_UP, raw: '<Notification/>' })
  })

  it('show --quarantine gives what could not be understood', async () => {
    const context = await filled()
    await showNotification(context, 1, { quarantine: true, json: true })

    expect(JSON.parse(context.printed())).to.deep.equal({ ...QUARANTINED, raw: '<Notice />' })
  })
})
