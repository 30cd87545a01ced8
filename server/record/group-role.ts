import type { Person } from './person.ts'

/** What the members of a group of the provider may do. */
export interface GroupRole extends Pick<Person, 'role' | 'scope' | 'maxAmounts'> {
  /** As the provider writes it in its claim. */
  readonly group: string
}

/**
 * The role of somebody: of the first row whose group they are in, so that the order of the rows decides.
 * @returns Nothing if there is none: they have no business here.
 */
export function roleOfGroups(
  groups: readonly string[],
  rows: readonly GroupRole[],
): Omit<GroupRole, 'group'> | undefined {
  const row = rows.find(({ group }) => groups.includes(group))
  if (row === undefined) return undefined
  const { group: _group, ...rights } = row
  return rights
}
