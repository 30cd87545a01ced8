import { Router } from 'express'
import { apiRouter } from '../../routes/api/api-router.ts'
import { createConsoleApp } from '../../routes/console-app.ts'
import { createActService } from '../../server/console/act-service.ts'
import { createDecisionService } from '../../server/console/decision-service.ts'
import { createListService } from '../../server/console/list-service.ts'
import { createReviewService } from '../../server/console/review-service.ts'
import { listen } from '../../server/listeners/listen.ts'
import { SILENT_LOG as log } from '../../server/log.ts'
import type { Database } from '../../server/store/database.ts'
import { createApiKeys } from '../../server/store/people/api-keys.ts'
import { createPeople } from '../../server/store/people/people.ts'

/** The API over a database, asked as programs ask it. */
export interface ApiList {
  /** Asks for a page of what is held, and reads it. @throws {Error} If it is not answered. */
  ask(): Promise<void>
  close(): Promise<void>
}

const now = () => new Date()

/** Opens the console's listener on a port of this machine, with a key. */
export async function openApiList(db: Database): Promise<ApiList> {
  const root = { login: 'root', name: 'Root', role: 'admin' } as const
  await createPeople(db).add(root, root, now())
  const keys = createApiKeys(db)
  const made = await keys.create('bench', 'viewer', root, now())
  if (!made.ok) throw new Error(made.reason)
  const api = apiRouter({
    keys,
    lists: createListService({ db, timeZone: 'UTC', now }),
    reviews: createReviewService({ db, now }),
    decisions: createDecisionService({ db, undoSeconds: 10, log, now }),
    acts: createActService({ db, now }),
    url: undefined,
    perMinute: Number.MAX_SAFE_INTEGER,
    log,
  })
  const listener = await listen({
    app: createConsoleApp({
      host: '127.0.0.1',
      url: undefined,
      tls: false,
      trustedProxies: 0,
      api,
      pages: Router(),
      log,
    }),
    host: '127.0.0.1',
    port: 0,
    settings: { host: 'CONSOLE_HOST', port: 'CONSOLE_PORT' },
    log,
  })
  return {
    async ask() {
      const answer = await fetch(`${listener.url}/api/reviews?result=held`, {
        headers: { authorization: `Bearer ${made.secret}` },
      })
      await answer.json()
      if (!answer.ok) throw new Error(`the API answers ${answer.status}`)
    },
    close: () => listener.close(0),
  }
}
