import { expect } from 'chai'
import type { Subscription } from '../../server/concur/subscriptions.ts'
import { findProblem } from '../../server/subscriptions/find-problem.ts'

const COMPANY = 'd6a72a3f-fdee-450a-abb3-7bf5eb427440'
const ENDPOINT = 'https://connector.example.com/concur/v4.0/events'

function subscription(changes: Partial<Subscription> = {}): Subscription {
  return {
    id: 'acme.expense.v1',
    topic: 'public.concur.expense.report',
    filter: 'statusChanged',
    endpoint: ENDPOINT,
    companyIds: [COMPANY],
    ...changes,
  }
}

describe('what is wrong with a subscription', () => {
  const cases: readonly (readonly [
    string,
    Subscription | undefined,
    string | undefined,
    string | undefined,
  ])[] = [
    ['nothing', subscription(), COMPANY, undefined],
    ['nothing, with the company in capital letters', subscription(), COMPANY.toUpperCase(), undefined],
    ['nothing, for any company will do', subscription(), undefined, undefined],
    ['nothing, for it is of all companies', subscription({ companyIds: ['.*'] }), COMPANY, undefined],
    [
      'nothing, for the topic is not known',
      subscription({ topic: 'public.test', filter: 'x' }),
      COMPANY,
      undefined,
    ],
    [
      'nothing, for the address is the same',
      subscription({ endpoint: 'HTTPS://Connector.Example.com:443/concur/v4.0/events' }),
      COMPANY,
      undefined,
    ],
    ['nothing that we know of: a part may be enough', subscription({ filter: 'status' }), COMPANY, undefined],
    ['it is not there', undefined, COMPANY, 'missing'],
    [
      'it leads elsewhere',
      subscription({ endpoint: 'https://old.example.com/events' }),
      COMPANY,
      'misdirected',
    ],
    ['it leads nowhere', subscription({ endpoint: '' }), COMPANY, 'misdirected'],
    ['its filter drops all', subscription({ filter: 'MX.compliance' }), COMPANY, 'filtered'],
    ['its filter drops ours', subscription({ filter: 'reportCreated' }), COMPANY, 'filtered'],
    ['no company is connected', subscription({ companyIds: [] }), undefined, 'without company'],
    [
      'another company is connected',
      subscription({ companyIds: ['00000000-0000-4000-8000-000000000000'] }),
      COMPANY,
      'without company',
    ],
  ]
  for (const [name, found, companyId, problem] of cases) {
    it(name, () => {
      expect(findProblem(found, { endpoint: ENDPOINT, companyId })).to.equal(problem)
    })
  }
})
