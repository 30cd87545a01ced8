import { expect } from 'chai'
import { countingInbox, countingJournal, countingReviews } from '../../server/metrics/counting.ts'
import { subjectOf } from '../../server/review/report-status.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createJournal } from '../../server/store/reviews/journal.ts'
import { createReviews } from '../../server/store/reviews/reviews.ts'
import { useDatabases } from '../store/databases.ts'
import { at, callout, claimedAt, RAW } from '../store/notifications.ts'
import { rejectionOf } from '../store/rejection.ts'
import { buildReport } from '../support/build-report.ts'

const APPROVE = { kind: 'workflow', action: 'Approve', path: '/workflowaction' } as const

describe('counting', () => {
  const databases = useDatabases()
  let counted: string[] = []
  const metrics = {
    received: (...labels: string[]) => counted.push(labels.join(': ')),
    reviewFinished: (object: string, result: string) => counted.push(`${object}: ${result}`),
    effectReached: (...labels: string[]) => counted.push(labels.join(': ')),
  }
  beforeEach(() => {
    counted = []
  })

  it('knows what became of every notification, by its door', async () => {
    const db = await databases.open()
    const inbox = countingInbox(createInbox(db), metrics)
    await inbox.receive(callout('nA'), RAW, at(0))
    await inbox.receive(callout('nA'), RAW, at(1))
    await inbox.receive(callout('nB', { notReviewed: 'a travel request' }), RAW, at(2))
    await inbox.receive(callout('nC', { door: 'failed list', externalId: '1' }), RAW, at(3))
    await inbox.quarantine('callout', RAW, ['cannot be read'], at(4))
    await db.destroy()
    await rejectionOf(inbox.receive(callout('nD'), RAW, at(5)))
    await rejectionOf(inbox.quarantine('callout', RAW, ['cannot be read'], at(6)))

    expect(counted).to.deep.equal([
      'callout: stored',
      'callout: duplicate',
      'callout: not reviewed',
      'failed list: stored',
      'callout: refused',
      'callout: unavailable',
      'callout: unavailable',
    ])
  })

  it('knows the states that a write reaches, and how the review ends, once they are on disk', async () => {
    const db = await databases.open()
    const inbox = createInbox(db)
    const journal = countingJournal(createJournal(db), metrics)
    const reviews = countingReviews(createReviews(db), metrics)
    await inbox.receive(callout(), RAW, at(0))
    const claimed = await claimedAt(inbox, 0)
    const opened = await reviews.open(
      claimed,
      { key: 'step 1', subject: subjectOf(buildReport()), mode: 'act' },
      at(0),
    )
    if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
    const effect = await journal.send(opened.review, APPROVE, claimed, at(1))
    await journal.settle(effect, 'confirmed', APPROVE, undefined, at(2))
    await reviews.finish(opened.review, 'approved', undefined, at(2))

    expect(counted).to.deep.equal([
      'workflow: planned',
      'workflow: sent',
      'workflow: confirmed',
      'EXPRPT: approved',
    ])
  })
})
