import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import { HUMAN_ACTIONS, type HumanAction, type KeptDecision } from '../../../server/record/human-decision.ts'
import { type Simulator, startSimulator } from '../../../server/simulator/simulator.ts'
import type { Database } from '../../../server/store/database.ts'
import { createHumanDecisions } from '../../../server/store/decisions/human-decisions.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { createPeople } from '../../../server/store/people/people.ts'
import { createTrail } from '../../../server/store/people/trail.ts'
import { runMain, startConnectorProcess } from '../../connector/connector-process.ts'
import { type EventDoor, sendEventsTo } from '../../connector/event-door.ts'
import { HOLD } from '../../connector/held-objects.ts'
import { cleanReport } from '../../connector/reports.ts'
import { environmentFor, LOGIN, writesOf } from '../../connector/set-up.ts'
import { until, untilNothingIsLeft } from '../../connector/until.ts'
import { pick } from '../../support/random.ts'
import { steadyPort } from '../../support/steady-port.ts'

const DECIDER = join(import.meta.dirname, '../../support/decider.ts')
/** All of them are settled before the next begin. */
const PER_BLOCK = 25
/** Rounds under way at the same time, so that a kill hits some in every phase. */
const AT_ONCE = 4
const SETTLED_MS = 150_000
const ADA = 'ada@example.com'
const BOB = 'bob@example.com'
const WORKFLOWS = ['workflow', 'workflow-v4', 'delete-exception-v4'] as const

/** What one report has come to once everything is settled. */
export interface Settled {
  readonly api: 'v1.1' | 'v4'
  readonly result: string | undefined
  readonly decisions: readonly KeptDecision[]
  /** Everything that was done to it in Concur, in order. */
  readonly writes: readonly string[]
  /** Numbers of decisions that somebody was told to be accepted. */
  readonly toldAccepted: readonly number[]
  /** How many a command told to be accepted; it says no number. */
  readonly toldByCommand: number
  readonly toldTakenBack: readonly number[]
}

/** What all rounds have come to. */
export interface Rounds {
  readonly reports: readonly Settled[]
  readonly kills: number
  /** Notifications that are neither done nor of no concern, in words. */
  readonly unsettled: readonly string[]
  /** Of the trail; empty if it is as it was written. */
  readonly trailProblems: readonly unknown[]
  /** Acts in the trail that were done, by their names. */
  readonly done: Readonly<Record<string, number>>
}

/** What the rounds need. */
export interface RoundsDeps {
  readonly db: Database
  /** Of that database. */
  readonly url: string
  readonly door: EventDoor
  readonly random: () => number
  readonly rounds: number
}

/**
 * People decide on reports, by commands and through a process of their own, take some of it back and decide two at a time, while
 * connectors and that process are killed at moments that chance chooses. Lasts until all is settled.
 */
