import { expect } from 'chai'
import { constantFrom, assert as hold, integer, property } from 'fast-check'
import {
  parseUrlTemplate,
  renderLowerBound,
  renderUrl,
  widenedByMs,
} from '../../server/polling/url-template.ts'
import { fixture } from './fixture.ts'

interface Vector {
  readonly template: string
  readonly instant: string
  readonly expected: string
  readonly recommendedLowerBoundText?: string
}

const {
  vectors,
  mustReject,
}: { vectors: readonly Vector[]; mustReject: readonly { template: string; why: string }[] } = Object(
  fixture('template-vectors.json'),
)

function template(text: string) {
  const result = parseUrlTemplate(text)
  if (!result.ok) throw new Error(result.problem)
  return result.template
}

function lowerBound(text: string, instant: string): string {
  return renderLowerBound(template(text), Date.parse(instant))
}

describe('a url with places for a date', () => {
  for (const { template: text, instant, expected } of vectors) {
    it(`writes ${text} at ${instant} as Java does`, () => {
      expect(renderUrl(template(text), Date.parse(instant))).to.equal(expected)
    })
  }

  for (const { template: text, why } of mustReject) {
    it(`is refused: ${why}`, () => {
      expect(parseUrlTemplate(text)).to.have.property('ok', false)
    })
  }

  it('is asked for from before an hour that the clock shows twice', () => {
    const repeated = vectors.filter(
      ({ recommendedLowerBoundText }) => recommendedLowerBoundText !== undefined,
    )
    expect(repeated).to.have.length(2)
    for (const { template: text, instant, recommendedLowerBoundText } of repeated) {
      const named = text.replace('PST', 'America/Los_Angeles')

      expect(lowerBound(named, instant)).to.equal(recommendedLowerBoundText)
      expect(lowerBound(text, instant) <= String(recommendedLowerBoundText)).to.equal(true)
    }
  })

  it('reads an abbreviation in both its meanings and asks from the earlier', () => {
    const text = "${dateTimeZone:PST:yyyy-MM-dd'T'HH:mm:ss}"

    expect(lowerBound(text, '2024-07-05T17:00:00Z')).to.equal('2024-07-05T09:00:00')
    expect(lowerBound(text, '2024-01-05T17:00:00Z')).to.equal('2024-01-05T09:00:00')
    expect(widenedByMs(template(text), Date.parse('2024-07-05T17:00:00Z'))).to.equal(3_600_000)
    expect(lowerBound(text.replace('PST', 'America/Los_Angeles'), '2024-07-05T17:00:00Z')).to.equal(
      '2024-07-05T10:00:00',
    )
  })

  it('leaves a date that says its offset alone', () => {
    expect(lowerBound("${dateTimeZone:PST:yyyy-MM-dd'T'HH:mm:ssXXX}", '2024-11-03T09:30:00Z')).to.equal(
      '2024-11-03T01:30:00-08:00',
    )
  })

  it('never asks from later than what the framework documents', () => {
    const zones = [
      'PST',
      'PDT',
      'MST',
      'CST',
      'EDT',
      'America/Denver',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      '-8:00',
    ]
    hold(
      property(
        constantFrom(...zones),
        integer({ min: Date.parse('2023-01-01'), max: Date.parse('2026-01-01') }),
        (zone, instant) => {
          const parsed = template(`\${dateTimeZone:${zone}:yyyy-MM-dd'T'HH:mm:ss.SSS}`)
          return renderLowerBound(parsed, instant) <= renderUrl(parsed, instant)
        },
      ),
    )
  })
})
