import { expect } from 'chai'
import { elapsedMs, surelyNow } from '../../server/record/clock-leap.ts'

const NOON = Date.UTC(2026, 5, 1, 12)
const HOUR = 3_600_000
const DAY = 24 * HOUR
/** So many hours after noon. */
const at = (hours: number) => new Date(NOON + hours * HOUR)
const leap = (from: number, to: number) => ({ from: NOON + from * HOUR, to: NOON + to * HOUR })

describe('what has passed for certain', () => {
  const cases = [
    { title: 'is all of it where the clock ran', from: 0, to: 5, leaps: [], hours: 5 },
    { title: 'leaves a leap out', from: 0, to: 723, leaps: [leap(1, 721)], hours: 3 },
    { title: 'heeds no leap before it', from: 5, to: 8, leaps: [leap(1, 4)], hours: 3 },
    { title: 'heeds no leap after it', from: 0, to: 3, leaps: [leap(4, 7)], hours: 3 },
    { title: 'leaves out several', from: 0, to: 20, leaps: [leap(1, 4), leap(10, 15)], hours: 12 },
    { title: 'is nothing where the clock was put back', from: 5, to: 3, leaps: [], hours: 0 },
  ]
  for (const { title, from, to, leaps, hours } of cases) {
    it(title, () => {
      expect(elapsedMs(at(from), at(to), leaps)).to.equal(hours * HOUR)
    })
  }
})

describe('the earliest that it can be', () => {
  it('is earlier by all that the clock leapt in the last seven days', () => {
    expect(surelyNow(at(800), [leap(0, 720), leap(730, 732)])).to.deep.equal(at(800 - 722))
  })

  it('is now, seven days after a leap that nobody has taken back', () => {
    expect(surelyNow(new Date(at(720).getTime() + 7 * DAY), [leap(0, 720)])).to.deep.equal(
      new Date(at(720).getTime() + 7 * DAY),
    )
  })
})
