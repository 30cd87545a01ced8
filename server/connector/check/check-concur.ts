import { randomUUID } from 'node:crypto'
import { isInClear } from '../../../config/server-address.ts'
import type { Settings } from '../../../config/settings.ts'
import { createBreaker } from '../../concur/breaker.ts'
import type { ConcurClient } from '../../concur/concur-client.ts'
import { listFailedNotifications } from '../../concur/failed-notifications.ts'
import { createHttpClient, type HttpClient } from '../../concur/http.ts'
import { findUserId } from '../../concur/users.ts'
import { listWaitingReports } from '../../concur/waiting-reports.ts'
import { MAX_SKEW_MS } from '../../jobs/watch-clock.ts'
import { type Log, SILENT_LOG } from '../../log.ts'
import type { CheckLine } from '../../record/check-line.ts'
import { readOrKeep } from '../../record/read-sentence.ts'
import { inEnglish, say } from '../../record/sentence.ts'
import { openArrivals } from '../../store/arrivals/open-arrivals.ts'
import { checkFile } from '../../store/check-file.ts'
import { timeOf } from '../../store/clock.ts'
import { type Database, isPostgres, OPEN_TO_OTHERS, openDatabase } from '../../store/database.ts'
import { checkReceiving } from '../../store/inbox/check-receiving.ts'
import { OLDER_FILE } from '../../store/sqlite-file.ts'
import { concurClient } from '../from-settings.ts'
import { CheckFailure, checked } from './checked.ts'

const MAX_SKEW_S = 60

/** The database, the clock, and whether Concur gives and takes what it must. */
export async function checkConcur(settings: Settings): Promise<readonly CheckLine[]> {
  await using parts = new AsyncDisposableStack()
  const http = createHttpClient(1)
  parts.defer(() => http.close())
  let db: Database | undefined
  const warnings: CheckLine[] = []
  const log: Log = {
    ...SILENT_LOG,
    warn(event, { text } = {}) {
      if (event !== OLDER_FILE && event !== OPEN_TO_OTHERS) return
      warnings.push({ what: 'database', state: 'warning', text: String(text) })
    },
  }
  const database = await checked('database', async () => {
    const open = await openDatabase(settings.DATABASE_URL, log)
    parts.defer(() => open.destroy())
    db = open
    await checkReceiving(db)
    const arrivals = await openArrivals(settings.DATABASE_URL, log)
    parts.defer(() => arrivals.close())
    await arrivals.check()
    await checkFile(db)
    return inEnglish(say('notifications kept'))
  })
  if (isInClear(settings.DATABASE_URL))
    warnings.push({ what: 'database', state: 'warning', text: inEnglish(say('read on the way')) })
  const opened = [...database, ...warnings]
  const ofConcur = await checked('clock', () => clockLine(http, settings.CONCUR_API_URL))
  if (db === undefined) return [...opened, ...ofConcur]
  const connected: Database = db
  // SQLite has no clock of its own.
  const ofServer = isPostgres(db) ? await checked('clock', () => databaseClockLine(connected)) : []
  const concur = concurClient(settings, {
    db,
    http,
    breaker: createBreaker(() => new Date()),
    // What fails is in the lines already.
    log: SILENT_LOG,
    now: () => new Date(),
  })
  const token = await checked('token', async () => {
    await concur.checkToken()
    return inEnglish(say('token comes', { url: settings.CONCUR_TOKEN_URL }))
  })
  const read = token.some(({ state }) => state === 'ok') ? await checkReading(concur) : []
  return [...opened, ...ofConcur, ...ofServer, ...token, ...read]
}

/** One list for each of the two scopes. */
async function checkReading(concur: ConcurClient): Promise<readonly CheckLine[]> {
  const call = { correlationId: randomUUID() }
  const failed = await checked('reading', async () => {
    const { value } = await listFailedNotifications(concur, call)
    return inEnglish(say('not delivered', { count: value.length }))
  })
  const waiting = await checked('waiting', async () => {
    const { value: page } = await listWaitingReports(concur, call).next()
    const count = page?.reports.length ?? 0
    return inEnglish(say(page?.nextPath === undefined ? 'reports wait' : 'more reports wait', { count }))
  })
  return [...failed, ...waiting, ...(await checkNames(concur))]
}

/** Nothing fails without them, so what is missing is a warning. */
async function checkNames(concur: ConcurClient): Promise<readonly CheckLine[]> {
  const findings = await checked('names', async () => {
    await findUserId(concur, NOBODY_THERE, { correlationId: randomUUID() })
    return inEnglish(say('names come'))
  })
  return findings.map((finding) =>
    finding.state === 'ok'
      ? finding
      : {
          ...finding,
          state: 'warning',
          text: inEnglish(say('names do not come', { why: readOrKeep(finding.text) })),
        },
  )
}

/** A domain that is nobody's (RFC 2606). */
const NOBODY_THERE = 'nobody@connector.invalid'

/** Any answer of Concur's has a date. */
async function clockLine(http: HttpClient, origin: string): Promise<string> {
  const { headers } = await http.send({ method: 'GET', url: `${origin}/`, headers: {} })
  const theirs = typeof headers['date'] === 'string' ? Date.parse(headers['date']) : Number.NaN
  if (Number.isNaN(theirs)) return inEnglish(say('no time from Concur'))
  const skewS = Math.round(Math.abs(Date.now() - theirs) / 1000)
  if (skewS > MAX_SKEW_S) throw new CheckFailure(inEnglish(say('clock is off', { seconds: skewS })))
  return inEnglish(say('clock is right', { seconds: skewS }))
}

/** All connectors of a database go by its clock, so that a difference does no harm but to dates and certificates. */
async function databaseClockLine(db: Database): Promise<string> {
  const now = await timeOf(db)
  const skewMs = Math.abs(Date.now() - now().getTime())
  if (skewMs > MAX_SKEW_MS)
    throw new CheckFailure(inEnglish(say('database clock is off', { seconds: Math.round(skewMs / 1000) })))
  return inEnglish(say('database clock is right', { seconds: MAX_SKEW_MS / 1000 }))
}
