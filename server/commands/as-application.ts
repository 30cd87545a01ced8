import { randomUUID } from 'node:crypto'
import { createBreaker } from '../concur/breaker.ts'
import { type CallContext, type ConcurClient, createConcurClient } from '../concur/concur-client.ts'
import { ConcurError } from '../concur/concur-error.ts'
import { createHttpClient } from '../concur/http.ts'
import { SILENT_LOG } from '../log.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { requireSome } from './settings.ts'

/** Which data center an operator's command is about. */
export interface DataCenter {
  /** An origin, instead of `CONCUR_API_URL`. */
  readonly dataCenter?: string
}

const now = () => new Date()

/** Calls Concur as the application rather than as a company; needs no database, for such a token is not kept. */
export async function asApplication<Result>(
  context: CommandContext,
  { dataCenter }: DataCenter,
  work: (client: ConcurClient, call: CallContext) => Promise<Result>,
): Promise<Result> {
  const environment = { ...context.environment, ...(dataCenter !== undefined && addressesAt(dataCenter)) }
  const settings = await requireSome({ environment, folder: context.folder }, [
    'CONCUR_API_URL',
    'CONCUR_TOKEN_URL',
    'CONCUR_CLIENT_ID',
    'CONCUR_CLIENT_SECRET',
  ])
  const http = createHttpClient(1)
  const client = createConcurClient({
    apiOrigin: settings.CONCUR_API_URL,
    tokenUrl: settings.CONCUR_TOKEN_URL,
    client: { clientId: settings.CONCUR_CLIENT_ID, clientSecret: settings.CONCUR_CLIENT_SECRET },
    refreshTokens: { candidates: () => Promise.resolve([]), store: () => Promise.resolve() },
    http,
    breaker: createBreaker(now),
    // What fails is in the message of the command.
    log: SILENT_LOG,
    now,
  })
  try {
    return await work(client, { correlationId: randomUUID() })
  } catch (error) {
    if (!(error instanceof ConcurError) || error.code !== 'CONCUR_TOKEN') throw error
    throw new CommandFailure(`${error.message}; the application needs the grant client_credentials`)
  } finally {
    http.close()
  }
}

function addressesAt(origin: string) {
  return { CONCUR_API_URL: origin, CONCUR_TOKEN_URL: `${origin.replace(/\/$/, '')}/oauth2/v0/token` }
}
