import { expect } from 'chai'
import type { ConcurClient } from '../../server/concur/concur-client.ts'
import type { Person } from '../../server/record/person.ts'
import { inEnglish } from '../../server/record/sentence.ts'
import { judgePerson } from '../../server/review/judge-person.ts'
import type { SeenObject } from '../../server/review/seen-object.ts'
import { money } from '../support/build-report.ts'
import { seenObject } from './scripted-object.ts'

const VISIT = { source: 'v4', objectId: 'R1', everSentBack: false } as const
const CALL = { correlationId: 'c1' }
const ADA: Person = {
  login: 'ada@example.com',
  name: 'Ada',
  role: 'reviewer',
  scope: '{"orgUnit1": ["Sales"]}',
  maxAmounts: { USD: '500' },
}
const OWN_ID = '4b7c9e10-52aa-4c1e-9d55-0d6f3a7e8b21'
const OTHER_ID = '0a1b2c3d-0000-4000-8000-000000000001'

/** Concur, whose identity service knows the one id for Ada's login, or nobody. */
function concurKnowing(id: string | undefined): ConcurClient {
  const users = id === undefined ? [] : [{ id, userName: ADA.login }]
  const body = new TextEncoder().encode(JSON.stringify({ totalResults: users.length, Resources: users }))
  return {
    async call(_call, read) {
      const reading = await read(body, 200)
      if (!reading.ok) throw new Error(reading.problem)
      return { status: 200, body, value: reading.value }
    },
    checkToken: () => Promise.resolve(),
  }
}

function report(changes: Partial<SeenObject> & { readonly total?: string; readonly currency?: string }) {
  const { total = '100', currency = 'USD', ...rest } = changes
  return seenObject(VISIT, {
    subject: { id: 'R1', currency, total: money(total).amount },
    facts: { currency, orgUnits: { orgUnit1: 'Sales' } },
    ...rest,
  })
}

describe('whether a person may decide on what was read just now', () => {
  const cases: readonly (readonly [
    string,
    Person | undefined,
    string | undefined,
    SeenObject,
    string | undefined,
  ])[] = [
    ['somebody else is the owner', ADA, undefined, report({}), undefined],
    [
      'it is their own by login',
      ADA,
      undefined,
      report({ owner: { loginId: 'Ada@Example.com' } }),
      'nobody decides on a report of their own',
    ],
    ['version 4 knows another owner', ADA, OWN_ID, report({ owner: { userId: OTHER_ID } }), undefined],
    [
      'version 4 knows them as the owner',
      ADA,
      OWN_ID.toUpperCase(),
      report({ owner: { userId: OWN_ID } }),
      'nobody decides on a report of their own',
    ],
    [
      'version 4 knows the owner, and Concur nobody by their login',
      ADA,
      undefined,
      report({ owner: { userId: OTHER_ID } }),
      'it cannot be told whether the report is their own',
    ],
    [
      'the login that is kept of the owner has become theirs since',
      ADA,
      OWN_ID,
      report({ owner: { userId: OWN_ID, loginId: 'before@example.com' } }),
      'nobody decides on a report of their own',
    ],
    [
      'Concur knows nobody by their login, and a login of the owner is kept',
      ADA,
      undefined,
      report({ owner: { userId: OTHER_ID, loginId: 'grace@example.com' } }),
      undefined,
    ],
    [
      'it is above their amount',
      ADA,
      undefined,
      report({ total: '500.01' }),
      'the total is above 500.00 USD',
    ],
    [
      'they have no amount in its currency',
      ADA,
      undefined,
      report({ currency: 'CHF' }),
      'they have no greatest amount in CHF',
    ],
    [
      'it is out of their scope',
      ADA,
      undefined,
      report({ facts: { currency: 'USD', orgUnits: { orgUnit1: 'Legal' } } }),
      'the report is out of their scope',
    ],
    ['they are gone', undefined, undefined, report({}), 'nobody has the login ada@example.com any more'],
    [
      'their role decides on nothing',
      { login: ADA.login, name: 'Ada', role: 'admin' },
      undefined,
      report({}),
      'the role admin does not decide on reports',
    ],
  ]
  for (const [title, person, ownId, object, reason] of cases) {
    it(`${reason === undefined ? 'is so' : 'is not so'} where ${title}`, async () => {
      const may = judgePerson({
        findPerson: () => Promise.resolve(person),
        concur: concurKnowing(ownId),
      })

      const ruling = await may(ADA.login, object, CALL)

      expect(ruling.ok).to.equal(reason === undefined)
      if (!ruling.ok) expect(inEnglish(ruling.reason)).to.include(reason)
    })
  }
})
