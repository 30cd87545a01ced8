import { expect } from 'chai'
import type { KyselyPlugin } from 'kysely'
import { checkWritable } from '../../../server/store/database.ts'
import { createHumanDecisions } from '../../../server/store/decisions/human-decisions.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createJobs } from '../../../server/store/jobs.ts'
import { OPERATIONS_LIMITS, readOperations } from '../../../server/store/operators/operations.ts'
import { createInstances } from '../../../server/store/polling/instances.ts'
import { createPolls } from '../../../server/store/polling/polls.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'
import { claimPoll, createInstance } from '../polling/instances.ts'
import { decisionOf, keepReviews } from './kept-reviews.ts'

describe('what operators see on one page', () => {
  forEachEngine((engine) => {
    it('is read in as many statements however much there is of everything', async () => {
      const db = await engine.open()
      let statements = 0
      const counting: KyselyPlugin = {
        transformQuery({ node }) {
          statements += 1
          return node
        },
        transformResult: ({ result }) => Promise.resolve(result),
      }
      const counted = db.withPlugin(counting)
      const [inbox, instances, decisions] = [createInbox(db), createInstances(db), createHumanDecisions(db)]
      const addSome = async (first: number) => {
        for (let number = first; number < first + 4; number += 1) {
          await inbox.receive(callout(`nDead${number}`), RAW, at(0))
          await inbox.settle(await claimedAt(inbox, 0), { state: 'dead', reason: 'refused' }, at(1))
          await inbox.quarantine('callout', new TextEncoder().encode(`<${number}`), ['not XML'], at(1))
          await createInstance(instances, `Instance ${number}`)
          await keepReviews(db, [{ decision: decisionOf(), result: 'held' }], number)
          const reviewId = number + 1
          const content = { reviewId, readingKey: 'k1', action: 'approve', verdicts: {}, by: 'cleo' } as const
          await decisions.accept(content, { login: 'cleo' }, { now: at(1), dueAt: at(1) })
          await inbox.settle(await claimedAt(inbox, 2), { state: 'dead', reason: 'refused' }, at(2))
        }
        await inbox.receive(callout(`nWaits${first}`), RAW, at(100))
      }
      await addSome(0)
      await readOperations(counted)
      const few = statements
      await addSome(4)
      statements = 0
      const operations = await readOperations(counted)

      expect(statements).to.equal(few)
      expect(operations.deadLetters).to.have.lengthOf(16)
      expect(operations.deadLetters.filter(({ decision }) => decision?.by === 'cleo')).to.have.lengthOf(8)
      expect(operations.quarantine).to.have.lengthOf(8)
      expect(operations.instances).to.have.lengthOf(8)
      expect(operations.waiting.map(({ objectPath }) => objectPath.split('/').at(-1))).to.deep.equal([
        'nWaits0',
        'nWaits4',
      ])
    })

    it('ends its lists, and counts what is beyond', async () => {
      const db = await engine.open()
      const inbox = createInbox(db)
      for (let number = 0; number < OPERATIONS_LIMITS.waiting + 2; number += 1)
        await inbox.receive(callout(`n${number}`), RAW, at(number))

      const { waiting, arrivals, figures } = await readOperations(db)

      expect([waiting.length, arrivals.length, figures.waiting]).to.deep.equal([20, 10, 22])
      expect([waiting[0]?.id, arrivals[0]?.id]).to.deep.equal([1, 22])
    })

    it('has instances in trouble first, with their last poll and what was wrong', async () => {
      const db = await engine.open()
      const [instances, polls] = [createInstances(db), createPolls(db)]
      await createInstance(instances, 'One')
      await createInstance(instances, 'Two')
      const { claimed, resource } = await claimPoll(polls, 10)
      await polls.failed(claimed, resource, 'no answer', true, at(11))
      await instances.disable(2, 'somebody disabled it', at(12))

      const rows = (await readOperations(db)).instances

      expect(rows.map(({ id, state }) => [id, state])).to.deep.equal([
        [2, 'disabled'],
        [1, 'claimed'],
      ])
      expect(rows[0]).to.deep.include({
        polledAt: null,
        problem: null,
        disabled: { reason: 'somebody disabled it', at: at(12) },
      })
      expect(rows[1]).to.include({ failures: 1, problem: 'no answer', name: 'One', element: 'concur' })
      expect(rows[1]?.polledAt).to.deep.equal(at(11))
    })

    it('has when each job was started last', async () => {
      const db = await engine.open()
      await createJobs(db).isOurs('retention', 1000, at(5))
      await createJobs(db).isOurs('retention', 1000, at(9))

      await checkWritable(db)

      expect((await readOperations(db)).jobs).to.deep.equal([{ name: 'retention', startedAt: at(9) }])
    })
  })
})
