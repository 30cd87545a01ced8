import { expect } from 'chai'
import { inOwnBlock } from '../../server/store/in-own-block.ts'

describe('what goes to the database’s thread', () => {
  it('takes no bytes along that belong to others', () => {
    const shared = Buffer.from('a callout')
    expect(shared.buffer.byteLength).to.be.greaterThan(shared.byteLength)

    const own = inOwnBlock(shared)

    if (!(own instanceof Uint8Array)) throw new Error('no bytes')
    expect(Buffer.from(own.buffer).toString()).to.equal('a callout')
  })

  it('is not copied once more where nobody else’s bytes are near', () => {
    const whole = new Uint8Array([1, 2, 3])

    expect(inOwnBlock(whole)).to.equal(whole)
    expect(inOwnBlock('text')).to.equal('text')
    expect(inOwnBlock(null)).to.equal(null)
  })
})
