import { expect } from 'chai'
import { type Database, inSnapshot } from '../../server/store/database.ts'
import { forEachEngine } from '../support/engines.ts'
import { rejectionOf } from './rejection.ts'

describe('a snapshot of the store', () => {
  forEachEngine((engine) => {
    it('sees one moment, whatever others commit before it ends', async () => {
      const db = await engine.open()
      await begin(db, 'first', 1)
      const seen = await inSnapshot(db, async (snapshot) => {
        const before = await jobs(snapshot)
        await begin(db, 'first', 2)
        await begin(db, 'second', 2)
        return [before, await jobs(snapshot)]
      })
      expect(seen).to.deep.equal([['first at 1'], ['first at 1']])
      expect(await inSnapshot(db, jobs)).to.deep.equal(['first at 2', 'second at 2'])
    })

    it('sees what was committed before it, by whomever', async () => {
      const [db, other] = [await engine.open(), await engine.open()]
      await inSnapshot(db, jobs)
      await begin(other, 'of another process', 1)
      expect(await inSnapshot(db, jobs)).to.deep.equal(['of another process at 1'])
    })

    it('is the transaction that is open already, with what was written in it', async () => {
      const db = await engine.open()
      const seen = await db.transaction().execute(async (trx) => {
        await begin(trx, 'not committed', 1)
        return inSnapshot(trx, jobs)
      })
      expect(seen).to.deep.equal(['not committed at 1'])
    })

    it('cannot be written in, and ends when reading fails', async () => {
      const db = await engine.open()
      const error = await rejectionOf(inSnapshot(db, (snapshot) => begin(snapshot, 'first', 1)))
      expect(String(error)).to.match(/readonly|read-only/)
      expect(await inSnapshot(db, jobs)).to.deep.equal([])
    })

    it('waits for others where many are open, and all of them are read', async () => {
      const db = await engine.open()
      await begin(db, 'first', 1)
      const all = Array.from({ length: 40 }, () =>
        inSnapshot(db, async (snapshot) => [await jobs(snapshot), await jobs(snapshot)]),
      )
      const seen = await Promise.all(all)
      expect(new Set(seen.map((each) => JSON.stringify(each)))).to.deep.equal(
        new Set(['[["first at 1"],["first at 1"]]']),
      )
    })
  })
})

async function begin(db: Database, name: string, started_at: number): Promise<void> {
  await db
    .insertInto('job')
    .values({ name, started_at })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ started_at }))
    .execute()
}

async function jobs(db: Database): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('job')
    .selectAll()
    .where('name', 'not like', 'check that%')
    .orderBy('name')
    .execute()
  return rows.map(({ name, started_at }) => `${name} at ${started_at}`)
}
