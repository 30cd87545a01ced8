import { ConcurError } from '../concur/concur-error.ts'
import { NoAnswerError } from '../concur/http.ts'
import { ConnectorError } from '../connector-error.ts'
import { CommandFailure } from './context.ts'

/** One line of the result. */
export interface Finding {
  readonly what: string
  readonly state: 'ok' | 'warning' | 'failed'
  /** What was found, or what to do. */
  readonly text: string
}

/** Looks at one thing: what it gives is fine, and what it throws is told with what to do. */
export async function checked(what: string, check: () => Promise<string>): Promise<readonly Finding[]> {
  try {
    return [{ what, state: 'ok', text: await check() }]
  } catch (error) {
    if (error instanceof ConnectorError || error instanceof CommandFailure) {
      return [
        { what, state: 'failed', text: error instanceof ConcurError ? adviceFor(error) : error.message },
      ]
    }
    if (error instanceof NoAnswerError) {
      return [
        { what, state: 'failed', text: `${error.message}: check CONCUR_API_URL, the firewall and the proxy` },
      ]
    }
    throw error
  }
}

function adviceFor(error: ConcurError): string {
  return error.code === 'CONCUR_UNREACHABLE' || error.code === 'CONCUR_TIMEOUT'
    ? `${error.message}: check CONCUR_API_URL and the firewall`
    : error.message
}
