import { readReportV11 } from '../../server/concur/read-report-v11.ts'
import type { ExpenseReport } from '../../server/report/expense-report.ts'
import { fixture } from '../concur/fixture.ts'

/** A report in every detail that Concur's page documents, read by the connector's own reader. */
export function documentedReport(): ExpenseReport {
  const reading = readReportV11(Buffer.from(fixture('report-full-details.xml')))
  if (!reading.ok) throw new Error(reading.problem)
  return reading.value
}
