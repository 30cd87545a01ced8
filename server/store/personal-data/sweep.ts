import { setTimeout as sleep } from 'node:timers/promises'
import { type Names, nameFinder } from '../../personal-data/names.ts'
import { type Database, lockTexts } from '../database.ts'
import type { Counts } from './erase-review.ts'
import { SEARCHED_PLACES, type SearchedPlace } from './places.ts'
import { changeRow, rowsAfter } from './rows.ts'
import { type Row, type RowChange, treatRow, type Wanted } from './treat.ts'

/** Rows in memory at one time; some carry a document. */
const BATCH = 100
/** So long others have the database to themselves after a batch that was changed. */
const PAUSE_MS = 20
/** How many batches without a name pass before it is noted how far it is. */
const NOTED_EVERY = 50

/** How far a person has been looked for. */
export interface Mark {
  /** `null` before the first table. */
  readonly place: string | null
  readonly after: number
}

/** Whom to look for, and where not by name. */
export interface Searched extends Names {
  readonly namesakes: ReadonlySet<number>
}

/** Told of each batch, in its transaction where something is changed. */
export type OnBatch = (db: Database, mark: Mark) => Promise<void>

/** How to look. */
export interface SweepOptions {
  /** Only count. */
  readonly isDry: boolean
  readonly onBatch: OnBatch
  /** Leave out what belongs to these. */
  readonly exceptReviews?: ReadonlySet<number>
  /** Ends it after the batch in hand. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Looks through everything from there on, and puts the pseudonym in the place of the person.
 * @returns Whether all was looked through.
 */
export async function sweep(
  db: Database,
  searched: Searched,
  pseudonym: string,
  from: Mark,
  counts: Counts,
  { isDry, onBatch, exceptReviews, signal }: SweepOptions,
): Promise<boolean> {
  const wantedIn = wantedFor(searched, pseudonym)
  const start = Math.max(
    0,
    SEARCHED_PLACES.findIndex(({ table }) => table === from.place),
  )
  for (const place of SEARCHED_PLACES.slice(start)) {
    let after = place.table === from.place ? from.after : 0
    for (let batch = 1; ; batch += 1) {
      if (signal?.aborted === true) return false
      const rows = await rowsAfter(db, place, after, BATCH)
      const last = rows.at(-1)
      if (last === undefined) break
      after = Number(last[place.key])
      const others = rows.filter((row) => !belongsTo(exceptReviews, place, row))
      const changes = await changesOf(place, others, wantedIn)
      if (changes.length > 0) counts[place.table] = (counts[place.table] ?? 0) + changes.length
      if (isDry) continue
      const mark = { place: place.table, after }
      if (changes.length > 0) {
        await db.transaction().execute(async (trx) => {
          await lockTexts(trx, ['erasures'])
          for (const { row, change, wanted } of changes) await changeRow(trx, place, row, change, wanted)
          await onBatch(trx, mark)
        })
        await sleep(PAUSE_MS)
      } else if (batch % NOTED_EVERY === 0) await onBatch(db, mark)
    }
  }
  return true
}

function belongsTo(reviews: ReadonlySet<number> | undefined, { review }: SearchedPlace, row: Row): boolean {
  return review !== undefined && reviews?.has(Number(row[review])) === true
}

interface FoundChange {
  readonly row: Row
  readonly change: RowChange
  readonly wanted: Wanted
}

async function changesOf(
  place: SearchedPlace,
  rows: readonly Row[],
  wantedIn: (place: SearchedPlace, row: Row) => Wanted,
): Promise<readonly FoundChange[]> {
  const changes: FoundChange[] = []
  for (const row of rows) {
    const wanted = wantedIn(place, row)
    const change = await treatRow(place, row, wanted)
    if (change !== undefined) changes.push({ row, change, wanted })
  }
  return changes
}

/** What belongs to somebody of the same name keeps that name. */
function wantedFor({ ids, names, namesakes }: Searched, pseudonym: string) {
  const anywhere = { finder: nameFinder({ ids, names }, pseudonym) }
  const atNamesakes = { finder: nameFinder({ ids, names: [] }, pseudonym) }
  return ({ review }: SearchedPlace, row: Row): Wanted =>
    review !== undefined && namesakes.has(Number(row[review])) ? atNamesakes : anywhere
}
