import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Database } from '../../../server/store/database.ts'
import { runCommand } from '../../commands/run-command.ts'
import { expectManifestOf, textOf, unzip } from '../../evidence/unzip.ts'
import { ofGrace, reviewed } from '../../store/personal-data/reviewed.ts'
import { forEachEngine } from '../../support/engines.ts'

describe('review evidence of a month', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evidence-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  forEachEngine((engine) => {
    it('has every one of 1,000 reviews', async () => {
      const db = await engine.open()
      await reviewed(db, ofGrace('A1'))
      await copyReview(db, 999)

      const { stdout } = await runCommand(
        ['review', 'evidence', '--since', '2026-05-01', '--out', 'month.zip', '--json'],
        { DATABASE_URL: engine.url(), TIME_ZONE: 'UTC' },
        folder,
      )

      expect(JSON.parse(stdout)).to.include({ reviews: 1000 })
      const files = await unzip(join(folder, 'month.zip'))
      expectManifestOf(files)
      const numbers = Array.from(
        textOf(files, 'index.html').matchAll(/href="reviews\/(\d+)\//g),
        ([, id]) => id,
      )
      expect(numbers).to.have.lengthOf(1000).and.include.members(['1', '500', '501', '1000'])
      for (const id of numbers)
        expect(textOf(files, `reviews/${id}/reading-1.json`)).to.equal(JSON.stringify(ofGrace('A1')))
    })
  })
})

/** Puts so many reviews beside the first one that have read, found and decided the same. */
async function copyReview(db: Database, times: number): Promise<void> {
  const { id: _id, ...review } = await db.selectFrom('review').selectAll().executeTakeFirstOrThrow()
  const events = await db.selectFrom('review_event').selectAll().execute()
  const facts = await db.selectFrom('report_facts').selectAll().executeTakeFirstOrThrow()
  await db.transaction().execute(async (trx) => {
    for (let number = 2; number <= times + 1; number += 1) {
      await trx
        .insertInto('review')
        .values({ ...review, id: number, ordinal: number })
        .execute()
      await trx
        .insertInto('review_event')
        .values(events.map(({ id: _event, ...event }) => ({ ...event, review_id: number })))
        .execute()
      await trx
        .insertInto('report_facts')
        .values({ ...facts, review_id: number })
        .execute()
    }
  })
}
