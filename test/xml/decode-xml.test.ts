import { expect } from 'chai'
import { decodeXml } from '../../server/xml/decode-xml.ts'

const TEXT = '<a>Zoë, 25 €</a>'

describe('decodeXml', () => {
  const readable: readonly (readonly [string, Uint8Array, string])[] = [
    ['UTF-8', Buffer.from(TEXT), TEXT],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`), TEXT],
    ['UTF-16 LE with a byte order mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), TEXT],
    ['UTF-16 BE with a byte order mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16(), TEXT],
    ['UTF-16 LE without one', Buffer.from(TEXT, 'utf16le'), TEXT],
    ['UTF-16 BE without one', Buffer.from(TEXT, 'utf16le').swap16(), TEXT],
    ['nothing', Buffer.alloc(0), ''],
  ]
  for (const [name, bytes, expected] of readable) {
    it(`reads ${name}`, () => {
      expect(decodeXml(bytes)).to.deep.equal({ ok: true, text: expected })
    })
  }

  it('drops the encoding from the declaration of UTF-16, whose text has none any more', () => {
    const bytes = Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a/>', 'utf16le')

    expect(decodeXml(bytes)).to.deep.equal({ ok: true, text: '<?xml version="1.0"?><a/>' })
  })

  for (const encoding of ['ISO-8859-1', 'iso-8859-1', 'windows-1252']) {
    it(`reads a document that declares ${encoding}`, () => {
      const bytes = Buffer.from(`<?xml version='1.0' encoding='${encoding}'?><a>Zo\xeb \x80</a>`, 'latin1')

      expect(decodeXml(bytes)).to.deep.equal({ ok: true, text: "<?xml version='1.0'?><a>Zoë €</a>" })
    })
  }

  it('believes the byte order mark rather than the declaration', () => {
    const bytes = Buffer.from('\ufeff<?xml version="1.0" encoding="ISO-8859-1"?><a>ë</a>')

    expect(decodeXml(bytes)).to.deep.equal({ ok: true, text: '<?xml version="1.0"?><a>ë</a>' })
  })

  it('reads the non-breaking spaces of a declaration as blanks, and keeps those of the content', () => {
    const bytes = Buffer.from('<?xml\u00a0version="1.0" encoding="UTF-8"\u00a0?><a>1\u00a0000</a>')

    expect(decodeXml(bytes)).to.deep.equal({ ok: true, text: '<?xml version="1.0" ?><a>1\u00a0000</a>' })
  })

  const unreadable: readonly (readonly [string, Uint8Array, string])[] = [
    ['half of a character', Buffer.from('<a>\xc3</a>', 'latin1'), 'the bytes are not utf-8'],
    ['an overlong form', Buffer.from('<a>\xc0\xaf</a>', 'latin1'), 'the bytes are not utf-8'],
    ['a surrogate in UTF-8', Buffer.from('<a>\xed\xa0\x80</a>', 'latin1'), 'the bytes are not utf-8'],
    [
      'an odd byte of UTF-16',
      Buffer.concat([Buffer.from(TEXT, 'utf16le'), Buffer.from('x')]),
      'the bytes are not utf-16le',
    ],
    ['a lone surrogate of UTF-16', Buffer.from('<a>\ud83d</a>', 'utf16le'), 'the bytes are not utf-16le'],
    [
      'another encoding',
      Buffer.from('<?xml version="1.0" encoding="UTF-7"?><a/>'),
      'the encoding UTF-7 is not supported; send UTF-8',
    ],
  ]
  for (const [name, bytes, problem] of unreadable) {
    it(`refuses ${name}`, () => {
      expect(decodeXml(bytes)).to.deep.equal({ ok: false, problem })
    })
  }
})