export async function runRounds({ db, url, door, random, rounds }: RoundsDeps): Promise<Rounds> {
  const folder = await mkdtemp(join(tmpdir(), 'decisions-'))
  await writeFile(join(folder, 'policy.yaml'), HOLD)
  const simulator = await startSimulator({
    eventIdentity: door.identity(),
    // With a token that is good once, whoever is killed before its successor is on disk needs an administrator.
    rotatesRefreshToken: false,
    notifyRetryMs: Array.from({ length: 100 }, () => 300),
  })
  const settings = {
    ...environmentFor(folder, simulator.url),
    ...door.environment(),
    DATABASE_URL: url,
    POLICY_FILE: join(folder, 'policy.yaml'),
    NODE_COMPILE_CACHE: join(tmpdir(), 'connector-compile-cache'),
  }
  await addPeople(db, simulator)
  const connectors = await Promise.all([mortalConnector(settings, folder), mortalConnector(settings, folder)])
  const decider = mortalDecider(url)
  const [first] = connectors
  if (first === undefined) throw new Error('there is no connector')
  simulator.connectTo({ url: `${first.url}/concur/v1.0/notify`, ...LOGIN })
  sendEventsTo(simulator, first)

  const reports: Settled[] = []
  try {
    for (let done = 0; done < rounds; done += PER_BLOCK) {
      const count = Math.min(PER_BLOCK, rounds - done)
      const held = await holdReports({ db, simulator, count })
      const limit = pLimit(AT_ONCE)
      const plans = held.map((report) => plan(report, random))
      const told = await limit.map(plans, (each) =>
        carryOut(each, { db, simulator, connectors, decider, settings, folder }),
      )
      await untilSettled(db)
      const decisions = createHumanDecisions(db)
      for (const [index, { reportId, reviewId, api }] of held.entries()) {
        const { result } = (await decisions.review(reviewId)) ?? {}
        reports.push({
          api,
          result,
          decisions: await decisions.of(reviewId),
          writes: writesOf(simulator, reportId),
          toldAccepted: told[index]?.accepted ?? [],
          toldByCommand: told[index]?.byCommand ?? 0,
          toldTakenBack: told[index]?.takenBack ?? [],
        })
      }
    }
    const trail = createTrail(db)
    const acts = await trail.list({ limit: 100_000 })
    const done = acts.filter(({ outcome }) => outcome === 'done')
    return {
      reports,
      kills: [...connectors, decider].reduce((sum, each) => sum + each.kills(), 0),
      unsettled: await unsettledIn(db),
      trailProblems: (await trail.verify()).problems,
      done: Object.fromEntries(
        [...Map.groupBy(done, ({ act }) => act)].map(([act, { length }]) => [act, length]),
      ),
    }
  } finally {
    await Promise.allSettled([...connectors, decider].map((each) => each.stop()))
    await simulator.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function addPeople(db: Database, simulator: Simulator): Promise<void> {
  const people = createPeople(db)
  const root = { login: 'root@example.com', name: 'Root', role: 'admin' } as const
  await people.add(root, root, new Date())
  for (const login of [ADA, BOB]) {
    await people.add({ login, name: login, role: 'controller' }, root, new Date())
    // The identity service knows whoever has submitted a report.
    simulator.submit(cleanReport({ employee: { loginId: login, name: login } }))
  }
}

interface HeldReport {
  readonly reportId: string
  readonly reviewId: number
  readonly api: 'v1.1' | 'v4'
}

async function holdReports({
  db,
  simulator,
  count,
}: {
  readonly db: Database
  readonly simulator: Simulator
  readonly count: number
}): Promise<readonly HeldReport[]> {
  const submitted = Array.from({ length: count }, (_, index) => {
    const api = index % 2 === 0 ? ('v1.1' as const) : ('v4' as const)
    const doors = [api === 'v4' ? ('events' as const) : ('callout' as const)]
    return { api, reportId: simulator.submit(cleanReport({ purpose: '' }), { doors }) }
  })
  const overview = createOverview(db)
  return Promise.all(
    submitted.map(async ({ api, reportId }) => {
      let reviewId = 0
      await until(
        `report ${reportId} to be held`,
        async () => {
          const { review } = (await overview.review(reportId)) ?? {}
          reviewId = review?.id ?? 0
          return review?.result === 'held'
        },
        SETTLED_MS,
      )
      return { reportId, reviewId, api }
    }),
  )
}

/** What happens in one round, all of it chosen before anything happens, so that a seed tells it. */
interface Plan {
  readonly report: HeldReport
  readonly by: 'command' | 'process'
  readonly action: HumanAction
  readonly undoSeconds: number
  readonly second: boolean
  readonly undoAfterMs: number | undefined
  readonly fault:
    | { readonly route: (typeof WORKFLOWS)[number]; readonly reset: 'before' | 'after' }
    | undefined
  readonly victim: 0 | 1 | 'decider'
  readonly killAfterMs: number
}

function plan(report: HeldReport, random: () => number): Plan {
  const undoSeconds = pick([0, 0, 1, 2], random)
  const spanMs = undoSeconds * 1000 + 800
  const reset = pick(['before', 'after'] as const, random)
  const fault = { route: pick(WORKFLOWS, random), reset }
  const undoAfterMs = random() * spanMs
  return {
    report,
    by: pick(['command', 'process', 'process', 'process'] as const, random),
    action: pick(HUMAN_ACTIONS, random),
    undoSeconds,
    second: random() < 0.3,
    undoAfterMs: random() < 0.4 ? undoAfterMs : undefined,
    fault: random() < 0.3 ? fault : undefined,
    victim: pick([0, 1, 0, 1, 'decider'] as const, random),
    killAfterMs: random() * spanMs,
  }
}

interface Stage {
  readonly db: Database
  readonly simulator: Simulator
  readonly connectors: readonly Mortal[]
  readonly decider: Decider
  readonly settings: Readonly<Record<string, string>>
  readonly folder: string
}

/** What somebody was told in one round. */
interface Told {
  readonly accepted: readonly number[]
  readonly byCommand: number
  readonly takenBack: readonly number[]
}

async function carryOut(round: Plan, stage: Stage): Promise<Told> {
  const { report, by, action, undoSeconds, second, undoAfterMs, fault, victim, killAfterMs } = round
  const { reviewId } = report
  const { db, simulator, connectors, decider } = stage
  if (fault !== undefined) simulator.fault(fault.route, { reset: fault.reset })
  const accepted: number[] = []
  const takenBack: number[] = []
  const decideAs = async (person: string) => {
    const key = `${reviewId} ${person}`
    const answer = await decider.ask({ reviewId, action, by: person, undoSeconds, key })
    if (answer?.accepted !== undefined) accepted.push(answer.accepted)
  }
  const deciding = by === 'command' ? command(round, stage) : decideAs(ADA).then(() => 0)
  const others = second ? decideAs(BOB) : Promise.resolve()
  const undoing = undoAfterMs === undefined ? Promise.resolve() : undo(undoAfterMs)
  await sleep(killAfterMs)
  await (victim === 'decider' ? decider : connectors[victim])?.kill()
  const byCommand = await deciding
  await Promise.all([others, undoing])
  return { accepted, byCommand, takenBack }

  async function undo(afterMs: number): Promise<void> {
    await sleep(afterMs)
    const last = (await createHumanDecisions(db).of(reviewId)).at(-1)
    const answer = last && (await decider.ask({ undo: last.id, by: last.by }))
    if (last !== undefined && answer?.isBack === true) takenBack.push(last.id)
  }
}

/** @returns 1 if it told that the decision was accepted; it may be killed before it does. */
async function command(
  { report, action, undoSeconds, victim, killAfterMs }: Plan,
  { settings, folder }: Stage,
): Promise<number> {
  const words =
    action === 'approve'
      ? ['--verdict', 'all=exception', '--verdict', 'purpose-missing=incorrect']
      : ['--verdict', 'all=out-of-policy', '--comment', 'Please say why']
  const name = action === 'approve' ? 'approve' : 'send-back'
  const args = ['review', name, String(report.reviewId), '--as', ADA, ...words]
  const environment = { ...settings, DECISION_UNDO_SECONDS: String(undoSeconds) }
  const { code, stdout } = await runMain(
    args,
    environment,
    folder,
    // Somewhere while it starts, accepts and tells.
    victim === 'decider' ? 200 + killAfterMs : undefined,
  )
  return code === 0 && stdout.includes('accepted') ? 1 : 0
}

async function untilSettled(db: Database): Promise<void> {
  const overview = createOverview(db)
  try {
    await untilNothingIsLeft(
      'all to be settled',
      async () => {
        const { waiting = 0, claimed = 0 } = await overview.counts()
        return waiting + claimed
      },
      SETTLED_MS,
    )
  } catch (error) {
    throw new Error(`not settled: ${(await unsettledIn(db)).join('; ')}`, { cause: error })
  }
}

/** Notifications that are neither done nor of no concern, in words. */
async function unsettledIn(db: Database): Promise<readonly string[]> {
  return (await createOverview(db).notifications({ limit: 10_000 }))
    .filter(({ state }) => state !== 'done' && state !== 'not reviewed')
    .map(
      ({ id, door, state, attempts, dueAt, reason }) =>
        `${door} ${id} is ${state} after ${attempts} attempts, due ${dueAt?.toISOString()}: ${reason}`,
    )
}

/** A process that is killed now and then, and started again at once. */
interface Mortal {
  /** Waits until it has started, and kills it. */
  kill(): Promise<void>
  kills(): number
  stop(): Promise<void>
}

/** A connector at an address that stays. */
async function mortalConnector(
  settings: Readonly<Record<string, string>>,
  folder: string,
): Promise<Mortal & { readonly url: string }> {
  const same = { ...settings, PORT: String(await steadyPort()) }
  const first = await startConnectorProcess(same, folder)
  const { url } = first
  let living = Promise.resolve(first)
  let kills = 0
  return {
    url,
    kills: () => kills,
    async kill() {
      const { promise: killed, resolve } = Promise.withResolvers<void>()
      // Whoever kills it next waits until it is there again.
      const next = living.then(async (victim) => {
        await victim.end('SIGKILL')
        kills += 1
        resolve()
        return startConnectorProcess(same, folder)
      })
      living = next
      await Promise.race([killed, next])
    },
    async stop() {
      await (await living).end('SIGKILL')
    },
  }
}

interface Answer {
  readonly accepted?: number
  readonly isBack?: boolean
}

interface Decider extends Mortal {
  /** @returns Nothing if it was killed before it answered. */
  ask(job: object): Promise<Answer | undefined>
}

function mortalDecider(url: string): Decider {
  let kills = 0
  let living = start(url)
  return {
    kills: () => kills,
    ask: (job) => living.ask(job),
    async kill() {
      const { child, opened } = living
      await opened
      if (child.signalCode !== null) return
      kills += 1
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      living = start(url)
      await closed
    },
    async stop() {
      const { child } = living
      const closed = once(child, 'close')
      child.kill('SIGKILL')
      await closed
    },
  }
}

interface Living {
  readonly child: ChildProcess
  readonly opened: Promise<unknown>
  ask(job: object): Promise<Answer | undefined>
}

/** It answers in the order in which it was asked. */
function start(url: string): Living {
  const child = spawn(process.execPath, [DECIDER, url], { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting: ((answer: Answer | undefined) => void)[] = []
  const opened = new Promise<Answer | undefined>((resolve) => {
    waiting.push(resolve)
  })
  createInterface(child.stdout).on('line', (line) => waiting.shift()?.(JSON.parse(line)))
  child.stdin.on('error', () => undefined)
  child.once('close', () => {
    for (const resolve of waiting.splice(0)) resolve(undefined)
  })
  return {
    child,
    opened,
    ask(job) {
      if (child.signalCode !== null) return Promise.resolve(undefined)
      return new Promise((resolve) => {
        waiting.push(resolve)
        child.stdin.write(`${JSON.stringify(job)}\n`)
      })
    },
  }
}
