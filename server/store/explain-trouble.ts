import { withAdvice } from './sqlite-advice.ts'

/** What to do about what PostgreSQL says, by its code; see "PostgreSQL Error Codes". */
const ADVICE: Readonly<Record<string, string>> = {
  '25006': 'the server takes no writes: DATABASE_URL has to lead to the one that does',
  '28P01': 'check the user and the password in DATABASE_URL',
  '3D000':
    "create database ... encoding 'UTF8' template template0, or correct the name at the end of DATABASE_URL",
  '42501':
    'the role of DATABASE_URL has to own the schema and what is in it, or needs "grant all" on the schema, its tables and its sequences',
  '53300': 'raise the limit of the role or of the server, or lower DATABASE_CONNECTIONS',
  '57P03': 'it is not ready: wait, and look at its log',
}

/** What a failed statement or a failed start says, on either engine, with what to do where that is known. */
export function explainTrouble(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const newer = /previously executed migration (\S+) is missing/.exec(message)?.[1]
  if (newer !== undefined) {
    return `its tables are of a newer version of the connector, which made ${newer}: start that version`
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const advice = ADVICE[code]
  return advice === undefined ? withAdvice(error) : `${message}: ${advice}`
}
