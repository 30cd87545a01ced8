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

/** What has become of a report. */
export interface ReportChange {
  /** Absent for a new one. */
  readonly before?: SimulatedReport
  readonly after: SimulatedReport
}

/** Empty at first. @param onChange Told of every change, once it is there. */
export function createReportStore(onChange: (change: ReportChange) => void = () => undefined): ReportStore {
  const reports = new Map<string, SimulatedReport>()
  return {
    put(report) {
      const before = reports.get(report.reportId)
      reports.set(report.reportId, report)
      onChange({ ...(before && { before }), after: report })
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
