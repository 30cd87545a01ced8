import { sumsOf } from '../record/amounts-in-question.ts'
import type { Amount } from '../record/listing.ts'
import type { Person, PersonLine } from '../record/person.ts'
import type { QueueEntry } from '../record/queue-entry.ts'
import { startAfterWorkingDays } from '../record/working-days.ts'
import { type Money, parseDecimal } from '../report/money.ts'
import { scopeOf } from '../review/judge-person.ts'
import { type Database, inSnapshot } from '../store/database.ts'
import { createBulkDecisions } from '../store/decisions/bulk-decisions.ts'
import { createSavedViews } from '../store/people/saved-views.ts'
import { MAX_HELD, MAX_OTHERS, queueDetails, queueEntries, queueStamp } from '../store/reviews/queue.ts'
import { personActor } from './actor.ts'
import { readWaiting } from './bulk-view.ts'
import { FILTER_FIELDS, isFound, type QueueFilter, readQueueFilter, SAVED_FIELDS } from './queue-filter.ts'
import { inQueueOrder } from './queue-order.ts'
import { type Picked, pickOf } from './queue-pick.ts'
import { inQuestionOf, type QueueRow, queueRow } from './queue-row.ts'
import { isInView, type Onlooker, QUEUE_VIEWS, type QueueView } from './queue-views.ts'

/** What somebody wants to see of the queue. */
export interface QueueWish {
  readonly view: QueueView
  /** The address names a view that is none. */
  readonly isUnknown?: boolean
  /** The number of one of their own views, in place of all that. */
  readonly saved?: number
  /** What the view is narrowed to, as it stands in the address; untrusted. */
  readonly filter?: Readonly<Record<string, unknown>>
  /** Words to be found in the whole queue, whatever the view. */
  readonly search?: string
  /** From 1; beyond the last it is the last. */
  readonly page?: number
}

/** How many entries a view has. */
export interface ViewCount {
  readonly view: QueueView
  readonly count: number
  /** There are more than are counted. */
  readonly isMore: boolean
}

/** A view that the person has made, and how many entries it has. */
export interface SavedCount {
  readonly id: number
  readonly name: string
  readonly count: number
}

/** What the entries of a view come to in one currency. */
export interface CurrencyTotal {
  readonly currency: string
  /** Whose total is in that currency. */
  readonly reports: number
  /** Exact decimals. */
  readonly total: string
  readonly inQuestion: string
}

/** A page of the queue. */
export interface QueuePage {
  readonly view: QueueView
  readonly views: readonly ViewCount[]
  /** The number of the own view that is shown. */
  readonly savedId: number | undefined
  readonly saved: readonly SavedCount[]
  readonly filter: QueueFilter
  /** What is wrong with the filter, each beginning with its field; then nothing is listed. */
  readonly problems: readonly string[]
  readonly search: string | undefined
  readonly rows: readonly QueueRow[]
  /** Of all pages, not of this one alone. */
  readonly totals: readonly CurrencyTotal[]
  readonly count: number
  readonly page: number
  readonly pages: number
  /** What it can be narrowed to. */
  readonly known: { readonly rules: readonly string[]; readonly steps: readonly string[] }
  /** How many decisions on several wait for a second person who they can be, and how many of their own do. */
  readonly together: { readonly toConfirm: number; readonly ownWaiting: number }
  /** Names the queue as it was shown, see `queueStamp`. */
  readonly stamp: string
}

/** What the queue needs. */
export interface QueueDeps {
  readonly db: Database
  /** An IANA name. */
  readonly timeZone: string
  /** The field of reports that holds the cost centre, such as `custom7`. */
  readonly costCentre: () => string | undefined
  readonly now: () => Date
}

/** The queue, as each person sees it. */
export interface Queue {
  page(person: PersonLine, wish: QueueWish): Promise<QueuePage>
  /** Those that somebody wants to decide on together, as far as they see them. `seen`: see `BulkDecisions`. */
  pick(
    person: PersonLine,
    ids: readonly number[],
  ): Promise<Picked & { readonly totals: readonly CurrencyTotal[]; readonly seen: string }>
}

const PAGE_ROWS = 50
/** More cannot be chosen from. */
const MAX_KNOWN = 50

/** Each of them is read from one moment of the store, in few statements however many rows there are. */
export function createQueue(deps: QueueDeps): Queue {
  const { db, timeZone, now } = deps
  return {
    page: (person, wish) => inSnapshot(db, (snapshot) => readPage({ ...deps, db: snapshot }, person, wish)),

    pick: (person, ids) =>
      inSnapshot(db, async (snapshot) => {
        const all = await queueEntries(snapshot, startAfterWorkingDays(0, now(), timeZone))
        const picked = pickOf(all.filter(visibleTo(person)), ids)
        // What is gone from the list is not decided on, so that it is no part of what is seen.
        const left = picked.entries.map(({ id }) => id)
        const seen = await createBulkDecisions(snapshot).seen(left)
        return { ...picked, totals: totalsOf(picked.entries), seen }
      }),
  }
}

