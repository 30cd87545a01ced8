import { expect } from 'chai'
import { countVerdicts } from '../../server/record/rule-verdicts.ts'

describe('verdicts of rules', () => {
  it('are counted by rule, whichever object and number of a finding they are about', () => {
    const counts = countVerdicts([
      { 'hotel-cap@e1': 'exception', 'hotel-cap@e2#2': 'out of policy', incomplete: 'in policy' },
      { 'hotel-cap@e7': 'incorrect', 'attendees-missing#1': 'out of policy' },
    ])

    expect([...counts]).to.deep.equal([
      ['hotel-cap', { judged: 3, overridden: 2 }],
      ['incomplete', { judged: 1, overridden: 1 }],
      ['attendees-missing', { judged: 1, overridden: 0 }],
    ])
  })

  it('are the newest twenty', () => {
    const newest = Array.from({ length: 20 }, () => ({ 'hotel-cap@e1': 'out of policy' as const }))

    expect([...countVerdicts([...newest, { 'hotel-cap@e1': 'exception' }])]).to.deep.equal([
      ['hotel-cap', { judged: 20, overridden: 0 }],
    ])
  })
})
