import type { Router } from 'express'
import { apiRouter } from '../../../routes/api/api-router.ts'
import { createActService } from '../../../server/console/act-service.ts'
import { createDecisionService } from '../../../server/console/decision-service.ts'
import { createListService } from '../../../server/console/list-service.ts'
import { createReviewService } from '../../../server/console/review-service.ts'
import { SILENT_LOG } from '../../../server/log.ts'
import type { Role } from '../../../server/record/person.ts'
import type { Database } from '../../../server/store/database.ts'
import { createApiKeys } from '../../../server/store/people/api-keys.ts'
import { createPeople } from '../../../server/store/people/people.ts'
import { at } from '../../store/notifications.ts'
import { serveConsole } from '../console-address.ts'
import { requireDescribed } from './described.ts'

/** An answer as a program reads it. */
export interface ApiAnswer {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers
}

/** The API on a port of this machine, over a database with an admin, Ada, who is a controller, and a key for each role. */
export interface ApiAddress {
  get(path: string, role?: Role): Promise<ApiAnswer>
  post(
    path: string,
    body: unknown,
    options?: { readonly key?: string; readonly role?: Role },
  ): Promise<ApiAnswer>
  /** Of the API. */
  readonly url: string
  /** Of the key of that role. */
  secretOf(role: Role): string
  close(): Promise<void>
}

const ROOT = { login: 'root@example.com', name: 'Root', role: 'admin' } as const
const KEYS: readonly Role[] = ['controller', 'viewer', 'reviewer', 'admin']

/** @param now When all happens. */
export async function serveApi(
  db: Database,
  { now = at(100), perMinute }: { readonly now?: Date; readonly perMinute?: number } = {},
): Promise<ApiAddress> {
  const clock = () => now
  const people = createPeople(db)
  await people.add(ROOT, ROOT, at(90))
  await people.add({ login: 'ada@example.com', name: 'Ada', role: 'controller' }, ROOT, at(90))
  const secrets = new Map<Role, string>()
  for (const role of KEYS) {
    const made = await createApiKeys(db).create(`for ${role}`, role, ROOT, at(90))
    if (made.ok) secrets.set(role, made.secret)
  }
  const { listener } = await serveConsole({ api: apiOn(db, clock, perMinute) })
  const url = `${listener.url}/api`
  const secretOf = (role: Role) => secrets.get(role) ?? ''
  const ask = async (path: string, role: Role, init: RequestInit = {}): Promise<ApiAnswer> => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${secretOf(role)}`)
    const answer = await fetch(`${url}${path}`, { ...init, headers })
    const body: unknown = await answer.json()
    requireDescribed({ method: init.method ?? 'GET', path, status: answer.status, body })
    return { status: answer.status, body, headers: answer.headers }
  }
  return {
    url,
    secretOf,
    get: (path, role = 'controller') => ask(path, role),
    post: (path, body, { key, role = 'controller' } = {}) =>
      ask(path, role, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: key === undefined ? {} : { 'idempotency-key': key },
      }),
    close: () => listener.close(0),
  }
}

/** The API over a database. */
export function apiOn(db: Database, now: () => Date, perMinute?: number): Router {
  return apiRouter({
    keys: createApiKeys(db),
    lists: createListService({ db, timeZone: 'UTC', now }),
    reviews: createReviewService({ db, now }),
    decisions: createDecisionService({ db, undoSeconds: 60, log: SILENT_LOG, now }),
    acts: createActService({ db, now }),
    url: 'https://expenses.example.com',
    log: SILENT_LOG,
    ...(perMinute !== undefined && { perMinute }),
  })
}
