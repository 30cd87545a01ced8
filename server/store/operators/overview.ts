import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Selectable } from 'kysely'
import type { Database } from '../database.ts'
import type {
  EffectTable,
  NotificationState,
  NotificationTable,
  QuarantineTable,
  ReviewTable,
} from '../schema.ts'

/** One notification, without its bytes. */
export type NotificationLine = Omit<Selectable<NotificationTable>, 'raw' | 'claim' | 'fold_key' | 'is_retry'>
/** One review, without its decision. */
export type ReviewLine = Omit<
  Selectable<ReviewTable>,
  'decision' | 'worker' | 'facts_key' | 'other_visit_keys'
> & {
  /** Exception codes that Concur has accepted, each once, in the order of their posting. */
  readonly exceptions: readonly string[]
}
/** What could not be understood. */
export type QuarantineLine = Omit<Selectable<QuarantineTable>, 'raw' | 'content_hash'>

/** A review with all that is known of it. */
export interface ReviewRecord {
  readonly review: ReviewLine
  readonly notifications: readonly NotificationLine[]
  readonly decision: unknown
  readonly effects: readonly (Omit<Selectable<EffectTable>, 'content'> & { readonly content: unknown })[]
  readonly events: readonly {
    readonly at: number
    readonly kind: string
    readonly summary: string
    readonly detail: unknown
  }[]
  /** The report as it was read last, as sent by Concur. */
  readonly report: string | undefined
}

/** What operators look at; reads only. Lists are newest first. */
export interface Overview {
  notifications(filter: {
    readonly state?: NotificationState | undefined
    readonly limit: number
  }): Promise<readonly NotificationLine[]>
  notification(id: number): Promise<{ readonly line: NotificationLine; readonly raw: Uint8Array } | undefined>
  /** How many notifications there are in each state that has any. */
  counts(): Promise<Readonly<Record<string, number>>>
  quarantine(limit: number): Promise<readonly QuarantineLine[]>
  quarantined(id: number): Promise<{ readonly line: QuarantineLine; readonly raw: Uint8Array } | undefined>
  reviews(filter: {
    readonly result?: string | undefined
    readonly limit: number
  }): Promise<readonly ReviewLine[]>
  /** @param which The number of the review, or the id of a report, whose newest review is meant. */
  review(which: string): Promise<ReviewRecord | undefined>
}

const NOTIFICATION_COLUMNS = [
  'id',
  'door',
  'external_id',
  'object_type',
  'object_path',
  'event_type',
  'event_date_time',
  'context',
  'step_code',
  'step_instance_id',
  'announced_at',
  'correlation_id',
  'received_at',
  'times_seen',
  'last_seen_at',
  'state',
  'due_at',
  'not_before',
  'attempts',
  'left_behind',
  'lease_until',
  'reason_code',
  'reason',
  'review_id',
  'finished_at',
] as const

const REVIEW_COLUMNS = [
  'id',
  'notification_id',
  'visit_key',
  'ordinal',
  'object_type',
  'report_id',
  'report_name',
  'employee',
  'total',
  'currency',
  'policy_version',
  'mode',
  'outcome',
  'result',
  'reason',
  'reason_code',
  'decided_by',
  'step_name',
  'started_at',
  'decided_at',
  'finished_at',
] as const

const decompress = promisify(gunzip)

/** The overview of that database. */
export function createOverview(db: Database): Overview {
  return {
    notifications: ({ state, limit }) =>
      db
        .selectFrom('notification')
        .select(NOTIFICATION_COLUMNS)
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'waiting'))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),

    async notification(id) {
      const row = await db
        .selectFrom('notification')
        .select([...NOTIFICATION_COLUMNS, 'raw'])
        .where('id', '=', id)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const { raw, ...line } = row
      return { line, raw }
    },

    async counts() {
      const rows = await db
        .selectFrom('notification')
        .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
        .groupBy('state')
        .execute()
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
    },

    quarantine: (limit) =>
      db
        .selectFrom('quarantine')
        .select(['id', 'door', 'received_at', 'times_seen', 'content_type', 'problems'])
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),

    async quarantined(id) {
      const row = await db
        .selectFrom('quarantine')
        .select(['id', 'door', 'received_at', 'times_seen', 'content_type', 'problems', 'raw'])
        .where('id', '=', id)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const { raw, ...line } = row
      return { line, raw }
    },

    async reviews({ result, limit }) {
      const rows = await db
        .selectFrom('review')
        .select(REVIEW_COLUMNS)
        .$if(result !== undefined, (query) => query.where('result', '=', result ?? ''))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return withExceptions(db, rows)
    },

    async review(which) {
      const number = /^\d{1,15}$/.test(which) ? Number(which) : undefined
      const found = await db
        .selectFrom('review')
        .select([...REVIEW_COLUMNS, 'decision'])
        .where((eb) =>
          number === undefined
            ? eb('report_id', '=', which)
            : eb.or([eb('id', '=', number), eb('report_id', '=', which)]),
        )
        // What pages show of a travel request can be a number too; a review is asked for by its number.
        .orderBy((eb) =>
          eb
            .case()
            .when('id', '=', number ?? 0)
            .then(0)
            .else(1)
            .end(),
        )
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst()
      if (found === undefined) return undefined
      const { decision, ...row } = found
      const [review] = await withExceptions(db, [row])
      if (review === undefined) return undefined
      const events = await db
        .selectFrom('review_event')
        .selectAll()
        .where('review_id', '=', row.id)
        .orderBy('id')
        .execute()
      const document = events.findLast((event) => event.document !== null)?.document
      return {
        review,
        notifications: await db
          .selectFrom('notification')
          .select(NOTIFICATION_COLUMNS)
          .where('review_id', '=', row.id)
          .orderBy('id')
          .execute(),
        decision: parsed(decision),
        effects: (await effectsOf(db, [row.id])).map((effect) => ({
          ...effect,
          content: parsed(effect.content),
        })),
        events: events.map(({ at, kind, summary, detail }) => ({
          at,
          kind,
          summary,
          detail: parsed(detail),
        })),
        report:
          document === null || document === undefined ? undefined : (await decompress(document)).toString(),
      }
    },
  }
}

function effectsOf(db: Database, reviewIds: readonly number[]) {
  return db.selectFrom('effect').selectAll().where('review_id', 'in', reviewIds).orderBy('id').execute()
}

async function withExceptions<Row extends { readonly id: number }>(
  db: Database,
  rows: readonly Row[],
): Promise<(Row & { readonly exceptions: readonly string[] })[]> {
  const effects =
    rows.length === 0
      ? []
      : await effectsOf(
          db,
          rows.map(({ id }) => id),
        )
  return rows.map((row) => {
    const codes = effects
      .filter((effect) => effect.review_id === row.id)
      .flatMap((effect) => confirmedCodes(effect.content))
    return { ...row, exceptions: [...new Set(codes)] }
  })
}

function confirmedCodes(content: string): readonly string[] {
  const value: unknown = JSON.parse(content)
  if (typeof value !== 'object' || value === null || !('exceptions' in value)) return []
  const exceptions: unknown = value.exceptions
  if (!Array.isArray(exceptions)) return []
  return exceptions.flatMap((exception: { readonly state?: unknown; readonly code?: unknown }) =>
    exception.state === 'confirmed' ? [String(exception.code)] : [],
  )
}

function parsed(json: string | null): unknown {
  return json === null ? undefined : JSON.parse(json)
}
