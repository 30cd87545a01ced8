import { expect } from 'chai'
import { startKeepingNames } from '../../server/jobs/keep-names.ts'
import { createJobs } from '../../server/store/jobs.ts'
import { eventually } from '../listeners/eventually.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { at } from '../store/notifications.ts'
import { GRACE, ofGrace, reviewed } from '../store/personal-data/reviewed.ts'
import { forEachEngine } from '../support/engines.ts'

const DAY_S = 86_400
const now = () => at(20 * DAY_S)

describe('keeping names', () => {
  forEachEngine((engine) => {
    for (const { keepDays, expected } of [
      { keepDays: 10, expected: { erasures: 0, reviews: 1 } },
      { keepDays: 30, expected: { erasures: 0, reviews: 0 } },
      { keepDays: undefined, expected: { erasures: 0, reviews: 0 } },
    ]) {
      it(`ends after ${keepDays ?? 'no'} days, in one process of all`, async () => {
        const db = await engine.open()
        await reviewed(db, ofGrace('A1'))
        const log = recordedLog()
        const start = () => startKeepingNames({ db, keepDays, jobs: createJobs(db), log, now }, 0)
        const both = [start(), start()]
        await eventually(() => log.lines.length > 0)
        await Promise.all(both.map((each) => each.stop()))

        expect(log.lines).to.deep.equal([{ level: 'info', event: 'names.erased', fields: expected }])
        const { employee } = await db.selectFrom('review').select('employee').executeTakeFirstOrThrow()
        expect(employee === GRACE.name).to.equal(expected.reviews === 0)
      })
    }
  })
})
