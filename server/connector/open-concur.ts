import type { Settings } from '../../config/settings.ts'
import { type Breaker, createBreaker } from '../concur/breaker.ts'
import type { ConcurClient } from '../concur/concur-client.ts'
import { createHttpClient } from '../concur/http.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { createTokenHealth, type TokenHealth } from '../metrics/token-health.ts'
import type { Database } from '../store/database.ts'
import { concurClient } from './from-settings.ts'

/** The way to Concur; nothing is sent before somebody asks for something. */
export interface Concur extends Disposable {
  readonly client: ConcurClient
  /** Of {@link client}. */
  readonly breaker: Breaker
  readonly tokenHealth: Pick<TokenHealth, 'problem'>
  /** With a breaker of its own: an application without this grant must not pause the token that reviews need. */
  readonly clientOfSubscriptions: ConcurClient
}

/** Makes the clients of the tenant that the settings name, on connections that they share. */
export function openConcur(
  settings: Settings,
  parts: {
    readonly db: Database
    readonly metrics: Pick<Metrics, 'called' | 'breakerChanged'>
    readonly log: Log
    readonly now: () => Date
  },
): Concur {
  const { db, metrics, log, now } = parts
  const http = createHttpClient(settings.CONCUR_CONCURRENCY)
  const breaker = createBreaker(now)
  const breakerOfSubscriptions = createBreaker(now)
  breaker.onChange((kind, state) => metrics.breakerChanged(kind, state))
  const tokenHealth = createTokenHealth()
  const observer = {
    ...tokenHealth,
    called: (...facts: Parameters<Metrics['called']>) => metrics.called(...facts),
  }
  return {
    client: concurClient(settings, { db, http, breaker, log, now, observer }),
    breaker,
    tokenHealth,
    clientOfSubscriptions: concurClient(settings, { db, http, breaker: breakerOfSubscriptions, log, now }),
    [Symbol.dispose]: () => http.close(),
  }
}
