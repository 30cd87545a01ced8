import { expect } from 'chai'
import { exceptionsXml, readExceptionResult } from '../../server/concur/exceptions.ts'
import { fixture } from './fixture.ts'

const XML = fixture('exceptions-result.xml')

describe('exceptionsXml', () => {
  it('counts the exceptions from 1, in Concur’s order of elements and namespace', () => {
    const xml = exceptionsXml([
      { objectType: 'Report', objectId: 'nReport%Re$w1', code: 'NOPURP' },
      { objectType: 'Entry', objectId: 'nEntry$p1', code: 'NORECPT' },
    ])

    expect(xml.replaceAll(/>\s+</g, '><')).to.equal(
      '<?xml version="1.0" encoding="utf-8"?>' +
        '<Exceptions xmlns="http://www.concursolutions.com/api/expense/expensereport/2011/03">' +
        '<Exception><Index>1</Index><ObjectType>Report</ObjectType><ObjectId>nReport%Re$w1</ObjectId>' +
        '<ExceptionCode>NOPURP</ExceptionCode></Exception>' +
        '<Exception><Index>2</Index><ObjectType>Entry</ObjectType><ObjectId>nEntry$p1</ObjectId>' +
        '<ExceptionCode>NORECPT</ExceptionCode></Exception>' +
        '</Exceptions>',
    )
  })

  it('escapes what a key or a code may hold', () => {
    const xml = exceptionsXml([{ objectType: 'Entry', objectId: 'a<b&c', code: 'X&Y' }])

    expect(xml).to.include('<ObjectId>a&lt;b&amp;c</ObjectId>').and.include('>X&amp;Y<')
  })
})

describe('readExceptionResult', () => {
  it('tells what became of each exception, in the order in which they were sent', () => {
    expect(read(XML, 3)).to.deep.equal({
      ok: true,
      value: [{ accepted: true }, { accepted: false, message: 'Invalid Exception Code' }, { accepted: true }],
    })
  })

  const spellings: readonly (readonly [string, string])[] = [
    ['without a namespace', XML.replace(/ xmlns=".*?"/, '')],
    ['with Message', XML.replaceAll('message>', 'Message>')],
    ['with SUCCESS', XML.replaceAll('>Success<', '>SUCCESS!<')],
    ['with blanks around the values', XML.replaceAll(/>(\w[\w ]*)</g, '> $1 <')],
  ]
  for (const [name, xml] of spellings) {
    it(`reads the same ${name}`, () => {
      expect(xml).not.to.equal(XML)
      expect(read(xml, 3)).to.deep.equal(read(XML, 3))
    })
  }

  it('takes what the answer does not mention for not accepted', () => {
    expect(
      read('<exception-result><exceptions-succeeded>1</exceptions-succeeded></exception-result>', 1),
    ).to.deep.equal({
      ok: true,
      value: [{ accepted: false, message: 'the answer does not mention this exception' }],
    })
  })

  it('takes a status other than success for a refusal', () => {
    expect(read(XML.replace('<Status>Success</Status>', '<Status>Duplicate</Status>'), 1)).to.deep.equal({
      ok: true,
      value: [{ accepted: false, message: 'Duplicate' }],
    })
  })

  for (const message of ['', '<message/>', '<message> </message>']) {
    it(`says so when a refusal has ${message || 'no message'}`, () => {
      expect(read(XML.replace('<message>Invalid Exception Code</message>', message), 3)).to.deep.equal({
        ok: true,
        value: [
          { accepted: true },
          { accepted: false, message: 'refused without a message' },
          { accepted: true },
        ],
      })
    })
  }

  for (const index of ['0', '4', '-1', '1.5', '', 'one', '99999999999']) {
    it(`ignores what is said of the exception ${index || 'without an index'}`, () => {
      const xml = `<exception-result><ExceptionDetails><ExceptionInfo><Index>${index}</Index><Status>Success</Status></ExceptionInfo></ExceptionDetails></exception-result>`

      expect(read(xml, 3)).to.deep.equal({
        ok: true,
        value: Array.from({ length: 3 }, () => ({
          accepted: false,
          message: 'the answer does not mention this exception',
        })),
      })
    })
  }

  for (const [name, body] of [
    ['nothing', ''],
    ['a page', '<html/>'],
    ['half an answer', XML.slice(0, 200)],
    ['an error', '<Error><Message>no</Message></Error>'],
  ] as const) {
    it(`does not take ${name} for an answer`, () => {
      expect(read(body, 1).ok).to.equal(false)
    })
  }
})

function read(xml: string, count: number): ReturnType<typeof readExceptionResult> {
  return readExceptionResult(Buffer.from(xml), count)
}
