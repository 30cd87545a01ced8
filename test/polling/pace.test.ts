import { expect } from 'chai'
import { createPace } from '../../server/polling/pace.ts'

const { signal } = new AbortController()

function paced(times: readonly number[]) {
  const waits: number[] = []
  const left = [...times]
  const pace = createPace(
    () => new Date(left.shift() ?? 0),
    async (ms) => {
      waits.push(ms)
    },
  )
  return { pace, waits }
}

describe('pace', () => {
  it('keeps requests with one key apart, and no others', async () => {
    const { pace, waits } = paced([1000, 1100, 1100, 1200])

    await pace('a', 1000, signal)
    await pace('a', 1000, signal)
    await pace('b', 1000, signal)
    await pace('a', 1000, signal)

    expect(waits).to.deep.equal([900, 1800])
  })

  it('waits a minute at most, whatever the clock does', async () => {
    const { pace, waits } = paced([10_000_000, 0])

    await pace('a', 1000, signal)
    await pace('a', 1000, signal)

    expect(waits).to.deep.equal([60_000])
  })
})
