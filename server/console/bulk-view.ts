import { bulkSums, type KeptBulk } from '../record/bulk-decision.ts'
import type { Amount } from '../record/listing.ts'
import { decidesOnReports } from '../record/may-decide.ts'
import type { Person } from '../record/person.ts'
import type { Database } from '../store/database.ts'
import { createBulkDecisions } from '../store/decisions/bulk-decisions.ts'
import { bulkRows } from '../store/decisions/bulk-rows.ts'
import { createPeople } from '../store/people/people.ts'
import type { ConsoleActor } from './actor.ts'
import { type BulkProgress, bulkProgress } from './bulk-progress.ts'
import { inScope } from './in-scope.ts'
import { judgedActor } from './judged-actor.ts'

/** A decision on several reviews, as somebody sees it. */
export interface BulkView {
  readonly bulk: KeptBulk
  /** Of the totals of its reports. */
  readonly sums: readonly Amount[]
  readonly isOwn: boolean
  /** Why it cannot be confirmed by anybody: who decided so has no account any more, or another role. */
  readonly voidFor?: 'removed' | 'role'
  /** Whether they can confirm it, or put it away where it is void. */
  readonly mayConfirm: boolean
  /** Whether some of it was left undone, by a process that ended, and they can have it done. */
  readonly mayGoOn: boolean
}

/** The same, with what becomes of each of its reviews. */
export interface FollowedBulk extends BulkView {
  readonly progress: BulkProgress
}

/** The decision of that number; nothing if not all of its reports are in the scope of who asks. */
export async function readBulk(
  db: Database,
  actor: ConsoleActor,
  id: number,
  now: Date,
): Promise<FollowedBulk | undefined> {
  const kept = await createBulkDecisions(db).find(id)
  const view = kept && (await viewOf(db, actor, kept))
  return view && { ...view, progress: bulkProgress(view.bulk, await bulkRows(db, view.bulk), now) }
}

/** Those that wait for a second person or are void, as far as all of their reports are in the scope of who asks. */
export async function readWaiting(db: Database, actor: ConsoleActor): Promise<readonly BulkView[]> {
  const views = []
  for (const each of await createBulkDecisions(db).waiting()) views.push(await viewOf(db, actor, each))
  return views.filter((view) => view !== undefined)
}

/** Whether somebody has proposed it: a login that was given to another person since is another person. */
export function isOwn({ by, state }: KeptBulk, { login }: Person): boolean {
  return by === login && state !== 'void'
}

/** Whether they can have done what a process that ended has left of it. */
export function isToGoOn({ state, by, endedBy }: KeptBulk, { login }: Person): boolean {
  return (state === 'decided' && by === login) || (state === 'confirmed' && endedBy === login)
}

/** Why it cannot be confirmed by anybody. @param first Who has that login now. */
export function voidReason({ state }: KeptBulk, first: Person | undefined): BulkView['voidFor'] {
  if (state === 'void' || first === undefined) return 'removed'
  return decidesOnReports(first) ? undefined : 'role'
}

async function viewOf(db: Database, actor: ConsoleActor, kept: KeptBulk): Promise<BulkView | undefined> {
  const { person } = actor
  const reviews = kept.content.reviews.map(({ id }) => ({ id }))
  if ((await inScope(db, person, reviews)).length < reviews.length) return undefined
  const ids = reviews.map(({ id }) => id)
  const waits = kept.state === 'proposed' || kept.state === 'void'
  const voidFor = waits ? voidReason(kept, await createPeople(db).find(kept.by)) : undefined
  return {
    bulk: kept,
    sums: bulkSums(await createBulkDecisions(db).reviews(ids)),
    isOwn: isOwn(kept, person),
    ...(voidFor !== undefined && { voidFor }),
    mayConfirm: waits && !isOwn(kept, person) && (await mayDecideOnAll(db, actor, ids)),
    mayGoOn: isToGoOn(kept, person),
  }
}

async function mayDecideOnAll(db: Database, actor: ConsoleActor, ids: readonly number[]): Promise<boolean> {
  if (!decidesOnReports(actor.person)) return false
  const { forbids } = judgedActor(db, actor)
  for (const id of ids) if ((await forbids(id)) !== undefined) return false
  return true
}
