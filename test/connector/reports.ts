import { DEMO_REPORTS } from '../../server/simulator/reports/demo-reports.ts'
import { draftReport } from '../../server/simulator/reports/draft-report.ts'
import type { ReportDraft } from '../../server/simulator/reports/report-draft.ts'
import { TODAY } from './set-up.ts'

/** Nothing wrong: approved by the example policy. */
export function cleanReport(changes: Partial<ReportDraft> = {}): ReportDraft {
  return draftReport(TODAY, changes)
}

/** A hotel bill without its receipt: the example policy posts `NORECEIP` and sends it back. */
export function reportToSendBack(): ReportDraft {
  return demoReport('hotel-without-receipt')
}

/** A hotel bill above the cap: the example policy posts `OVERCAP` and approves it, to `A_PEND`. */
export function reportToFlag(): ReportDraft {
  return demoReport('hotel-above-cap')
}

/** One of the demonstration's reports, with keys of its own. */
export function demoReport(kind: string): ReportDraft {
  const demo = DEMO_REPORTS.find((candidate) => candidate.kind === kind)
  if (demo === undefined) throw new Error(`there is no demo report ${kind}`)
  return demo.draft(TODAY)
}
