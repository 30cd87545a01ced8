import { expect } from 'chai'
import { type Claims, readClaims } from '../../server/console/provider-claims.ts'

const NAMES = { groups: 'groups', login: 'preferred_username' }
const WHO = { issuer: 'https://login.example.com', subject: 'u-1' }
const ROBIN = { preferred_username: 'robin', name: 'Robin', email: 'robin@example.com' }

describe('the claims of a provider', () => {
  it('say who somebody is, by what never changes', () => {
    expect(readClaims(WHO, [{ ...ROBIN, groups: ['a'] }], NAMES)).to.deep.equal({
      ok: true,
      account: {
        subject: 'https://login.example.com u-1',
        login: 'robin',
        name: 'Robin',
        email: 'robin@example.com',
      },
      groups: ['a'],
    })
  })

  it('need no name and no address', () => {
    expect(readClaims(WHO, [{ preferred_username: 'robin', email: 'none' }], NAMES)).to.deep.equal({
      ok: true,
      account: { subject: 'https://login.example.com u-1', login: 'robin', name: 'robin' },
      groups: [],
    })
  })

  const cases: readonly {
    readonly where: string
    readonly sources: readonly Claims[]
    readonly groups: readonly string[]
    readonly claim?: string
  }[] = [
    { where: 'the ID token', sources: [{ groups: ['a', 'b'] }, {}], groups: ['a', 'b'] },
    { where: 'the user info', sources: [{}, { groups: ['a'] }], groups: ['a'] },
    { where: 'both', sources: [{ groups: ['a', 'b'] }, { groups: ['b', 'c'] }], groups: ['a', 'b', 'c'] },
    { where: 'a text alone', sources: [{ groups: 'a' }], groups: ['a'] },
    {
      where: 'another claim',
      sources: [{ realm_access: { roles: ['a'] } }],
      claim: 'realm_access.roles',
      groups: ['a'],
    },
    {
      where: 'a claim with dots in its name',
      sources: [{ 'https://example.com/groups': ['a'] }],
      claim: 'https://example.com/groups',
      groups: ['a'],
    },
    { where: 'something that is no group', sources: [{ groups: [1, null, { a: 1 }, 'a'] }], groups: ['a'] },
    { where: 'a member of every object', sources: [{}], claim: 'constructor.name', groups: [] },
  ]
  for (const { where, sources, groups, claim = 'groups' } of cases) {
    it(`have the groups in ${where}`, () => {
      const read = readClaims(WHO, [{ preferred_username: 'robin' }, ...sources], { ...NAMES, groups: claim })

      expect(read.ok && read.groups).to.deep.equal(groups)
    })
  }

  it('are not enough without a login', () => {
    expect(readClaims(WHO, [{ name: 'Robin', preferred_username: 7 }], NAMES)).to.deep.equal({
      ok: false,
      reason: 'no login',
    })
  })

  for (const overage of [{ _claim_names: { groups: 'src1' } }, { hasgroups: true }]) {
    it(`say that there are too many groups: ${JSON.stringify(overage)}`, () => {
      expect(readClaims(WHO, [{ ...ROBIN, ...overage }], NAMES)).to.deep.equal({
        ok: false,
        reason: 'too many groups',
      })
      expect(readClaims(WHO, [{ ...ROBIN, ...overage, groups: ['a'] }], NAMES)).to.include({ ok: true })
    })
  }
})
