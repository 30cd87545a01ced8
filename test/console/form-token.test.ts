import { expect } from 'chai'
import { formToken, isFormToken } from '../../server/console/form-token.ts'

describe('the token of a form', () => {
  it('is another text each time, and each of them is known', () => {
    const tokens = Array.from({ length: 100 }, () => formToken('secret'))
    expect(new Set(tokens).size).to.equal(100)
    expect(tokens.every((token) => isFormToken('secret', token))).to.equal(true)
    expect(tokens.every((token) => /^[\w-]{86}$/.test(token))).to.equal(true)
  })

  it('has no letter at its place more often than chance has it', () => {
    const counts = new Map<string, number>()
    for (let number = 0; number < 6400; number += 1) {
      const letter = formToken('secret')[50] ?? ''
      counts.set(letter, (counts.get(letter) ?? 0) + 1)
    }
    expect(counts.size).to.equal(64)
    expect(Math.max(...counts.values())).to.be.lessThan(200)
  })

  it('is none of another secret', () => {
    expect(isFormToken('another secret', formToken('secret'))).to.equal(false)
  })

  it('is refused when any letter of it is another one', () => {
    const token = formToken('secret')
    for (let at = 0; at < token.length; at += 1) {
      const changed = token[at] === 'A' ? 'B' : 'A'
      expect(isFormToken('secret', token.slice(0, at) + changed + token.slice(at + 1)), String(at)).to.equal(
        false,
      )
    }
  })

  const token = formToken('secret')
  const malformed: Readonly<Record<string, unknown>> = {
    'what earlier versions gave, which was not masked': 'Xx0bUQHTRi9vXJGg5AfFdLvYqJkX0d2bYB8l0iQm4hE',
    'half of it': token.slice(0, 43),
    'its beginning': token.slice(0, -1),
    'more than it': `${token}A`,
    'it twice': token + token,
    'it with a blank': `${token} `,
    'it with a sign that decoding leaves out': `${token.slice(0, 40)}!${token.slice(40)}`,
    'it in the other alphabet': `${token.slice(0, 40)}+${token.slice(41)}`,
    'letters that are none': 'ü'.repeat(86),
    nothing: '',
    'no text': undefined,
    'a list': [token],
    'a number': 86,
  }
  for (const [name, given] of Object.entries(malformed))
    it(`is not ${name}`, () => {
      expect(isFormToken('secret', given)).to.equal(false)
    })
})
