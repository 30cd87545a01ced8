import type { News, ReviewNews } from '../record/news.ts'
import { whatOf } from './facts.ts'
import type { Composing, Message, Section } from './message.ts'
import { ageText, oneLine } from './message-text.ts'
import type { Texts } from './texts/texts.ts'

/** A message is no report: who wants more opens the console. */
const MAX_LINES = 10
const MAX_LINE = 300
/** Of a digest; a way with less room shows fewer. */
const MAX_ITEMS = 100
const MAX_ITEM_RULES = 5
const MAX_RULE = 60

/** Why a review is held, a line for each reason. */
export function findingsSection({ reasons }: ReviewNews, texts: Texts): readonly Section[] {
  const lines = reasons.map(({ rule, message }) => `${ruleName(rule, texts)}: ${oneLine(message, MAX_LINE)}`)
  return lines.length === 0
    ? []
    : [{ heading: texts.labels.findings, lines: firstOf(lines, MAX_LINES, texts) }]
}

/** What is different since it was decided on. */
export function changesSection(news: News, texts: Texts): readonly Section[] {
  const changes = 'changes' in news ? (news.changes ?? []) : []
  const lines = changes.map((line) => oneLine(line, MAX_LINE))
  return lines.length === 0
    ? []
    : [{ heading: texts.labels.changes, lines: firstOf(lines, MAX_LINES, texts) }]
}

/** What is held, a section each; what is not among them is counted. */
export function digestSections(
  { reviews, count, at }: Extract<News, { readonly kind: 'digest' }>,
  texts: Texts,
  { consoleUrl }: Composing,
): Pick<Message, 'sections' | 'leftOut'> {
  const sections = reviews.slice(0, MAX_ITEMS).map((review): Section => {
    const rules = [...new Set(review.reasons.map(({ rule }) => ruleName(rule, texts)))]
    return {
      heading: whatOf(review, texts),
      lines: [
        [
          firstOf(rules, MAX_ITEM_RULES, texts).join(', '),
          review.heldAt === undefined ? '' : ageText(texts, review.heldAt, at),
          review.assignee === null ? '' : `${texts.labels.assignee} ${oneLine(review.assignee, MAX_RULE)}`,
        ]
          .filter((part) => part !== '')
          .join(' · '),
      ],
      ...(consoleUrl !== undefined && {
        link: { text: texts.open, url: `${consoleUrl}/reviews/${review.reviewId}` },
      }),
    }
  })
  return {
    sections,
    leftOut: (shown) => (count > shown ? texts.andMore(count - shown) : undefined),
  }
}

function ruleName(rule: string, { rules }: Texts): string {
  return Object.hasOwn(rules, rule) ? (rules[rule] ?? rule) : oneLine(rule, MAX_RULE)
}

function firstOf(lines: readonly string[], max: number, texts: Texts): readonly string[] {
  return lines.length <= max ? lines : [...lines.slice(0, max), texts.andMore(lines.length - max)]
}
