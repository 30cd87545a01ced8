import { type SqlBool, sql } from 'kysely'
import { type Database, WRITE_CHECK } from './database.ts'
import { momentIn, STEP_MS } from './moment.ts'

/** When a job was started last, by whichever process. */
export interface JobRun {
  readonly name: string
  readonly startedAt: Date
}

/** Jobs that one process of all does: whoever comes first when the time has come. */
export interface Jobs {
  /**
   * @param everyMs How long ago the job must have been started for the last time.
   * @returns Whether this process is to do it now; then no other will until `everyMs` have passed.
   */
  isOurs(name: string, everyMs: number, now: Date): Promise<boolean>
}

/** The jobs in that database. */
export function createJobs(db: Database): Jobs {
  return {
    async isOurs(name, everyMs, now) {
      const started_at = momentIn(db, now)
      const result = await db
        .insertInto('job')
        .values({ name, started_at })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ started_at })
            .where((eb) =>
              eb.or([
                sql<SqlBool>`job.started_at <= ${started_at} - ${Math.ceil(everyMs)}`,
                // T5 of clock.ts: what began in the future never ran.
                sql<SqlBool>`job.started_at > ${started_at} + ${sql.lit(STEP_MS)}`,
              ]),
            ),
        )
        .executeTakeFirst()
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
    },
  }
}

/** Of every job that was ever started, by name. */
export async function readJobRuns(db: Database): Promise<readonly JobRun[]> {
  const rows = await db
    .selectFrom('job')
    .selectAll()
    .where('name', '<>', WRITE_CHECK)
    .orderBy('name')
    .execute()
  return rows.map(({ name, started_at }) => ({ name, startedAt: new Date(started_at) }))
}
