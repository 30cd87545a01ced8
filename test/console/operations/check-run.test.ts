import { expect } from 'chai'
import { createCheckRun } from '../../../server/console/operations/check-run.ts'
import type { CheckLine } from '../../../server/record/check-line.ts'

const LINE: CheckLine = { what: 'token', state: 'ok', text: 'Concur gives us one' }

describe('the check that a page runs', () => {
  it('runs once for all who ask at the same time, and anew for who asks later', async () => {
    let runs = 0
    const run = createCheckRun(() => {
      runs += 1
      return Promise.resolve([{ ...LINE, text: `run ${runs}` }])
    }, 10_000)

    const [first, second] = await Promise.all([run(), run()])
    const later = await run()

    expect([first, second, later].map(([line]) => line?.text)).to.deep.equal(['run 1', 'run 1', 'run 2'])
  })

  it('tells who has waited for long that it goes on, and gives its result to who asks again', async () => {
    const ended = Promise.withResolvers<readonly CheckLine[]>()
    let runs = 0
    const run = createCheckRun(() => {
      runs += 1
      return ended.promise
    }, 1)

    expect(await run()).to.deep.equal([
      {
        what: 'check',
        state: 'failed',
        text: 'it has not ended within 0.001 s and goes on: ask again in a minute',
      },
    ])
    ended.resolve([LINE])
    expect(await run()).to.deep.equal([LINE])
    expect(runs).to.equal(1)
  })

  it('fails for who has asked, and runs again afterwards', async () => {
    let runs = 0
    const run = createCheckRun(() => {
      runs += 1
      return runs === 1 ? Promise.reject(new Error('a bug')) : Promise.resolve([LINE])
    }, 10_000)

    const failure = await run().catch((error: unknown) => error)

    expect(failure).to.be.instanceOf(Error).with.property('message', 'a bug')
    expect(await run()).to.deep.equal([LINE])
  })
})
