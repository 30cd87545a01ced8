import { expect } from 'chai'
import * as fc from 'fast-check'
import { parseCallout } from '../../server/notification/parse-callout.ts'
import { calloutXml, FIELDS } from './callout-xml.ts'

const RUNS = 1000
/** Far more than any body of this size needs, far less than a body that hangs the parser. */
const TIME_LIMIT_MS = 5000
/** What XML is made of, so that generated documents get past the first character. */
const PIECES = [
  '<',
  '>',
  '/',
  '</',
  '/>',
  '=',
  '"',
  "'",
  '&',
  ';',
  '#',
  'x',
  ' ',
  '\n',
  '\u00a0',
  '\ufeff',
  '\u0000',
  ']]>',
  '--',
  '<![CDATA[',
  '<!--',
  '-->',
  '<?',
  '?>',
  '<?xml version="1.0"?>',
  '<!DOCTYPE r [',
  '<!ENTITY a "b">',
  ']',
  '&amp;',
  '&#65;',
  '&#0;',
  '&nope;',
  'xmlns=',
  'i:nil',
  ':',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '<Notification>',
  '</Notification>',
  '<ObjectType>',
  '</ObjectType>',
  '<ObjectURI>',
  '</ObjectURI>',
  'EXPRPT',
  'https://h/api/',
  '$',
  '%',
  '..',
  '\\',
  '😀',
  '\ud83d',
]

describe('parseCallout, whatever comes', () => {
  let before: readonly unknown[]

  beforeEach(() => {
    before = snapshot()
  })
  afterEach(() => {
    // By identity: a list of what it was, member by member.
    expect(snapshot().findIndex((each, index) => each !== before[index])).to.equal(-1)
    expect(snapshot()).to.have.length(before.length)
  })

  it('survives any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), survives), settings())
  })

  it('survives any text', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 2000 })

    fc.assert(
      fc.property(texts, (text) => survives(Buffer.from(text))),
      settings(),
    )
  })

  it('survives any row of what XML is made of', () => {
    const rows = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 })

    fc.assert(
      fc.property(rows, (row) => survives(Buffer.from(row.join('')))),
      settings(),
    )
  })

  it('survives a notification with any change', () => {
    const whole = calloutXml()
    const place = fc.nat({ max: whole.length })
    const changes = fc.array(fc.tuple(place, fc.nat({ max: 40 }), fc.constantFrom(...PIECES)), {
      minLength: 1,
      maxLength: 5,
    })
    const changed = changes.map((all) =>
      all.reduce((xml, [at, length, piece]) => xml.slice(0, at) + piece + xml.slice(at + length), whole),
    )

    fc.assert(
      fc.property(changed, (xml) => survives(Buffer.from(xml))),
      settings(),
    )
  })

  it('survives a notification with any byte changed', () => {
    const whole = Buffer.from(`\ufeff${calloutXml()}`, 'utf16le')
    const changes = fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), {
      maxLength: 4,
    })

    fc.assert(
      fc.property(changes, (all) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of all) bytes[at] = value
        survives(bytes)
      }),
      settings(),
    )
  })

  it('reads back any text that XML can hold', () => {
    const texts = fc
      .string({ unit: 'grapheme', maxLength: 200 })
      .map((text) => text.trim())
      .filter((text) => text !== '')

    fc.assert(
      fc.property(texts, (text) => {
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
        const result = parseCallout(Buffer.from(calloutXml({ Context: escaped })))

        expect(result.ok && result.notification.context).to.equal(text)
        expect(result.ok && result.notification.eventType).to.equal(FIELDS['EventType'])
      }),
      settings(),
    )
  })

  const large: readonly (readonly [string, string])[] = [
    ['attributes', `<N${Array.from({ length: 20_000 }, (_, index) => ` a${index}=""`).join('')}/>`],
    ['children', `<N>${'<a/>'.repeat(60_000)}</N>`],
    ['open elements', '<a>'.repeat(87_000)],
    ['character references', `<N>${'&#65;'.repeat(50_000)}</N>`],
    ['pieces of CDATA', `<N>${'<![CDATA[a]]>'.repeat(19_000)}</N>`],
    ['almost ends of CDATA', `<N><![CDATA[${']]'.repeat(120_000)}]]></N>`],
    ['almost ends of a comment', `<N><!--${'- '.repeat(120_000)}--></N>`],
    ['almost encodings', `<?xml version="1.0"${' encoding'.repeat(28_000)}?><N/>`],
    ['blanks in the declaration', `<?xml version="1.0"${' '.repeat(250_000)}?><N/>`],
  ]
  for (const [name, xml] of large) {
    it(`is soon done with a body of 256 KB full of ${name}`, function () {
      this.timeout(TIME_LIMIT_MS)

      expect(parseCallout(Buffer.from(xml)).ok).to.equal(false)
    })
  }
})

function settings(): { readonly numRuns: number; readonly interruptAfterTimeLimit: number } {
  return { numRuns: RUNS, interruptAfterTimeLimit: 20_000 }
}

/** Whatever it answers, it answers, and a refusal has a reason. */
function survives(body: Uint8Array): void {
  const result = parseCallout(body)
  if (!result.ok) expect(result.problems).not.to.deep.equal([])
}

/** What every object and every list inherits, and what each of it is. */
function snapshot(): readonly unknown[] {
  return [Object.prototype, Array.prototype].flatMap((object) =>
    Reflect.ownKeys(object).flatMap((name): readonly unknown[] => [
      name,
      ...Object.values(Object.getOwnPropertyDescriptor(object, name) ?? {}),
    ]),
  )
}
