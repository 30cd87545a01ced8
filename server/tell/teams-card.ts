import type { Fact, Message, Section } from './message.ts'

/**
 * Teams takes messages of about 28 KB, and counts more than what is sent.
 * @see Microsoft, "Create Incoming Webhooks", and "Microsoft Teams" among the connectors of Power Automate.
 */
const MAX_BYTES = 20_000

interface TextRun {
  readonly type: 'TextRun'
  readonly text: string
  readonly weight?: 'Bolder'
  readonly size?: 'Medium'
  readonly isSubtle?: true
}

/** Shows its texts as they are; in a TextBlock and in a FactSet they would be Markdown. */
interface RichTextBlock {
  readonly type: 'RichTextBlock'
  readonly inlines: readonly TextRun[]
  readonly spacing?: 'Medium' | 'None'
}

/** What the workflow "when a Teams webhook request is received" takes. */
export interface TeamsMessage {
  readonly type: 'message'
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive'
      readonly contentUrl: null
      readonly content: AdaptiveCard
    },
  ]
}

/** @see Adaptive Cards, schema 1.4, which Teams shows on all devices. */
export interface AdaptiveCard {
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json'
  readonly type: 'AdaptiveCard'
  readonly version: '1.4'
  readonly fallbackText: string
  readonly msteams: { readonly width: 'Full' }
  readonly body: readonly RichTextBlock[]
  readonly actions?: readonly {
    readonly type: 'Action.OpenUrl'
    readonly title: string
    readonly url: string
  }[]
}

/** The message as an adaptive card, with as many sections as there is room for. Pure. */
export function teamsMessageOf(message: Message): TeamsMessage {
  const sections = message.sections.map(sectionBlocks)
  let room = MAX_BYTES - bytesOf(envelope(message, []))
  const shown: RichTextBlock[][] = []
  for (const blocks of sections) {
    room -= bytesOf(blocks)
    if (room < 0) break
    shown.push([...blocks])
  }
  const more = message.leftOut(shown.length)
  return envelope(message, [...shown.flat(), ...(more === undefined ? [] : [block([run(more)])])])
}

function envelope(message: Message, sections: readonly RichTextBlock[]): TeamsMessage {
  const { title, lead, facts, link, footer } = message
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: plain(title),
          msteams: { width: 'Full' },
          body: [
            block([{ ...run(title), weight: 'Bolder', size: 'Medium' }]),
            block([run(lead)]),
            ...facts.map(factBlock),
            ...sections,
            block([{ ...run(footer.join(' ')), isSubtle: true }], 'Medium'),
          ],
          ...(link !== undefined && {
            actions: [{ type: 'Action.OpenUrl', title: link.text, url: link.url }],
          }),
        },
      },
    ],
  }
}

function factBlock({ label, value }: Fact): RichTextBlock {
  return block([{ ...run(`${label}: `), weight: 'Bolder' }, run(value)], 'None')
}

function sectionBlocks({ heading, lines }: Section): readonly RichTextBlock[] {
  return [
    block([{ ...run(heading), weight: 'Bolder' }], 'Medium'),
    ...lines.map((line) => block([run(line)], 'None')),
  ]
}

function block(inlines: readonly TextRun[], spacing?: 'Medium' | 'None'): RichTextBlock {
  return { type: 'RichTextBlock', inlines, ...(spacing !== undefined && { spacing }) }
}

function run(text: string): TextRun {
  return { type: 'TextRun', text: plain(text) }
}

/** Cards replace `{{DATE(...)}}` in any text by a date. */
function plain(text: string): string {
  return text.replaceAll('{{', '{\u200b{')
}

function bytesOf(content: unknown): number {
  return Buffer.byteLength(JSON.stringify(content))
}
