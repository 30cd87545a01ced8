import { type Selectable, sql } from 'kysely'
import { DECISION_STATES, humanDecision } from '../../record/human-decision.ts'
import type { QueueDetail, QueueEntry, QueuePlace } from '../../record/queue-entry.ts'
import { type Database, isPostgres } from '../database.ts'
import { readHeader, readListing } from './kept-listing.ts'
import type { ReviewTable } from './tables.ts'

// What the queue of the console shows. Every list is bounded, so that a page takes as long with a million reviews as
// with ten thousand.

/** A company that holds more has another problem than the length of its queue. */
export const MAX_HELD = 5000
/** Of each of the other places, the newest. */
export const MAX_OTHERS = 500
/** Between the ids of rules, which hold none. */
const BETWEEN = '\n'

const COLUMNS = [
  'id',
  'object_type',
  'report_id',
  'report_name',
  'employee',
  'employee_login',
  'employee_id',
  'employee_search',
  'total',
  'currency',
  'started_at',
  'result',
  'outcome',
  'reason',
  'reason_code',
  'policy_version',
  'step_name',
  'assignee',
  'snoozed_until',
  'header',
  'listing',
] as const

type EntryRow = Pick<Selectable<ReviewTable>, (typeof COLUMNS)[number]> & {
  readonly place: QueuePlace
  readonly is_decided: number | boolean
  readonly times_sent_back: number
  readonly rules: string | null
}

/**
 * All that is in the queue, in one statement; a review that has several places is there once for each.
 * @param today When the day began on which decisions count as new.
 */
export async function queueEntries(db: Database, today: Date): Promise<readonly QueueEntry[]> {
  const columns = sql.join(COLUMNS.map((column) => sql.ref(`review.${column}`)))
  const rules = isPostgres(db)
    ? sql`string_agg(rule, ${BETWEEN} order by review_rule.id)`
    : sql`group_concat(rule, ${BETWEEN} order by review_rule.id)`
  const { rows } = await sql<EntryRow>`select ${columns}, found.place,
      exists (select 1 from human_decision join notification on notification.id = human_decision.notification_id
        where human_decision.review_id = review.id and human_decision.state = 'accepted'
        and notification.state <> 'dead') as is_decided,
      (select count(*) from review earlier where earlier.report_id = review.report_id
        and earlier.id < review.id and earlier.result = 'sent back') as times_sent_back,
      (select ${rules} from review_rule where review_rule.review_id = review.id) as rules
    from (${found(today)}) as found cross join review where review.id = found.id`.execute(db)
  return rows.map(toEntry).toSorted((a, b) => a.id - b.id)
}

/**
 * Where the lists are found by indexes of their own. The states stand here as literals: with a parameter the partial
 * indexes are not used. SQLite would look through all reviews instead, but for the cross join.
 */
function found(today: Date) {
  return sql`
    select * from (select id, 'held' as place from review where result = 'held' order by id limit ${MAX_HELD}) as held
    union all
    select id, 'stuck' as place from (
      select * from (select id from review where result is null and reason is not null order by id desc limit ${MAX_OTHERS}) as unfinished
      union
      select review_id as id from (select id from notification where state = 'dead' order by id desc limit ${MAX_OTHERS}) as dead
        cross join notification where notification.id = dead.id and review_id is not null) as stuck
    union all
    select * from (select id, 'awaits employee' as place from review where awaits_employee = 1 order by id desc limit ${MAX_OTHERS}) as waiting
    union all
    select * from (select id, 'observed' as place from review where result = 'observed' order by id desc limit ${MAX_OTHERS}) as observed
    union all
    select id, 'decided' as place from (select distinct review_id as id from (
      select review_id from human_decision where accepted_at >= ${today.getTime()} and state <> 'taken back'
        order by accepted_at desc limit ${MAX_OTHERS}) as newest) as decided`
}

