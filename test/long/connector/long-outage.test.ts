import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import type { RouteName } from '../../../server/simulator/http/exchange.ts'
import type { SimulatedReport } from '../../../server/simulator/reports/simulated-report.ts'
import type { Simulator } from '../../../server/simulator/simulator.ts'
import { type Bench, openBench } from '../../connector/bench.ts'
import { reportToSendBack } from '../../connector/reports.ts'
import { until, untilNothingIsLeft } from '../../connector/until.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'

const ROUTES: readonly RouteName[] = ['token', 'report', 'exceptions', 'workflow']
const REPORTS = 6
/** A breaker probes within 10 s, and what waits is due as soon as that succeeds. */
const SOON_MS = 20_000

describe('connector: one service of Concur is down for hours', () => {
  useRealSockets()
  const benches = new Map<RouteName, Bench>()

  // The waits between two probes pass at the same time.
  before(async () => {
    await Promise.all(
      ROUTES.map(async (route) => {
        const bench = await openBench({ before: (concur) => breakDown(concur, route) })
        benches.set(route, bench)
        await until('calls to be paused', () => bench.log.of('breaker.open').length > 0)
        await until('all to wait', () => letHoursPass(bench.folder) === REPORTS)
        bench.simulator.clearFaults()
      }),
    )
  }).timeout(60_000)
  after(() => Promise.all(Array.from(benches.values(), (bench) => bench.close())))

  for (const route of ROUTES) {
    it(`goes on within seconds when ${route} is back, though all would wait an hour yet`, async () => {
      const bench = benches.get(route)
      const reports = () => bench?.simulator.reports() ?? []
      const waiting = () => reports().filter((report) => !isSentBack(report)).length
      await untilNothingIsLeft('all to be sent back', waiting, SOON_MS)

      expect(reports().map(({ reportId }) => bench?.writes(reportId).join(', '))).to.deep.equal(
        Array(REPORTS).fill('exceptions NORECEIP, Send Back to Employee'),
      )
    })
  }
})

function breakDown(concur: Simulator, route: RouteName): void {
  concur.fault(route, { status: 503 }, Infinity)
  for (let count = 0; count < REPORTS; count += 1) concur.submit(reportToSendBack())
}

function isSentBack({ statusCode }: SimulatedReport): boolean {
  return statusCode === 'A_RESU'
}

/** As if many attempts had failed. @returns How many notifications wait for an hour now. */
function letHoursPass(folder: string): number {
  const database = new DatabaseSync(join(folder, 'connector.db'), { timeout: 0 })
  try {
    const { changes } = database
      .prepare(
        "update notification set attempts = 14, due_at = ? where state = 'waiting' and reason_code is not null",
      )
      .run(Date.now() + 3_600_000)
    return Number(changes)
  } catch {
    // The connector is writing just now.
    return 0
  } finally {
    database.close()
  }
}
