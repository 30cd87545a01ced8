import type { Language } from '../record/destination.ts'
import type { News } from '../record/news.ts'
import { actedFacts, alertFacts, reviewFacts, whatOf } from './facts.ts'
import type { Composing, Message, Section } from './message.ts'
import { cutAt, linesOf, moneyText, oneLine, timeText } from './message-text.ts'
import { changesSection, digestSections, findingsSection } from './sections.ts'
import { TEXTS } from './texts/in-language.ts'
import type { Texts } from './texts/texts.ts'

type AboutReview = Extract<News, { readonly review: unknown }>
type AboutAlert = Extract<News, { readonly kind: 'alert' | 'alert ended' }>
type AboutBulk = Extract<News, { readonly bulk: unknown }>
type Content = Pick<Message, 'title' | 'lead'> & Partial<Pick<Message, 'facts' | 'sections' | 'leftOut'>>

const MAX_TITLE = 150
const MAX_LOGIN = 60
const MAX_TEXT = 2000

/** What news says in a language; pure. */
export function compose(news: News, language: Language, composing: Composing): Message {
  const texts = TEXTS[language]
  const { facts = [], sections = [], leftOut, title, lead } = contentOf(news, texts, composing)
  const url = linkTo(news, composing.consoleUrl)
  return {
    language,
    title: cutAt(title, MAX_TITLE),
    lead,
    facts,
    sections,
    leftOut: leftOut ?? ((shown) => (shown < sections.length ? '…' : undefined)),
    ...(url !== undefined && {
      link: { text: 'review' in news || 'bulk' in news ? texts.open : texts.openAll, url },
    }),
    footer: [
      ...(news.kind === 'digest' ? [texts.trail(news.trail.number, oneLine(news.trail.hash, 100))] : []),
      texts.footer,
    ],
  }
}

/** Where the console shows what it is about; `undefined` where there is no console. */
export function linkTo(news: News, consoleUrl: string | undefined): string | undefined {
  if (consoleUrl === undefined) return undefined
  if ('bulk' in news) return `${consoleUrl}/bulk/${news.bulk.bulkId}`
  return 'review' in news ? `${consoleUrl}/reviews/${news.review.reviewId}` : `${consoleUrl}/`
}

function contentOf(news: News, texts: Texts, composing: Composing): Content {
  if ('review' in news) {
    const content = reviewContent(news, texts, composing)
    const { facts = [], sections = [] } = content
    return {
      ...content,
      facts: [...reviewFacts(news, texts, composing), ...facts],
      sections: [...sections, ...findingsSection(news.review, texts)],
    }
  }
  if ('bulk' in news) return bulkContent(news, texts)
  if (news.kind === 'digest') {
    return {
      title: texts.titles.digest(news.count),
      lead: texts.leads.digest,
      ...digestSections(news, texts, composing),
    }
  }
  if (news.kind === 'test') {
    return { title: texts.titles.test, lead: texts.leads.test(oneLine(news.by, MAX_LOGIN)) }
  }
  return alertContent(news, texts, composing)
}

/** A decision on several reports that a second person confirms. */
function bulkContent(news: AboutBulk, texts: Texts): Content {
  const { titles, leads } = texts
  const { action, count, reason } = news.bulk
  const sums = news.bulk.sums.map(({ amount, currency }) => moneyText(texts, amount, currency)).join(', ')
  const by = oneLine(news.by, MAX_LOGIN)
  const what = titles.several[action](count)
  return {
    title: titles.bulk[news.kind](what),
    lead: leads.bulk[news.kind](by),
    facts: [
      ...(sums === '' ? [] : [{ label: texts.labels.total, value: sums }]),
      ...actedFacts(reason, texts),
    ],
  }
}

function alertContent(news: AboutAlert, texts: Texts, { timeZone }: Composing): Content {
  const one = texts.alerts[news.cause](oneLine(news.subject, 100), news.count)
  const isOfMany = news.cause !== 'notifications waiting' && news.count > 1
  const sentence = isOfMany ? texts.andOthers(one, news.count - 1) : one
  const isOver = news.kind === 'alert ended'
  return {
    title: isOver ? texts.titles.alertEnded(sentence) : texts.titles.alert(sentence),
    lead: isOver ? texts.leads.alertEnded : texts.leads.alert,
    facts: alertFacts(news, texts, timeZone),
  }
}

function reviewContent(news: AboutReview, texts: Texts, { timeZone }: Composing): Content {
  const { titles, leads } = texts
  const what = whatOf(news.review, texts)
  if (news.kind === 'held') {
    const changes = changesSection(news, texts)
    return changes.length === 0
      ? { title: titles.held(what), lead: leads.held }
      : { title: titles.heldAgain(what), lead: leads.heldAgain, sections: changes }
  }
  if (news.kind === 'still held') {
    return { title: titles.stillHeld(what, news.workingDays), lead: leads.stillHeld }
  }
  const by = oneLine(news.by, MAX_LOGIN)
  if (news.kind === 'decided') {
    return {
      title: titles.decided[news.action](what),
      lead: leads.decided(by, timeText(texts, news.undoUntil, timeZone, true)),
      facts: actedFacts(news.reason, texts),
    }
  }
  if (news.kind === 'carried out') {
    return { title: titles.carriedOut[news.action](what), lead: leads.carriedOut(by) }
  }
  if (news.kind === 'not carried out') {
    return {
      title: titles.notCarriedOut(what),
      lead: leads.notCarriedOut[news.cause](by),
      facts: actedFacts(news.reason, texts),
      sections: changesSection(news, texts),
    }
  }
  return news.kind === 'returned'
    ? { title: titles.returned(what), lead: leads.returned(by) }
    : talkContent(news, what, texts)
}

/** A question, or its answer with the question below it. */
function talkContent(
  news: Extract<News, { readonly kind: 'asked' | 'answered' }>,
  what: string,
  { titles, leads, labels }: Texts,
): Content {
  const by = oneLine(news.by, MAX_LOGIN)
  const of = oneLine(news.of, MAX_LOGIN)
  const question = quoted(labels.question, news.question)
  return news.kind === 'asked'
    ? { title: titles.asked(what), lead: leads.asked(by, of), sections: question }
    : {
        title: titles.answered(what),
        lead: leads.answered(by, of),
        sections: [...quoted(labels.answer, news.answer), ...question],
      }
}

function quoted(heading: string, text: string | undefined): readonly Section[] {
  return text === undefined ? [] : [{ heading, lines: linesOf(text, MAX_TEXT) }]
}
