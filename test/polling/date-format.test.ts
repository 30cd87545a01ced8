import { expect } from 'chai'
import { constantFrom, assert as hold, integer, property } from 'fast-check'
import { type DateFormat, parseDateFormat, printDate, readDate } from '../../server/polling/date-format.ts'
import { parseZone, UTC, type Zone } from '../../server/polling/time-zones.ts'
import { fixture } from './fixture.ts'

interface Vector {
  readonly format: string
  readonly zone: string
  readonly text: string | number
  readonly expected: string | null
  readonly expectedAtMilliseconds?: string
}

const { vectors }: { vectors: readonly Vector[] } = Object(fixture('date-parse-vectors.json'))

function format(pattern: string): DateFormat {
  const result = parseDateFormat(pattern)
  if (!result.ok) throw new Error(result.problem)
  return result.format
}

function zone(name: string): Zone {
  const known = parseZone(name)
  if (known === undefined) throw new Error(`no zone ${name}`)
  return known
}

function read(pattern: string, text: string, name = 'UTC'): string | undefined {
  const instant = readDate(format(pattern), zone(name), text)
  return instant === undefined ? undefined : new Date(instant).toISOString()
}

describe("a vendor's date", () => {
  for (const { format: pattern, zone: name, text, expected, expectedAtMilliseconds } of vectors) {
    it(`reads ${text} as ${pattern} in ${name === '' ? 'no zone' : name}`, () => {
      expect(read(pattern, String(text), name)).to.equal(expectedAtMilliseconds ?? expected ?? undefined)
    })
  }

  it('is read in every other form that configurations use', () => {
    expect(read('MM/dd/yyyy HH:mm:ss', '03/05/2024 10:00:00')).to.equal('2024-03-05T10:00:00.000Z')
    expect(read('EEE, dd MMM yyyy HH:mm:ss Z', 'Tue, 05 Mar 2024 10:00:00 -0800')).to.equal(
      '2024-03-05T18:00:00.000Z',
    )
    expect(read("yyyy-MM-dd'T'HH:mmz", '2024-03-05T10:00EST')).to.equal('2024-03-05T15:00:00.000Z')
    expect(read('yyyy-MM-dd', '2024-03-05', 'PST')).to.equal('2024-03-05T08:00:00.000Z')
    expect(read('epoch:s', '1709632800')).to.equal('2024-03-05T10:00:00.000Z')
    expect(read('epoch:us', '1709632800057123')).to.equal('2024-03-05T10:00:00.057Z')
  })

  it('takes an offset or a Z that the pattern does not have', () => {
    expect(read("yyyy-MM-dd'T'HH:mm:ss", '2024-03-05T10:00:00Z', 'PST')).to.equal('2024-03-05T10:00:00.000Z')
    expect(read("yyyy-MM-dd'T'HH:mm:ss", '2024-03-05T10:00:00.5-08:00')).to.equal('2024-03-05T18:00:00.500Z')
    expect(read("yyyy-MM-dd'T'HH:mm:ss", '2024-03-05T10:00:00-8:00')).to.equal('2024-03-05T18:00:00.000Z')
  })

  it('is not read when it is none', () => {
    for (const text of [
      '2024-02-30T10:00:00',
      '2024-03-05T24:00:00',
      '2024-03-05',
      '2024-03-05T10:00:00 Mars',
      'x',
    ]) {
      expect(read("yyyy-MM-dd'T'HH:mm:ss", text)).to.equal(undefined)
    }
    expect(read('epoch:ms', '2024-03-05')).to.equal(undefined)
    expect(read("yyyy-MM-dd'T'HH:mm:ssZ", '2024-03-05T10:00:00XYZ')).to.equal(undefined)
  })

  it('comes back as it was printed', () => {
    const patterns = [
      "yyyy-MM-dd'T'HH:mm:ss.SSS",
      "yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
      'EEE, dd MMM yyyy HH:mm:ss.SSS Z',
      "MM/dd/yyyy'T'HH:mm:ss.SSSX",
      'milliseconds',
    ]
    const zones = ['UTC', '-8:00', '+5:30', 'Asia/Kolkata', 'Asia/Tokyo', 'EST']
    hold(
      property(
        constantFrom(...patterns),
        constantFrom(...zones),
        integer({ min: Date.parse('1990-01-01'), max: Date.parse('2040-01-01') }),
        (pattern, name, instant) => {
          const printed = printDate(format(pattern), zone(name), instant)
          // `X` has no minutes where they are zero; both have a fraction of three digits.
          return readDate(format(pattern), zone(name), printed) === instant
        },
      ),
    )
  })

  it('never comes back earlier than it was, on a clock that is put back', () => {
    const pattern = format("yyyy-MM-dd'T'HH:mm:ss.SSS")
    hold(
      property(
        constantFrom('PST', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns'),
        integer({ min: Date.parse('2023-01-01'), max: Date.parse('2026-01-01') }),
        (name, instant) => {
          const back = readDate(pattern, zone(name), printDate(pattern, zone(name), instant)) ?? 0
          return back >= instant && back - instant <= 3_600_000
        },
      ),
    )
  })

  const PATTERNS: readonly (readonly [pattern: string, problem: string])[] = [
    ['YYYY-MM-dd', '`YYYY` at position 1 is not a part of a date that we know'],
    ["yyyy-MM-dd'T'hh:mm", '`hh` at position 14 is not a part of a date that we know'],
    ["yyyy'T", 'the quote at position 5 has no partner'],
    ['yyyy-yyyy', 'it has a part of the date twice'],
    ['HHmmssSSS', '`S` stands behind `ss` and a point only'],
    ['--', 'it has no part of a date'],
  ]
  for (const [pattern, problem] of PATTERNS) {
    it(`has no pattern ${pattern}`, () => {
      expect(parseDateFormat(pattern)).to.deep.equal({ ok: false, problem })
    })
  }

  it('prints names in English and pads nothing in front of a fraction', () => {
    const instant = Date.parse('2024-01-05T17:04:09.057Z')

    expect(printDate(format('EEE MMM ss.SSSSSS z'), UTC, instant)).to.equal('Fri Jan 09.057000 GMT')
    expect(printDate(format('HH z'), zone('America/New_York'), instant)).to.equal('12 EST')
  })
})
