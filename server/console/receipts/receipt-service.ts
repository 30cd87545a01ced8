import { randomUUID } from 'node:crypto'
import type { ConcurClient } from '../../concur/concur-client.ts'
import { ConcurError } from '../../concur/concur-error.ts'
import { findReceiptImage, isReceiptKey, type ReceiptOf } from '../../concur/receipt-image.ts'
import type { Log } from '../../log.ts'
import type { Person } from '../../record/person.ts'
import type { ExpenseReport } from '../../report/expense-report.ts'
import type { Database } from '../../store/database.ts'
import { createTrail } from '../../store/people/trail.ts'
import { pastReviewNumbered } from '../../store/reviews/past-reviews.ts'
import { inScope } from '../in-scope.ts'
import type { FetchFile, FileProblem } from './fetch-file.ts'
import type { ImageOnItsWay } from './image-on-its-way.ts'

/** Why a receipt cannot be shown. */
export type ReceiptProblem = FileProblem | 'not kept' | 'none' | 'not granted'

/** A receipt on its way, or why there is none; absent where the reader does not see the report. */
export type Receipt = ImageOnItsWay | { readonly ok: false; readonly problem: ReceiptProblem } | undefined

/** What receipts need. */
export interface ReceiptDeps {
  readonly db: Database
  readonly concur: ConcurClient
  readonly fetchFile: FetchFile
  readonly log: Log
  readonly now: () => Date
}

/** The receipts of reports: asked for at Concur each time that somebody wants to see one, and never kept. */
export interface ReceiptService {
  /** @param line Of the report, from 1; all receipts of the report if absent. */
  open(person: Person, reviewId: number, line: number | undefined, signal: AbortSignal): Promise<Receipt>
}

/** The receipts of that tenant. */
export function createReceiptService({ db, concur, fetchFile, log, now }: ReceiptDeps): ReceiptService {
  return {
    async open(person, reviewId, line, signal) {
      const [seen] = await inScope(db, person, [{ id: reviewId }])
      const past = seen && (await pastReviewNumbered(db, reviewId))
      if (past === undefined) return undefined
      const of = past.facts.kind === 'report' ? receiptOf(past.facts.report, line) : 'not kept'
      if (typeof of === 'string') return { ok: false, problem: of }
      if (!isReceiptKey(of.id)) return { ok: false, problem: 'none' }
      await createTrail(db).append({
        at: now(),
        who: { login: person.login },
        act: 'review receipt',
        subject: `review ${reviewId}`,
        outcome: 'done',
        ...(line !== undefined && { detail: `line ${line}` }),
      })
      try {
        const url = await findReceiptImage(concur, of, { correlationId: randomUUID(), signal })
        const file = await fetchFile(url, signal)
        if (!file.ok) log.warn('receipt.not-shown', { review: reviewId, problem: file.problem })
        return file
      } catch (error) {
        if (!(error instanceof ConcurError)) throw error
        log.warn('receipt.not-shown', { review: reviewId, code: error.code, status: error.status })
        return { ok: false, problem: problemOf(error) }
      }
    },
  }
}

function problemOf({ trouble }: ConcurError): ReceiptProblem {
  if (trouble === 'not found') return 'none'
  return trouble === 'permanent' ? 'not granted' : 'no answer'
}

/** v1.1 has a key for the receipt of an entry; of v4 only the image has one. */
function receiptOf(
  { source, reportId, entries }: ExpenseReport,
  line: number | undefined,
): ReceiptOf | 'none' {
  if (line === undefined) return { kind: 'report', id: reportId }
  const entry = entries[line - 1]
  if (entry === undefined) return 'none'
  if (source === 'v1.1') return { kind: 'expenseentry', id: entry.entryId }
  return entry.receiptImageId === undefined ? 'none' : { kind: 'receipt', id: entry.receiptImageId }
}