async function readPage(
  { db, timeZone, now, costCentre }: QueueDeps,
  person: PersonLine,
  wish: QueueWish,
): Promise<QueuePage> {
  const at = now()
  const stamp = await queueStamp(db)
  const together = await readWaiting(db, personActor(person))
  const onlooker = { login: person.login, now: at }
  const all = await queueEntries(db, startAfterWorkingDays(0, at, timeZone))
  const entries = all.filter(visibleTo(person))
  const saved = (await createSavedViews(db).of(person.id)).map((each) => ({
    ...each,
    choice: choiceOf({ view: viewOf(each.filter), filter: each.filter }, SAVED_FIELDS, onlooker, timeZone),
  }))
  const own = wish.search === undefined ? saved.find(({ id }) => id === wish.saved) : undefined
  const choice = own?.choice ?? choiceOf(wish, FILTER_FIELDS, onlooker, timeZone)
  const found = wish.search === undefined ? entries.filter(choice.isMeant) : foundIn(entries, wish.search)
  const chosen = inQueueOrder(choice.view, found, at, timeZone)
  const { shown, ...paging } = pageOf(chosen, wish.page)
  const details = await queueDetails(
    db,
    shown.map(({ id }) => id),
  )
  const basis = { person, now: at, timeZone, costCentre: costCentre() }
  return {
    view: choice.view,
    views: QUEUE_VIEWS.map((view) => countOf(view, entries, onlooker)),
    savedId: own?.id,
    saved: saved.map(({ id, name, choice: { isMeant } }) => ({
      id,
      name,
      count: entries.filter(isMeant).length,
    })),
    filter: choice.filter,
    problems: choice.problems,
    search: wish.search,
    rows: shown.map((entry) => queueRow(entry, details.get(entry.id), basis)),
    totals: totalsOf(chosen),
    count: chosen.length,
    ...paging,
    known: {
      rules: distinct(entries.flatMap(({ rules }) => rules)),
      steps: distinct(entries.flatMap(({ stepName }) => stepName ?? [])),
    },
    together: {
      toConfirm: together.filter(({ mayConfirm }) => mayConfirm).length,
      ownWaiting: together.filter((each) => each.isOwn).length,
    },
    stamp,
  }
}

/** Which entries are meant by a view that is narrowed. */
interface Choice {
  readonly view: QueueView
  readonly filter: QueueFilter
  readonly problems: readonly string[]
  readonly isMeant: (entry: QueueEntry) => boolean
}

function choiceOf(
  { view, filter: given = {} }: Pick<QueueWish, 'view' | 'filter'>,
  fields: Parameters<typeof readQueueFilter>[1],
  onlooker: Onlooker,
  timeZone: string,
): Choice {
  const read = readQueueFilter(given, fields, onlooker.now, timeZone)
  if (!read.ok) return { view, filter: read.filter, problems: read.problems, isMeant: () => false }
  return {
    view,
    filter: read.filter,
    problems: [],
    isMeant: (entry) => isInView(view, entry, onlooker) && read.isMeant(entry),
  }
}

/** Which view an own one narrows. */
function viewOf({ view }: Readonly<Record<string, string>>): QueueView {
  return QUEUE_VIEWS.find((each) => each === view) ?? 'needs-review'
}

/** One that has several places is one report. */
function foundIn(entries: readonly QueueEntry[], words: string): readonly QueueEntry[] {
  const found = entries.filter((entry) => isFound(entry, words))
  return [...new Map(found.map((entry) => [entry.id, entry])).values()]
}

function pageOf(entries: readonly QueueEntry[], wanted = 1) {
  const pages = Math.max(1, Math.ceil(entries.length / PAGE_ROWS))
  const page = Math.min(Math.max(1, wanted), pages)
  return { shown: entries.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS), page, pages }
}

/** Where it cannot be told whether an entry is in the scope of the person, it is not. */
function visibleTo(person: Person): (entry: QueueEntry) => boolean {
  if (person.scope === undefined) return () => true
  const isInScope = scopeOf(person)
  return ({ header }) => header !== undefined && isInScope(header.scope)
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted().slice(0, MAX_KNOWN)
}

function countOf(view: QueueView, entries: readonly QueueEntry[], onlooker: Onlooker): ViewCount {
  const { length: count } = entries.filter((entry) => isInView(view, entry, onlooker))
  const isBounded = ['sent-back', 'trial', 'stuck', 'decided'].includes(view)
  return { view, count, isMore: count >= (isBounded ? MAX_OTHERS : MAX_HELD) }
}

/** Amounts of different currencies are never added. */
function totalsOf(entries: readonly QueueEntry[]): readonly CurrencyTotal[] {
  const totals = entries.flatMap(({ total, currency }) => moneyOf(total, currency))
  const questioned = entries.flatMap((entry) =>
    inQuestionOf(entry).flatMap(({ amount, currency }) => moneyOf(amount, currency)),
  )
  const inQuestion = byCurrency(sumsOf(questioned))
  const total = byCurrency(sumsOf(totals))
  return [...new Set([...total.keys(), ...inQuestion.keys()])].toSorted().map((currency) => ({
    currency,
    reports: entries.filter((entry) => entry.currency === currency).length,
    total: total.get(currency) ?? '0',
    inQuestion: inQuestion.get(currency) ?? '0',
  }))
}

function moneyOf(text: string | undefined, currency: string): readonly Money[] {
  const amount = parseDecimal(text ?? '')
  return amount === undefined ? [] : [{ amount, currency }]
}

function byCurrency(amounts: readonly Amount[]): ReadonlyMap<string, string> {
  return new Map(amounts.map(({ amount, currency }) => [currency, amount]))
}
