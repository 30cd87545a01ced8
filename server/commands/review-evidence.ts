import { type WrittenEvidence, writeEvidence } from '../evidence/write-evidence.ts'
import { mayTakeEvidence } from '../record/may-take-evidence.ts'
import type { ReviewEvidence } from '../record/review-evidence.ts'
import { type FilterField, type ReviewFilter, readReviewFilter } from '../record/review-filter.ts'
import type { Actor } from '../record/trail.ts'
import type { Database } from '../store/database.ts'
import { readEvidence } from '../store/evidence/review-evidence.ts'
import type { Overview } from '../store/operators/overview.ts'
import { createPeople } from '../store/people/people.ts'
import { createTrail } from '../store/people/trail.ts'
import { findPolicy } from '../store/policies/policy-versions.ts'
import { actorOf, refusal } from './actor.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { pagesOf } from './review-pages.ts'
import { requireSome, withDatabase } from './settings.ts'
import { writeWhole } from './write-whole.ts'

type Period = Pick<
  Readonly<Partial<Record<FilterField, string>>>,
  'since' | 'until' | 'result' | 'rule' | 'policy' | 'step'
>

/** As typed. */
export interface EvidenceOptions extends Period {
  readonly out: string
  readonly force?: true
  readonly as?: string
  readonly database?: string
  readonly json?: true
}

/** Which reviews are meant. */
interface Chosen {
  readonly ids: () => AsyncIterable<number>
  readonly isOne: boolean
  /** For the evidence, and for the trail, which names no person. */
  readonly title: string
  readonly subject: string
}

const ACT = 'review evidence'

/**
 * Writes what is kept of reviews into a zip. The trail tells of it, with the hash of the file, before the file stands
 * under its name; a refusal too.
 * @param ids Instead of a period.
 * @throws {CommandFailure} If it is refused, there are no such reviews, or the file is there already.
 */
export async function takeEvidence(
  context: CommandContext,
  ids: readonly number[],
  options: EvidenceOptions,
): Promise<void> {
  const now = new Date()
  const filter = await filterOf(context, ids, options, now)
  await withDatabase(context, options.database, async (overview, db) => {
    const actor = actorOf(context, options.as)
    const chosen = filter === undefined ? byIds(ids) : byPeriod(overview, filter, options)
    await requirePermission(context, db, actor, options.as, chosen.subject)
    await requireSomething(overview, filter, ids)
    const written = await writeWhole(context, options, async (file, path) => {
      const made = await writeEvidence((piece) => file.writeFile(piece), {
        reviews: each(db, chosen.ids()),
        isOne: chosen.isOne,
        title: chosen.title,
        policy: (version) => findPolicy(db, version),
        trailHead: await createTrail(db).head(),
        madeAt: now,
        madeBy: actor.login,
      })
      const detail = `${chosen.title}: ${made.reviews} in all, SHA-256 ${made.sha256}`
      await createTrail(db).append({
        at: new Date(),
        who: actor,
        act: ACT,
        subject: chosen.subject,
        outcome: 'done',
        detail,
      })
      return { ...made, path }
    })
    context.print(options.json ? JSON.stringify(written, null, 2) : told(written))
  })
}

async function filterOf(
  context: CommandContext,
  ids: readonly number[],
  { since, until, result, rule, policy, step }: Period,
  now: Date,
): Promise<ReviewFilter | undefined> {
  const wish = Object.entries({ since, until, result, rule, policy, step }).filter(
    ([, value]) => value !== undefined,
  )
  if (ids.length > 0 && wish.length > 0)
    throw new CommandFailure(`reviews by number and --${wish[0]?.[0]}: give one of them`, 2)
  if (ids.length > 0) return undefined
  if (since === undefined)
    throw new CommandFailure('which reviews: give their numbers, or --since and --until', 2)
  const { TIME_ZONE: timeZone } = await requireSome(context, ['TIME_ZONE'])
  const max = Number.MAX_SAFE_INTEGER
  // Whoever asks for what is held means what is snoozed too.
  const asked = { ...Object.fromEntries(wish), snoozed: true }
  const read = readReviewFilter(asked, { now, timeZone, defaultLimit: max, maxLimit: max })
  if (read.ok) return read.filter
  throw new CommandFailure(read.problems.map((problem) => `--${problem}`).join('\n'), 2)
}

function byIds(given: readonly number[]): Chosen {
  const ids = [...new Set(given)]
  const [first, ...others] = ids
  const title = `${others.length === 0 ? 'review' : 'reviews'} ${ids.join(', ')}`
  return {
    ids: async function* () {
      yield* ids
    },
    isOne: others.length === 0,
    title,
    subject: others.length === 0 ? `review ${first}` : 'reviews',
  }
}

function byPeriod(overview: Overview, filter: ReviewFilter, options: Period): Chosen {
  const { since, until, result, rule, policy, step } = options
  const bounds = Object.entries({ result, rule, policy, step }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${value}`],
  )
  const period = `reviews that began from ${since}${until === undefined ? ' on' : ` to ${until}`}`
  return {
    ids: async function* () {
      for await (const page of pagesOf(overview, filter)) yield* page.map(({ id }) => id)
    },
    isOne: false,
    title: [period, ...bounds].join(', '),
    subject: 'reviews',
  }
}

/** While nobody is kept here, whoever can type a command may. */
async function requirePermission(
  context: CommandContext,
  db: Database,
  actor: Actor,
  as: string | undefined,
  subject: string,
): Promise<void> {
  const people = await createPeople(db).list()
  if (people.length === 0) return
  const ruling = mayTakeEvidence((await createPeople(db).find(actor.login))?.role)
  if (ruling.ok) return
  const { reason } = ruling
  await createTrail(db).append({
    at: new Date(),
    who: actor,
    act: ACT,
    subject,
    outcome: 'refused',
    detail: reason,
  })
  throw refusal(context, as, reason)
}

/** Before anything is written. */
async function requireSomething(
  overview: Overview,
  filter: ReviewFilter | undefined,
  ids: readonly number[],
): Promise<void> {
  if (filter !== undefined) {
    if ((await overview.reviews({ ...filter, limit: 1 })).length === 0)
      throw new CommandFailure('there is no such review in that time')
    return
  }
  for (const id of ids) {
    const found = await overview.reviews({ before: id + 1, limit: 1 })
    if (found[0]?.id !== id) throw new CommandFailure(`there is no review ${id}`)
  }
}

async function* each(db: Database, ids: AsyncIterable<number>): AsyncGenerator<ReviewEvidence> {
  for await (const id of ids) {
    const evidence = await readEvidence(db, id)
    if (evidence === undefined) throw new CommandFailure(`there is no review ${id}`)
    yield evidence
  }
}

function told({ reviews, incomplete, sha256, path }: WrittenEvidence & { readonly path: string }): string {
  const which = reviews === 1 ? '1 review is' : `${reviews} reviews are`
  const missing = incomplete === 0 ? '' : `; of ${incomplete} not all is kept any more, as each page says`
  return `${which} written to ${path}${missing}\nSHA-256 ${sha256}`
}
