import { expect } from 'chai'
import type { Decision } from '../../../server/record/decision.ts'
import type { PolicySource } from '../../../server/record/policy-version.ts'
import type { Database } from '../../../server/store/database.ts'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { LeaseLostError } from '../../../server/store/lease-lost-error.ts'
import {
  findPolicy,
  keepLoadedPolicy,
  knownPolicy,
  listPolicies,
} from '../../../server/store/policies/policy-versions.ts'
import { pruneOnce } from '../../../server/store/prune.ts'
import { createReviews } from '../../../server/store/reviews/reviews.ts'
import { together } from '../../../server/store/together.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at, callout, claimedAt, RAW } from '../notifications.ts'

const DAY = 86_400
const KEEP_DAYS = 100
const FIRST = policy('aaaaaaaaaaaa', 'name: Travel\nrules: []\n')
const SECOND = policy('bbbbbbbbbbbb', 'name: Travel, stricter\nrules: []\n')

function policy(version: string, text: string): PolicySource {
  const lists = new Map([
    ['lists/vendors.csv', 'vendor\nCafé Zoë\n'],
    ['lists/cities.csv', 'city\nKöln\n'],
  ])
  return { version, name: 'Travel', texts: { text, lists } }
}

function decisionBy({ version }: PolicySource): Decision {
  return { policyVersion: version, enforce: 'act', findings: [], notEvaluated: [], outcome: 'hold' }
}

describe('versions of the policy', () => {
  forEachEngine((engine) => {
    it('are kept whole, lists in their order, once each, with when they were loaded first and last', async () => {
      const db = await engine.open()
      await keepLoadedPolicy(db, FIRST, at(1))
      await keepLoadedPolicy(db, SECOND, at(2))
      await keepLoadedPolicy(db, FIRST, at(3))

      expect(await listPolicies(db)).to.deep.equal([
        { version: 'aaaaaaaaaaaa', name: 'Travel', keptAt: at(1), loadedAt: at(3), reviews: 0 },
        { version: 'bbbbbbbbbbbb', name: 'Travel', keptAt: at(2), loadedAt: at(2), reviews: 0 },
      ])
      const kept = await findPolicy(db, 'aaaaaaaaaaaa')
      expect(kept).to.deep.equal({ ...FIRST, keptAt: at(1) })
      expect([...(kept?.texts.lists.keys() ?? [])]).to.deep.equal(['lists/vendors.csv', 'lists/cities.csv'])
      expect(await findPolicy(db, 'cccccccccccc')).to.equal(undefined)
    })

    it('are kept with the decision that names them, also where no connector has kept them before', async () => {
      const db = await engine.open()
      await decided(db, [FIRST])

      expect(await findPolicy(db, 'aaaaaaaaaaaa')).to.deep.equal({ ...FIRST, keptAt: at(3) })
      expect((await listPolicies(db)).map(({ reviews }) => reviews)).to.deep.equal([1])
    })

    it('are not kept with a decision that is not', async () => {
      const db = await engine.open()
      const refused = await decided(db, [FIRST], true).catch((error: unknown) => error)

      expect(refused).to.be.instanceOf(LeaseLostError)
      expect(await listPolicies(db)).to.deep.equal([])
    })

    it('are never deleted while a review names them, or was judged by them before', async () => {
      const db = await engine.open()
      await decided(db, [FIRST, SECOND, FIRST, SECOND])
      await keepLoadedPolicy(db, policy('dddddddddddd', 'rules: []'), at(1))

      expect(await pruneOnce(db, KEEP_DAYS, at(1000 * DAY))).to.include({ policies: 1 })

      const left = await listPolicies(db)
      expect(left.map(({ version, reviews }) => [version, reviews])).to.have.deep.members([
        ['aaaaaaaaaaaa', 0],
        ['bbbbbbbbbbbb', 1],
      ])
      const { earlier_policy_versions: earlier } = await db
        .selectFrom('review')
        .select('earlier_policy_versions')
        .executeTakeFirstOrThrow()
      expect(earlier).to.equal('aaaaaaaaaaaa bbbbbbbbbbbb')
    })

    it('are deleted so long after they were loaded last, and not before', async () => {
      const db = await engine.open()
      await keepLoadedPolicy(db, FIRST, at(0))
      await keepLoadedPolicy(db, SECOND, at(0))
      await keepLoadedPolicy(db, SECOND, at(1))

      expect(await pruneOnce(db, KEEP_DAYS, at(100 * DAY))).to.include({ policies: 1 })
      expect((await listPolicies(db)).map(({ version }) => version)).to.deep.equal(['bbbbbbbbbbbb'])
    })

    if (engine.name === 'PostgreSQL') {
      it('stay for a decision that is being kept while they are pruned', async () => {
        const db = await engine.open()
        await keepLoadedPolicy(db, FIRST, at(0))
        const pruner = await engine.open()
        let pruned: Promise<unknown> = Promise.resolve()
        await db.transaction().execute(async (trx) => {
          await together(trx, [knownPolicy(trx, FIRST.version)])
          pruned = pruneOnce(pruner, KEEP_DAYS, at(1000 * DAY))
          await insertReview(trx, FIRST)
        })

        expect(await pruned).to.include({ policies: 0 })
        expect(await listPolicies(db)).to.have.lengthOf(1)
      })
    }
  })
})

/** A review that is decided by one policy after the other. @param isLost Another worker has it. */
async function decided(db: Database, policies: readonly PolicySource[], isLost = false): Promise<void> {
  const inbox = createInbox(db)
  await inbox.receive(callout('nOne'), RAW, at(0))
  const claimed = await claimedAt(inbox, 1)
  const reviews = createReviews(db)
  const visit = { key: 'step 1', subject: { id: 'R1', currency: 'USD' }, mode: 'act' } as const
  const opened = await reviews.open(claimed, visit, at(2))
  if (opened.kind !== 'ours') throw new Error(`the review is ${opened.kind}`)
  const review = isLost ? { ...opened.review, worker: 'another' } : opened.review
  for (const each of policies) {
    const basis = { readingKey: 'k1', policy: each }
    await reviews.decided(review, { by: 'policy', decision: decisionBy(each) }, basis, at(3))
  }
}

async function insertReview(db: Database, { version }: PolicySource): Promise<void> {
  const row = {
    notification_id: 1,
    visit_key: 'v',
    ordinal: 1,
    report_id: 'R1',
    currency: 'USD',
    mode: 'act',
  }
  await db
    .insertInto('review')
    .values({ ...row, started_at: 0, policy_version: version })
    .execute()
}
