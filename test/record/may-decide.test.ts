import { expect } from 'chai'
import { mayDecide, type ToDecide } from '../../server/record/may-decide.ts'
import type { Person } from '../../server/record/person.ts'
import { money } from '../support/build-report.ts'
import { inWords } from '../support/in-words.ts'

const ROBIN: Person = {
  login: 'robin@example.com',
  name: 'Robin',
  email: 'robin@example.com',
  employeeId: 'E1',
  role: 'reviewer',
  maxAmounts: { EUR: '500.00' },
}
const CONTROLLER: Person = { login: 'cleo', name: 'Cleo', role: 'controller' }
const ANOTHERS: ToDecide = {
  owner: { loginId: 'sam@example.com', employeeId: 'E2', email: 'sam@example.com' },
  total: money('500.00000000', 'EUR'),
  isInScope: true,
}

const OWN = 'nobody decides on a report of their own'
const UNTOLD =
  'it cannot be told whether the report is their own: neither login, employee id nor e-mail is known of both the owner and the person'
const ABOVE = 'the total is above 500.00 EUR, the greatest amount that they decide on'

/** What is asked, of whom, of what, and the reason against it. */
const CASES: readonly (readonly [string, Partial<Person>, Partial<ToDecide>, string?])[] = [
  ['up to their amount', {}, {}],
  ['below it', {}, { total: money('12', 'EUR') }],
  ['a cent above', {}, { total: money('500.01', 'EUR') }, ABOVE],
  ['a hundredth of a cent above', {}, { total: money('500.0001', 'EUR') }, ABOVE],
  ['in another currency', {}, { total: money('1', 'USD') }, 'they have no greatest amount in USD'],
  [
    'in a currency of an odd name',
    {},
    { total: money('1', 'constructor') },
    'they have no greatest amount in constructor',
  ],
  ['without any amount', { maxAmounts: {} }, {}, 'they have no greatest amount in EUR'],
  ['with an amount that is none', { maxAmounts: { EUR: 'lots' } }, {}, 'they have no greatest amount in EUR'],
  [
    'of a report without a total',
    {},
    { total: undefined },
    'the report has no total that could be compared with their amount',
  ],
  ['out of their scope', {}, { isInScope: false }, 'the report is out of their scope'],
  ['own by login', {}, { owner: { loginId: 'robin@example.com' } }, OWN],
  ['own by login in capitals', {}, { owner: { loginId: ' ROBIN@Example.com ' } }, OWN],
  ['own by e-mail', {}, { owner: { email: 'Robin@Example.COM' } }, OWN],
  ['own by employee id', {}, { owner: { employeeId: 'e1' } }, OWN],
  ['own by employee id, of another login', {}, { owner: { ...ANOTHERS.owner, employeeId: 'E1' } }, OWN],
  ['own: their e-mail is the login', { login: 'robin' }, { owner: { loginId: 'robin@example.com' } }, OWN],
  [
    'own: their login is the e-mail',
    { email: 'r@home.example' },
    { owner: { email: 'robin@example.com' } },
    OWN,
  ],
  ['own by other means', {}, { owner: { ...ANOTHERS.owner, isSelf: true } }, OWN],
  ["another's by other means", {}, { owner: { isSelf: false } }],
  [
    'own by login, whatever other means say',
    {},
    { owner: { loginId: 'robin@example.com', isSelf: false } },
    OWN,
  ],
  ['of an owner that is not known', {}, { owner: {} }, UNTOLD],
  ['of an owner whose ids are blank', {}, { owner: { loginId: ' ', employeeId: '', email: '' } }, UNTOLD],
  ['where the login is known', {}, { owner: { loginId: 'sam@example.com' } }],
  ['where the e-mail is known', {}, { owner: { email: 'sam@example.com' } }],
  ['where the employee id is known', {}, { owner: { employeeId: 'E2' } }],
]

describe('whether a person may decide on a report', () => {
  for (const [title, person, on, reason] of CASES) {
    it(`a reviewer, ${title}: ${reason ?? 'yes'}`, () => {
      const ruling = inWords(mayDecide({ ...ROBIN, ...person }, { ...ANOTHERS, ...on }))
      expect(ruling).to.deep.equal(reason === undefined ? { ok: true } : { ok: false, reason })
    })
  }

  for (const [title, on] of [
    ['of any amount', { total: money('1000000', 'JPY') }],
    ['without a total', { total: undefined }],
    ['out of every scope', { isInScope: false }],
  ] as const) {
    it(`a controller may, ${title}`, () => {
      expect(mayDecide(CONTROLLER, { ...ANOTHERS, ...on })).to.deep.equal({ ok: true })
    })
  }

  it('a controller may not decide on a report of their own', () => {
    expect(inWords(mayDecide(CONTROLLER, { ...ANOTHERS, owner: { loginId: 'Cleo' } }))).to.deep.equal({
      ok: false,
      reason: OWN,
    })
  })

  for (const owner of [{ email: 'sam@example.com' }, { employeeId: 'E2' }, {}]) {
    it(`a controller without e-mail and employee id may not where of the owner is known: ${JSON.stringify(owner)}`, () => {
      expect(inWords(mayDecide(CONTROLLER, { ...ANOTHERS, owner }))).to.deep.equal({
        ok: false,
        reason: UNTOLD,
      })
    })
  }

  for (const role of ['viewer', 'policy', 'auditor', 'admin'] as const) {
    it(`the role ${role} may not`, () => {
      expect(inWords(mayDecide({ ...ROBIN, role }, ANOTHERS))).to.deep.equal({
        ok: false,
        reason: `the role ${role} does not decide on reports: a reviewer or a controller does`,
      })
    })
  }
})
