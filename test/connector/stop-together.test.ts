import { expect } from 'chai'
import { type Stoppable, stopTogether } from '../../server/connector/stop-together.ts'
import { rejectionOf } from '../store/rejection.ts'

describe('parts that stop together', () => {
  it('are all told at once, each with the whole deadline', async () => {
    const told: string[] = []
    const last = Promise.withResolvers<void>()
    const part = (name: string, ended: Promise<void>): Stoppable => ({
      stop(deadlineMs) {
        told.push(`${name} within ${deadlineMs}`)
        return ended
      },
    })
    const group = stopTogether(8000)
    group.use(part('waits for the other', last.promise))
    group.use(undefined)
    group.use({
      stop(deadlineMs) {
        last.resolve()
        return part('the other', Promise.resolve()).stop(deadlineMs)
      },
    })
    await group[Symbol.asyncDispose]()

    expect(told).to.deep.equal(['waits for the other within 8000', 'the other within 8000'])
  })

  it('stop even when one of them cannot, and say what went wrong', async () => {
    let hasStopped = false
    const group = stopTogether(0)
    group.use({ stop: () => Promise.reject(new Error('it hangs')) })
    group.use({
      stop() {
        hasStopped = true
        return Promise.resolve()
      },
    })
    const error = await rejectionOf(group[Symbol.asyncDispose]())

    expect(hasStopped).to.equal(true)
    expect(error).to.have.deep.property('errors', [new Error('it hangs')])
  })
})
