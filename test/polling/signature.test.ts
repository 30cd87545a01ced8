import { expect } from 'chai'
import { isSignedWith, SIGNATURE_HEADER, signatureOf } from '../../server/polling/signature.ts'
import { fixture, fixtureText } from './fixture.ts'

interface Vector {
  readonly name: string
  readonly key: string
  readonly body?: string
  readonly bodyFile?: string
  readonly expected: string
  readonly mustNotEqual?: string
}

const { header, vectors }: { header: string; vectors: readonly Vector[] } = Object(
  fixture('signature-vectors.json'),
)

describe('the signature of a callback', () => {
  it('stands in the documented header', () => {
    expect(SIGNATURE_HEADER).to.equal(header)
  })

  for (const { name, key, body: text, bodyFile, expected, mustNotEqual } of vectors) {
    it(`is that of the vector: ${name}`, () => {
      const body = text ?? fixtureText((bodyFile ?? '').replace('.json', '.txt'))

      expect(signatureOf(key, body)).to.equal(expected).and.not.to.equal(mustNotEqual)
      expect(isSignedWith(key, Buffer.from(body), expected)).to.equal(true)
      expect(isSignedWith(key, `${body} `, expected)).to.equal(false)
      expect(isSignedWith(key, body, 'sha256=')).to.equal(false)
    })
  }
})
