import { scryptSync } from 'node:crypto'
import { Big } from 'big.js'
import { Router } from 'express'
import { createPages, type PagesDeps } from '../../../routes/console/pages.ts'
import { type ConsoleAppDeps, createConsoleApp } from '../../../routes/console-app.ts'
import { readAssets } from '../../../server/console/assets.ts'
import { createBulkService } from '../../../server/console/bulk-service.ts'
import { createDecisionService } from '../../../server/console/decision-service.ts'
import { formToken } from '../../../server/console/form-token.ts'
import { createOperationsService } from '../../../server/console/operations/operations-service.ts'
import { createQueue } from '../../../server/console/queue.ts'
import { watchQueue } from '../../../server/console/queue-news.ts'
import { createRenderer } from '../../../server/console/render.ts'
import { createReportService } from '../../../server/console/report/report-service.ts'
import { createSignIn, type SignInDeps } from '../../../server/console/sign-in.ts'
import { listen } from '../../../server/listeners/listen.ts'
import type { Person } from '../../../server/record/person.ts'
import type { Database } from '../../../server/store/database.ts'
import { createPeople } from '../../../server/store/people/people.ts'
import { createSavedViews } from '../../../server/store/people/saved-views.ts'
import { createSessions } from '../../../server/store/people/sessions.ts'
import { queueStamp } from '../../../server/store/reviews/queue.ts'
import { recordedLog } from '../../listeners/recorded-log.ts'
import { at } from '../../store/notifications.ts'

export const PASSWORD = 'a password of ada'
const TIME_ZONE = 'Europe/Berlin'
const HOUR_MS = 3_600_000

/** Gives somebody {@link PASSWORD}. What is kept of a password says what a try costs: as little as can be. */
export async function givePassword(db: Database, login: string): Promise<void> {
  const salt = 'a salt of the tests'
  const hash = scryptSync(PASSWORD, salt, 32, { N: 16, r: 8, p: 1 })
  const password = [
    'scrypt',
    16,
    8,
    1,
    Buffer.from(salt).toString('base64url'),
    hash.toString('base64url'),
  ].join(':')
  await db.updateTable('person').set({ password }).where('login', '=', login).execute()
}

/** The pages of a console on a port of this machine. */
export type ConsolePages = Awaited<ReturnType<typeof servePages>>

/** A browser that somebody is signed in with, or nobody: it keeps cookies, follows no redirect, and speaks English. */
export type Browser = ReturnType<typeof browserOf>

/** Serves the pages on a database; the caller closes them. Ada is an admin there. */
export async function servePages(
  db: Database,
  changes: Partial<PagesDeps> = {},
  signInChanges: Partial<SignInDeps> = {},
  appChanges: Partial<ConsoleAppDeps> = {},
) {
  const log = recordedLog()
  let seconds = 10
  const now = () => at(seconds)
  const assets = readAssets()
  const sessions = createSessions(db, { idleMs: HOUR_MS, absoluteMs: 8 * HOUR_MS })
  const news = watchQueue({
    stamp: () => queueStamp(db),
    everyMs: 5,
    failed: (error) => log.warn('news', { error }),
  })
  const queue = createQueue({ db, timeZone: TIME_ZONE, costCentre: () => 'custom7', now })
  const pages = createPages({
    assets,
    renderer: createRenderer(assets, TIME_ZONE),
    sessions,
    signIn: createSignIn({ db, sessions, groupRoles: () => [], log, now, ...signInChanges }),
    queue: {
      queue,
      savedViews: createSavedViews(db),
      timeZone: TIME_ZONE,
    },
    bulk: createBulkService({
      db,
      decisions: createDecisionService({ db, undoSeconds: 10, log, now }),
      limits: () => new Map([['EUR', new Big('1000')]]),
      now,
    }),
    news,
    beatMs: 20,
    receipts: { open: () => Promise.resolve({ ok: false, problem: 'none' }) },
    operations: createOperationsService({
      db,
      reconcileMinutes: 10,
      isPollingOn: false,
      certificates: () => Promise.resolve([]),
      check: () => Promise.resolve([]),
      now,
    }),
    reports: createReportService({
      db,
      queue,
      costCentre: () => 'custom7',
      undoSeconds: 10,
      timeZone: TIME_ZONE,
      log,
      now,
    }),
    log,
    now,
    ...changes,
  })
  const app = createConsoleApp({
    host: '127.0.0.1',
    url: undefined,
    tls: false,
    trustedProxies: 0,
    api: Router(),
    pages,
    log,
    ...appChanges,
  })
  const listener = await listen({
    app,
    host: '127.0.0.1',
    port: 0,
    settings: { host: 'CONSOLE_HOST', port: 'CONSOLE_PORT' },
    log,
  })
  const people = createPeople(db)
  await people.add({ login: 'ada', name: 'Ada', role: 'admin' }, { login: 'root' }, now())

  return {
    pages,
    url: listener.url,
    port: listener.port,
    log,
    now,
    pass: (passed: number) => {
      seconds += passed
    },
    async close() {
      await news.stop()
      await listener.close(0)
    },
    browser: () => browserOf(listener.url),
    /** A browser in which that person is signed in; added if need be. */
    async browserFor(person: Person): Promise<Browser> {
      await people.add(person, { login: 'ada' }, now())
      const known = await people.find(person.login)
      if (known === undefined) throw new Error(`${person.login} could not be added`)
      const browser = browserOf(listener.url)
      browser.cookies.set('console-session', await sessions.begin(known, 'password', now()))
      return browser
    },
  }
}

/** What a form has; as a list where a field has several values. */
type FormFields = Readonly<Record<string, string>> | readonly (readonly [name: string, value: string])[]

function isList(fields: FormFields): fields is readonly (readonly [name: string, value: string])[] {
  return Array.isArray(fields)
}

function browserOf(url: string) {
  const cookies = new Map<string, string>()

  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set('Cookie', Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; '))
    if (!headers.has('Accept-Language')) headers.set('Accept-Language', 'en-GB')
    const answer = await fetch(`${url}${path}`, { redirect: 'manual', ...init, headers })
    for (const each of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }

  return {
    cookies,
    get: (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      ask(path, { headers, method }),
    /** Sends a body that is no form. */
    send: (path: string, body: string, headers: Record<string, string>) =>
      ask(path, { method: 'POST', body, headers }),
    /** Sends a form, with the token that belongs to the cookies unless there is another in it. */
    post(path: string, fields: FormFields = {}, headers: Record<string, string> = {}) {
      const secret = cookies.get('console-visitor') ?? cookies.get('console-session') ?? ''
      const given = isList(fields) ? fields : Object.entries(fields)
      const body = new URLSearchParams()
      if (given.every(([name]) => name !== '_token')) body.set('_token', formToken(secret))
      for (const [name, value] of given) body.append(name, value)
      return ask(path, { method: 'POST', body, headers: { Origin: url, ...headers } })
    },
  }
}
