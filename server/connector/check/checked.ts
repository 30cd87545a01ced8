import { ConcurError } from '../../concur/concur-error.ts'
import { NoAnswerError } from '../../concur/http.ts'
import { ConnectorError } from '../../connector-error.ts'
import type { Checked, CheckLine } from '../../record/check-line.ts'
import { readOrKeep } from '../../record/read-sentence.ts'
import { inEnglish, say } from '../../record/sentence.ts'

/** What was looked at is not as it must be; the message says what is wrong and what to do. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure'
}

/** Looks at one thing: what it gives is fine, and what it throws is told with what to do. */
export async function checked(what: Checked, check: () => Promise<string>): Promise<readonly CheckLine[]> {
  try {
    return [{ what, state: 'ok', text: await check() }]
  } catch (error) {
    if (error instanceof ConnectorError || error instanceof CheckFailure) {
      return [
        { what, state: 'failed', text: error instanceof ConcurError ? adviceFor(error) : error.message },
      ]
    }
    if (error instanceof NoAnswerError) {
      return [
        {
          what,
          state: 'failed',
          text: inEnglish(say('check the way and proxy', { why: readOrKeep(error.message) })),
        },
      ]
    }
    throw error
  }
}

function adviceFor(error: ConcurError): string {
  return error.code === 'CONCUR_UNREACHABLE' || error.code === 'CONCUR_TIMEOUT'
    ? inEnglish(say('check the way', { why: readOrKeep(error.message) }))
    : error.message
}
