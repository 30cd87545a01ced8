import pLimit from 'p-limit'
import type { Log } from '../log.ts'
import { type GroupRole, roleOfGroups } from '../record/group-role.ts'
import type { PersonLine } from '../record/person.ts'
import type { Session } from '../record/session.ts'
import type { Database } from '../store/database.ts'
import { createPeople } from '../store/people/people.ts'
import {
  type AccountOutcome,
  leaveOutProviderAccount,
  takeProviderAccount,
} from '../store/people/provider-accounts.ts'
import type { Sessions } from '../store/people/sessions.ts'
import { createTrail } from '../store/people/trail.ts'
import type { Errand, Homecoming, Provider } from './provider.ts'

/** Why the provider's word is not enough. */
export type ProviderProblem =
  | Exclude<Homecoming['kind'], 'recognised'>
  | Extract<Homecoming, { ok: false }>['reason']
  | Extract<AccountOutcome, { ok: false }>['reason']
  | 'no role'

/** How people get in and out. Each try is told to the log, by the number of the person, and to the trail. */
export interface SignIn {
  /** Who signs people in, if not we: then only accounts for emergencies have a way in here. */
  readonly provider?: Pick<Provider, 'begin'> | undefined
  /**
   * With a local account. Takes the same time whatever is wrong.
   * @param login Untrusted, as is the password.
   * @returns The secret of the session; nothing if one of them is not right.
   */
  withPassword(login: string, password: string): Promise<string | undefined>
  /** When they come back from the provider. @param query Untrusted. @returns The secret of the session, or why there is none. */
  withProvider(
    query: string,
    errand: Errand,
  ): Promise<{ readonly secret: string } | { readonly problem: ProviderProblem }>
  /** @returns Where to sign out at the provider, too, if it has signed them in. */
  signOut(session: Session, secret: string): Promise<string | undefined>
}

/** What signing in needs. */
export interface SignInDeps {
  readonly db: Database
  readonly sessions: Sessions
  readonly provider?: Provider | undefined
  /** Which role the groups of the provider give. */
  readonly groupRoles: () => readonly GroupRole[]
  readonly log: Log
  readonly now: () => Date
}

/** Each takes 32 MB and a fifth of a second; others wait for their turn. */
const PASSWORDS_AT_ONCE = 2
/** Longer ones are nobody's. */
const MAX_LENGTH = 1000

/** Signing in by what stands in the database, and by what the provider says. */
export function createSignIn(deps: SignInDeps): SignIn {
  const { db, sessions, provider, log, now } = deps
  const people = createPeople(db)
  const inTurn = pLimit(PASSWORDS_AT_ONCE)

  return {
    provider,

    async withPassword(login, password) {
      const given = password.slice(0, MAX_LENGTH + 1)
      const isRight = await inTurn(() => people.isPassword(login, given))
      const person = await people.find(login)
      if (person === undefined) return refuse(deps, undefined, 'nobody has this login')
      if (!isRight) return refuse(deps, person, 'the password is not right')
      if (provider !== undefined && person.isEmergency !== true)
        return refuse(deps, person, 'the provider signs people in, and this account is not for emergencies')
      const way = provider === undefined ? 'password' : 'emergency'
      if (way === 'emergency') log.error('console.emergency-sign-in', { person: person.id })
      else log.info('console.signed-in', { person: person.id, way })
      return sessions.begin(person, way, now())
    },

    async withProvider(query, errand) {
      const home = (await provider?.finish(query, errand)) ?? { kind: 'away', code: 'there is no provider' }
      if (home.kind !== 'recognised') {
        await refuse(deps, undefined, `${home.kind} at the provider`, home.code)
        return { problem: home.kind }
      }
      if (!home.ok) {
        await refuse(deps, undefined, `the provider says: ${home.reason}`)
        return { problem: home.reason }
      }
      return letIn(deps, home)
    },

    async signOut(session, secret) {
      const idToken = await sessions.end(session, secret, now())
      log.info('console.signed-out', { person: session.person.id })
      return session.way === 'provider' ? provider?.signOutUrl(idToken) : undefined
    },
  }
}

async function letIn(
  deps: SignInDeps,
  { account, groups, idToken }: Extract<Homecoming, { kind: 'recognised'; ok: true }>,
): Promise<{ readonly secret: string } | { readonly problem: ProviderProblem }> {
  const { db, sessions, groupRoles, log, now } = deps
  const rights = roleOfGroups(groups, groupRoles())
  if (rights === undefined) {
    const person = await leaveOutProviderAccount(db, account)
    await refuse(deps, person ?? { login: account.login }, 'none of their groups gives a role')
    return { problem: 'no role' }
  }
  const taken = await takeProviderAccount(db, account, rights, now())
  if (!taken.ok) {
    await refuse(deps, taken.person ?? { login: account.login }, `the provider's account: ${taken.reason}`)
    return { problem: taken.reason }
  }
  log.info('console.signed-in', { person: taken.person.id, way: 'provider' })
  return { secret: await sessions.begin(taken.person, 'provider', now(), idToken) }
}

/** @param person As far as they are known. @param code Of the provider, for the log. */
async function refuse(
  { db, log, now }: SignInDeps,
  person: (Pick<PersonLine, 'login'> & { readonly id?: number }) | undefined,
  detail: string,
  code?: string,
): Promise<undefined> {
  log.warn('console.sign-in-refused', { person: person?.id, detail, code })
  await createTrail(db).append({
    at: now(),
    // What nobody has as a login may be a password that was typed there, and is not kept.
    who: { login: person?.login ?? 'unknown login' },
    act: 'sign in',
    subject: person?.id === undefined ? 'console' : `person ${person.id}`,
    outcome: 'refused',
    detail,
  })
}
