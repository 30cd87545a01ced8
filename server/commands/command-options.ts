import { type Command, InvalidArgumentError } from 'commander'
import { isDay } from '../policy/facts/days.ts'

/** For commands that look into the database. */
export function withDatabase(command: Command): Command {
  return command.option('--database <url>', 'instead of DATABASE_URL').option('--json', 'print JSON')
}

/**
 * A point in time on the command line.
 * @throws {InvalidArgumentError} If it is none.
 */
export function date(text: string): Date {
  const at = new Date(text)
  // `new Date` would take 7 for July 2001, and the 30th of February for a day in March.
  if (!isDay(text.slice(0, 10)) || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('expected a date such as 2026-11-01')
  return at
}

/**
 * A number on the command line.
 * @throws {InvalidArgumentError} If it is no whole number from 1.
 */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1')
  return Number(text)
}
