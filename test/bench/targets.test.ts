import { expect } from 'chai'
import { targetLines } from './targets.ts'

describe('the lines of targets', () => {
  it('say whether each holds, at its bound too', () => {
    expect(
      targetLines(['memory'], { memoryAtRest: 190, memoryInFlood: 280.6, memoryOfLarge: 94 }, 6),
    ).to.deep.equal([
      'Targets (pairs in turn: 6)',
      'resident memory at rest: 190 MB, at most 190 MB: holds',
      'resident memory under flood: 281 MB, at most 280 MB: does not hold',
      'resident memory, eight reports of 20 MB: 94 MB, at most 600 MB: holds',
    ])
    expect(targetLines(['rate'], { rateSqlite: 0.8, ratePostgres: 0.69 }, 6).slice(1)).to.deep.equal([
      'reviews a second, 32 calls at once of 50 ms, to a plain loop, SQLite: 0.80, at least 0.80: holds',
      'reviews a second, 32 calls at once of 50 ms, to a plain loop, PostgreSQL: 0.69, at least 0.70: does not hold',
    ])
  })

  it('say what was not measured, and why', () => {
    const reasons = { cost: '--against COMMIT asks for it' }
    expect(targetLines(['cost', 'policy'], { allRules: 12.5, replay: Number.NaN }, 2, reasons)).to.deep.equal(
      [
        'Targets (pairs in turn: 2, and targets are judged by 6)',
        'processor time a review, to the earlier build, SQLite: at most 0.40: not measured (--against COMMIT asks for it)',
        'all rules on 1,000 entries, processor time: 13 ms, at most 25 ms: holds',
        'five rules, to the same as plain code: at most 8.00: not measured (left out)',
        'replaying 10,000 reviews: at most 12.00 s: not measured (left out)',
      ],
    )
  })
})
