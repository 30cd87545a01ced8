import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import pLimit from 'p-limit'
import type { RouteName } from '../../server/simulator/http/exchange.ts'
import { draftTravelRequest } from '../../server/simulator/requests/draft-travel-request.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { reviewOf } from './bench.ts'
import { killProcesses } from './connector-process.ts'
import { sendEventsTo, useEventDoor } from './event-door.ts'
import { openProcessBench, type ProcessBench } from './process-bench.ts'
import { reportToSendBack } from './reports.ts'
import { countOf, TODAY, untilSettled, writesOf } from './set-up.ts'
import { until } from './until.ts'

/** Where a connector is killed. */
export interface Stage {
  /** The call that is under way. */
  readonly route: RouteName
  /** Which of its kind; by default the first. */
  readonly call?: number
  /** Whether it takes effect and only its answer is lost; otherwise it never arrives. */
  readonly isDone?: true
  /** Brings the journal from there to a moment that is too short to be hit. */
  readonly sql?: string
  /** What the journal says then. */
  readonly journal: readonly string[]
  /** How often that call is made in the end. */
  readonly calls: number
  /** Whether it is shown with another connector on the same database, too. */
  readonly isShared?: true
  /** Whether the report is announced by an event, and reviewed on version 4. */
  readonly isEvent?: true
  /** Whether it is a travel request, and approved. */
  readonly isRequest?: true
}

const REQUEST_POLICY = `
outcomes: { error: send back }
rules: [{ rule: personal-claimed, severity: error }]
requests: { rules: [{ rule: request-purpose, severity: error, minWords: 2 }] }
`

/** A process that starts takes a processor for seconds. */
const AT_ONCE = 5

/** Call in a suite: kills a connector at each of these stages, by name, and defines the tests of what comes of it. */
export function defineCrashes(stages: Readonly<Record<string, Stage>>): void {
  useRealSockets()
  const door = useEventDoor()
  const benches: ProcessBench[] = []
  const crashes = new Map<string, Crash>()

  // Nearly all of the time passes waiting for the leases of the dead to end, so several crashes happen at once.
  before(crashAll).timeout(300_000)
  after(async () => {
    killProcesses()
    await Promise.all(benches.map((bench) => bench.close()))
  })

  async function crashAll(): Promise<void> {
    const all = Object.entries(stages).flatMap(([name, stage]) =>
      (stage.isShared ? (['restarted', 'shared'] as const) : (['restarted'] as const)).map((heir) => ({
        name,
        stage,
        heir,
      })),
    )
    await pLimit(AT_ONCE).map(all, async ({ name, stage, heir }) => {
      const options = { eventIdentity: door.identity(), doors: ['events' as const] }
      const bench = await openProcessBench(stage.isEvent ? options : {})
      benches.push(bench)
      crashes.set(`${heir} ${name}`, await crash(bench, stage, { heir, settings: door.environment() }))
    })
  }

  for (const [name, stage] of Object.entries(stages)) {
    it(`does everything once when it is started again, killed ${name}`, async () => {
      await expectOneAction(crashes.get(`restarted ${name}`), stage)
    })

    if (!stage.isShared) continue
    it(`leaves a connector on the same database to do everything once, killed ${name}`, async () => {
      await expectOneAction(crashes.get(`shared ${name}`), stage)
    })
  }
}

/** What is left after a crash and all that came of it. */
interface Crash {
  readonly bench: ProcessBench
  readonly reportId: string
  /** As it was found after the crash. */
  readonly journal: readonly string[]
}

interface Heirs {
  /** Who goes on: a process that starts after the crash, or one that runs already. */
  readonly heir: 'restarted' | 'shared'
  readonly settings: Readonly<Record<string, string>>
}

async function crash(
  bench: ProcessBench,
  { route, call = 1, isDone, sql, isEvent, isRequest }: Stage,
  { heir, settings: given }: Heirs,
): Promise<Crash> {
  const { simulator, line, folder } = bench
  const policy = join(folder, 'policy.yaml')
  if (isRequest) writeFileSync(policy, REQUEST_POLICY)
  const settings = { ...given, ...(isRequest && { POLICY_FILE: policy }) }
  if (call > 1) simulator.fault(route, { delayMs: 0 }, call - 1)
  simulator.fault(route, { delayMs: isDone ? 3000 : 3_600_000 })
  const victim = await bench.start(settings)
  if (isEvent) sendEventsTo(simulator, victim)
  const reportId = isRequest
    ? simulator.submitRequest(draftTravelRequest(TODAY))
    : simulator.submit(reportToSendBack())
  await until(`call ${call} of ${route}`, () => countOf(simulator, route) === call)
  if (isDone) {
    const effects = writesOf(simulator, reportId).length
    line.loseAnswers()
    await until('the effect', () => writesOf(simulator, reportId).length > effects)
    line.bringAnswers()
  }
  if (heir === 'shared') await bench.start(settings)
  await victim.end('SIGKILL')
  const journal = journalOf(folder, sql)
  if (heir === 'restarted') await bench.start(settings)
  // Events of what happens next go to the victim, which is gone.
  await bench.look((overview) =>
    isEvent
      ? until('the heir to be done', async () => {
          const { waiting = 0, claimed = 0 } = await overview.counts()
          return waiting + claimed === 0
        })
      : untilSettled(simulator, overview),
  )
  return { bench, reportId, journal }
}

function journalOf(folder: string, sql = ''): readonly string[] {
  const database = new DatabaseSync(join(folder, 'connector.db'), { timeout: 5000 })
  database.exec(sql)
  const effects = database.prepare('select kind, state from effect order by id').all()
  database.close()
  return effects.map(({ kind, state }) => `${String(kind)} ${String(state)}`)
}

async function expectOneAction(
  crashed: Crash | undefined,
  { route, journal, calls, isRequest }: Stage,
): Promise<void> {
  if (crashed === undefined) throw new Error('there was no crash')
  const { bench, reportId } = crashed
  expect(crashed.journal).to.deep.equal(journal)
  expect(writesOf(bench.simulator, reportId)).to.deep.equal(
    isRequest ? ['Approve'] : ['exceptions NORECEIP', 'Send Back to Employee'],
  )
  expect(countOf(bench.simulator, route)).to.equal(calls)
  const { review, notifications } = await bench.look((overview) => reviewOf(overview, reportId))
  expect(review.result).to.equal(isRequest ? 'approved' : 'sent back')
  expect(notifications.map(({ state }) => state)).to.deep.equal(['done'])
}
