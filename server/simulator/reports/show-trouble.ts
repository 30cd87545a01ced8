import type { Uses } from '../uses.ts'
import { refusalMessage, reportRefusalStatus } from './report-refusals.ts'
import type { EntriesShape, ReportRefusal } from './report-trouble.ts'
import type { SimulatedReport } from './simulated-report.ts'

/** How the entries look at this reading, which counts; `undefined` when they are whole. */
export function entriesAtReading({ draft }: SimulatedReport, uses: Uses): EntriesShape | undefined {
  const { entries } = draft.trouble
  return entries && uses.take([entries], Infinity)?.shape
}

/** A refusal as v4 makes it; with a status of 400 it is one that v1.1 tells in a 200. */
export interface ShownRefusal {
  readonly status: number
  readonly id: string
  readonly message: string
}

/** Why a write is refused on purpose, if it is. */
export function refusalOnPurpose(
  { draft }: SimulatedReport,
  of: ReportRefusal['of'],
  uses: Uses,
): ShownRefusal | undefined {
  const refusals = (draft.trouble.refusals ?? []).filter((refusal) => refusal.of === of)
  const id = uses.take(refusals)?.code
  return id && { status: reportRefusalStatus(id), id, message: refusalMessage(id) }
}

/** The report with the entries that are seen. */
export function withEntriesSeen(report: SimulatedReport, shape: EntriesShape | undefined): SimulatedReport {
  const { draft } = report
  if (shape === undefined) return report
  const entries = shape === 'fewer' ? draft.entries.slice(0, -1) : []
  return { ...report, draft: { ...draft, entries } }
}
