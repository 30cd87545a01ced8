import { hash } from 'node:crypto'
import { ERASED } from '../../personal-data/erase-facts.ts'
import { foldName } from '../../personal-data/folded-text.ts'
import { type NameFinder, type Names, nameFinder, textFinder } from '../../personal-data/names.ts'
import { type NamedIn, peopleIn } from '../../personal-data/people-in-document.ts'
import { inOrder } from '../../personal-data/replace-in.ts'
import { unpack } from '../../report/packed.ts'
import type { Database } from '../database.ts'
import { SEARCHED_PLACES, type SearchedPlace } from './places.ts'
import { changeRow, rowsOfReview } from './rows.ts'
import { type Row, treatRow } from './treat.ts'

/** How much was changed, by table. */
export type Counts = Record<string, number>

/**
 * Takes all people and what they wrote out of a review: its owner becomes the pseudonym, everybody else and every text
 * nothing. Amounts, days, codes, what was decided and what was written to Concur stay; of a document that is taken away
 * the length and the SHA-256 are kept, so that a copy of it can still be told to be the one.
 * @param trx A transaction: half of it would be lost, for it is not known again by its names.
 */
export async function eraseReview(
  trx: Database,
  reviewId: number,
  owner: Names,
  pseudonym: string,
  now: Date,
  counts: Counts,
): Promise<void> {
  const rows = await allRows(trx, reviewId)
  const finder = finderOf(owner, await namedIn(rows), pseudonym)
  const wanted = { finder, ownAs: pseudonym }
  for (const { place, row } of rows) {
    const change = await treatRow(place, row, wanted)
    if (change === undefined) continue
    counts[place.table] = (counts[place.table] ?? 0) + 1
    const columns = { ...change.columns, ...(await tombstone(row, change.columns)) }
    await changeRow(trx, place, row, { ...change, columns }, wanted)
  }
  await trx.updateTable('review').set({ erased_at: now.getTime() }).where('id', '=', reviewId).execute()
}

/** Counts what {@link eraseReview} would change. */
export async function countReview(
  db: Database,
  reviewId: number,
  owner: Names,
  counts: Counts,
): Promise<void> {
  const rows = await allRows(db, reviewId)
  const finder = finderOf(owner, await namedIn(rows), ERASED)
  for (const { place, row } of rows) {
    const change = await treatRow(place, row, { finder, ownAs: ERASED })
    if (change !== undefined) counts[place.table] = (counts[place.table] ?? 0) + 1
  }
}

interface PlacedRow {
  readonly place: SearchedPlace & { readonly review: string }
  readonly row: Row
}

async function allRows(db: Database, reviewId: number): Promise<readonly PlacedRow[]> {
  const found: PlacedRow[] = []
  for (const { review, ...place } of SEARCHED_PLACES) {
    if (review === undefined) continue
    const placed = { ...place, review }
    for (const row of await rowsOfReview(db, placed, reviewId)) found.push({ place: placed, row })
  }
  return found
}

/** Everybody whom the facts and documents of a review name, and all that is written there. */
async function namedIn(rows: readonly PlacedRow[]): Promise<Omit<NamedIn, 'owner'>> {
  const names = new Set<string>()
  const texts = new Set<string>()
  for (const { place, row } of rows) {
    for (const [column, treatment] of place.columns) {
      const value = row[column] ?? null
      if (treatment === 'title' && typeof value === 'string') texts.add(value)
      if ((treatment !== 'facts' && treatment !== 'reading') || !(value instanceof Uint8Array)) continue
      const named = peopleIn(await unpack(value))
      for (const name of named.names) names.add(name)
      for (const text of named.texts) texts.add(text)
    }
  }
  return { names: [...names], texts: [...texts] }
}

/** What was written first: it may hold names. */
function finderOf(owner: Names, { names, texts }: Omit<NamedIn, 'owner'>, pseudonym: string): NameFinder {
  const own = new Set(owner.names.map(foldName))
  const others = names.filter((name) => !own.has(foldName(name)))
  return inOrder([
    textFinder(texts, ERASED),
    nameFinder(owner, pseudonym, true),
    nameFinder({ ids: [], names: others }, ERASED, true),
  ])
}

/** What is kept of a document that is gone. */
async function tombstone(
  row: Row,
  changed: Readonly<Record<string, unknown>>,
): Promise<{ readonly detail?: string }> {
  const { document } = row
  if (!('document' in changed) || !(document instanceof Uint8Array)) return {}
  const bytes = await unpack(document)
  const erased = { bytes: bytes.length, sha256: hash('sha256', bytes) }
  const kept: unknown = typeof changed['detail'] === 'string' ? JSON.parse(changed['detail']) : detailOf(row)
  return { detail: JSON.stringify({ ...(typeof kept === 'object' && kept), erasedDocument: erased }) }
}

function detailOf({ detail }: Row): unknown {
  return typeof detail === 'string' ? JSON.parse(detail) : {}
}
