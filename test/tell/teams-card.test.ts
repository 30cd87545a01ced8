import { createRequire } from 'node:module'
import type * as adaptiveCards from 'adaptivecards'
import { expect } from 'chai'
import { LANGUAGES } from '../../server/record/destination.ts'
import type { News } from '../../server/record/news.ts'
import { compose } from '../../server/tell/compose.ts'
import { type AdaptiveCard, teamsMessageOf } from '../../server/tell/teams-card.ts'
import { HOSTILE } from './hostile.ts'
import { EACH_NEWS, heldNews, heldReview } from './sample-news.ts'

const CONSOLE = { consoleUrl: 'https://concur.example.com', timeZone: 'Europe/Berlin' }
const MAX_TEAMS_BYTES = 28 * 1024

/** Its modules cannot be loaded by Node; what a browser gets can. */
const { AdaptiveCard: Card, SerializationContext }: typeof adaptiveCards = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
)

describe('a card for Teams', () => {
  it('comes in the envelope that a workflow takes', () => {
    const { type, attachments } = teamsMessageOf(compose(heldNews(), 'en', CONSOLE))

    expect(type).to.equal('message')
    expect(attachments).to.have.lengthOf(1)
    expect(attachments[0]).to.include({
      contentType: 'application/vnd.microsoft.card.adaptive',
      contentUrl: null,
    })
  })

  it('says what is held, and opens it', () => {
    const card = cardOf(heldNews())

    expect(linesOf(card)).to.deep.equal([
      'Held: Trip to Rome, 1,234.50 USD, Lovelace, Ada',
      'It waits for the decision of a person.',
      'Report: Trip to Rome (9A1B2C3D)',
      'Employee: Lovelace, Ada',
      'Total: 1,234.50 USD',
      'Held since: 26 Nov 2026, 09:00 CET (3 days)',
      'Step: ERP CHECK',
      'Assigned to: nobody',
      'Findings',
      'receipt-missing: entry 2, BUSMEAL 115.00 USD: no receipt',
      'not seen whole: page 3 of the entries was not answered',
      'Sent by the application connector for SAP Concur. Decisions are taken in the console, not by a reply.',
    ])
    expect(card.actions).to.deep.equal([
      { type: 'Action.OpenUrl', title: 'Open in the console', url: 'https://concur.example.com/reviews/12' },
    ])
  })

  for (const news of EACH_NEWS) {
    it(`is a card for ${news.kind} as the schema has it, with nothing unknown in it`, () => {
      for (const language of LANGUAGES) expect(complaints(cardOf(news, language))).to.deep.equal([])
    })
  }

  it('is complained about if it is wrong', () => {
    const card = cardOf(heldNews())

    expect(complaints({ ...card, body: [{ type: 'NoBlock' }] })).to.not.deep.equal([])
    expect(complaints({ ...card, actions: [{ type: 'Action.OpenUrl', title: 'x' }] })).to.not.deep.equal([])
    expect(complaints({ ...card, colour: 'red' })).to.deep.equal(['AdaptiveCard.colour'])
    expect(
      complaints({
        ...card,
        body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'x', wrap: true }] }],
      }),
    ).to.deep.equal(['TextRun.wrap'])
  })

  for (const name of HOSTILE) {
    it(`shows ${JSON.stringify(name).slice(0, 60)} as text and no more`, () => {
      const card = cardOf(
        heldNews({
          reportName: name,
          employee: name,
          stepName: name,
          reasons: [{ rule: name, message: name }],
        }),
      )

      expect(complaints(card)).to.deep.equal([])
      expect(JSON.stringify(card)).to.not.include('{{')
      // What runs of text say is not read as Markdown; nothing else may hold a name.
      expect(new Set(card.body.map(({ type }) => type))).to.deep.equal(new Set(['RichTextBlock']))
      expect(card.actions).to.have.lengthOf(1)
    })
  }

  it('has room for the largest of everything', () => {
    const wide = '\u{1F4B6}'.repeat(3000)
    const news: News = {
      kind: 'held',
      id: 'x',
      at: '2026-11-29T09:05:00.000Z',
      review: heldReview({
        reportName: wide,
        employee: wide,
        stepName: wide,
        reasons: Array.from({ length: 500 }, () => ({ rule: wide, message: wide })),
      }),
      changes: Array.from({ length: 500 }, () => wide),
    }

    const message = teamsMessageOf(compose(news, 'en', CONSOLE))

    expect(Buffer.byteLength(JSON.stringify(message))).to.be.below(MAX_TEAMS_BYTES)
    expect(linesOf(message.attachments[0].content)).to.include('…')
  })

  it('shows as much of a long digest as there is room for, and counts the rest', () => {
    const reviews = Array.from({ length: 200 }, (_, index) =>
      heldReview({ reviewId: index + 1, reportName: `Trip ${index + 1} ${'ü'.repeat(60)}` }),
    )
    const news: News = {
      kind: 'digest',
      id: 'digest-1',
      at: '2026-11-29T07:00:00.000Z',
      reviews,
      count: 200,
      trail: { number: 1, hash: 'a' },
    }

    const message = teamsMessageOf(compose(news, 'en', CONSOLE))
    const lines = linesOf(message.attachments[0].content)
    const shown = lines.filter((line) => line.startsWith('Trip ')).length

    expect(Buffer.byteLength(JSON.stringify(message))).to.be.below(MAX_TEAMS_BYTES)
    expect(shown).to.be.greaterThan(20)
    expect(lines).to.include(`and ${200 - shown} more`)
  })
})

function cardOf(news: News, language: (typeof LANGUAGES)[number] = 'en'): AdaptiveCard {
  return teamsMessageOf(compose(news, language, CONSOLE)).attachments[0].content
}

/** What the blocks say, one line each. */
function linesOf({ body }: AdaptiveCard): readonly string[] {
  return body.map(({ inlines }) => inlines.map(({ text }) => text).join(''))
}

/** What a renderer of cards would not understand, and properties that it would pass over. */
function complaints(card: object): readonly string[] {
  const parsed = new Card()
  const context = new SerializationContext()
  parsed.parse(structuredClone(card), context)
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message)
  const failures = parsed.validateProperties().validationEvents.map(({ message }) => message)
  return [...events, ...failures, ...unknownProperties(card)]
}

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  AdaptiveCard: ['$schema', 'type', 'version', 'fallbackText', 'msteams', 'body', 'actions'],
  RichTextBlock: ['type', 'inlines', 'spacing'],
  TextRun: ['type', 'text', 'weight', 'size', 'isSubtle'],
  'Action.OpenUrl': ['type', 'title', 'url'],
}

/** By the schema of Adaptive Cards 1.4; `msteams` is of Teams. */
function unknownProperties(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(unknownProperties)
  if (typeof value !== 'object' || value === null) return []
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value)
  const type = 'type' in value ? String(value.type) : undefined
  const wrong =
    type === undefined
      ? []
      : entries.filter(([key]) => KNOWN[type]?.includes(key) !== true).map(([key]) => `${type}.${key}`)
  return [...wrong, ...entries.flatMap(([, each]) => unknownProperties(each))]
}
