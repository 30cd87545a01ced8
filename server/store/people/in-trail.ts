import type { Administration } from '../../record/may-administer.ts'
import { mayAdminister } from '../../record/may-administer.ts'
import type { PersonLine } from '../../record/person.ts'
import type { Actor, TrailAct } from '../../record/trail.ts'
import { type Database, inTransaction, lockTexts } from '../database.ts'
import { findPerson } from './person-rows.ts'
import { createTrail } from './trail.ts'

/** What became of something that was asked for; the reason is a sentence for whoever asked. */
export type Administered<Done> =
  | ({ readonly ok: true } & Done)
  | { readonly ok: false; readonly reason: string }

/** What is asked for, as the trail tells it. */
export interface Wish<Done> extends Pick<TrailAct, 'act' | 'whom'> {
  readonly by: Actor
  readonly now: Date
  /** Does it, unless it finds that it cannot be done or is not allowed. */
  readonly carryOut: (trx: Database, rule: Rule) => Promise<Told<Done>>
}

/** What was done, and on what. */
export type Told<Done> = {
  readonly subject: string
  readonly detail?: string
  /** Instead of the wish's. */
  readonly whom?: string
} & ({ readonly done: Done } | { readonly refused: string })

/** @returns Why somebody may not do it; `undefined` if they may. */
export type Rule = (administration: Administration) => Promise<string | undefined>

/**
 * Changes people or keys, one wish after the other, however many processes there are: whether somebody is the last
 * admin is true only while nobody else is changed. The trail tells of it in the same transaction, also of a refusal.
 */
export function inTrail<Done>(
  db: Database,
  { act, whom, by, now, carryOut }: Wish<Done>,
): Promise<Administered<Done>> {
  return inTransaction(db, async (trx) => {
    await lockTexts(trx, ['people'])
    const actor = await findPerson(trx, by.login)
    const told = await carryOut(trx, (administration) => ruleOf(trx, actor, administration))
    const detail = 'refused' in told ? told.refused : told.detail
    const onWhom = told.whom ?? whom
    await createTrail(trx).append({
      at: now,
      who: by,
      act,
      subject: told.subject,
      ...(onWhom !== undefined && { whom: onWhom }),
      outcome: 'refused' in told ? 'refused' : 'done',
      ...(detail !== undefined && { detail }),
    })
    return 'refused' in told ? { ok: false, reason: told.refused } : { ok: true, ...told.done }
  })
}

async function ruleOf(
  trx: Database,
  actor: PersonLine | undefined,
  administration: Administration,
): Promise<string | undefined> {
  const { admins } = await trx
    .selectFrom('person')
    .select((eb) => eb.fn.countAll<number>().as('admins'))
    .where('role', '=', 'admin')
    .executeTakeFirstOrThrow()
  const ruling = mayAdminister(actor, administration, admins)
  return ruling.ok ? undefined : ruling.reason
}
