/** What one expense, or one itemization of it, was answered with; a part that there is none of is absent. */
export interface ExpenseAnswers {
  readonly detail?: Uint8Array
  readonly allocations?: Uint8Array
  readonly attendees?: Uint8Array
}

/** The answers that make up one report of version 4, each a whole JSON text as it was received. */
export interface ReportAnswers {
  readonly report: Uint8Array
  /** With itemizations. Absent where nothing of the report was read but its header, for it does not wait. */
  readonly expenses?: Uint8Array
  /** Those of all levels, each with its `expenseId`. */
  readonly comments?: Uint8Array
  readonly exceptions?: Uint8Array
  /** Of expenses and itemizations, by `expenseId`. */
  readonly parts: ReadonlyMap<string, ExpenseAnswers>
}

/**
 * One JSON text that holds all answers, byte for byte, so that a report can be kept, read again and shown as Concur
 * sent it, whatever number of calls that took. `readReportV4` reads it.
 */
export function bundleOf({ report, expenses, comments, exceptions, parts }: ReportAnswers): Uint8Array {
  return Buffer.concat(
    objectOf([
      ['report', [report]],
      ['allComments', comments && [comments]],
      ['exceptions', exceptions && [exceptions]],
      ['expenses', expenses && [expenses]],
      ['parts', objectOf([...parts].map(([id, answers]) => [id, objectOf(membersOf(answers))]))],
    ]),
  )
}

type Pieces = readonly Uint8Array[]
type Members = readonly (readonly [name: string, value: Pieces | undefined])[]

function membersOf({ detail, allocations, attendees }: ExpenseAnswers): Members {
  const members = { detail, allocations, attendees }
  return Object.entries(members).map(([name, answer]) => [name, answer && [answer]])
}

function objectOf(members: Members): Pieces {
  const pieces: Uint8Array[] = []
  for (const [name, value] of members) {
    if (value === undefined) continue
    pieces.push(Buffer.from(`${pieces.length === 0 ? '{' : ','}${JSON.stringify(name)}:`), ...value)
  }
  return [...(pieces.length === 0 ? [Buffer.from('{')] : pieces), Buffer.from('}')]
}