/** Of those reviews, by their numbers, in one statement. */
export async function queueDetails(
  db: Database,
  ids: readonly number[],
): Promise<ReadonlyMap<number, QueueDetail>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('review')
    .leftJoin('human_decision', (join) =>
      join.on('human_decision.id', '=', (eb) =>
        eb
          .selectFrom('human_decision as newest')
          .select((each) => each.fn.max('newest.id').as('id'))
          .whereRef('newest.review_id', '=', 'review.id'),
      ),
    )
    .leftJoin('notification as carrier', 'carrier.id', 'human_decision.notification_id')
    .select([
      'review.id',
      'review.decision',
      'human_decision.content',
      'human_decision.state',
      'human_decision.outcome',
      'carrier.state as carrier_state',
      'carrier.reason as carrier_reason',
    ])
    .where('review.id', 'in', ids)
    .execute()
  return new Map(
    rows.map(({ id, decision, content, ...row }) => [
      id,
      {
        decision: decision === null ? undefined : parsed(decision),
        ...(content !== null && { decided: toDecided(content, row) }),
      },
    ]),
  )
}

function toDecided(
  content: string,
  row: {
    readonly state: string | null
    readonly outcome: string | null
    readonly carrier_state: string | null
    readonly carrier_reason: string | null
  },
): NonNullable<QueueDetail['decided']> {
  const { by, action } = humanDecision.parse(parsed(content))
  const isGivenUp = row.state === 'accepted' && row.carrier_state === 'dead'
  const state = DECISION_STATES.find((known) => known === row.state) ?? 'not carried out'
  const outcome = isGivenUp ? row.carrier_reason : row.outcome
  return { by, action, state: isGivenUp ? 'given up' : state, ...(outcome !== null && { outcome }) }
}

function toEntry(row: EntryRow): QueueEntry {
  const [header, listing] = [readHeader(row.header), readListing(row.listing)]
  return {
    id: row.id,
    place: row.place,
    objectType: row.object_type,
    reportId: row.report_id,
    ...(row.report_name !== null && { reportName: row.report_name }),
    ...(row.employee !== null && { employee: row.employee }),
    ...(row.employee_login !== null && { employeeLogin: row.employee_login }),
    ...(row.employee_id !== null && { employeeId: row.employee_id }),
    search: row.employee_search ?? '',
    ...(row.total !== null && { total: row.total }),
    currency: row.currency,
    startedAt: new Date(row.started_at),
    ...(row.result !== null && { result: row.result }),
    ...(row.outcome !== null && { outcome: row.outcome }),
    ...(row.reason !== null && { reason: row.reason }),
    isIncomplete: row.reason_code === 'INCOMPLETE',
    ...(row.policy_version !== null && { policyVersion: row.policy_version }),
    ...(row.step_name !== null && { stepName: row.step_name }),
    ...(row.assignee !== null && { assignee: row.assignee }),
    ...(row.snoozed_until !== null && { snoozedUntil: new Date(row.snoozed_until) }),
    isDecided: Boolean(row.is_decided),
    timesSentBack: row.times_sent_back,
    rules: row.rules === null ? [] : row.rules.split(BETWEEN),
    ...(listing !== undefined && { listing }),
    ...(header !== undefined && { header }),
  }
}

function parsed(json: string): unknown {
  return JSON.parse(json)
}

/** Acts of people are found among the last lines of the trail, which has others too. */
const LAST_LINES = 200

/**
 * Names how the queue is: another text when a review was decided, held or ended, or people did something with one.
 * Cheap however much is kept.
 */
export async function queueStamp(db: Database): Promise<string> {
  const { rows } = await sql<{ event: number | null; act: number | null }>`select
      (select max(id) from review_event) as event,
      (select max(id) from (select id, act from trail order by id desc limit ${LAST_LINES}) as newest
        where act like 'review %' and act not in ('review read', 'review show')) as act`.execute(db)
  const [row] = rows
  return `${row?.event ?? 0}-${row?.act ?? 0}`
}
