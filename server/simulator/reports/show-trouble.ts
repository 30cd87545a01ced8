import type { Uses } from '../uses.ts'
import { refusalMessage, reportRefusalStatus } from './report-refusals.ts'
import type { EntriesShape, IncompleteEntries, ReportRefusal } from './report-trouble.ts'
import type { SimulatedReport } from './simulated-report.ts'

/** How the entries look at this reading, which counts; `undefined` when they are whole. */
export function entriesAtReading(
  incomplete: IncompleteEntries | undefined,
  uses: Uses,
): EntriesShape | undefined {
  return incomplete && uses.take([incomplete], Infinity)?.shape
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
  return { ...report, draft: { ...draft, entries: entriesSeen(draft.entries, shape) } }
}

/** Those of the entries that are seen. */
export function entriesSeen<T>(entries: readonly T[], shape: EntriesShape | undefined): readonly T[] {
  if (shape === undefined) return entries
  return shape === 'fewer' ? entries.slice(0, -1) : []
}
