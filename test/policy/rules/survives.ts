import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { readReportV11 } from '../../../server/concur/read-report-v11.ts'
import { evaluate } from '../../../server/policy/evaluate.ts'
import { parsePolicy } from '../../../server/policy/load-policy.ts'
import type { Rule } from '../../../server/policy/rule.ts'
import type { ExpenseReport } from '../../../server/report/expense-report.ts'
import { buildReport } from '../../support/build-report.ts'

/** Tests that the example of a rule can be loaded, and finds nothing in a report as Concur documents it or in an empty one. */
export function itSurvives(rule: Rule): void {
  it('loads its example and finds nothing in the documented report or in one without entries', async () => {
    const example = rule.example.replaceAll('\n', '\n    ')
    const text = `outcomes: { warning: flag and approve, error: send back, stop: hold }\nrules:\n  - ${example}`
    const policy = parsePolicy(text, 'example.yaml')

    const found = [await documentedReport(), buildReport({ entries: [] })].flatMap(
      (report) => evaluate(report, policy).findings,
    )

    expect(found).to.deep.equal([])
  })
}

async function documentedReport(): Promise<ExpenseReport> {
  const read = readReportV11(await readFile('test/fixtures/concur/report-full-details.xml'))
  if (!read.ok) throw new Error(read.problem)
  return read.value
}
