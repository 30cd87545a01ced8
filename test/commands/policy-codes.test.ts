import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { checkPolicy } from '../../server/commands/policy-check.ts'
import { printCodes } from '../../server/commands/policy-codes.ts'
import { openDatabase } from '../../server/store/database.ts'
import { holdReports } from '../console/report/held-reports.ts'
import { buildReport } from '../support/build-report.ts'
import { commandContext } from './command-context.ts'

const POLICY = `
name: Ours
outcomes: { error: send back }
rules: [{ rule: attendees-missing, severity: error, expenseTypes: [TAXI] }]
`

describe('what reviews that are kept have', () => {
  let folder: string
  let environment: Record<string, string>

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policy-codes-'))
    const url = `sqlite:${join(folder, 'connector.db')}`
    environment = { DATABASE_URL: url }
    await writeFile(join(folder, 'policy.yaml'), POLICY)
    const db = await openDatabase(url)
    await holdReports(db, [
      { number: 0, report: buildReport({ reportId: 'R0' }) },
      { number: 1, report: buildReport({ reportId: 'R1', currency: 'EUR' }) },
    ])
    await db.destroy()
  })
  after(() => rm(folder, { recursive: true }))

  it('is listed with its numbers, the most frequent first', async () => {
    const context = commandContext(environment)
    await printCodes(context, {})

    expect(context.printed()).to.match(/^In 2 reports:/)
    expect(context.printed()).to.match(/expense type │ TAXIX +│ Taxi +│ 2 /)
    expect(context.printed()).to.match(/currency +│ EUR +│ +│ 1 /)
  })

  it('is told to programs', async () => {
    const context = commandContext(environment)
    await printCodes(context, { json: true })
    const read: unknown = JSON.parse(context.printed())

    expect(read).to.have.property('reports', 2)
    expect(read)
      .to.have.property('values')
      .that.deep.includes({ kind: 'expense type', value: 'TAXIX', name: 'Taxi', reports: 2 })
  })

  it('is compared with what a policy names, when the check is asked to', async () => {
    const [alone, compared, since] = [{}, { since: new Date(0) }, { since: new Date('2999-01-01') }]
    const [first, second, third] = await Promise.all([alone, compared, since].map(check))

    expect(first).not.to.include('warning')
    expect(second).to.include('compared with 2 reports')
    expect(second).to.include(
      'warning: rules[0].expenseTypes[0] (line 4, column 68): no report has the expense type TAXI; did you mean TAXIX (Taxi, in 2 of them)?',
    )
    expect(third).to.include('compared with 0 reports').and.not.to.include('warning')
  })

  async function check(options: { readonly since?: Date }): Promise<string> {
    const context = commandContext(environment)
    await checkPolicy(context, join(folder, 'policy.yaml'), options)
    return context.printed()
  }
})
