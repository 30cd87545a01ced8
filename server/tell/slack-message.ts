import type { Fact, Link, Message, Section } from './message.ts'

/** @see Slack, reference of Block Kit: blocks of a message, "Header block", "Section block", "Text object". */
const MAX_BLOCKS = 50
const MAX_HEADER = 150
const MAX_TEXT = 3000
const MAX_FIELD = 2000
const MAX_FIELDS = 10
/** Title, lead, facts, what is left out, link and footer. */
const OTHER_BLOCKS = 6

interface PlainText {
  readonly type: 'plain_text'
  readonly text: string
  readonly emoji: false
}

/** Only for what is ours: a link. */
interface Markdown {
  readonly type: 'mrkdwn'
  readonly text: string
  readonly verbatim: true
}

type Block =
  | { readonly type: 'header'; readonly text: PlainText }
  | { readonly type: 'section'; readonly text: PlainText | Markdown; readonly fields?: [Markdown] }
  | { readonly type: 'section'; readonly fields: PlainText[] }
  | { readonly type: 'context'; readonly elements: PlainText[] }

/** What an incoming webhook takes. */
export interface SlackMessage {
  /** For notifications. */
  readonly text: string
  readonly blocks: Block[]
}

/** The message in Slack's blocks, with as many sections as there is room for. Pure. */
export function slackMessageOf({
  title,
  lead,
  facts,
  sections,
  leftOut,
  link,
  footer,
}: Message): SlackMessage {
  const shown = sections.slice(0, MAX_BLOCKS - OTHER_BLOCKS)
  const more = leftOut(shown.length)
  return {
    text: escaped(title, MAX_TEXT),
    blocks: [
      { type: 'header', text: plain(title, MAX_HEADER) },
      { type: 'section', text: plain(lead, MAX_TEXT) },
      ...factBlocks(facts),
      ...shown.map(sectionBlock),
      ...(more === undefined ? [] : [{ type: 'section', text: plain(more, MAX_TEXT) } as const]),
      ...(link === undefined ? [] : [{ type: 'section', text: linked(link) } as const]),
      { type: 'context', elements: [plain(footer.join('\n'), MAX_TEXT)] },
    ],
  }
}

function factBlocks(facts: readonly Fact[]): Block[] {
  const fields = facts.slice(0, MAX_FIELDS).map(({ label, value }) => plain(`${label}\n${value}`, MAX_FIELD))
  return fields.length === 0 ? [] : [{ type: 'section', fields }]
}

function sectionBlock({ heading, lines, link }: Section): Block {
  return {
    type: 'section',
    text: plain([heading, ...lines].join('\n'), MAX_TEXT),
    ...(link !== undefined && { fields: [linked(link)] }),
  }
}

/** Shown as it is: no bold, no mention, no link. */
function plain(text: string, max: number): PlainText {
  return { type: 'plain_text', text: escaped(text, max), emoji: false }
}

function linked({ text, url }: Link): Markdown {
  const address = url.replaceAll('|', '%7C')
  return {
    type: 'mrkdwn',
    text: `<${escaped(address, MAX_FIELD)}|${escaped(text, MAX_HEADER)}>`,
    verbatim: true,
  }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Slack reads these three in every text object. What is too long is cut, and never within one of them. */
function escaped(text: string, max: number): string {
  const written: string[] = []
  let length = 0
  for (const character of text) {
    const next = ENTITIES[character] ?? character
    written.push(next)
    length += next.length
    if (length > max) break
  }
  if (length <= max) return written.join('')
  while (length > max - 1) length -= written.pop()?.length ?? length
  return `${written.join('')}…`
}
