import { expect } from 'chai'
import { hashPassword, isPassword, passwordProblem } from '../../../server/store/people/password.ts'

describe('a password', () => {
  it('is kept with a salt of its own', async () => {
    const [one, other] = [
      await hashPassword('correct horse battery'),
      await hashPassword('correct horse battery'),
    ]
    expect(one).not.to.equal(other)
  })

  it('is recognised whichever way its accents are typed', async () => {
    expect(await isPassword('Zoe\u0308 and the horses', await hashPassword('Zoë and the horses'))).to.equal(
      true,
    )
  })

  it('is recognised with the cost that it was kept with', async () => {
    // scrypt of "correct horse battery", salt "0123456789abcdef", N 16, r 1, p 1.
    const kept = 'scrypt:16:1:1:MDEyMzQ1Njc4OWFiY2RlZg:WInxv_g9-gR0zXM-lCkMB5MwvyXFhelwexgV4AsBAhk'
    expect(await isPassword('correct horse battery', kept)).to.equal(true)
    expect(await isPassword('correct horse batterie', kept)).to.equal(false)
  })

  for (const [password, problem] of [
    ['', 'password: expected at least 12 characters'],
    ['elevenchars', 'password: expected at least 12 characters'],
    // Eleven, of two code units each.
    ['\u{1F9FE}'.repeat(11), 'password: expected at least 12 characters'],
    ['twelve chars', undefined],
    ['\u{1F9FE}'.repeat(12), undefined],
    ['a'.repeat(1000), undefined],
    ['a'.repeat(1001), 'password: expected at most 1000 characters'],
  ] as const) {
    it(`of ${Array.from(password).length} characters: ${problem ?? 'is taken'}`, () => {
      expect(passwordProblem(password)).to.equal(problem)
    })
  }
})
