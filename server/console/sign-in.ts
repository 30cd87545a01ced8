import pLimit from 'p-limit'
import type { Log } from '../log.ts'
import type { Session } from '../record/session.ts'
import type { Database } from '../store/database.ts'
import { createPeople } from '../store/people/people.ts'
import type { Sessions } from '../store/people/sessions.ts'
import { createTrail } from '../store/people/trail.ts'

/** How people get in and out. Each try is told to the log, by the number of the person, and to the trail. */
export interface SignIn {
  /**
   * With a local account. Takes the same time whatever is wrong.
   * @param login Untrusted, as is the password.
   * @returns The secret of the session; nothing if one of them is not right.
   */
  withPassword(login: string, password: string): Promise<string | undefined>
  signOut(session: Session): Promise<void>
}

/** What signing in needs. */
export interface SignInDeps {
  readonly db: Database
  readonly sessions: Sessions
  readonly log: Log
  readonly now: () => Date
}

/** Each takes 32 MB and a fifth of a second; others wait for their turn. */
const PASSWORDS_AT_ONCE = 2
/** Longer ones are nobody's. */
const MAX_LENGTH = 1000

/** Signing in by what stands in the database. */
export function createSignIn({ db, sessions, log, now }: SignInDeps): SignIn {
  const people = createPeople(db)
  const trail = createTrail(db)
  const inTurn = pLimit(PASSWORDS_AT_ONCE)

  return {
    async withPassword(login, password) {
      const given = password.slice(0, MAX_LENGTH + 1)
      const isRight = await inTurn(() => people.isPassword(login, given))
      const person = await people.find(login)
      if (isRight && person !== undefined) {
        log.info('console.signed-in', { person: person.id, way: 'password' })
        return sessions.begin(person, 'password', now())
      }
      log.warn('console.sign-in-refused', { person: person?.id })
      await trail.append({
        at: now(),
        // What nobody has as a login may be a password that was typed there, and is not kept.
        who: { login: person?.login ?? 'unknown login' },
        act: 'sign in',
        subject: person === undefined ? 'console' : `person ${person.id}`,
        outcome: 'refused',
        detail: person === undefined ? 'nobody has this login' : 'the password is not right',
      })
      return undefined
    },

    async signOut(session) {
      await sessions.end(session, now())
      log.info('console.signed-out', { person: session.person.id })
    },
  }
}
