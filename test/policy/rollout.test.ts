import { expect } from 'chai'
import { enforceFor } from '../../server/policy/rollout.ts'

/** 4,000 ids as Concur writes them, always the same. */
const IDS = Array.from({ length: 4000 }, (_, index) =>
  (index * 7919).toString(16).toUpperCase().padStart(20, '0'),
)

function acting(rollout: number): ReadonlySet<string> {
  return new Set(IDS.filter((id) => enforceFor({ enforce: 'act', rollout }, id) === 'act'))
}

describe('a rollout', () => {
  it('acts on every report at 100 % and on none at 0 %', () => {
    expect(acting(100).size).to.equal(4000)
    expect(acting(0).size).to.equal(0)
  })

  it('acts on about its share of the reports', () => {
    expect(acting(10).size).to.be.within(340, 460)
    expect(acting(50).size).to.be.within(1900, 2100)
  })

  it('acts at a larger share on every report that it acted on at a smaller one', () => {
    const at20 = acting(20)

    expect([...acting(10)].filter((id) => !at20.has(id))).to.deep.equal([])
  })

  it('is on the same side of a report each time', () => {
    expect([...acting(35)]).to.deep.equal([...acting(35)])
  })

  it('acts on none while it only observes', () => {
    expect(enforceFor({ enforce: 'observe', rollout: 100 }, IDS[0] ?? '')).to.equal('observe')
  })
})
