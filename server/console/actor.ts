import { type ApiKeyLine, personOfKey } from '../record/api-key-line.ts'
import type { Person } from '../record/person.ts'
import type { Actor } from '../record/trail.ts'

/** Who asks for something: a person who has signed in, or a program with its key. */
export interface ConsoleActor {
  /** By whose role, scope and amounts it is judged. */
  readonly person: Person
  /** As the trail names them. */
  readonly by: Actor
}

/** Somebody who has signed in. */
export function personActor(person: Person): ConsoleActor {
  return { person, by: { login: person.login } }
}

/** A program. */
export function keyActor(key: Pick<ApiKeyLine, 'id' | 'name' | 'role'>): ConsoleActor {
  const person = personOfKey(key)
  return { person, by: { login: person.login } }
}
