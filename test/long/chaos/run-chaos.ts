// Chaos: two connectors on one database, under load, while their machines, their database and Concur go wrong.
//
//   Places (each connector, each clock, the storage, Concur) have one trouble at a time, all places at once.
//   After every FAULTS_PER_ROUND faults all is well again, and everything has to settle: then Concur's ledger and the
//   connector's own records of each report are compared with what had to happen, no more and no less.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Simulator, startSimulator } from '../../../server/simulator/simulator.ts'
import { type Database, openDatabase } from '../../../server/store/database.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { environmentFor } from '../../connector/set-up.ts'
import { until } from '../../connector/until.ts'
import { pick, randomFrom } from '../../support/random.ts'
import { allEnded } from './all-ended.ts'
import { auditTrail } from './audit-trail.ts'
import { type MachineClock, startClock } from './clocks.ts'
import { type Compared, compareReport } from './compare-report.ts'
import { createConcurChaos } from './concur-chaos.ts'
import { type Employees, startEmployees } from './employees.ts'
import { between, type ChaosFault, type Place, type StorageChaos } from './fault.ts'
import { addFaults } from './faults.ts'
import { type Front, startFront } from './front.ts'
import { type Service, startService } from './service.ts'
import { sendTravelRequests } from './travel-requests.ts'

const FAULTS_PER_ROUND = 25
const REPORTS_PER_ROUND = 15
/** What counts as never: a lost notification would be waited for that long. */
const SETTLE_MS = 120_000
/** What is promised for after the last fault. */
const MAX_WAIT_MS = 60_000
const LOAD_MS = 10_000
const UP_MS = 60_000
const MAX_ROWS = 1_000_000

/** What a run of chaos found. */
export interface ChaosOutcome {
  /** How often each kind of fault struck. */
  readonly faults: Readonly<Record<string, number>>
  readonly reports: number
  /** Notifications that were answered 200. */
  readonly acknowledged: number
  /** Addresses of notifications that are kept nowhere, and reports that were not brought to their end. */
  readonly lost: readonly string[]
  /** Reports to which something was done twice, or what was not to be done. */
  readonly doubled: readonly string[]
  /** Reports that Concur shows as done and that are recorded otherwise. */
  readonly misrecorded: readonly string[]
  /** Notifications that still wait at the end, although nothing is wrong any more. */
  readonly orphaned: readonly string[]
  /** How many notifications became dead letters. */
  readonly givenUp: number
  /** From the last fault of a round to the end of all work, the longest of all rounds. */
  readonly longestWaitMs: number
  /** What connectors logged that ended by themselves; a full disk at the start is a reason. */
  readonly endings: readonly string[]
  /** The exit status of each when it was stopped at the end. */
  readonly exits: readonly (number | null)[]
  /** All that is known of the reports above. */
  readonly trails: string
}

/** Whether all of it is as it should be. */
export function isFlawless(outcome: ChaosOutcome): boolean {
  const { lost, doubled, misrecorded, orphaned, givenUp, exits, longestWaitMs } = outcome
  const wrong = lost.length + doubled.length + misrecorded.length + orphaned.length + givenUp
  return wrong === 0 && exits.every((code) => code === 0) && longestWaitMs < MAX_WAIT_MS
}

/** What a run of chaos needs. */
export interface ChaosOptions {
  /** How many faults; rounded up to whole rounds. */
  readonly faults: number
  /** Makes the same choices again; what they meet is never the same. */
  readonly seed: number
  readonly storage: StorageChaos
  /** Told after each round. */
  readonly say?: (line: string) => void
}

/** Runs it, and ends all that it started. @throws If a connector does not come up. */
export async function runChaos({
  faults,
  seed,
  storage,
  say = () => {},
}: ChaosOptions): Promise<ChaosOutcome> {
  const concur = createConcurChaos()
  const simulator = await startSimulator({ onTheWay: concur.onTheWay })
  // Not on the disk that is to be full.
  const clockFolder = await mkdtemp(join(tmpdir(), 'clocks-'))
  const clocks = await Promise.all([1, 2].map((which) => startClock(clockFolder, `clock-${which}`)))
  // One database file is on one machine, which has one clock.
  const used = storage.url().startsWith('sqlite:') ? clocks.slice(0, 1) : clocks
  const settings = {
    ...environmentFor(storage.folder, simulator.url),
    ...storage.settings,
    // One that is used and whose successor is lost with the answer is of no use any more.
    CONCUR_REFRESH_TOKEN: '',
    RECONCILE_MINUTES: '1',
  }
  const services = [0, 1].map((which) =>
    startService({ ...settings, ...used[which % used.length]?.settings }, storage.folder, storage.mayStart),
  )
  const front = startFront(() => services.map((service) => service.address()), randomFrom(seed + 1))
  const employees = startEmployees(simulator, front, randomFrom(seed + 2))
  const scene: Scene = { simulator, clocks: used, services, front, employees, storage }
  const places = [
    ...services.map(processPlace),
    ...used.map((clock) => clock.faults),
    storage.place,
    concur.placeOf(simulator),
  ].filter((place) => place.length > 0)
  try {
    await untilUp(services)
    const rounds = Math.ceil(faults / FAULTS_PER_ROUND)
    const struck: Record<string, number> = {}
    let longestWaitMs = 0
    for (let round = 0; round < rounds; round += 1) {
      addFaults(simulator, randomFrom(seed + 10 * round + 3))
      await allEnded([
        employees.submitAll(REPORTS_PER_ROUND, LOAD_MS),
        sendTravelRequests(front, LOAD_MS),
        strike(places, struck, randomFrom(seed + 10 * round + 4)),
      ])
      await allEnded(used.map((clock) => clock.heal()))
      simulator.clearFaults()
      const waitMs = await settle(scene, say)
      longestWaitMs = Math.max(longestWaitMs, waitMs)
      say(`round ${round + 1} of ${rounds}: settled ${(waitMs / 1000).toFixed(1)} s after its last fault`)
    }
    const exits = await Promise.all(services.map((service) => service.stop()))
    return { faults: struck, longestWaitMs, exits, ...(await findings(scene)) }
  } finally {
    await allEnded([front.stop(), ...services.map((service) => service.stop())])
    employees.stop()
    await simulator.close()
    await rm(clockFolder, { recursive: true })
  }
}

