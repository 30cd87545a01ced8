import { expect } from 'chai'
import type { Database } from '../../server/store/database.ts'
import { prepared } from '../../server/store/prepared.ts'
import { orElse, type Statement } from '../../server/store/statement.ts'
import { together } from '../../server/store/together.ts'
import { forEachEngine } from '../support/engines.ts'
import { rejectionOf } from './rejection.ts'

const insert = prepared((db, { name, at }: { readonly name: string; readonly at: Date }) =>
  db.insertInto('job').values({ name, started_at: at.getTime() }).compile(),
)
const find = prepared((db, { name }: { readonly name: string }) =>
  db.selectFrom('job').select('started_at').where('name', '=', name).compile(),
)
const AT = new Date('2026-05-22T09:30:00.000Z')

/** It has to find a job of that name. */
function needed(db: Database, name: string): Statement {
  return orElse(find(db, { name }), () => new Error(`${name} is missing`))
}

async function jobsIn(db: Database): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('job')
    .select('name')
    .where('name', 'like', 'job %')
    .orderBy('name')
    .execute()
  return rows.map(({ name }) => name)
}

describe('statements that travel together', () => {
  forEachEngine((engine) => {
    it('are answered in their order, each with the values that it was given', async () => {
      const db = await engine.open()

      const [, found, none] = await together(db, [
        insert(db, { name: 'job 1', at: AT }),
        find(db, { name: 'job 1' }),
        find(db, { name: 'job 2' }),
      ])

      expect(found.rows).to.deep.equal([{ started_at: AT.getTime() }])
      expect(none.rows).to.deep.equal([])
    })

    it('leave nothing behind when one of them fails, and do the next no harm', async () => {
      const db = await engine.open()
      const job = insert(db, { name: 'job 1', at: AT })
      await together(db, [job])

      const error = await rejectionOf(together(db, [insert(db, { name: 'job 2', at: AT }), job]))

      expect(error).to.be.instanceOf(Error)
      expect(await jobsIn(db)).to.deep.equal(['job 1'])
      await together(db, [insert(db, { name: 'job 3', at: AT })])
      expect(await jobsIn(db)).to.deep.equal(['job 1', 'job 3'])
    })

    it('leave nothing behind when one of them does not find what it has to, whatever comes after it', async () => {
      const db = await engine.open()
      const job = insert(db, { name: 'job 1', at: AT })

      const error = await rejectionOf(together(db, [job, needed(db, 'job 2'), job]))

      expect(error).to.have.property('message', 'job 2 is missing')
      expect(await jobsIn(db)).to.deep.equal([])
    })

    it('cost the others nothing that share a commit with them', async () => {
      const db = await engine.open()
      const pair = (first: string, second: string) => [
        insert(db, { name: first, at: AT }),
        insert(db, { name: second, at: AT }),
      ]

      const results = await Promise.allSettled([
        together(db, pair('job 1', 'job 2')),
        together(db, pair('job 3', 'job 2')),
        together(db, [...pair('job 4', 'job 5'), needed(db, 'job 9')]),
        together(db, pair('job 6', 'job 7')),
      ])

      expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(2)
      expect(await jobsIn(db))
        .to.have.length(4)
        .and.include.members(['job 6', 'job 7'])
    })

    it('are part of the transaction that they are carried out in', async () => {
      const db = await engine.open()

      const error = await rejectionOf(
        db.transaction().execute(async (trx) => {
          await together(trx, [
            insert(trx, { name: 'job 1', at: AT }),
            insert(trx, { name: 'job 2', at: AT }),
          ])
          throw new Error('not wanted')
        }),
      )

      expect(error).to.have.property('message', 'not wanted')
      expect(await jobsIn(db)).to.deep.equal([])
    })
  })
})
