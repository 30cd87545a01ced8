import type { Person, Role } from './person.ts'

/** A key that a program acts with, as operators see it: without its secret, which nobody can read again. */
export interface ApiKeyLine {
  readonly id: number
  readonly name: string
  readonly role: Role
  readonly createdAt: Date
  readonly revokedAt: Date | null
}

/** In the place of a person's login; theirs have no space. */
const KEY_LOGIN = /^key ([1-9]\d{0,14})$/

/** A program as one of those who look and decide: in its role, and with no report that could be its own. */
export function personOfKey({ id, name, role }: Pick<ApiKeyLine, 'id' | 'name' | 'role'>): Person {
  return { login: `key ${id}`, name, role }
}

/** @returns The number of the key that acts under that login; `undefined` if it is a person's. */
export function keyOfLogin(login: string): number | undefined {
  const [, id] = KEY_LOGIN.exec(login) ?? []
  return id === undefined ? undefined : Number(id)
}
