import { expect } from 'chai'
import { type ElectedJob, startElectedTimer } from '../../server/jobs/elected-timer.ts'
import { createJobs } from '../../server/store/jobs.ts'
import type { Timer } from '../../server/timers/repeat.ts'
import { eventually } from '../listeners/eventually.ts'
import { useDatabases } from '../store/databases.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const NOON = Date.parse('2026-07-01T12:00:00Z')

describe('an elected timer', () => {
  const databases = useDatabases()
  const timers: Timer[] = []
  afterEach(async () => {
    await Promise.all(timers.splice(0).map((timer) => timer.stop()))
  })

  /** As in a process of its own, looking every few milliseconds at a clock that the test sets. */
  async function start(clock: { at: number }, changes: Partial<ElectedJob> = {}) {
    const state = { looks: 0, runs: 0, errors: [] as unknown[] }
    const jobs = createJobs(await databases.open())
    const timer = startElectedTimer({
      name: 'the job',
      everyMs: DAY_MS,
      lookMs: 5,
      run() {
        state.runs += 1
        return Promise.resolve(undefined)
      },
      failed(error) {
        state.errors.push(error)
        return undefined
      },
      jobs: {
        async isOurs(...asked) {
          const isOurs = await jobs.isOurs(...asked)
          state.looks += 1
          return isOurs
        },
      },
      now: () => new Date(clock.at),
      ...changes,
    })
    timers.push(timer)
    const lookAgain = async () => {
      const { looks } = state
      await eventually(() => state.looks > looks + 1)
    }
    return { timer, state, lookAgain }
  }

  it('runs in the process that looks first, and in none again until the time has come', async () => {
    const clock = { at: NOON }
    const [one, other] = [await start(clock), await start(clock)]
    const runs = () => one.state.runs + other.state.runs
    await Promise.all([one.lookAgain(), other.lookAgain()])
    expect(runs()).to.equal(1)

    clock.at = NOON + 23 * HOUR_MS
    await Promise.all([one.lookAgain(), other.lookAgain()])
    expect(runs()).to.equal(1)

    clock.at = NOON + 24 * HOUR_MS
    await Promise.all([one.lookAgain(), other.lookAgain()])
    expect(runs()).to.equal(2)
  })

  it('runs at a start that is a reason by itself, whoever has run it before', async () => {
    const clock = { at: NOON }
    const before = await start(clock)
    await before.lookAgain()
    const asked = await start(clock)
    const reason = await start(clock, { isDueAtStart: true })
    await Promise.all([asked.lookAgain(), reason.lookAgain()])

    expect([asked.state.runs, reason.state.runs]).to.deep.equal([0, 1])
  })

  it('runs again as soon as the run says, or what is told of its error', async () => {
    const state = { runs: 0 }
    await start(
      { at: NOON },
      {
        lookMs: DAY_MS,
        run() {
          state.runs += 1
          return state.runs === 1 ? Promise.resolve(1) : Promise.reject(new Error('down'))
        },
        failed: () => 1,
      },
    )

    await eventually(() => state.runs >= 4)
  })

  it('waits for its usual time after an error of which nobody says more', async () => {
    const clock = { at: NOON }
    const { state, lookAgain } = await start(clock, { run: () => Promise.reject(new Error('down')) })
    await lookAgain()
    expect(state.errors).to.deep.equal([new Error('down')])

    clock.at = NOON + 24 * HOUR_MS
    await lookAgain()
    expect(state.errors).to.have.length(2)
  })

  it('tells of trouble with the election as of trouble with a run', async () => {
    const state = { errors: [] as unknown[] }
    await start(
      { at: NOON },
      {
        jobs: { isOurs: () => Promise.reject(new Error('the database is away')) },
        failed(error) {
          state.errors.push(error)
          return undefined
        },
      },
    )

    await eventually(() => state.errors.length >= 2)
  })

  it('cuts the run in hand when it is stopped, and complains of nothing', async () => {
    const { timer, state } = await start(
      { at: NOON },
      {
        run: (signal) =>
          new Promise((_, reject) => {
            signal.addEventListener('abort', () => reject(new Error('stopped')))
          }),
      },
    )
    await eventually(() => state.looks === 1)
    await timer.stop()

    expect(state.errors).to.deep.equal([])
  })
})
