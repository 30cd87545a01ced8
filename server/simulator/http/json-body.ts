import type { SeenRequest } from './exchange.ts'

/** The members of the JSON object that was sent, or `undefined` if it is none, or its content type says otherwise. */
export function jsonBody({ headers, body }: SeenRequest): Readonly<Record<string, unknown>> | undefined {
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return undefined
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
