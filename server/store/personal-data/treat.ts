import { ERASED, eraseFacts } from '../../personal-data/erase-facts.ts'
import type { NameFinder } from '../../personal-data/names.ts'
import { replaceInBytes, replaceInJson } from '../../personal-data/replace-in.ts'
import { pack, unpack } from '../../report/packed.ts'
import type { SearchedPlace, Treatment } from './places.ts'

/** What a column holds. */
export type Value = string | number | Uint8Array | null
/** A row by its columns. */
export type Row = Readonly<Record<string, Value>>

/** Whom to look for in a row. */
export interface Wanted {
  readonly finder: NameFinder
  /** The row belongs to a review of that person, whose pseudonym this is. */
  readonly ownAs?: string
}

/** What a row is to be instead. */
export interface RowChange {
  readonly columns: Readonly<Record<string, Value>>
  /** How many names were replaced, and documents or texts taken away. */
  readonly count: number
}

/** What becomes of a row; `undefined` if it names nobody who is looked for. */
export async function treatRow(
  { columns }: Pick<SearchedPlace, 'columns'>,
  row: Row,
  wanted: Wanted,
): Promise<RowChange | undefined> {
  const changed: Record<string, Value> = {}
  let total = 0
  for (const [column, treatment] of columns) {
    const before = row[column] ?? null
    if (before === null) continue
    const { value, count } = await treat(treatment, before, wanted)
    if (count === 0) continue
    changed[column] = value
    total += count
  }
  return total === 0 ? undefined : { columns: changed, count: total }
}

interface Treated {
  readonly value: Value
  readonly count: number
}

async function treat(treatment: Treatment, value: Value, wanted: Wanted): Promise<Treated> {
  const { finder, ownAs } = wanted
  if (ownAs !== undefined) {
    const own = await treatOwn(treatment, value, ownAs, finder)
    if (own !== undefined) return own
  }
  if (typeof value === 'string') {
    const { text, count } = treatment === 'json' ? inJson(value, finder) : finder.replace(value)
    return { value: text, count }
  }
  if (!(value instanceof Uint8Array)) return { value, count: 0 }
  if (treatment === 'bytes') {
    const { bytes, count } = replaceInBytes(value, finder)
    return { value: bytes, count }
  }
  const { bytes, count } = replaceInBytes(await unpack(value), finder)
  return { value: count === 0 ? value : await pack(bytes), count }
}

/** `undefined` where it is treated as what belongs to others. */
async function treatOwn(
  treatment: Treatment,
  value: Value,
  pseudonym: string,
  finder: NameFinder,
): Promise<Treated | undefined> {
  if (treatment === 'owner') return { value: pseudonym, count: Number(value !== pseudonym) }
  if (treatment === 'title') return { value: ERASED, count: Number(value !== ERASED) }
  if (treatment === 'reading') return { value: null, count: 1 }
  if (treatment !== 'facts' || !(value instanceof Uint8Array)) return undefined
  const before = (await unpack(value)).toString()
  const erased = finder.replace(eraseFacts(before, pseudonym)).text
  return { value: await pack(erased), count: Number(erased !== before) }
}

/** What is no JSON, for whatever reason, is a text. */
function inJson(json: string, finder: NameFinder) {
  try {
    return replaceInJson(json, finder)
  } catch {
    return finder.replace(json)
  }
}
