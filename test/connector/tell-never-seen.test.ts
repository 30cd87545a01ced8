import { expect } from 'chai'
import { neverSeenTeller } from '../../server/connector/tell-never-seen.ts'
import { type Log, type LogFields, SILENT_LOG } from '../../server/log.ts'
import { holdReports } from '../console/report/held-reports.ts'
import { policyOf } from '../policy/apply-rule.ts'
import { buildEntry, buildReport } from '../support/build-report.ts'
import { forEachEngine } from '../support/engines.ts'

const POLICY = policyOf('severity: error, rule: attendees-missing, expenseTypes: [taxix, BUSML, TAXI]')

const reportOf = (number: number, entries: number) => ({
  number,
  report: buildReport({
    reportId: `R${number}`,
    entries: Array.from({ length: entries }, (_, index) => buildEntry({ entryId: `n${index}` })),
  }),
})

describe('expense types that a policy names', () => {
  forEachEngine((engine) => {
    it('are told where none of many expenses has them, and of few expenses nothing is said', async () => {
      const db = await engine.open()
      const told: (readonly [string, LogFields | undefined])[] = []
      const log: Log = { ...SILENT_LOG, warn: (event, fields) => told.push([event, fields]) }
      const tell = neverSeenTeller(db, log)

      await holdReports(db, [reportOf(0, 300)])
      await tell(POLICY)
      expect(told).to.deep.equal([])

      await holdReports(db, [reportOf(1, 300)])
      await tell(POLICY)
      expect(told).to.deep.equal([
        [
          'policy.never-seen',
          {
            policyVersion: POLICY.version,
            expenses: 600,
            expenseTypes: [
              'rules[0].expenseTypes[1] (line 5, column 71): BUSML',
              'rules[0].expenseTypes[2] (line 5, column 78): TAXI; did you mean TAXIX?',
            ],
          },
        ],
      ])
    })

    it('are not compared where the database fails, which is logged', async () => {
      const db = await engine.open()
      const told: string[] = []
      await db.schema.alterTable('past_expense').renameTo('past').execute()
      try {
        await neverSeenTeller(db, { ...SILENT_LOG, warn: (event) => told.push(event) })(POLICY)
      } finally {
        await db.schema.alterTable('past').renameTo('past_expense').execute()
      }

      expect(told).to.deep.equal(['policy.not-compared'])
    })
  })
})
