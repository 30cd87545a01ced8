import { expect } from 'chai'
import { KNOWN_TOPICS } from '../../server/notification/topics.ts'
import { checkFilter } from '../../server/subscriptions/filter.ts'

const EXPENSE = 'public.concur.expense.report'
const REQUEST = 'public.concur.request'

describe('the filter of a subscription', () => {
  const cases: readonly (readonly [string, string, ReturnType<typeof checkFilter>['kind']])[] = [
    [EXPENSE, '.*', 'lets ours through'],
    [EXPENSE, 'statusChanged', 'lets ours through'],
    [EXPENSE, '(reportCreated|statusChanged)', 'lets ours through'],
    ['concur.expense.report', 'statusChanged', 'lets ours through'],
    [EXPENSE, 'report.*', 'drops ours'],
    [EXPENSE, 'MX.compliance', 'drops all'],
    [EXPENSE, 'statuschanged', 'drops all'],
    [EXPENSE, 'status', 'may drop ours'],
    [EXPENSE, '', 'may drop ours'],
    [EXPENSE, 'Updated', 'drops ours'],
    [EXPENSE, 'status(', 'not an expression'],
    [REQUEST, '.*', 'lets ours through'],
    [REQUEST, String.raw`statusChange\.PENDING\.ExternalValidation`, 'lets ours through'],
    [REQUEST, String.raw`statusChange\.PENDING\..*`, 'lets ours through'],
    [REQUEST, String.raw`statusChange\.APPROVED`, 'drops ours'],
    [REQUEST, 'statusChanged', 'may drop ours'],
    [REQUEST, String.raw`statusChange\.PENDING\.TaxOffice`, 'may drop ours'],
    ['public.test', 'anything', 'not checked'],
    ['public.test', '[', 'not an expression'],
  ]
  for (const [topic, filter, kind] of cases) {
    it(`${JSON.stringify(filter)} of ${topic}: ${kind}`, () => {
      expect(checkFilter(filter, topic).kind).to.equal(kind)
    })
  }

  it('that is there by default lets through what announces a stop, and nothing else', () => {
    for (const { name, defaultFilter, eventTypes, announcing } of KNOWN_TOPICS) {
      expect(checkFilter(defaultFilter, name).kind).to.equal('lets ours through')
      expect(eventTypes.filter((type) => new RegExp(`^${defaultFilter}$`).test(type))).to.deep.equal([
        announcing,
      ])
    }
  })

  it('that drops everything is explained with the event types that there are', () => {
    const found = checkFilter('MX.compliance', EXPENSE)

    expect(found)
      .to.have.property('problem')
      .that.includes('reportCreated, reportUpdated, reportDeleted, statusChanged')
  })

  it('that would make another engine try for ever is told in no time', () => {
    expect(checkFilter('(.+)+!', REQUEST).kind).to.equal('may drop ours')
  })
})
