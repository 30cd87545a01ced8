import type { Database } from '../database.ts'
import { LeaseLostError } from '../lease-lost-error.ts'

/** An update of a review that is still as its worker knows it: theirs, with that result or none. */
export function ours(
  db: Database,
  {
    id,
    worker,
    result,
  }: { readonly id: number; readonly worker: string | null; readonly result: string | null },
) {
  return db
    .updateTable('review')
    .where('id', '=', id)
    .where('worker', 'is not distinct from', worker)
    .where('result', 'is not distinct from', result)
}

/** Why it has changed nothing. */
export function notOurs(): LeaseLostError {
  return new LeaseLostError('another worker has the review')
}
