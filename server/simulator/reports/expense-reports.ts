import type { Store } from '../store.ts'
import type { ReportDraft } from './report-draft.ts'
import type { ReportTrouble } from './report-trouble.ts'
import type { Door, SimulatedReport, Stop, ValidationStep } from './simulated-report.ts'
import {
  LEGACY_STEP,
  paid,
  recalled,
  resubmitted,
  stoppedAgain,
  submitted,
  troubled,
} from './simulated-report.ts'

/** What employees and the company do with expense reports, and how those stand. */
export interface ExpenseReports {
  /**
   * An employee submits: the report stops at `A_EXTV` and the connector is notified: by callout of the step of an
   * application connector, by events of any. @returns Its `ReportId`.
   */
  submit(draft: ReportDraft, stop?: Partial<Stop>): string
  /**
   * The employee edits and submits again: another step, another notification.
   * @throws {Error} If the report is not at `A_RESU`.
   */
  resubmit(reportId: string, changes?: Partial<ReportDraft>): void
  /**
   * People have approved: the report stops at external validation once more, before its extract.
   * @throws {Error} If it waits at external validation or is with its employee.
   */
  stopBeforeExtract(reportId: string, step?: ValidationStep): void
  /**
   * The company pays; then no exception can be posted or deleted.
   * @throws {Error} If the report waits at external validation or is with its employee.
   */
  pay(reportId: string): void
  /** The employee takes the report back; its notification stays. */
  recall(reportId: string): void
  /** From now on other things go wrong with the report on purpose, counted anew. */
  trouble(reportId: string, trouble: ReportTrouble): void
  /** A snapshot. */
  report(reportId: string): SimulatedReport
  /** Snapshots of all, in order of submission. */
  reports(): readonly SimulatedReport[]
}

/** @param doors By which reports are announced that say nothing else. */
export function createExpenseReports(
  store: Store<SimulatedReport>,
  doors: readonly Door[],
  now: () => Date,
): ExpenseReports {
  return {
    submit(draft, { step = LEGACY_STEP, doors: itsDoors = doors } = {}) {
      const report = submitted(draft, now(), { step, doors: itsDoors })
      store.put(report)
      return report.reportId
    },
    resubmit(reportId, changes = {}) {
      store.put(resubmitted(store.get(reportId), changes, now()))
    },
    stopBeforeExtract(reportId, step = LEGACY_STEP) {
      store.put(stoppedAgain(store.get(reportId), step))
    },
    pay(reportId) {
      store.put(paid(store.get(reportId)))
    },
    recall(reportId) {
      store.put(recalled(store.get(reportId)))
    },
    trouble(reportId, trouble) {
      store.put(troubled(store.get(reportId), trouble))
    },
    report: (reportId) => store.get(reportId),
    reports: () => store.all(),
  }
}
