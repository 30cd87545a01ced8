import { expect } from 'chai'
import { fold } from '../../../server/report/fold.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at } from '../notifications.ts'
import { leaveOlderDatabase } from '../older-database.ts'

const review = (id: number, search: string) => `insert into review
  (notification_id, visit_key, ordinal, report_id, currency, mode, result, employee_search, started_at)
  values (${id}, 'visit ${id}', 1, 'R${id}', 'EUR', 'act', 'held', ${search}, ${at(0).getTime()})`

describe('a database from before all names were folded alike', () => {
  forEachEngine((engine) => {
    it('is found in by names as they are folded now', async () => {
      await leaveOlderDatabase(engine, '031-past-expenses-by-type', [
        review(1, "'søren o’brien\nsoren@example.com\n'"),
        review(2, "'muller, kim\nkim@example.com\n4711'"),
        review(3, 'null'),
      ])

      const rows = await (await engine.open())
        .selectFrom('review')
        .select('employee_search')
        .orderBy('id')
        .execute()

      expect(rows.map((row) => row.employee_search)).to.deep.equal([
        "soren o'brien\nsoren@example.com\n",
        'muller, kim\nkim@example.com\n4711',
        null,
      ])
    })

    it('is found in by names with characters that fold further since', async () => {
      await leaveOlderDatabase(engine, '034-arrivals', [review(1, "'van ʼn berg−veld\nberg@example.com\n'")])

      const [row] = await (await engine.open()).selectFrom('review').select('employee_search').execute()

      expect(row?.employee_search).to.equal(`${fold('van ŉ Berg⁻Veld')}\nberg@example.com\n`)
    })
  })
})
