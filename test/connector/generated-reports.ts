import { Big } from 'big.js'
import { expect } from 'chai'
import * as fc from 'fast-check'
import type { Reply, SeenRequest } from '../../server/simulator/http/exchange.ts'
import type { ReportDraft } from '../../server/simulator/reports/report-draft.ts'
import { personalPart } from '../../server/simulator/reports/report-totals.ts'
import { entriesSeen } from '../../server/simulator/reports/show-trouble.ts'
import type { Door } from '../../server/simulator/reports/simulated-report.ts'
import { forEachEngine } from '../support/engines.ts'
import { type Bench, useBenches } from './bench.ts'
import { sendEventsTo, useEventDoor } from './event-door.ts'
import { type GeneratedReport, generatedReport } from './generated-report.ts'
import { cleanReport } from './reports.ts'
import { spoilJson, spoilXml } from './spoil-answer.ts'

const MAX_AT_ONCE = 8
const RESULTS = ['approved', 'flagged and approved', 'sent back', 'held']
/** Why a report may be given up that can be read: it offers no action, or Concur refuses one. */
const GIVEN_UP = ['NO_ACTION', 'ACTION_REFUSED']

/**
 * Call in a suite. A few reports at once, so many times; when one does not end as it should, its seed makes the same
 * choices again.
 * @param longestMs Making a counterexample smaller takes as long as it is given.
 */
export function itEndsGeneratedReports(runs: number, longestMs: number): void {
  const events = useEventDoor()
  const openBench = useBenches()

  for (const [api, door] of [
    ['v1.1', 'callout'],
    ['v4', 'events'],
  ] as const) {
    describe(`read with ${api}`, () => {
      forEachEngine((engine) => {
        it('end each by itself, and are not approved where their entries do not add up', async () => {
          const drawn = new Map<string, GeneratedReport>()
          const bench = await open(door, engine.url(), drawn)
          const reports = fc.array(generatedReport, { minLength: 1, maxLength: MAX_AT_ONCE, size: 'max' })
          await fc.assert(
            fc.asyncProperty(reports, async (batch) => {
              const ids = batch.map((each) => submit(bench, each, drawn))
              const clean = bench.simulator.submit(cleanReport())
              await bench.settled()

              expect(bench.writes(clean), 'the clean one beside them').to.deep.equal(['Approve'])
              for (const [index, { draft }] of batch.entries())
                await expectEnded(bench, ids[index] ?? '', draft)
            }),
            { numRuns: runs, interruptAfterTimeLimit: longestMs },
          )
        }).timeout(longestMs + 60_000)
      })
    })
  }

  async function open(door: Door, url: string, drawn: ReadonlyMap<string, GeneratedReport>): Promise<Bench> {
    const bench = await openBench({
      incompleteForMs: 0,
      environment: { ...events.environment(), DATABASE_URL: url },
      simulator: {
        eventIdentity: events.identity(),
        doors: [door],
        onTheWay: (request, reply) => spoil(bench, drawn, request, reply),
      },
    })
    sendEventsTo(bench.simulator, bench.connector)
    return bench
  }
}

/** Each by an employee of its own, so that none is compared with another, and its answers can be told. */
function submit(
  { simulator }: Bench,
  generated: GeneratedReport,
  drawn: Map<string, GeneratedReport>,
): string {
  const loginId = `employee${drawn.size}@example.com`
  drawn.set(loginId, generated)
  return simulator.submit({ ...generated.draft, employee: { loginId, name: 'Miller, Chris' } })
}

function spoil(
  { simulator }: Bench,
  drawn: ReadonlyMap<string, GeneratedReport>,
  { route, method, path }: SeenRequest,
  reply: Reply,
): Reply {
  const isReading = method === 'GET' && reply.status === 200 && (route === 'report' || route?.endsWith('-v4'))
  if (!isReading) return reply
  const report = simulator
    .reports()
    .find(({ objectKey, reportId }) => path.includes(objectKey) || path.includes(reportId))
  const { spoiled = [] } = drawn.get(report?.draft.employee.loginId ?? '') ?? {}
  const spoilBody = route === 'report' ? spoilXml : spoilJson
  return { ...reply, body: spoilBody(reply.body, spoiled) }
}

async function expectEnded(bench: Bench, reportId: string, draft: ReportDraft): Promise<void> {
  const { review, notifications } = await bench.review(reportId)
  const seen = JSON.stringify({ review, notifications }, null, 2)
  for (const { state, reasonCode, reason } of notifications) {
    if (state === 'done') expect(review.result, seen).to.be.oneOf(RESULTS)
    else
      expect([state, reasonCode, reason !== ''], seen).to.be.deep.oneOf(
        GIVEN_UP.map((code) => ['dead', code, true]),
      )
  }
  const actions = bench.writes(reportId).filter((write) => !write.startsWith('exceptions'))
  expect(actions.length, seen).to.be.at.most(1)
  if (addsUp(draft)) return
  expect(bench.writes(reportId), seen).to.deep.equal([])
  expect(review, seen).to.include({ result: 'held', reasonCode: 'INCOMPLETE' })
}

/** Whether what is shown of the entries is the total, with or without what is personal. */
function addsUp(draft: ReportDraft): boolean {
  const entries = entriesSeen(draft.entries, draft.trouble.entries?.shape)
  const sum = sumOf(entries.map(({ postedAmount }) => postedAmount))
  const personal = [entries, draft.entries].map((of) =>
    sumOf(of.map((entry) => personalPart(entry).toFixed())),
  )
  // Each entry may have been rounded by itself.
  const tolerance = new Big('0.01').times(entries.length).plus('0.005')
  return [new Big(0), ...personal].some((less) =>
    sum
      .minus(less)
      .minus(draft.totals.reportTotal ?? '0')
      .abs()
      .lt(tolerance),
  )
}

function sumOf(amounts: readonly string[]): Big {
  return amounts.reduce((sum, amount) => sum.plus(amount), new Big(0))
}
