import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { Client } from 'pg'
import type { ReviewLine } from '../../../server/record/review-line.ts'
import { type Simulator, startSimulator } from '../../../server/simulator/simulator.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { killProcesses } from '../../connector/connector-process.ts'
import { environmentFor, writesOf } from '../../connector/set-up.ts'
import { until } from '../../connector/until.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { forEachEngine } from '../../support/engines.ts'
import { randomFrom } from '../../support/random.ts'
import { allEnded } from './all-ended.ts'
import { auditTrail } from './audit-trail.ts'
import { startConnectors } from './connectors.ts'
import { type SubmittedReport, startEmployees } from './employees.ts'
import { addFaults } from './faults.ts'
import { startFront } from './front.ts'
import { sendTravelRequests } from './travel-requests.ts'

const SEED = Number(process.env['CHAOS_SEED'] ?? Math.floor(Math.random() * 1e9))
const REPORTS = 30
const CHAOS_MS = 10_000
/** Far beyond what it ever takes, which is little more than the lease that a killed worker left. */
const SETTLE_MS = 90_000
const CUTS = 4

describe('connector: chaos', () => {
  useRealSockets()

  forEachEngine((engine) => {
    describe('two processes, killed again and again under load, with a Concur that keeps failing', () => {
      let folder: string
      let simulator: Simulator
      const toStop: (() => unknown)[] = []
      beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'chaos-'))
        simulator = await startSimulator()
      })
      afterEach(async () => {
        await Promise.all(toStop.splice(0).map((stop) => stop()))
        killProcesses()
        await simulator.close()
        await rm(folder, { recursive: true })
      })

      it(`lose no notification and do nothing twice (CHAOS_SEED=${SEED} makes the same choices)`, async () => {
        const connectors = await startConnectors(
          {
            ...environmentFor(folder, simulator.url),
            DATABASE_URL: engine.url(),
            // One that is used and whose successor is lost with the answer is of no use any more.
            CONCUR_REFRESH_TOKEN: '',
          },
          folder,
        )
        const front = startFront(() => connectors.addresses(), randomFrom(SEED + 1))
        const employees = startEmployees(simulator, front, randomFrom(SEED + 2))
        toStop.push(
          () => front.stop(),
          () => employees.stop(),
        )
        addFaults(simulator, randomFrom(SEED + 3))

        await allEnded([
          employees.submitAll(REPORTS, CHAOS_MS),
          sendTravelRequests(front, CHAOS_MS),
          connectors.killAtRandom(CHAOS_MS, randomFrom(SEED + 4)),
          engine.name === 'PostgreSQL'
            ? cutConnections(engine.url(), randomFrom(SEED + 5))
            : Promise.resolve(),
        ])
        simulator.clearFaults()
        await connectors.replaceBoth()

        const overview = createOverview(await engine.open())
        let counts: Awaited<ReturnType<typeof overview.counts>> = {}
        await until(
          'everything to be settled',
          async () => {
            // Those of this moment: one of Concur's lists may bring something more right after it.
            counts = await overview.counts()
            const { waiting = 0, claimed = 0 } = counts
            const isListEmpty = simulator.notifications.every(({ state }) => state !== 'failed')
            return employees.areDone() && front.isIdle() && isListEmpty && waiting + claimed === 0
          },
          SETTLE_MS,
        ).catch(() => {
          // What is missing is told below, with its audit trail.
        })

        const reviews = (await overview.reviews({ limit: 100_000 })).toReversed()
        const wrong = employees.reports.filter((report) => !isDoneOnce(report, simulator, reviews))
        const trails = await Promise.all(wrong.map((report) => auditTrail(simulator, overview, report)))
        expect(trails.join('\n')).to.equal('')
        const kept = await overview.notifications({ limit: 100_000 })
        const keptPaths = new Set(kept.map(({ objectPath }) => objectPath))
        const lost = [...front.acknowledged].filter((uri) => !keptPaths.has(pathOf(uri)))
        expect(lost).to.deep.equal([])
        expect(counts).to.have.all.keys('done', 'not reviewed')
        expect(await connectors.stop()).to.deep.equal([0, 0])
      }).timeout(CHAOS_MS + SETTLE_MS + 60_000)
    })
  })
})

/** Concur's ledger and our own records have one action for each visit, and no exception stands at an object twice. */
function isDoneOnce(
  { reportId, toBeDone, toBeRecorded }: SubmittedReport,
  simulator: Simulator,
  reviews: readonly ReviewLine[],
): boolean {
  const writes = writesOf(simulator, reportId).filter((write) => write !== 'delete notification')
  const results = reviews.filter((review) => review.reportId === reportId).map(({ result }) => result)
  const posted = simulator.report(reportId).exceptions.map((exception) => JSON.stringify(exception))
  return (
    writes.join(', ') === toBeDone.join(', ') &&
    results.join(', ') === toBeRecorded.join(', ') &&
    new Set(posted).size === posted.length
  )
}

/** Ends all that the server has with the connectors, several times; while both are down, with the next that starts. */
async function cutConnections(url: string, random: () => number): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (let cut = 0; cut < CUTS; cut += 1) {
      await sleep((CHAOS_MS / CUTS) * (0.5 + random() / 2))
      await until('a connection to cut', async () => {
        const { rowCount } = await client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
           where application_name = current_setting('application_name') and pid <> pg_backend_pid()`,
        )
        return (rowCount ?? 0) > 0
      })
    }
  } finally {
    await client.end()
  }
}

function pathOf(objectUri: string): string {
  return objectUri.replace(/^https:\/\/[^/]+/, '')
}
