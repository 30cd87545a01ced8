import type { TrailCheck, TrailHead, TrailProblem } from '../../record/trail.ts'
import type { Database } from '../database.ts'
import { NO_ROW_HASH, nameHash, rowHash } from './trail-hash.ts'
import { trailRows } from './trail-rows.ts'

/** Rows that are in memory at one time. */
const BATCH = 500
/** More than these are one cause, and a longer list helps nobody. */
const MAX_PROBLEMS = 100

/** Verifies the trail, see `Trail.verify`. */
export async function verifyTrail(db: Database, known?: TrailHead): Promise<TrailCheck> {
  const problems: TrailProblem[] = []
  let head: TrailHead = { number: 0, hash: NO_ROW_HASH }
  let [rows, erasedNames] = [0, 0]
  for await (const row of allRows(db)) {
    problems.push(...problemsOf(row, head))
    if (row.id === known?.number && row.hash !== known.hash)
      problems.push({ number: row.id, kind: 'not as known' })
    rows += 1
    erasedNames += namesOf(row).filter(isErased).length
    head = { number: row.id, hash: row.hash }
  }
  if (known !== undefined && known.number > head.number)
    problems.push({ number: head.number + 1, kind: 'cut' })
  return { rows, head, erasedNames, problems: problems.slice(0, MAX_PROBLEMS) }
}

type Row = Awaited<ReturnType<ReturnType<typeof trailRows>['execute']>>[number]

async function* allRows(db: Database): AsyncGenerator<Row> {
  let after = 0
  for (;;) {
    const batch = await trailRows(db).where('trail.id', '>', after).orderBy('trail.id').limit(BATCH).execute()
    yield* batch
    const last = batch.at(-1)
    if (last === undefined) return
    after = last.id
  }
}

function problemsOf(row: Row, before: TrailHead): readonly TrailProblem[] {
  const { id: number } = row
  const isMissing = number !== before.number + 1
  const kinds: TrailProblem['kind'][] = []
  if (rowHash(row) !== row.hash) kinds.push('changed')
  // After a gap it is plain why.
  else if (!isMissing && row.previous_hash !== before.hash) kinds.push('unlinked')
  if (!namesOf(row).every(isAsHashed)) kinds.push('name changed')
  return [
    ...(isMissing ? [{ number: before.number + 1, kind: 'missing' } as const] : []),
    ...kinds.map((kind) => ({ number, kind })),
  ]
}

interface Name {
  readonly part: 'who' | 'via' | 'whom'
  readonly hash: string | null
  readonly name: string | null
  readonly salt: string | null
}

function namesOf(row: Row): readonly Name[] {
  return [
    { part: 'who', hash: row.who_hash, name: row.who, salt: row.who_salt },
    { part: 'via', hash: row.via_hash, name: row.via, salt: row.via_salt },
    { part: 'whom', hash: row.whom_hash, name: row.whom, salt: row.whom_salt },
  ]
}

function isErased({ name, salt }: Name): boolean {
  return name !== null && salt === null
}

function isAsHashed({ part, hash, name, salt }: Name): boolean {
  if (hash === null || name === null) return hash === null && name === null
  return salt === null || nameHash(salt, part, name) === hash
}
