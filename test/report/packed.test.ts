import { gunzipSync, gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { beginningOf, isPacked, packLarge, wholeOf } from '../../server/report/packed.ts'

const LARGE = `<a>${'12345678 '.repeat(200_000)}</a>`

describe('a document that is handed on', () => {
  it('stays as it is while it is small', async () => {
    const document = Buffer.from('<a/>')

    expect(await packLarge(document)).to.equal(document)
    expect(wholeOf(document)).to.equal(document)
    expect(beginningOf(document)).to.equal(document)
  })

  it('is packed when it is large, and given whole again', async () => {
    const packed = await packLarge(Buffer.from(LARGE))

    expect(isPacked(packed)).to.equal(true)
    expect(packed.length).to.be.lessThan(LARGE.length / 20)
    expect(Buffer.from(wholeOf(packed)).toString()).to.equal(LARGE)
  })

  it('shows its beginning without being unpacked to its end', async () => {
    const beginning = Buffer.from(beginningOf(await packLarge(Buffer.from(LARGE)))).toString()

    expect(beginning.length).to.be.greaterThan(2000)
    expect(LARGE.startsWith(beginning)).to.equal(true)
  })

  it('that seems to be packed is given as it came', async () => {
    const document = gzipSync('<a/>')

    const packed = await packLarge(Uint8Array.from(document))

    expect(Buffer.from(wholeOf(packed))).to.deep.equal(document)
    expect(gunzipSync(wholeOf(packed)).toString()).to.equal('<a/>')
  })
})
