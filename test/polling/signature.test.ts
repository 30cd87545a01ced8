import { expect } from 'chai'
import { signatureOf } from '../../server/delivery/signature.ts'
import { fixture, fixtureText } from './fixture.ts'

interface Vector {
  readonly name: string
  readonly key: string
  readonly body?: string
  readonly bodyFile?: string
  readonly expected: string
  readonly mustNotEqual?: string
}

const { vectors }: { vectors: readonly Vector[] } = Object(fixture('signature-vectors.json'))

describe('the signature of a callback', () => {
  for (const { name, key, body: text, bodyFile, expected, mustNotEqual } of vectors) {
    it(`is that of the vector: ${name}`, () => {
      const body = text ?? fixtureText((bodyFile ?? '').replace('.json', '.txt'))

      expect(signatureOf(key, body)).to.equal(expected).and.not.to.equal(mustNotEqual)
      expect(signatureOf(key, Buffer.from(body))).to.equal(expected)
      expect(signatureOf(key, `${body} `)).to.not.equal(expected)
    })
  }
})
