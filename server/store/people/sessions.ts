// Who is signed in at the console.
//
//   S1. What a browser holds is a secret of which only the hash is kept: who reads the database cannot be anybody.
//   S2. A session ends when it was idle too long, and after some hours however busy it was.
//   S3. Who is removed, or gets another role, scope, limit or password, is signed out in the same transaction.
import type { PersonLine } from '../../record/person.ts'
import { EMERGENCY_SIGN_IN, type Session, type SignInWay } from '../../record/session.ts'
import { type Database, inTransaction } from '../database.ts'
import { newSecret, secretHash } from '../secret.ts'
import { toPersonLine } from './person-rows.ts'
import { openToken, sealToken } from './sealed-token.ts'
import { createTrail } from './trail.ts'

/** How long sessions last, in milliseconds. */
export interface SessionLimits {
  /** From one request to the next. */
  readonly idleMs: number
  /** From signing in. */
  readonly absoluteMs: number
}

/** Who is signed in; signing in and out are told to the trail. */
export interface Sessions {
  /**
   * Signs somebody in.
   * @param idToken Of the provider, if that has recognised them: signing out there may need it.
   * @returns What their browser is to hold.
   */
  begin(person: PersonLine, way: SignInWay, now: Date, idToken?: string): Promise<string>
  /**
   * The session of a secret, unless it has ended.
   * @param isActive Whether a person asks, and not a page by itself: that keeps the session from ending as idle.
   */
  find(secret: string, now: Date, isActive: boolean): Promise<Session | undefined>
  /**
   * Signs out.
   * @param secret Of the session.
   * @returns The provider's token that came with signing in, if any.
   */
  end(session: Session, secret: string, now: Date): Promise<string | undefined>
}

/** A row is written at most so often because of requests. */
const SEEN_EVERY_MS = 60_000

/** The sessions in that database. */
export function createSessions(db: Database, { idleMs, absoluteMs }: SessionLimits): Sessions {
  return {
    begin: (person, way, now, idToken) =>
      inTransaction(db, async (trx) => {
        const secret = newSecret()
        await deleteEnded(trx, now.getTime() - idleMs, now.getTime() - absoluteMs)
        await trx
          .insertInto('session')
          .values({
            token_hash: secretHash(secret),
            person_id: person.id,
            way,
            sealed_id_token: idToken === undefined ? null : sealToken(idToken, secret),
            started_at: now.getTime(),
            seen_at: now.getTime(),
          })
          .execute()
        await tell(trx, person, way === 'emergency' ? EMERGENCY_SIGN_IN : 'sign in', way, now)
        return secret
      }),

    async find(secret, now, isActive) {
      const row = await db
        .selectFrom('session')
        .innerJoin('person', 'person.id', 'session.person_id')
        .selectAll('person')
        .select(['session.id as session_id', 'session.way', 'session.started_at', 'session.seen_at'])
        .where('session.token_hash', '=', secretHash(secret))
        .where('session.seen_at', '>', now.getTime() - idleMs)
        .where('session.started_at', '>', now.getTime() - absoluteMs)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const { session_id: id, way } = row
      if (isActive && row.seen_at <= now.getTime() - SEEN_EVERY_MS) {
        await db.updateTable('session').set({ seen_at: now.getTime() }).where('id', '=', id).execute()
      }
      return { id, person: toPersonLine(row), way, startedAt: new Date(row.started_at) }
    },

    end: ({ id, person, way }, secret, now) =>
      inTransaction(db, async (trx) => {
        const row = await trx
          .deleteFrom('session')
          .where('id', '=', id)
          .returning('sealed_id_token')
          .executeTakeFirst()
        await tell(trx, person, 'sign out', way, now)
        const sealed = row?.sealed_id_token ?? null
        return sealed === null ? undefined : openToken(sealed, secret)
      }),
  }
}

async function deleteEnded(trx: Database, seenBefore: number, startedBefore: number): Promise<void> {
  await trx
    .deleteFrom('session')
    .where((eb) => eb.or([eb('seen_at', '<=', seenBefore), eb('started_at', '<=', startedBefore)]))
    .execute()
}

async function tell(
  trx: Database,
  { id, login }: PersonLine,
  act: string,
  way: SignInWay,
  at: Date,
): Promise<void> {
  await createTrail(trx).append({
    at,
    who: { login },
    act,
    subject: `person ${id}`,
    outcome: 'done',
    detail: `by ${way}`,
  })
}
