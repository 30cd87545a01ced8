import { expect } from 'chai'
import { ConcurError } from '../../server/concur/concur-error.ts'
import { type JobResult, startConcurJob } from '../../server/jobs/concur-job.ts'
import { createJobs } from '../../server/store/jobs.ts'
import { eventually } from '../listeners/eventually.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { useDatabases } from '../store/databases.ts'

const DONE: JobResult = { isDone: true, facts: { received: 2 } }
const SOON_MS = 6
const LATER_MS = 900_000

describe('startConcurJob', () => {
  const databases = useDatabases()
  let log: ReturnType<typeof recordedLog>
  beforeEach(() => {
    log = recordedLog()
  })

  async function start(answer: (signal: AbortSignal) => Promise<JobResult>, everyMs = SOON_MS) {
    const state = { runs: 0 }
    const run = (signal: AbortSignal) => {
      state.runs += 1
      return answer(signal)
    }
    const jobs = createJobs(await databases.open())
    const timer = startConcurJob({ name: 'the-list', run, jobs, log, now: () => new Date() }, everyMs)
    return { timer, state }
  }

  it('runs at once, and says what it did', async () => {
    const { timer, state } = await start(() => Promise.resolve(DONE), LATER_MS)
    await eventually(() => log.of('the-list.reconciled').length === 1)
    await timer.stop()

    expect(state.runs).to.equal(1)
    expect(log.of('the-list.reconciled')[0]?.fields).to.deep.equal({ received: 2 })
  })

  it('runs again and again, until it is stopped', async () => {
    const { timer, state } = await start(() => Promise.resolve(DONE))
    await eventually(() => state.runs >= 3)
    await timer.stop()
    const { runs } = state
    await new Promise((resolve) => setTimeout(resolve, 30))

    expect(state.runs).to.equal(runs)
  })

  it('runs again soon when something is left to do', async () => {
    const { timer, state } = await start(() => Promise.resolve({ ...DONE, isDone: false }), LATER_MS)
    await eventually(() => state.runs === 2)
    await timer.stop()
  }).timeout(10_000)

  it('says once which role is missing, and again after it was there', async () => {
    let isAllowed = false
    const { timer, state } = await start(() =>
      isAllowed ? Promise.resolve(DONE) : Promise.reject(refusal()),
    )
    await eventually(() => state.runs >= 4)
    expect(log.of('the-list.refused').map(({ level, fields }) => [level, fields])).to.deep.equal([
      ['error', { error: 'the role is missing' }],
    ])
    isAllowed = true
    await eventually(() => log.of('the-list.reconciled').length > 0)
    isAllowed = false
    await eventually(() => log.of('the-list.refused').length === 2)
    await timer.stop()
  })

  it('goes on after trouble that passes', async () => {
    let isDown = true
    const { timer } = await start(() => (isDown ? Promise.reject(new Error('down')) : Promise.resolve(DONE)))
    await eventually(() => log.of('the-list.not-read').length === 2)
    isDown = false
    await eventually(() => log.of('the-list.reconciled').length === 1)
    await timer.stop()
  })

  it('cuts the run in hand when it is stopped, and does not complain', async () => {
    const { timer, state } = await start(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped')))
        }),
    )
    await eventually(() => state.runs === 1)
    await timer.stop()

    expect(log.lines).to.deep.equal([])
  })
})

function refusal(): ConcurError {
  return new ConcurError('the role is missing', {
    code: 'CONCUR_REFUSED',
    kind: 'failed list',
    trouble: 'permanent',
  })
}
