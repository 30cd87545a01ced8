import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CallContext, ConcurClient } from '../concur/concur-client.ts'
import { type Located, locateReports } from '../concur/locate-reports.ts'
import { listWaitingReports, type WaitingReport } from '../concur/waiting-reports.ts'
import type { Log } from '../log.ts'
import type { Inbox } from '../store/inbox/inbox.ts'
import type { KnownReports, Reviewed } from '../store/reviews/known-reports.ts'

/** What looking for unknown reports needs. */
export interface ReceiveWaitingDeps {
  readonly concur: ConcurClient
  readonly inbox: Inbox
  readonly known: KnownReports
  /** `count`: they may be another system's, and nothing follows for them here. */
  readonly unknownReports: 'review' | 'count'
  /** Told how many were unknown, once all of the list has been read. */
  readonly counted: (unknown: number) => void
  /** How long the callout of a report that has just stopped may take to come. */
  readonly graceMs: number
  readonly log: Log
  readonly now: () => Date
}

/** What was found in Concur's list of the reports that wait. */
export interface WaitingReceived {
  readonly listed: number
  /** Listed, and nothing was known of them here. */
  readonly unknown: number
  /** Unknown, and a review was started; the others are in quarantine with the reason why not. */
  readonly received: number
  /**
   * Held here and not listed any more, or held because they were not seen whole, or listed and only observed because of
   * that: they are read again.
   */
  readonly lookedAt: number
}

const DAY_MS = 86_400_000

/**
 * Makes a run of the search for reports that wait in Concur and of which no callout came. Each gets a notification,
 * which leads to a review as any other does: whether there is anything to do is decided by reading the report, so
 * that a report that is known after all, or whose callout comes at the same time, is only read once more.
 * @returns The run; it throws a `ConcurError`, and has counted nothing, if the list could not be read to its end.
 */
export function createWaitingReceiver(
  deps: ReceiveWaitingDeps,
): (signal: AbortSignal) => Promise<WaitingReceived> {
  const { concur, inbox, known, log, now } = deps
  const isReviewed = deps.unknownReports === 'review'
  /** Ids of reports, or what is wrong with an item: this process has said it once. */
  const said = new Set<string>()

  return async (signal) => {
    const call = { correlationId: randomUUID(), signal }
    const began = now().getTime()
    const endedAfter = new Date(began - deps.graceMs)
    const held = await known.held(new Date(began - DAY_MS))
    const { listed, strange, seemUnknown } = await readList(call, endedAfter)
    const lookedAt = await lookAgain([
      ...held.filter(({ reportId, isIncomplete }) => isIncomplete || !listed.has(reportId)),
      ...(await known.observedInPart([...listed])),
    ])

    if (seemUnknown.length > 0) await sleep(deps.graceMs, undefined, { signal })
    const still = await unknownOf(seemUnknown, endedAfter)
    const { located, lost } = await locateReports(concur, still, call)
    for (const { report, problem } of lost) {
      await quarantine(
        report.reportId,
        json({ ID: report.reportId, SubmitDate: report.submittedAt }),
        problem,
      )
    }
    const underWay = await known.underWay(
      located.map(({ report: { reportId }, objectPath }) => ({ reportId, objectPath })),
    )
    const unknown = located.filter(({ objectPath }) => !underWay.has(objectPath))
    for (const each of unknown) await (isReviewed ? receive(each) : mention(each))
    const count = strange + lost.length + unknown.length
    deps.counted(count)
    return { listed: listed.size, unknown: count, received: isReviewed ? unknown.length : 0, lookedAt }
  }

  async function readList(call: CallContext, endedAfter: Date) {
    const listed = new Set<string>()
    const seemUnknown: WaitingReport[] = []
    let strange = 0
    for await (const page of listWaitingReports(concur, call)) {
      // Reports that move on meanwhile push others from page to page.
      const reports = page.reports.filter(({ reportId }) => !listed.has(reportId))
      for (const { reportId } of reports) listed.add(reportId)
      seemUnknown.push(...(await unknownOf(reports, endedAfter)))
      for (const { source, problem } of page.strange) await quarantine(problem, source, problem)
      strange += page.strange.length
    }
    return { listed, strange, seemUnknown }
  }

  async function unknownOf(reports: readonly WaitingReport[], endedAfter: Date) {
    const unknown = await known.unknown(
      reports.map(({ reportId }) => reportId),
      endedAfter,
    )
    return reports.filter(({ reportId }) => unknown.has(reportId))
  }

  async function receive({
    report: { reportId, submittedAt },
    objectUri,
    objectPath,
  }: Located): Promise<void> {
    const { id } = await inbox.receive(
      {
        door: 'waiting list',
        objectType: 'EXPRPT',
        objectUri,
        objectPath,
        ...(submittedAt !== undefined && { eventDateTime: submittedAt }),
      },
      json({ ID: reportId, 'Report-Full-Details-Url': objectUri, SubmitDate: submittedAt }),
      now(),
    )
    log.warn('report.unknown', { report: reportId, notification: id })
  }

  function mention({ report: { reportId } }: Located): void {
    if (!said.has(reportId)) log.warn('report.unknown', { report: reportId })
    said.add(reportId)
  }

  /** Whether they were moved on, which ends their reviews, or are whole now, reading tells. Requests are in no such list. */
  async function lookAgain(reports: readonly Reviewed[]): Promise<number> {
    const underWay = await known.underWay(reports)
    const idle = reports.filter(({ objectPath }) => !underWay.has(objectPath))
    for (const { reportId, objectType, objectPath } of idle) {
      const notification = { door: 'waiting list', objectType, objectUri: objectPath, objectPath } as const
      await inbox.receive(notification, json({ ID: reportId, isLookedAtAgain: true }), now())
    }
    return idle.length
  }

  async function quarantine(about: string, source: Uint8Array, problem: string): Promise<void> {
    if (said.has(about)) return
    said.add(about)
    await inbox.quarantine('waiting list', source, [problem], now())
    log.warn('notification.quarantined', { door: 'waiting list', problems: [problem] })
  }
}

function json(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}
