import type { KnownBlock } from '@slack/types'
import { expect } from 'chai'
import { LANGUAGES } from '../../server/record/destination.ts'
import type { News } from '../../server/record/news.ts'
import { compose } from '../../server/tell/compose.ts'
import { slackMessageOf } from '../../server/tell/slack-message.ts'
import { HOSTILE } from './hostile.ts'
import { EACH_NEWS, heldNews, heldReview } from './sample-news.ts'

const CONSOLE = { consoleUrl: 'https://concur.example.com', timeZone: 'Europe/Berlin' }

describe('a message for Slack', () => {
  it('says what is held in blocks, and opens it', () => {
    const { text, blocks } = messageOf(heldNews())

    expect(text).to.equal('Held: Trip to Rome, 1,234.50 USD, Lovelace, Ada')
    expect(blocks).to.deep.equal([
      {
        type: 'header',
        text: { type: 'plain_text', text: 'Held: Trip to Rome, 1,234.50 USD, Lovelace, Ada', emoji: false },
      },
      {
        type: 'section',
        text: { type: 'plain_text', text: 'It waits for the decision of a person.', emoji: false },
      },
      {
        type: 'section',
        fields: [
          'Report\nTrip to Rome (9A1B2C3D)',
          'Employee\nLovelace, Ada',
          'Total\n1,234.50 USD',
          'Held since\n26 Nov 2026, 09:00 CET (3 days)',
          'Step\nERP CHECK',
          'Assigned to\nnobody',
        ].map((line) => ({ type: 'plain_text', text: line, emoji: false })),
      },
      {
        type: 'section',
        text: {
          type: 'plain_text',
          text: 'Findings\nreceipt-missing: entry 2, BUSMEAL 115.00 USD: no receipt\nnot seen whole: page 3 of the entries was not answered',
          emoji: false,
        },
      },
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          text: '<https://concur.example.com/reviews/12|Open in the console>',
          verbatim: true,
        },
      },
      {
        type: 'context',
        elements: [
          {
            type: 'plain_text',
            text: 'Sent by the application connector for SAP Concur. Decisions are taken in the console, not by a reply.',
            emoji: false,
          },
        ],
      },
    ])
  })

  for (const news of EACH_NEWS) {
    it(`keeps to Slack's limits for ${news.kind}`, () => {
      for (const language of LANGUAGES) {
        expect(problems(slackMessageOf(compose(news, language, CONSOLE)).blocks)).to.deep.equal([])
      }
    })
  }

  for (const name of HOSTILE) {
    it(`shows ${JSON.stringify(name).slice(0, 60)} as text and no more`, () => {
      const { text, blocks } = messageOf(
        heldNews({
          reportName: name,
          employee: name,
          stepName: name,
          reasons: [{ rule: name, message: name }],
        }),
      )

      expect(problems(blocks)).to.deep.equal([])
      // The one link is ours; nothing else is read for mentions, links or bold letters.
      const all = textsOf(blocks)
      const parsed = all.filter(({ type }) => type === 'mrkdwn').map(({ text: own }) => own)
      expect(parsed).to.deep.equal(['<https://concur.example.com/reviews/12|Open in the console>'])
      const shown = [text, ...all.filter(({ type }) => type === 'plain_text').map(({ text: own }) => own)]
      expect(shown.filter((each) => /[<>]|&(?!amp;|lt;|gt;)/.test(each))).to.deep.equal([])
      expect(shown.every((each) => each.isWellFormed())).to.equal(true)
    })
  }

  it('writes a mention of everybody so that nobody is called', () => {
    const { text } = messageOf(heldNews({ reportName: '<!channel> & co' }))

    expect(text).to.equal('Held: &lt;!channel&gt; &amp; co, 1,234.50 USD, Lovelace, Ada')
  })

  it('shows as much of a long digest as there is room for, and counts the rest', () => {
    const news: News = {
      kind: 'digest',
      id: 'digest-1',
      at: '2026-11-29T07:00:00.000Z',
      reviews: Array.from({ length: 200 }, (_, index) => heldReview({ reviewId: index + 1 })),
      count: 300,
      trail: { number: 1, hash: 'a' },
    }

    const { blocks } = messageOf(news)

    expect(problems(blocks)).to.deep.equal([])
    expect(JSON.stringify(blocks).match(/\/reviews\/\d+\|/g)).to.have.lengthOf(44)
    expect(textsOf(blocks).map(({ text }) => text)).to.include('and 256 more')
  })
})

/** As Slack's own types have it. */
function messageOf(news: News): { readonly text: string; readonly blocks: KnownBlock[] } {
  return slackMessageOf(compose(news, 'en', CONSOLE))
}

interface Text {
  readonly type: string
  readonly text: string
}

function textsOf(blocks: readonly KnownBlock[]): readonly Text[] {
  return blocks.flatMap((block): readonly Text[] => {
    if (block.type === 'header') return [block.text]
    if (block.type === 'section')
      return [...(block.text === undefined ? [] : [block.text]), ...(block.fields ?? [])]
    if (block.type !== 'context') return []
    return block.elements.flatMap((element) => ('text' in element ? [element] : []))
  })
}

/** What Slack answers `invalid_blocks` to. @see Slack, reference of Block Kit. */
function problems(blocks: readonly KnownBlock[]): readonly string[] {
  const found = blocks.length > 50 ? ['more than 50 blocks'] : []
  for (const block of blocks) {
    if (block.type === 'header' && block.text.text.length > 150)
      found.push('header: more than 150 characters')
    if (block.type !== 'section') continue
    if ((block.text?.text.length ?? 0) > 3000) found.push('section: more than 3000 characters')
    if ((block.fields?.length ?? 0) > 10) found.push('section: more than 10 fields')
    if (block.fields?.some(({ text }) => text.length > 2000)) found.push('field: more than 2000 characters')
  }
  if (textsOf(blocks).some(({ text }) => text === '')) found.push('a text is empty')
  return found
}
