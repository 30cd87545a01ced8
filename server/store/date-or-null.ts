/** A column of time as everybody but the database knows it. @param at Milliseconds since 1970 UTC. */
export function dateOrNull(at: number | null): Date | null {
  return at === null ? null : new Date(at)
}
