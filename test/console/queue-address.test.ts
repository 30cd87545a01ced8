import { expect } from 'chai'
import { queueAddress, wishOf } from '../../server/console/queue-address.ts'

describe('the address of the queue', () => {
  it('is as short as can be', () => {
    expect(queueAddress({ view: 'needs-review' })).to.equal('/')
    expect(queueAddress({ view: 'mine', page: 2 })).to.equal('/?view=mine&page=2')
    expect(queueAddress({ view: 'trial', filter: { rule: 'a&b', over: '500 EUR' } })).to.equal(
      '/?view=trial&rule=a%26b&over=500+EUR',
    )
  })

  it('never has the name of a person', () => {
    const filter = { rule: 'meals', employee: 'Müller', assignee: 'ada@example.com' }
    expect(queueAddress({ view: 'mine', filter })).to.equal('/?view=mine&rule=meals')
    expect(queueAddress({ view: 'mine', savedId: 3, filter })).to.equal('/?saved=3')
  })

  it('is read, what nobody can have meant is left out, and a view that is none is said to be none', () => {
    expect(wishOf({ view: 'mine', page: '2', saved: '7' })).to.deep.include({
      view: 'mine',
      page: 2,
      saved: 7,
    })
    const wrong = { view: 'all', page: '-1', saved: ['7'] }
    expect(wishOf(wrong)).to.deep.equal({ view: 'needs-review', filter: wrong, isUnknown: true })
  })
})
