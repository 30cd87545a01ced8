import { expect } from 'chai'
import { createGiveWay } from '../../server/jobs/give-way.ts'

describe('giving way to the door', () => {
  let now: number
  let share: number
  let slept: number[]

  beforeEach(() => {
    now = 0
    share = 0
    slept = []
  })

  const giveWay = () =>
    createGiveWay(() => share, {
      steady: () => now,
      sleep: (ms) => {
        slept.push(ms)
        now += ms
        return Promise.resolve()
      },
    })

  it('costs nothing while the door has little to do', async () => {
    const way = giveWay()
    share = 0.3
    for (let step = 0; step < 3; step += 1) await way.turn('claim')

    expect(slept).to.deep.equal([])
  })

  it('puts a pause between two steps of a kind while it has much, and a short one while it has some', async () => {
    const way = giveWay()
    share = 0.9
    await way.turn('claim')
    await way.turn('take over')
    await way.turn('claim')
    await way.turn('take over')
    expect(slept).to.deep.equal([200, 50])

    share = 0.5
    now += 1000
    await way.turn('claim')
    await way.turn('claim')
    expect(slept.slice(2)).to.deep.equal([40])
  })

  it('ends as soon as the door is calm', async () => {
    const way = giveWay()
    share = 0.9
    await way.turn('claim')
    share = 0
    now += 60
    await way.turn('claim')

    expect(slept).to.deep.equal([])
  })

  it('ends after five minutes of a flood, and begins again with the next', async () => {
    const way = giveWay()
    share = 0.9
    for (let step = 0; step < 1501; step += 1) await way.turn('claim')
    slept = []
    await way.turn('claim')
    await way.turn('claim')
    expect(slept).to.deep.equal([])

    share = 0
    now += 100
    await way.turn('claim')
    share = 0.9
    now += 100
    await way.turn('claim')
    await way.turn('claim')
    expect(slept).to.have.length(2)
  })
})
