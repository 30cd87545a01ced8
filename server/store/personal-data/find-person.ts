import { foldName } from '../../personal-data/folded-text.ts'
import type { Names } from '../../personal-data/names.ts'
import type { Database } from '../database.ts'
import { knownUsers } from './concur-users.ts'
import { ownedReviews } from './owners.ts'

/** A person as they stand in the database. */
export interface KnownPerson extends Names {
  /** The number of their account here, if they have one. */
  readonly accountId?: number
  /** Reviews of their reports and requests, by number. */
  readonly reviews: readonly number[]
  /** Reviews of others who are called the same: of these, only ids tell. */
  readonly namesakes: ReadonlySet<number>
  /** Reviews of which no id is kept, by somebody of that name, which more people than one have. */
  readonly unclear: readonly number[]
}

/** Reviews of one owner. */
interface Group {
  readonly ids: readonly string[]
  readonly name?: string
  readonly reviews: number[]
}

/**
 * Finds all that a person is known by: what one review says of them leads to others.
 * @param ids A login, an e-mail address, an employee id or Concur's id of a user; letter case does not matter.
 */
export async function findKnownPerson(db: Database, ids: readonly string[]): Promise<KnownPerson> {
  const groups = await groupsOf(db)
  const accounts = await accountsOf(db)
  const known = new Map(ids.map((id) => [foldName(id), id]))
  const mine = new Set<Group>()
  let account: (typeof accounts)[number] | undefined
  for (let before = -1; before !== known.size + mine.size; ) {
    before = known.size + mine.size
    account ??= accounts.find((each) => each.ids.some((id) => known.has(foldName(id))))
    for (const id of account?.ids ?? []) known.set(foldName(id), known.get(foldName(id)) ?? id)
    for (const group of groups) {
      if (mine.has(group) || !group.ids.some((id) => known.has(foldName(id)))) continue
      mine.add(group)
      for (const id of group.ids) known.set(foldName(id), known.get(foldName(id)) ?? id)
    }
  }
  const names = [account, ...mine].flatMap((each) => each?.name ?? [])
  return {
    ids: [...known.values()],
    names: [...new Set(names)],
    ...(account !== undefined && { accountId: account.id }),
    ...byName(groups, mine, names, known),
  }
}

/** What is only known by the name, and whose it may be. */
function byName(
  groups: readonly Group[],
  mine: ReadonlySet<Group>,
  names: readonly string[],
  known: ReadonlyMap<string, string>,
): Pick<KnownPerson, 'reviews' | 'namesakes' | 'unclear'> {
  const called = new Set(names.map(foldName))
  const sameName = groups.filter(
    (group) =>
      !mine.has(group) &&
      group.name !== undefined &&
      (called.has(foldName(group.name)) || known.has(foldName(group.name))),
  )
  const others = sameName.filter(({ ids }) => ids.length > 0).flatMap(({ reviews }) => reviews)
  const nameless = sameName.filter(({ ids }) => ids.length === 0).flatMap(({ reviews }) => reviews)
  const own = [...mine].flatMap(({ reviews }) => reviews)
  return {
    reviews: [...own, ...(others.length === 0 ? nameless : [])].toSorted((a, b) => a - b),
    namesakes: new Set(others),
    unclear: others.length === 0 ? [] : nameless,
  }
}

async function groupsOf(db: Database): Promise<readonly Group[]> {
  const groups = new Map<string, Group>()
  for await (const { reviewId, owner } of ownedReviews(db)) {
    const key = JSON.stringify([owner.ids, owner.name])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { ...owner, reviews: [reviewId] })
    else group.reviews.push(reviewId)
  }
  // Of version 4 a report names its owner by the id of a user alone.
  for (const user of await knownUsers(db)) groups.set(`user ${user.userId}`, { ...user, reviews: [] })
  return [...groups.values()]
}

async function accountsOf(db: Database) {
  const rows = await db.selectFrom('person').select(['id', 'login', 'email', 'employee_id', 'name']).execute()
  return rows.map(({ id, login, email, employee_id, name }) => ({
    id,
    name,
    ids: [login, email, employee_id].filter((each) => each !== null),
  }))
}
