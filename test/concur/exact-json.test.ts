import { expect } from 'chai'
import { readExactJson, readJson } from '../../server/concur/exact-json.ts'

describe('readJson and readExactJson', () => {
  const faulty: readonly (readonly [string, string | Uint8Array, string, boolean])[] = [
    ['a control character', '{"a":"b\u0001"}', 'it is not JSON (at position 7)', true],
    ['a comma too many', '{"a":[1,2,],"b":"}"}', 'it is not JSON', true],
    ['an escape that is none', '[{"a":"\\x\\""}]', 'it is not JSON (at position 8)', true],
    ['something behind it', '{"a":1} more', 'it is not JSON (at position 8)', true],
    ['bytes that are no UTF-8', Buffer.from('{"a":"\xfc"}', 'latin1'), 'it is not UTF-8', true],
    ['half an object', '{"a":[{"b":1}', 'it is not JSON (at position 13)', false],
    ['half a text', '{"a":"}', 'it is not JSON (at position 7)', false],
    ['half a letter', Buffer.from('{"a":"\xc3', 'latin1'), 'it is not UTF-8', false],
    ['a page', '<html>{}</html>', 'it is not JSON', false],
    ['words in brackets', '[error] please wait', 'it is not JSON', false],
    ['words in braces', '{error}', 'it is not JSON (at position 1)', false],
    ['nothing', '', 'it is not JSON', false],
  ]
  for (const [name, body, problem, isWhole] of faulty) {
    it(`takes ${name} for ${isWhole ? 'a whole text with a fault' : 'an outage'}`, () => {
      const expected = { ok: false, problem, ...(isWhole && { isWhole }) }

      expect(readJson(Buffer.from(body))).to.deep.equal(expected)
      expect(readExactJson(Buffer.from(body))).to.deep.equal(expected)
    })
  }

  it('never tells what a text says', () => {
    expect(JSON.stringify(readJson(Buffer.from('{"secret":"a" "b"}')))).not.to.include('secret')
  })
})
