import { hash } from 'node:crypto'
import { expect } from 'chai'
import { readEvidence } from '../../../server/store/evidence/review-evidence.ts'
import { createTrail } from '../../../server/store/people/trail.ts'
import { createPersonalData } from '../../../server/store/personal-data/personal-data.ts'
import { pruneOnce } from '../../../server/store/prune.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at, RAW } from '../notifications.ts'
import { addRoot, ofGrace, ROOT, reviewed } from '../personal-data/reviewed.ts'

const DAY = 86_400

describe('the evidence of a review', () => {
  forEachEngine((engine) => {
    it('has each reading, what told of it and the facts, byte for byte', async () => {
      const db = await engine.open()
      await reviewed(db, ofGrace('A1'))

      const evidence = await readEvidence(db, 1)

      const document = Buffer.from(JSON.stringify(ofGrace('A1')))
      expect(evidence?.readings).to.deep.equal([{ at: at(0), summary: 'read', document }])
      expect(
        evidence?.received.map(({ notification, raw }) => [notification, Buffer.from(raw)]),
      ).to.deep.equal([[1, Buffer.from(RAW)]])
      expect(evidence?.facts?.version).to.equal(2)
      expect(evidence?.record.review.reportId).to.equal('A1')
      expect(evidence?.record).to.not.have.property('report')
      expect(evidence?.erasedAt).to.equal(null)
    })

    it('has the rows of the trail about it, oldest first, and no others', async () => {
      const db = await engine.open()
      await reviewed(db, ofGrace('A1'))
      const trail = createTrail(db)
      for (const [act, subject] of [
        ['review note', 'review 1'],
        ['review note', 'review 12'],
        ['review approve', 'review 1'],
      ] as const)
        await trail.append({ at: at(1), who: ROOT, act, subject, outcome: 'done' })

      const evidence = await readEvidence(db, 1)

      expect(evidence?.acts.map(({ number, act }) => [number, act])).to.deep.equal([
        [1, 'review note'],
        [3, 'review approve'],
      ])
    })

    it('is there where documents were deleted after their time', async () => {
      const db = await engine.open()
      await reviewed(db, ofGrace('A1'))
      await pruneOnce(db, 100, at(101 * DAY))

      const evidence = await readEvidence(db, 1)

      expect(evidence?.readings).to.deep.equal([{ at: at(0), summary: 'read' }])
      expect(evidence?.received).to.deep.equal([])
      expect(evidence).to.not.have.property('facts')
      expect(evidence?.record.decision).to.have.property('outcome', 'approve')
    })

    it('names nobody who was erased, and knows length and hash of the documents that went', async () => {
      const db = await engine.open()
      await addRoot(db)
      await reviewed(db, ofGrace('A1'))
      const document = Buffer.from(JSON.stringify(ofGrace('A1')))
      const { kind } = await createPersonalData(db).erase(['grace@example.com'], ROOT, () => at(9))
      expect(kind).to.equal('erased')

      const evidence = await readEvidence(db, 1)

      expect(evidence?.readings).to.deep.equal([
        {
          at: at(0),
          summary: 'read',
          erased: { bytes: document.length, sha256: hash('sha256', document) },
        },
      ])
      expect(evidence?.erasedAt).to.deep.equal(at(9))
      expect(JSON.stringify(evidence)).to.not.match(/hopper|grace/i)
    })

    it('is asked for by the number of the review, and not by a request that is called like one', async () => {
      const db = await engine.open()
      await reviewed(db, ofGrace('99'))

      expect(await readEvidence(db, 99)).to.equal(undefined)
    })
  })
})
