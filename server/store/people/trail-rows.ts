import type { Database } from '../database.ts'

/** Rows of the trail with their names, each of which may be gone. */
export function trailRows(db: Database) {
  return db
    .selectFrom('trail')
    .leftJoin('trail_name as of_who', (join) =>
      join.onRef('of_who.trail_id', '=', 'trail.id').on('of_who.part', '=', 'who'),
    )
    .leftJoin('trail_name as of_via', (join) =>
      join.onRef('of_via.trail_id', '=', 'trail.id').on('of_via.part', '=', 'via'),
    )
    .leftJoin('trail_name as of_whom', (join) =>
      join.onRef('of_whom.trail_id', '=', 'trail.id').on('of_whom.part', '=', 'whom'),
    )
    .selectAll('trail')
    .select(['of_who.name as who', 'of_who.salt as who_salt'])
    .select(['of_via.name as via', 'of_via.salt as via_salt'])
    .select(['of_whom.name as whom', 'of_whom.salt as whom_salt'])
}
