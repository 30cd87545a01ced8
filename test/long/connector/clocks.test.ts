import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadSettings } from '../../../config/load-settings.ts'
import { type Connector, startConnector } from '../../../server/connector/connector.ts'
import { type Simulator, startSimulator } from '../../../server/simulator/simulator.ts'
import type { MachineClock } from '../../../server/store/clock.ts'
import { loaded } from '../../config/settings-folder.ts'
import { killProcesses, startConnectorProcess } from '../../connector/connector-process.ts'
import { reportToSendBack } from '../../connector/reports.ts'
import { environmentFor, LOGIN, writesOf } from '../../connector/set-up.ts'
import { until, untilNothingIsLeft } from '../../connector/until.ts'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { recordedLog } from '../../listeners/recorded-log.ts'
import { forEachEngine, onPostgres } from '../../support/engines.ts'
import { faketimeSettings, HAS_FAKETIME } from '../../support/faketime.ts'
import { skipWithout } from '../../support/skip.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND
const DAY = 24 * HOUR
const STEPS = [25 * SECOND, -2 * HOUR, 30 * DAY, -HOUR]
const WRITE_MS = 1500
/** So long nothing may stand still; a write that is under way comes on top. */
const STILL_MS = 20 * SECOND + WRITE_MS
const DONE = ['exceptions NORECEIP', 'Send Back to Employee']

/** The clocks of a machine that a test sets. */
interface SetMachine extends MachineClock {
  aheadMs: number
}

function machineAt(aheadMs: number): SetMachine {
  const machine: SetMachine = {
    aheadMs,
    wall: () => Date.now() + machine.aheadMs,
    steady: () => performance.now(),
  }
  return machine
}

describe('connectors whose clocks are wrong', function () {
  this.timeout(300_000)
  useRealSockets()
  let simulator: Simulator
  let folder: string
  const connectors: Connector[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clocks-'))
    simulator = await startSimulator({ notifyRetryMs: [100, 200, 400, 800] })
    for (const write of ['exceptions', 'workflow'] as const)
      simulator.fault(write, { delayMs: WRITE_MS }, Infinity)
  })
  afterEach(async () => {
    await Promise.all(connectors.splice(0).map((connector) => connector.stop()))
    killProcesses()
    await simulator.close()
    await rm(folder, { recursive: true })
  })

  const environment = (url: string) => ({ ...environmentFor(folder, simulator.url), DATABASE_URL: url })

  async function start(url: string, machine: MachineClock, log = recordedLog()): Promise<Connector> {
    const { settings } = loaded(await loadSettings({ environment: environment(url), folder }))
    const connector = await startConnector(settings, log, { machine })
    connectors.push(connector)
    simulator.connectTo({ url: `${connector.url}/concur/v1.0/notify`, ...LOGIN })
    return connector
  }

  /** What was written of the report; not that Concur's list of failed notifications was read while nobody was there. */
  const effectsOn = (report: string) =>
    writesOf(simulator, report).filter((write) => write !== 'delete notification')

  const submit = (count: number) => Array.from({ length: count }, () => simulator.submit(reportToSendBack()))

  /** Once each, and nothing stands still. */
  async function expectDone(reports: readonly string[]): Promise<void> {
    await untilNothingIsLeft(
      'all reports to be sent back',
      () => reports.reduce((sum, report) => sum + Math.max(DONE.length - effectsOn(report).length, 0), 0),
      STILL_MS,
    )
    expect(reports.map(effectsOn)).to.deep.equal(reports.map(() => DONE))
  }

  onPostgres((engine) => {
    for (const apart of [25 * SECOND, 2 * HOUR]) {
      it(`do nothing twice on one database, ${apart / SECOND} s apart, while writes take ${WRITE_MS} ms`, async () => {
        await start(engine.url(), machineAt(apart))
        await start(engine.url(), machineAt(-apart))

        await expectDone(submit(16))
      })
    }
  })

  forEachEngine((engine) => {
    it('lose nothing, do nothing twice and stand nowhere still when clocks are set during writes', async () => {
      const log = recordedLog()
      const machine = machineAt(0)
      await start(engine.url(), machine, log)
      for (const step of STEPS) {
        const reports = submit(6)
        await until('a write', () => reports.some((report) => effectsOn(report).length > 0), STILL_MS)
        machine.aheadMs += step
        await expectDone([...reports, ...submit(2)])
      }

      expect(log.of('clock.stepped').map(({ fields }) => fields['clock'])).to.deep.equal(
        STEPS.map(() => (engine.name === 'SQLite' ? 'common' : 'machine')),
      )
    })

    it('go on at once when clocks were set before a start', async () => {
      const machine = machineAt(0)
      for (const step of STEPS) {
        const connector = await start(engine.url(), machine)
        const reports = submit(3)
        await until('a write', () => reports.some((report) => effectsOn(report).length > 0), STILL_MS)
        await connector.stop()
        machine.aheadMs += step
        await start(engine.url(), machine)
        await expectDone(reports)
        await Promise.all(connectors.splice(0).map((each) => each.stop()))
      }
    })

    it('do so with the clocks of a real process, which are set while it runs', async function () {
      if (!HAS_FAKETIME) skipWithout('faketime', this)
      const offset = join(folder, 'offset')
      await writeFile(offset, '+0')
      const connector = await startConnectorProcess(
        { ...environment(engine.url()), ...faketimeSettings(offset) },
        folder,
      )
      simulator.connectTo({ url: `${connector.url}/concur/v1.0/notify`, ...LOGIN })
      for (const set of ['+2h', '-1h', '+30d']) {
        const reports = submit(4)
        await until('a write', () => reports.some((report) => effectsOn(report).length > 0), STILL_MS)
        await writeFile(offset, set)
        await expectDone(reports)
        await until('the step to be told', () => connector.log().includes('clock.stepped'), STILL_MS)
      }
    })
  })
})
