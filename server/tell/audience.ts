import type { Destination } from '../record/destination.ts'
import type { News } from '../record/news.ts'
import { isInScope } from '../review/judge-person.ts'
import { keptFacts } from '../review/kept-facts.ts'
import type { Database } from '../store/database.ts'
import { createPeople } from '../store/people/people.ts'
import type { UntoldBulk } from '../store/telling/untold-bulks.ts'
import { whoMayConfirm } from './news-of-bulk.ts'
import type { PeopleFile, TellRow } from './people-file.ts'
import { destinationOf, isMeant, whoIsTold } from './who-is-told.ts'

/** Who is told, as it is now. */
export interface Audience {
  readonly file: PeopleFile
  /** Where news goes. @param reviewIds Of the reviews that it is about, if it is about any: whoever hears of it may see them all. */
  readonly destinationsOf: (news: News, reviewIds?: readonly number[]) => Promise<readonly Destination[]>
  /** See {@link whoMayConfirm}. */
  readonly whoMayConfirm: (untold: UntoldBulk) => Promise<readonly string[]>
  /** Where a row of the people file is told; `undefined` if that is nowhere. */
  readonly destinationOf: (row: TellRow) => Destination | undefined
  /** Whether a review is one of those that a row is about. */
  readonly isMeant: (row: TellRow, reviewId: number) => Promise<boolean>
}

/** Reads who the people are. @param hasMail Whether mails are sent at all. */
export async function readAudience(db: Database, file: PeopleFile, hasMail: boolean): Promise<Audience> {
  const people = new Map((await createPeople(db).list()).map((person) => [person.login, person]))
  const person = (login: string) => people.get(login)
  const scopeTests = new Map<number, Promise<(scope: string) => boolean>>()

  return {
    file,
    async destinationsOf(news, reviewIds = []) {
      const tests = await Promise.all(reviewIds.map(scopeTestOf))
      const areInScope = (scope: string) => tests.every((test) => test(scope))
      return whoIsTold(news, file, { person, hasMail, isInScope: areInScope })
    },
    whoMayConfirm: (untold) => whoMayConfirm(db, untold),
    destinationOf: ({ recipient, language }) => destinationOf(recipient, language, { person, hasMail }),
    async isMeant(row, reviewId) {
      return isMeant(row, { person, hasMail, isInScope: await scopeTestOf(reviewId) })
    },
  }

  function scopeTestOf(reviewId: number): Promise<(scope: string) => boolean> {
    if (!asksForScope()) return Promise.resolve(() => true)
    const known = scopeTests.get(reviewId) ?? readScopeTest(db, reviewId)
    scopeTests.set(reviewId, known)
    return known
  }

  /** What is kept of a report need not be read for nothing. */
  function asksForScope(): boolean {
    return file.rows.some(
      ({ scope, recipient }) =>
        scope !== undefined || (recipient.kind === 'person' && person(recipient.login)?.scope !== undefined),
    )
  }
}

/** Where it cannot be told, as where nothing is kept any more, it is not: nobody hears of what is not theirs. */
async function readScopeTest(db: Database, reviewId: number): Promise<(scope: string) => boolean> {
  const facts = await keptFacts(db, reviewId)
  return (scope) => facts !== undefined && isInScope({ scope }, facts)
}
