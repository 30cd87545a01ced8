import { expect } from 'chai'
import { compare } from '../../server/alerts/compare.ts'
import type { Alert } from '../../server/record/alert.ts'
import { at } from '../store/notifications.ts'

const held = (subject: string): Alert => ({ cause: 'report held', subject, since: at(0), count: 1 })
const standing = (alert: Alert, id = 1) => ({ ...alert, id, isSent: true })

describe('comparing the alerts that a look finds with those that stand', () => {
  it('raises what is new and leaves what is known', () => {
    const { raised, ended } = compare([held('A'), held('B')], [standing(held('A'))])

    expect(raised).to.deep.equal([held('B')])
    expect(ended).to.deep.equal([])
  })

  it('takes the same subject for another cause as another alert', () => {
    const stuck = { ...held('A'), cause: 'report stuck' } as const

    const { raised, ended } = compare([stuck], [standing(held('A'))])

    expect(raised).to.deep.equal([stuck])
    expect(ended).to.deep.equal([standing(held('A'))])
  })

  it('knows an alert again whose numbers have changed', () => {
    const waiting = { cause: 'notifications waiting', subject: 'CONCUR', since: at(0), count: 2 } as const

    expect(compare([{ ...waiting, since: at(5), count: 9 }], [standing(waiting)])).to.deep.equal({
      raised: [],
      ended: [],
    })
  })

  it('ends none of a cause of which there are more than were looked for', () => {
    const many = Array.from({ length: 500 }, (_, index) => held(`R${index}`))

    expect(compare(many, [standing(held('other'))]).ended).to.deep.equal([])
    expect(compare(many.slice(1), [standing(held('other'))]).ended).to.deep.equal([standing(held('other'))])
  })
})