interface Scene {
  readonly simulator: Simulator
  readonly clocks: readonly MachineClock[]
  readonly services: readonly Service[]
  readonly front: Front
  readonly employees: Employees
  readonly storage: StorageChaos
}

function processPlace(service: Service): Place {
  return [
    { kind: 'killed', strike: () => service.kill() },
    { kind: 'killed', strike: () => service.kill() },
    // Up to longer than its leases.
    { kind: 'stood still', strike: (random) => service.pause(between(100, 15_000, random)) },
  ]
}

function untilUp(services: readonly Service[]): Promise<void> {
  return until('both connectors to listen', () => services.every((service) => service.isUp()), UP_MS)
}

/** Strikes all places at once, each again and again, until there were enough faults. */
async function strike(
  places: readonly Place[],
  struck: Record<string, number>,
  random: () => number,
): Promise<void> {
  let left = FAULTS_PER_ROUND
  await allEnded(
    places.map(async (place) => {
      for (;;) {
        await sleep(between(100, 2500, random))
        if (left === 0) return
        left -= 1
        const fault: ChaosFault = pick(place, random)
        struck[fault.kind] = (struck[fault.kind] ?? 0) + 1
        await fault.strike(random)
      }
    }),
  )
}

/** @returns How long it took until nothing waited any more, or {@link SETTLE_MS}. */
async function settle(scene: Scene, say: (line: string) => void): Promise<number> {
  const start = performance.now()
  await withDatabase(scene.storage, async (db) => {
    const overview = createOverview(db)
    let unsettled: readonly string[] = []
    await until(
      () => unsettled.join(', '),
      async () => {
        unsettled = unsettledIn(scene, await overview.counts())
        return unsettled.length === 0
      },
      SETTLE_MS,
    ).catch(async (error: Error) => {
      // What is missing is told at the end, with its audit trail.
      say(error.message)
      say(`see ${await keepLogs(scene.services)}`)
    })
  })
  return performance.now() - start
}

function unsettledIn(
  { simulator, services, front, employees }: Scene,
  { waiting = 0, claimed = 0 }: Readonly<Record<string, number>>,
): readonly string[] {
  const failed = simulator.notifications.filter(({ state }) => state === 'failed').length
  return [
    ...services.flatMap((service, index) => (service.isUp() ? [] : [`connector ${index + 1} to listen`])),
    ...(employees.areDone() ? [] : ['reports to leave the step']),
    ...(front.isIdle() ? [] : ['callouts to be taken']),
    ...(failed === 0 ? [] : [`${failed} of the list of failed notifications to be read`]),
    ...(waiting + claimed === 0 ? [] : [`${waiting + claimed} notifications to be worked off`]),
  ]
}

/** @returns The folder, which is not removed. */
async function keepLogs(services: readonly Service[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chaos-logs-'))
  await Promise.all(
    services.map((service, index) => writeFile(join(folder, `connector-${index + 1}.log`), service.log())),
  )
  return folder
}

function findings({ simulator, services, front, employees, storage }: Scene) {
  return withDatabase(storage, async (db) => {
    const overview = createOverview(db)
    const reviews = (await overview.reviews({ limit: MAX_ROWS })).toReversed()
    const wrong = employees.reports
      .map((report) => ({ report, became: compareReport(report, simulator, reviews) }))
      .filter(({ became }) => became !== 'done once')
    const idsOf = (what: Compared) =>
      wrong.filter(({ became }) => became === what).map(({ report }) => report.reportId)
    const trails = await Promise.all(wrong.map(({ report }) => auditTrail(simulator, overview, report)))
    const notifications = await overview.notifications({ limit: MAX_ROWS })
    const kept = new Set(notifications.map((line) => line.objectPath))
    const counts = await overview.counts()
    return {
      reports: employees.reports.length,
      acknowledged: front.acknowledged.size,
      lost: [...[...front.acknowledged].filter((uri) => !kept.has(pathOf(uri))), ...idsOf('lost')],
      doubled: idsOf('doubled'),
      misrecorded: idsOf('misrecorded'),
      orphaned: notifications
        .filter(({ state }) => state === 'waiting' || state === 'claimed')
        .map(({ id }) => String(id)),
      givenUp: counts['dead'] ?? 0,
      endings: services.flatMap((service) => service.endings),
      trails: trails.join('\n'),
    }
  })
}

async function withDatabase<T>(storage: StorageChaos, use: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase(storage.url())
  try {
    return await use(db)
  } finally {
    await db.destroy()
  }
}

function pathOf(objectUri: string): string {
  return objectUri.replace(/^https:\/\/[^/]+/, '')
}
