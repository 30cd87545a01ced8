import { expect } from 'chai'
import type { DesiredSubscription, Subscription } from '../../server/concur/subscriptions.ts'
import {
  desiredProblems,
  desiredWarnings,
  standingProblems,
} from '../../server/subscriptions/check-desired.ts'

const TOPIC = 'public.concur.expense.report'

function desired(changes: Partial<DesiredSubscription> = {}): DesiredSubscription {
  return {
    id: 'acme.expense.v1',
    topic: TOPIC,
    filter: 'statusChanged',
    endpoint: 'https://connector.example.com/concur/v4.0/events',
    ...changes,
  }
}

function listed(...ids: readonly string[]): readonly Subscription[] {
  return ids.map((id) => ({ ...desired({ id }), companyIds: [] }))
}

describe('a subscription that is asked for', () => {
  it('has no problems and no warnings when it is as it should be', () => {
    expect(desiredProblems(desired())).to.deep.equal([])
    expect(desiredWarnings(desired())).to.deep.equal([])
  })

  const refused: readonly (readonly [string, Partial<DesiredSubscription>, string])[] = [
    ['an id with capital letters', { id: 'Acme.expense' }, '--id'],
    ['an id with a slash', { id: 'acme/expense' }, '--id'],
    ['an id of two dots', { id: '..' }, '--id'],
    ['an empty id', { id: '' }, '--id'],
    ['http', { endpoint: 'http://connector.example.com/events' }, '--endpoint'],
    ['http to this machine', { endpoint: 'http://127.0.0.1/events' }, '--endpoint'],
    ['an endpoint with a login', { endpoint: 'https://a:b@connector.example.com/' }, '--endpoint'],
    ['no address at all', { endpoint: 'connector.example.com' }, '--endpoint'],
    ['a filter that is no expression', { filter: '(' }, '--filter'],
    ['a filter that drops all', { filter: 'MX.compliance' }, '--filter'],
  ]
  for (const [name, changes, option] of refused) {
    it(`is refused with ${name}`, () => {
      const problems = desiredProblems(desired(changes))

      expect(problems).to.have.length(1)
      expect(problems[0]).to.match(new RegExp(`^${option}: `))
    })
  }

  it('is told all its problems at once', () => {
    expect(desiredProblems(desired({ id: 'A', endpoint: 'x', filter: '(' }))).to.have.length(3)
  })

  const warned: readonly (readonly [string, Partial<DesiredSubscription>, string])[] = [
    ['a filter that drops what we review', { filter: 'report.*' }, 'statusChanged'],
    ['a filter that matches a part', { filter: 'status' }, 'the whole'],
    ['a filter of a topic that is not known here', { topic: 'public.test' }, 'not known here'],
    ['an address without a name', { endpoint: 'https://10.1.2.3/events' }, 'public DNS'],
    ['an IPv6 address', { endpoint: 'https://[::1]/events' }, 'public DNS'],
    ['a name of this network only', { endpoint: 'https://connector/events' }, 'public DNS'],
  ]
  for (const [name, changes, word] of warned) {
    it(`is warned of with ${name}`, () => {
      const warnings = desiredWarnings(desired(changes))

      expect(warnings).to.have.length(1)
      expect(warnings[0]).to.include(word)
    })
  }

  it('fits where the topic is offered and there is room', () => {
    expect(standingProblems(desired(), ['public.test', TOPIC], listed('a', 'b', 'c', 'd'))).to.deep.equal([])
  })

  it('needs the scopes when no topic is offered', () => {
    const [problem, ...others] = standingProblems(desired(), [], [])

    expect(problem).to.include('events.topic.read').and.include('expense.report.read')
    expect(others).to.deep.equal([])
  })

  it('needs the scope of its topic when only others are offered', () => {
    expect(standingProblems(desired(), ['public.test'], [])).to.deep.equal([
      '--topic: Concur does not offer public.concur.expense.report: it offers public.test; it needs the scope expense.report.read or expense.report.readwrite',
    ])
  })

  it('does not fit as the sixth, and does as one of the five', () => {
    const five = listed('a', 'b', 'c', 'd', 'acme.expense.v1')

    expect(standingProblems(desired(), [TOPIC], five)).to.deep.equal([])
    expect(standingProblems(desired({ id: 'acme.expense.v2' }), [TOPIC], five)[0])
      .to.include('5 subscriptions')
      .and.include('a, b, c, d, acme.expense.v1')
  })
})
