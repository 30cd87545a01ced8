import { expect } from 'chai'
import { decodeXml, withoutHeader } from '../../server/xml/decode-xml.ts'

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

  const declared: readonly (readonly [string, string, Uint8Array])[] = [
    ['UTF-16', 'Zoë', Buffer.from('Zoë')],
    ['utf-16le', 'Zoë', Buffer.from('Zoë')],
    ['ISO-10646-UCS-2', 'Zoë', Buffer.from('Zoë')],
    ['Shift_JIS', 'レポート', Buffer.from([0x83, 0x8c, 0x83, 0x7c, 0x81, 0x5b, 0x83, 0x67])],
    ['ISO-8859-15', '25 €', Buffer.from('25 \xa4', 'latin1')],
    ['windows-1250', 'Łódź', Buffer.from('\xa3\xf3d\x9f', 'latin1')],
  ]
  for (const [encoding, text, bytes] of declared) {
    it(`reads single bytes or letters that are declared as ${encoding}`, () => {
      const start = Buffer.from(`<?xml version="1.0" encoding="${encoding}"?><a>`)

      expect(decodeXml(Buffer.concat([start, bytes, Buffer.from('</a>')]))).to.deep.equal({
        ok: true,
        text: `<?xml version="1.0"?><a>${text}</a>`,
      })
    })
  }

  it('reads the declaration behind white space, and drops that', () => {
    const bytes = Buffer.from('\r\n <?xml version="1.0" encoding="ISO-8859-1"?><a>Zo\xeb</a>', 'latin1')

    expect(decodeXml(bytes)).to.deep.equal({ ok: true, text: '<?xml version="1.0"?><a>Zoë</a>' })
  })

  describe('withoutHeader', () => {
    const latin1 = Buffer.from('<a>Zo\xeb</a>', 'latin1')

    it('gives in UTF-8 what only the header tells the encoding of', () => {
      for (const contentType of [
        'text/xml; charset=ISO-8859-1',
        'application/xml;charset=ISO-8859-1',
        'application/problem+xml; charset="ISO-8859-1"',
      ])
        expect(Buffer.from(withoutHeader(latin1, contentType)).toString()).to.equal('<a>Zoë</a>')
    })

    it('leaves everything else as it came', () => {
      const json = Buffer.from('{"a":"Zoë"}')
      const utf16 = Buffer.from('<a/>', 'utf16le')

      expect(withoutHeader(json, 'application/json; charset=ISO-8859-1')).to.equal(json)
      expect(withoutHeader(utf16, 'text/xml; charset=ISO-8859-1')).to.equal(utf16)
      expect(withoutHeader(latin1, undefined)).to.equal(latin1)
      expect(withoutHeader(latin1, 'text/xml')).to.equal(latin1)
    })
  })

  const unreadable: readonly (readonly [string, Uint8Array, string])[] = [
    [
      'half of a character',
      Buffer.from('<a>\xc3</a>', 'latin1'),
      'the bytes are not utf-8 (line 1, column 4)',
    ],
    [
      'an overlong form',
      Buffer.from('<a>\xc0\xaf</a>', 'latin1'),
      'the bytes are not utf-8 (line 1, column 4)',
    ],
    [
      'a surrogate in UTF-8',
      Buffer.from('<a>\xed\xa0\x80</a>', 'latin1'),
      'the bytes are not utf-8 (line 1, column 4)',
    ],
    [
      'an odd byte of UTF-16',
      Buffer.concat([Buffer.from(TEXT, 'utf16le'), Buffer.from('x')]),
      'the bytes are not utf-16le (line 1, column 17)',
    ],
    [
      'a lone surrogate of UTF-16',
      Buffer.from('<a>\ud83d</a>', 'utf16le'),
      'the bytes are not utf-16le (line 1, column 4)',
    ],
    [
      'another encoding',
      Buffer.from('<?xml version="1.0" encoding="UTF-7"?><a/>'),
      'the encoding UTF-7 is not supported; send UTF-8',
    ],
  ]
  for (const [name, bytes, problem] of unreadable) {
    it(`refuses ${name}`, () => {
      expect(decodeXml(bytes)).to.include({ ok: false, problem })
    })
  }
})
