import type { SimulatedReport } from './simulated-report.ts'

/** All submitted reports, in memory, in order of submission. */
export interface ReportStore {
  /** Adds a report or replaces its earlier snapshot. */
  put(report: SimulatedReport): void
  /** @throws {Error} If there is no such report: a bug in the caller. */
  get(reportId: string): SimulatedReport
  find(matches: (report: SimulatedReport) => boolean): SimulatedReport | undefined
  all(): readonly SimulatedReport[]
}

/** Empty at first. */
export function createReportStore(): ReportStore {
  const reports = new Map<string, SimulatedReport>()
  return {
    put(report) {
      reports.set(report.reportId, report)
    },
    get(reportId) {
      const report = reports.get(reportId)
      if (!report) throw new Error(`the simulator has no report ${reportId}`)
      return report
    },
    find: (matches) => [...reports.values()].find(matches),
    all: () => [...reports.values()],
  }
}
