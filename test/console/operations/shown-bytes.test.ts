import { expect } from 'chai'
import { shownBytes } from '../../../server/console/operations/shown-bytes.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

describe('shownBytes', () => {
  it('shows text as it is, with its lines', () => {
    expect(shownBytes(bytesOf('<Notification>\n\tÄ</Notification>'))).to.deep.equal({
      text: '<Notification>\n\tÄ</Notification>',
      size: 33,
      isCut: false,
    })
  })

  it('shows what cannot be seen: control characters, turns of direction, bytes that are no text', () => {
    expect(shownBytes(bytesOf('a\0b\u001b[31m\r\n\u202ec\u0085')).text).to.equal('a␀b␛[31m␍\n\ufffdc\ufffd')
    expect(shownBytes(Uint8Array.of(0x61, 0xff, 0x62)).text).to.equal('a\ufffdb')
  })

  it('shows the beginning of what is long, and says how long it is', () => {
    const shown = shownBytes(new Uint8Array(70_000).fill(0x61))

    expect(shown.text).to.have.lengthOf(65_536)
    expect(shown).to.include({ size: 70_000, isCut: true })
  })
})
