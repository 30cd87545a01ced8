import { type FileHandle, open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { ageOf, type ReviewLine } from '../record/review-line.ts'
import { wallOf } from '../record/wall-clock.ts'
import { parseDecimal } from '../report/money.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { amountCell, CSV_MARKS, type CsvLocale, textCell } from './csv-cells.ts'
import { resultOf } from './review.ts'

/** How a list becomes a file. */
export interface CsvOptions {
  readonly locale: CsvLocale
  /** Instead of printing it; absolute, or relative to the folder of the command. */
  readonly out?: string | undefined
  readonly now: Date
  /** Of its times. */
  readonly timeZone: string
}

/**
 * Writes reviews as a table for spreadsheets, a page at a time.
 * @throws {CommandFailure} If the file is there already or cannot be written.
 */
export async function printCsv(
  context: CommandContext,
  pages: AsyncIterable<readonly ReviewLine[]>,
  options: CsvOptions,
): Promise<void> {
  const { out } = options
  if (out === undefined) return writePages((piece) => context.write(piece), pages, options)
  const file = await openNew(resolve(context.folder, out))
  try {
    await writePages((piece) => file.appendFile(piece), pages, options)
  } finally {
    await file.close()
  }
}

/** It will hold names and amounts, so that others on this machine cannot read it. */
async function openNew(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CommandFailure(`--out: ${path} cannot be written: ${reason}`, 1, { cause })
  }
}

async function writePages(
  write: (text: string) => Promise<void>,
  pages: AsyncIterable<readonly ReviewLine[]>,
  options: CsvOptions,
): Promise<void> {
  const columns = columnsOf(options)
  const lines = (rows: readonly (readonly string[])[], bom: boolean) =>
    stringify([...rows], {
      // Without it Excel takes the bytes for the old code page of its language, and `Zoë` for `ZoÃ«`.
      bom,
      delimiter: CSV_MARKS[options.locale].separator,
      record_delimiter: 'windows',
      quote_record_delimiter: true,
    })
  await write(lines([columns.map(([title]) => title)], true))
  for await (const page of pages)
    await write(
      lines(
        page.map((review) => columns.map(([, cell]) => cell(review))),
        false,
      ),
    )
}

type CsvColumn = readonly [title: string, cell: (review: ReviewLine) => string]

function text(textOf: (review: ReviewLine) => string | null): CsvColumn[1] {
  return (review) => textCell(textOf(review) ?? '')
}

function columnsOf({ locale, now, timeZone }: CsvOptions): readonly CsvColumn[] {
  const time = (cell: (review: ReviewLine) => Date | null) => (review: ReviewLine) => {
    const at = cell(review)
    return at === null ? '' : localTime(at, timeZone)
  }
  return [
    ['id', ({ id }) => String(id)],
    ['object', ({ objectType }) => (objectType === 'TRAVELREQ' ? 'request' : 'report')],
    ['report', text(({ reportId }) => reportId)],
    ['name', text(({ reportName }) => reportName)],
    ['employee', text(({ employee }) => employee)],
    ['login', text(({ employeeLogin }) => employeeLogin)],
    ['employee id', text(({ employeeId }) => employeeId)],
    ['amount', (review) => amountOf(review, locale)],
    ['currency', text(({ currency }) => currency)],
    ['result', text(resultOf)],
    ['asked for', text(({ outcome }) => outcome)],
    ['decided by', text(({ decidedBy }) => decidedBy)],
    ['rules', text(({ rules }) => rules.join(' '))],
    ['exceptions', text(({ exceptions }) => exceptions.join(' '))],
    ['reason', text(({ reason }) => reason)],
    ['policy', text(({ policyVersion }) => policyVersion)],
    ['mode', text(({ mode }) => mode)],
    ['step', text(({ stepName }) => stepName)],
    ['assignee', text(({ assignee }) => assignee)],
    ['age in working days', (review) => String(ageOf(review, now, timeZone) ?? '')],
    ['started', time(({ startedAt }) => startedAt)],
    ['decided', time(({ decidedAt }) => decidedAt)],
    ['finished', time(({ finishedAt }) => finishedAt)],
    ['snoozed until', time(({ snoozedUntil }) => snoozedUntil)],
  ]
}

function amountOf({ total }: ReviewLine, locale: CsvLocale): string {
  const amount = total === null ? undefined : parseDecimal(total)
  return amount === undefined ? '' : amountCell(amount, locale)
}

/** As spreadsheets of all languages read it: `2026-11-29 10:15:00`. */
function localTime(at: Date, timeZone: string): string {
  return new Date(wallOf(at, timeZone)).toISOString().slice(0, 19).replace('T', ' ')
}
