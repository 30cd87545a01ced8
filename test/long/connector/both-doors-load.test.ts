import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { startSimulator } from '../../../server/simulator/simulator.ts'
import { openDatabase } from '../../../server/store/database.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { killProcesses, startConnectorProcess } from '../../connector/connector-process.ts'
import { sendEventsTo, useEventDoor } from '../../connector/event-door.ts'
import { demoReport } from '../../connector/reports.ts'
import { environmentFor, LOGIN, untilSettled, writesOf } from '../../connector/set-up.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { forEachEngine } from '../../support/engines.ts'
import { pick, randomFrom } from '../../support/random.ts'

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9))
/** Two processes are the business of PostgreSQL above all; `LOAD_REPORTS=5000` submits as many as one likes there. */
const REPORTS = { SQLite: 50, PostgreSQL: Number(process.env['LOAD_REPORTS'] ?? 150) }
/** What each demands of us, in the example policy. */
const ACTIONS: Readonly<Record<string, string>> = {
  'clean-lunch-and-taxi': 'Approve',
  'hotel-above-cap': 'Approve',
  'hotel-without-receipt': 'Send Back to Employee',
}

describe('connector: both doors at once', () => {
  useRealSockets()
  const door = useEventDoor()
  afterEach(killProcesses)

  forEachEngine((engine) => {
    const reports = REPORTS[engine.name]
    it(`does one action for each of ${reports} reports, by two processes on one database (SEED=${SEED})`, async () => {
      const random = randomFrom(SEED)
      const folder = await mkdtemp(join(tmpdir(), 'connector-'))
      const simulator = await startSimulator({
        eventIdentity: door.identity(),
        doors: ['callout', 'events'],
        notifyRetryMs: [200, 400, 800, 1600, 3200],
        eventRetryMs: [200, 400, 800, 1600, 3200],
      })
      const settings = {
        ...environmentFor(folder, simulator.url),
        ...door.environment(),
        DATABASE_URL: engine.url(),
        LOG_LEVEL: 'error',
      }
      // One after the other: the first makes the tables.
      const one = await startConnectorProcess({ ...settings, LOG_LEVEL: 'info' }, folder)
      const two = await startConnectorProcess({ ...settings, LOG_LEVEL: 'info' }, folder)
      const db = await openDatabase(engine.url())
      try {
        const kinds = new Map<string, string>()
        const submitSome = (count: number) => {
          for (let index = 0; index < count; index += 1) {
            const kind = pick(Object.keys(ACTIONS), random)
            kinds.set(simulator.submit(demoReport(kind)), kind)
          }
        }
        const openDoors = [
          () => simulator.connectTo({ url: `${one.url}/concur/v1.0/notify`, ...LOGIN }),
          () => sendEventsTo(simulator, two),
        ]
        // Some of the callouts wait until somebody is there; events need a subscriber first.
        openDoors[1]?.()
        submitSome(random() * reports)
        openDoors[0]?.()
        submitSome(reports - kinds.size)
        const overview = createOverview(db)
        await untilSettled(simulator, overview)

        for (const [reportId, kind] of kinds) {
          const actions = writesOf(simulator, reportId).filter((write) => !write.startsWith('exceptions'))
          expect(actions, `${kind} ${reportId}`).to.deep.equal([ACTIONS[kind]])
          const record = await overview.review(reportId)
          expect(record?.notifications.map((each) => each.door)).to.have.members(['callout', 'events'])
        }
        expect(await overview.reviews({ limit: 2 * reports })).to.have.length(reports)
      } finally {
        await db.destroy()
        await Promise.all([one.end('SIGTERM'), two.end('SIGTERM')])
        await simulator.close()
        await rm(folder, { recursive: true })
      }
    }).timeout(300_000 + reports * 1000)
  })
})
