import { expect } from 'chai'
import { readPerson } from '../../server/record/read-person.ts'

const GIVEN = { login: 'robin', name: 'Robin', role: 'reviewer' }
const AMOUNTS = 'maxAmounts: expected an exact amount per currency, such as EUR=500 or CHF=499.50'
const ROLES = 'role: expected one of viewer, reviewer, controller, policy, auditor, admin'

/** What is different, and every problem. */
const WRONG: readonly (readonly [Readonly<Record<string, unknown>>, readonly string[]])[] = [
  [{ login: '' }, ['login: expected 1 to 100 characters without a space']],
  [{ login: 'robin example' }, ['login: expected 1 to 100 characters without a space']],
  [{ login: 'r'.repeat(101) }, ['login: expected 1 to 100 characters without a space']],
  [{ login: 7 }, ['login: expected 1 to 100 characters without a space']],
  [{ email: 7 }, ['email: expected an address such as ann@example.com']],
  [{ scope: 7 }, ['scope: expected text']],
  [{ name: undefined }, ['name: expected a name']],
  [{ name: ' ' }, ['name: expected a name']],
  [{ name: 'n'.repeat(201) }, ['name: expected at most 200 characters']],
  [{ email: 'robin' }, ['email: expected an address such as ann@example.com']],
  [{ employeeId: ' ' }, ['employeeId: expected an employee id']],
  [{ role: 'boss' }, [ROLES]],
  [{ role: undefined, name: undefined }, ['name: expected a name', ROLES]],
  [{ maxAmounts: {} }, [AMOUNTS]],
  [{ maxAmounts: { eur: '5' } }, [AMOUNTS]],
  [{ maxAmounts: { EUR: '-5' } }, [AMOUNTS]],
  [{ maxAmounts: { EUR: '5e3' } }, [AMOUNTS]],
  [{ maxAmounts: { EUR: 5 } }, [AMOUNTS]],
  [{ role: 'admin', scope: '{}' }, ['scope: only a reviewer has one, and this is the role admin']],
  [
    { isEmergency: true },
    ['emergency: only an admin gets in without the provider, and this is the role reviewer'],
  ],
  [
    { role: 'controller', maxAmounts: { EUR: '5' } },
    ['maxAmounts: only a reviewer has one, and this is the role controller'],
  ],
]

describe('reading a person', () => {
  it('takes one with everything, the login in small letters', () => {
    const given = {
      login: ' Robin@Example.com ',
      name: ' Robin ',
      email: 'Robin@Example.com',
      employeeId: 'E1',
      role: 'reviewer',
      scope: '{"currency":"EUR"}',
      maxAmounts: { EUR: '500', CHF: '499.50' },
    }
    expect(readPerson(given)).to.deep.equal({
      ok: true,
      person: { ...given, login: 'robin@example.com', name: 'Robin' },
    })
  })

  it('takes one with no more than a login, a name and a role', () => {
    expect(readPerson(GIVEN)).to.deep.equal({ ok: true, person: GIVEN })
  })

  for (const [changes, problems] of WRONG) {
    it(`refuses ${JSON.stringify(changes).slice(0, 60)}`, () => {
      expect(readPerson({ ...GIVEN, ...changes })).to.deep.equal({ ok: false, problems })
    })
  }
})
