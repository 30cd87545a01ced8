import { expect } from 'chai'
import { placeOf } from '../../server/review/report-status.ts'
import { buildReport } from '../support/build-report.ts'

describe('placeOf', () => {
  for (const [code, place] of [
    ['A_EXTV', 'waits for us'],
    ['A_RESU', 'sent back'],
    ['A_NOTF', 'not submitted'],
    ['A_APPR', 'moved on'],
    ['', 'moved on'],
    ['constructor', 'moved on'],
  ] as const) {
    it(`is ${place} for the status ${code || 'without a code'}, whatever its name`, () => {
      const approvalStatus = { code, name: 'Pending External Validation' }

      expect(placeOf(buildReport({ approvalStatus }))).to.equal(place)
    })
  }
})
