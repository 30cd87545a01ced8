import { expect } from 'chai'
import type { Notification } from '../../server/notification/notification.ts'
import { parseCallout } from '../../server/notification/parse-callout.ts'
import { readSentence } from '../../server/record/read-sentence.ts'
import { calloutXml, FIELDS, OBJECT_PATH, OBJECT_URI } from './callout-xml.ts'

const EXPECTED: Notification = {
  door: 'callout',
  objectType: 'EXPRPT',
  objectUri: OBJECT_URI,
  objectPath: OBJECT_PATH,
  eventType: 'Report Entered Expense Report Workflow Step - EXTERNAL VALIDATION - SUBMIT',
  eventDateTime: '2026-05-22',
}

describe('parseCallout', () => {
  describe('the forms of one notification', () => {
    const xml = calloutXml()
    const inUtf16 = xml.replace('UTF-8', 'UTF-16')
    const forms: readonly (readonly [string, string | Buffer])[] = [
      ['as documented', xml],
      ['without a declaration', xml.replace(/^<\?xml.*\n/, '')],
      ['on one line', xml.replaceAll(/\n\s*/g, '')],
      ['with a non-breaking space in the declaration', xml.replace('UTF-8" ?>', 'UTF-8"\u00a0?>')],
      ['with a byte order mark', `\ufeff${xml}`],
      ['in UTF-16 LE with a byte order mark', Buffer.from(`\ufeff${inUtf16}`, 'utf16le')],
      ['in UTF-16 BE with a byte order mark', Buffer.from(`\ufeff${inUtf16}`, 'utf16le').swap16()],
      ['in UTF-16 LE without one', Buffer.from(inUtf16, 'utf16le')],
      ['in UTF-16 BE without one', Buffer.from(inUtf16, 'utf16le').swap16()],
      ['in single bytes that are declared as UTF-16', inUtf16],
      ['with white space before the declaration', `\r\n\t ${xml}`],
      ['with white space and a byte order mark before it', `\n\ufeff${xml}`],
      ['with white space before UTF-16', Buffer.from(`\n${inUtf16}`, 'utf16le')],
      ['in ISO-8859-1', Buffer.from(xml.replace('UTF-8', 'ISO-8859-1'), 'latin1')],
      ['in a namespace', xml.replace('<Notification>', '<Notification xmlns="urn:any">')],
      ['with a prefix', withPrefix(xml)],
      ['with the fields in another order', calloutXml({ EventType: undefined, ...reversed() })],
      ['with elements that we do not know', calloutXml({ Later: '<Deep><Deeper/></Deep>' })],
      ['with attributes that we do not know', xml.replace('<Notification>', '<Notification version="2">')],
      ['with comments', xml.replace('<ObjectType>', '<!-- what it is --><ObjectType>')],
      ['with CDATA', calloutXml({ ObjectURI: `<![CDATA[${OBJECT_URI}]]>` })],
      ['with character references', calloutXml({ ObjectURI: OBJECT_URI.replaceAll('$', '&#36;') })],
      ['with hexadecimal references', calloutXml({ ObjectURI: OBJECT_URI.replaceAll('%', '&#x25;') })],
      ['with blanks around the values', calloutXml({ ObjectURI: `\n  ${OBJECT_URI}\n  ` })],
      ['without a Context', calloutXml({ Context: undefined })],
      ['with a self-closed Context', xml.replace('<Context></Context>', '<Context/>')],
      ['with a nil Context', xml.replace('<Context></Context>', '<Context i:nil="true" />')],
    ]
    for (const [name, body] of forms) {
      it(`is read ${name}`, () => {
        expect(parseCallout(Buffer.from(body))).to.deep.equal({ ok: true, notification: EXPECTED })
      })
    }

    for (const type of ['EXPRPT', 'exprpt', 'ExpRpt']) {
      it(`is read with the object type ${type}`, () => {
        expect(parse(calloutXml({ ObjectType: type }))).to.deep.equal({ ok: true, notification: EXPECTED })
      })
    }
  })

  describe('in the charset of the header', () => {
    const text = calloutXml({ Context: 'PRÜFUNG' }).replace(/^<\?xml.*\n/, '')
    const headers: readonly (readonly [string, Buffer])[] = [
      ['text/xml; charset=ISO-8859-1', Buffer.from(text, 'latin1')],
      ['text/xml;charset="windows-1252"', Buffer.from(text, 'latin1')],
      ['application/xml ; Charset=latin1', Buffer.from(text, 'latin1')],
      ['text/xml; charset=utf-8', Buffer.from(text)],
      ['text/xml; charset=utf-16', Buffer.from(text)],
      ['text/xml; charset=klingon', Buffer.from(text)],
      ['text/xml; charset=ISO-8859-1', Buffer.from(`\ufeff${text}`)],
      ['text/xml; charset=ISO-8859-1', Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${text}`)],
    ]
    for (const [contentType, body] of headers) {
      it(`is read: ${contentType} with ${body.subarray(0, 5).toString('latin1')}`, () => {
        expect(parseCallout(body, contentType)).to.deep.equal({
          ok: true,
          notification: { ...EXPECTED, context: 'PRÜFUNG' },
        })
      })
    }
  })

  it('is read though its text holds what XML cannot', () => {
    expect(parse(calloutXml({ Context: 'A&#x1F;B\u0007C&#0;D & E' }))).to.deep.equal({
      ok: true,
      notification: { ...EXPECTED, context: 'A\ufffdB\ufffdC\ufffdD & E' },
    })
  })

  it('keeps a Context that has text', () => {
    expect(parse(calloutXml({ Context: 'Zoë &amp; Co' }))).to.deep.equal({
      ok: true,
      notification: { ...EXPECTED, context: 'Zoë & Co' },
    })
  })

  for (const when of ['2026-05-22', '2026-05-22T19:45:25', '2026-05-22:19:45:25', 'some day']) {
    it(`keeps the date ${when} as it was sent`, () => {
      expect(parse(calloutXml({ EventDateTime: when }))).to.deep.equal({
        ok: true,
        notification: { ...EXPECTED, eventDateTime: when },
      })
    })
  }

  it('needs the object type and the URI only', () => {
    const xml = calloutXml({ EventType: undefined, EventDateTime: '', Context: undefined })

    expect(parse(xml)).to.deep.equal({
      ok: true,
      notification: {
        door: 'callout',
        objectType: 'EXPRPT',
        objectUri: OBJECT_URI,
        objectPath: OBJECT_PATH,
      },
    })
  })

  it('reads the callout of a travel request', () => {
    const uri = 'https://www.concursolutions.com/api/travelrequest/v1.0/requests/nQ7$pLm2'

    expect(parse(calloutXml({ ObjectType: 'TravelReq', ObjectURI: uri }))).to.deep.equal({
      ok: true,
      notification: {
        ...EXPECTED,
        objectType: 'TRAVELREQ',
        objectUri: uri,
        objectPath: '/api/travelrequest/v1.0/requests/nQ7$pLm2',
      },
    })
  })

  it('keeps what is not reviewed, with the reason', () => {
    const uri = 'https://www.concursolutions.com/api/v3.0/invoice/paymentrequest/nQ7$pLm2'

    expect(parse(calloutXml({ ObjectType: 'INVOICE', ObjectURI: uri }))).to.deep.equal({
      ok: true,
      notification: {
        ...EXPECTED,
        objectType: 'INVOICE',
        objectUri: uri,
        objectPath: '/api/v3.0/invoice/paymentrequest/nQ7$pLm2',
        notReviewed: 'objects of type INVOICE are not reviewed',
      },
    })
  })

  describe('refuses, with the reason,', () => {
    const missing = 'ObjectURI is missing'
    const refused: readonly (readonly [string, string, readonly string[]])[] = [
      ['another root', '<Note/>', ['the root element is Note and should be Notification']],
      [
        'a root in other letters',
        '<notification/>',
        ['the root element is notification and should be Notification'],
      ],
      [
        'a notification inside of something',
        `<List>${withoutDeclaration()}</List>`,
        ['the root element is List and should be Notification'],
      ],
      ['an empty notification', '<Notification/>', ['ObjectType is missing', missing]],
      ['no ObjectType', calloutXml({ ObjectType: undefined }), ['ObjectType is missing']],
      ['an empty ObjectType', calloutXml({ ObjectType: ' ' }), ['ObjectType is missing']],
      ['no ObjectURI', calloutXml({ ObjectURI: undefined }), [missing]],
      [
        'an ObjectURI of another spelling',
        calloutXml({ ObjectURI: undefined, ObjectUri: OBJECT_URI }),
        [missing],
      ],
      [
        'fields one level deeper',
        `<Notification>${withoutDeclaration()}</Notification>`,
        ['ObjectType is missing', missing],
      ],
      [
        'two ObjectURIs',
        calloutXml().replace('</Notification>', `<ObjectURI>${OBJECT_URI}</ObjectURI></Notification>`),
        ['ObjectURI stands 2 times'],
      ],
      [
        'an ObjectURI twice under two prefixes',
        calloutXml().replace('</Notification>', `<x:ObjectURI>${OBJECT_URI}</x:ObjectURI></Notification>`),
        ['ObjectURI stands 2 times'],
      ],
      [
        'an ObjectURI with an element inside',
        calloutXml({ ObjectURI: `${OBJECT_URI}<b/>` }),
        ['ObjectURI holds elements and should hold text'],
      ],
      [
        'a Context of 2,001 characters',
        calloutXml({ Context: 'x'.repeat(2001) }),
        ['Context is longer than 2000 characters'],
      ],
    ]
    for (const [name, xml, problems] of refused) {
      it(name, () => {
        expect(parse(xml)).to.deep.equal({ ok: false, problems })
        // Pages say it in the language of their reader.
        expect(problems.map(readSentence)).not.to.include(undefined)
      })
    }

    it('all that is wrong with the fields at once', () => {
      const xml = calloutXml({
        ObjectType: undefined,
        ObjectURI: 'https://www.concursolutions.com/login',
        EventType: '<b/>',
        EventDateTime: 'x'.repeat(2001),
      })

      expect(parse(xml)).to.deep.equal({
        ok: false,
        problems: [
          'EventType holds elements and should hold text',
          'EventDateTime is longer than 2000 characters',
          'ObjectType is missing',
        ],
      })
    })

    it('an unknown URI together with what else is wrong', () => {
      const xml = calloutXml({ ObjectURI: 'https://www.concursolutions.com/login', Context: '<b/>' })

      expect(parse(xml)).to.deep.equal({
        ok: false,
        problems: [
          'Context holds elements and should hold text',
          'ObjectURI is not a resource path that Concur has for EXPRPT',
        ],
      })
    })

    for (const [name, xml] of [
      ['text', 'EXPRPT'],
      ['JSON', '{"Notification":{}}'],
      ['a form', 'ObjectType=EXPRPT&ObjectURI=x'],
      ['a DOCTYPE', `<!DOCTYPE Notification>${withoutDeclaration()}`],
      ['half a notification', calloutXml().slice(0, 200)],
      ['text after the root', `${calloutXml()}more`],
      ['two notifications', `${withoutDeclaration()}${withoutDeclaration()}`],
    ] as const) {
      it(`${name}, which is not well-formed XML`, () => {
        expect(onlyProblem(Buffer.from(xml))).to.match(/^not well-formed XML: /)
      })
    }

    it('invalid UTF-8', () => {
      const xml = calloutXml({ Context: 'Zo\xeb' })

      expect(onlyProblem(Buffer.from(xml, 'latin1'))).to.equal('the bytes are not utf-8 (line 7, column 16)')
    })

    it('an element of a very long name, in a short text', () => {
      expect(onlyProblem(Buffer.from(`<${'x'.repeat(200_000)}/>`)).length).to.be.below(1000)
    })
  })
})

function parse(xml: string): ReturnType<typeof parseCallout> {
  return parseCallout(Buffer.from(xml))
}

function onlyProblem(body: Uint8Array): string {
  const result = parseCallout(body)
  if (result.ok) throw new Error('it was accepted')
  expect(result.problems).to.have.length(1)
  return result.problems[0] ?? ''
}

function withoutDeclaration(): string {
  return calloutXml().replace(/^<\?xml.*\n/, '')
}

function withPrefix(xml: string): string {
  return xml
    .replaceAll(/<(\/?)(?=[A-Z])/g, '<$1n:')
    .replace('<n:Notification>', '<n:Notification xmlns:n="urn:any">')
}

/** The fields from the last to the first; the type of event stands where it stood. */
function reversed(): Record<string, string> {
  return Object.fromEntries(Object.entries(FIELDS).toReversed())
}
