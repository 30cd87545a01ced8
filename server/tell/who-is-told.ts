import { type Destination, destinationKey } from '../record/destination.ts'
import type { News } from '../record/news.ts'
import type { Person } from '../record/person.ts'
import { type PeopleFile, type Recipient, TELL_AT_ONCE, type TellRow } from './people-file.ts'

/** What is known besides the people file. */
export interface Audience {
  /** Somebody of `people`; `undefined` if nobody has that login. */
  readonly person: (login: string) => Pick<Person, 'login' | 'email' | 'scope'> | undefined
  /** Whether the report that the news is about is among those; of what has no report always. @param scope See `readScope`. */
  readonly isInScope: (scope: string) => boolean
  /** Whether mails are sent at all. */
  readonly hasMail: boolean
}

/**
 * Where news goes: to each row of the people file that asks for it, and by mail to whom it concerns: who is asked, who
 * gets an answer, whose decision was not carried out, whose report has come back, who can confirm a decision on several, whose decision that is. Each destination once, in the language of its first row. Pure.
 */
export function whoIsTold(news: News, file: PeopleFile, audience: Audience): readonly Destination[] {
  const asked = file.rows.filter((row) => asksFor(row, news) && isMeant(row, audience))
  const found = [
    ...asked.map(({ recipient, language }) => destinationOf(recipient, language, audience)),
    ...concerned(news).map((login) =>
      destinationOf({ kind: 'person', login }, languageOf(login, file), audience),
    ),
  ].filter((each) => each !== undefined)
  return [...Map.groupBy(found, destinationKey).values()].flatMap(([first]) => first ?? [])
}

/**
 * Where a recipient is told.
 * @returns `undefined` for somebody who is not known or has no e-mail address, or where no mails are sent.
 */
export function destinationOf(
  recipient: Recipient,
  language: Destination['language'],
  { person, hasMail }: Pick<Audience, 'person' | 'hasMail'>,
): Destination | undefined {
  if (recipient.kind === 'address') return { way: recipient.way, name: recipient.name, language }
  const email = person(recipient.login)?.email
  return email === undefined || !hasMail ? undefined : { way: 'mail', name: email, language }
}

/** Whether the report is among those of the row, and among those that its person may see. */
export function isMeant({ scope, recipient }: TellRow, { person, isInScope }: Audience): boolean {
  const own = recipient.kind === 'person' ? person(recipient.login)?.scope : undefined
  return [scope, own].every((each) => each === undefined || isInScope(each))
}

function asksFor(row: TellRow, news: News): boolean {
  if (news.kind === 'still held') return row.stillHeldAfter === news.workingDays
  return TELL_AT_ONCE.some((kind) => kind === news.kind && row.news.has(kind))
}

function concerned(news: News): readonly string[] {
  if (news.kind === 'to confirm') return news.of
  if (news.kind === 'confirmed' || news.kind === 'rejected') return [news.of]
  if (news.kind === 'asked' || news.kind === 'answered') return [news.of]
  if (news.kind === 'not carried out') return [news.by]
  return news.kind === 'returned' ? [news.review.assignee ?? news.by] : []
}

function languageOf(login: string, { rows, language }: PeopleFile): Destination['language'] {
  const row = rows.find(({ recipient }) => recipient.kind === 'person' && recipient.login === login)
  return row?.language ?? language
}
