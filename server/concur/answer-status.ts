import type { HttpAnswer } from './http.ts'

const MAX_RETRY_AFTER_MS = 24 * 3600 * 1000

/** Whether the service is in trouble, rather than our request. Redirects are a gateway's: we follow none. */
export function isOutage(status: number): boolean {
  return status >= 500 || status === 429 || status === 408 || (status >= 300 && status < 400)
}

/** When Concur wants to be asked again, by `Retry-After` in seconds or as a date; at most a day ahead. */
export function retryAfter({ status, headers }: HttpAnswer, now: Date): Date | undefined {
  const value = headers['retry-after']
  if (typeof value !== 'string' || !isOutage(status)) return undefined
  const at = /^\d+$/.test(value.trim()) ? now.getTime() + Number(value) * 1000 : Date.parse(value)
  if (!Number.isFinite(at) || at <= now.getTime()) return undefined
  return new Date(Math.min(at, now.getTime() + MAX_RETRY_AFTER_MS))
}
