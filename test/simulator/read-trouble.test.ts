import { expect } from 'chai'
import { readTrouble } from '../../server/simulator/read-trouble.ts'

describe('simulator: trouble that a query asks for', () => {
  const read: readonly [string, unknown][] = [
    ['kind=taxi-twice', {}],
    ['entries=fewer', { entries: { shape: 'fewer' } }],
    ['entries=nil&readings=2&text=raw', { entries: { shape: 'nil', times: 2 }, text: 'raw' }],
    [
      'refuse=sendBack:error.workflow.noComments',
      { refusals: [{ of: 'sendBack', code: 'error.workflow.noComments' }] },
    ],
    [
      'refuse=approve:no_approver&refuse=exceptions:reportPaid&times=always',
      {
        refusals: [
          { of: 'approve', code: 'no_approver', times: Infinity },
          { of: 'exceptions', code: 'reportPaid', times: Infinity },
        ],
      },
    ],
  ]
  for (const [query, trouble] of read) {
    it(`is read from ${query}`, () => {
      expect(readTrouble(new URLSearchParams(query))).to.deep.equal({ ok: true, trouble })
    })
  }

  const refused: readonly [string, string][] = [
    ['entries=none', 'entries is "none"; it must be one of nil, absent, empty, fewer'],
    ['text=dirty', 'text is "dirty"; it must be one of references, raw, ampersands'],
    ['entries=nil&readings=0', 'readings is "0"; it must be a number from 1, or always'],
    ['readings=1', 'readings goes with entries'],
    ['times=always', 'times goes with refuse'],
    ['refuse=pay:now', 'refuse is "pay:now"; it must begin with approve:, sendBack: or exceptions:'],
    [
      'refuse=exceptions:no_approver',
      'refuse is "exceptions:no_approver"; the code must be one of invalidExceptionCode, reportPaid, unauthorized, reportNotFound, expenseNotFound, allocationNotFound, internalError',
    ],
  ]
  for (const [query, problem] of refused) {
    it(`is refused for ${query}`, () => {
      expect(readTrouble(new URLSearchParams(query))).to.deep.equal({ ok: false, problems: [problem] })
    })
  }

  it('is refused with all of its problems at once', () => {
    const result = readTrouble(new URLSearchParams('entries=none&text=dirty&refuse=approve:reportPaid'))

    expect(result).to.have.property('problems').with.length(3)
  })
})
