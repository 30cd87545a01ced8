import { setTimeout as sleep } from 'node:timers/promises'
import type { ReviewResult } from '../../../server/record/review.ts'
import { calloutXml } from '../../../server/simulator/callouts/notification.ts'
import type { Simulator } from '../../../server/simulator/simulator.ts'
import { demoReport } from '../../connector/reports.ts'
import { pick } from '../../support/random.ts'
import type { Front } from './front.ts'

/** What each visit of each kind of the demonstration's reports leads to. */
const KINDS: Readonly<Record<string, { readonly writes: readonly string[]; readonly result: ReviewResult }>> =
  {
    'clean-lunch-and-taxi': { writes: ['Approve'], result: 'approved' },
    'clean-eur-hotel': { writes: ['Approve'], result: 'approved' },
    'hotel-above-cap': { writes: ['exceptions OVERCAP', 'Approve'], result: 'flagged and approved' },
    'taxi-twice': { writes: ['exceptions DUPENTRY', 'Approve'], result: 'flagged and approved' },
    'hotel-without-receipt': {
      writes: ['exceptions NORECEIP', 'Send Back to Employee'],
      result: 'sent back',
    },
    'allocations-at-90': { writes: ['exceptions ALLOCSUM', 'Send Back to Employee'], result: 'sent back' },
    'purpose-missing': {
      writes: ['exceptions NOPURPOS NOPURPOS', 'Send Back to Employee'],
      result: 'sent back',
    },
  }

const LOOK_MS = 20
const REPEAT_MS = 2000

/** A report on its way through Concur. */
export interface SubmittedReport {
  readonly reportId: string
  readonly kind: string
  /** All that is to be done to it, in the end, in this order. */
  readonly toBeDone: readonly string[]
  /** How its reviews are to end, one for each visit. */
  readonly toBeRecorded: readonly ReviewResult[]
  /** How often its employee will submit it again. */
  submissionsLeft: number
}

/** Those who submit reports, and submit again at once what is sent back to them. */
export interface Employees {
  readonly reports: readonly SubmittedReport[]
  /** Submits so many, spread over so long a time. */
  submitAll(count: number, withinMs: number): Promise<void>
  /** Whether no report waits for the connector or for its employee. */
  areDone(): boolean
  stop(): void
}

/** Concur tells of every visit once or several times, by the callout, the FAILED list or both. */
export function startEmployees(simulator: Simulator, front: Front, random: () => number): Employees {
  const reports: SubmittedReport[] = []
  const timer = setInterval(resubmit, LOOK_MS)

  function submit(): void {
    const [kind, { writes, result }] = pick(Object.entries(KINDS), random)
    const visits = result === 'sent back' ? 1 + Math.floor(random() * 3) : 1
    const reportId = simulator.submit(demoReport(kind))
    reports.push({
      reportId,
      kind,
      toBeDone: Array.from({ length: visits }, () => writes).flat(),
      toBeRecorded: Array.from({ length: visits }, () => result),
      submissionsLeft: visits - 1,
    })
    const door = random()
    if (door < 0.25) simulator.failNotification(reportId)
    if (door > 0.1) announce(reportId)
  }

  /** As often as Concur and the networks between may repeat it. */
  function announce(id: string): void {
    const notification = simulator.notifications.findLast(({ reportId }) => reportId === id)
    if (notification === undefined) throw new Error(`there is no notification of report ${id}`)
    const callout = { objectUri: notification.objectUri, xml: calloutXml(notification) }
    const times = pick([1, 1, 2, 3], random)
    for (let time = 0; time < times; time += 1) front.deliver(callout, time * random() * REPEAT_MS)
  }

  function resubmit(): void {
    for (const report of reports) {
      const { statusCode, submittedAt } = simulator.report(report.reportId)
      if (statusCode !== 'A_RESU' || report.submissionsLeft === 0) continue
      // The date of a submission has whole seconds, and nobody is so quick that two are the same.
      if (new Date().toISOString().startsWith(submittedAt)) continue
      report.submissionsLeft -= 1
      simulator.resubmit(report.reportId)
      announce(report.reportId)
    }
  }

  return {
    reports,
    async submitAll(count, withinMs) {
      for (let index = 0; index < count; index += 1) {
        submit()
        await sleep(withinMs / count)
      }
    },
    areDone: () =>
      reports.every(
        ({ reportId, submissionsLeft }) =>
          submissionsLeft === 0 && simulator.report(reportId).statusCode !== 'A_EXTV',
      ),
    stop() {
      clearInterval(timer)
    },
  }
}
