import { setTimeout as delay } from 'node:timers/promises'
import pLimit from 'p-limit'
import { REPORT_STATUS } from '../report/approval-status.ts'
import { packLarge } from '../report/packed.ts'
import {
  type CallContext,
  type ConcurClient,
  type ConcurReply,
  type Reading,
  unreadable,
} from './concur-client.ts'
import { ConcurError } from './concur-error.ts'
import { withoutMark } from './exact-json.ts'
import { bundleOf, type ExpenseAnswers, type ReportAnswers } from './report-bundle.ts'

/** As much as one answer of v1.1 may have. */
const MAX_BYTES = 20 * 1024 * 1024
/** Expenses and itemizations; each takes two calls or more. */
const MAX_EXPENSES = 2000
/** It goes into paths. */
const EXPENSE_ID = /^[\w-]{1,100}$/
/** A report of many parts would hardly ever be read if one fault of Concur's spoilt it; so soon each is asked for again. */
const AGAIN_AFTER_MS = [200, 800]
/** Calls of one report at once, so that a long one does not fill the queue before the others. */
const ABREAST = 8

/**
 * Reads a report with all its expenses, itemizations, allocations, attendees, comments and exceptions. Itemizations come
 * with the list of expenses, comments of all levels with those of the report; attendees are not asked for where there
 * are none. Each expense is asked for by itself, for the list has neither the fields that a company has given a meaning
 * nor what an itemization is a part of. Where Concur does not know the report's comments or exceptions (404) they are
 * absent; without any other part the report could not be judged, and reading it fails. Of a report that does not wait
 * at external validation only the header is read: there is nothing to judge.
 * @param path Of the report, as a notification gave it: `/expensereports/v4/users/…/context/…/reports/…`.
 * @param read Makes sense of the bundle, see `bundleOf`, which `packLarge` may have packed.
 * @returns The bundle as body, with the status and correlation id of the header's answer.
 * @throws {ConcurError} If it could not be read.
 * @see SAP Concur, Reports v4; Expenses v4; Allocations v4; Expense Attendee Associations v4; Comments v4; Exceptions v4.
 */
export async function fetchReportV4<Value>(
  client: ConcurClient,
  path: string,
  call: CallContext,
  read: (bundle: Uint8Array) => Reading<Value> | Promise<Reading<Value>>,
): Promise<ConcurReply<Value>> {
  const { header, body } = await collect(client, path, call)
  const reading = await read(body)
  if (!reading.ok) {
    throw unreadable('report', { status: header.status, body }, reading.problem, reading.isWhole ?? false)
  }
  return { ...header, value: reading.value, body }
}

type Shape = 'an object' | 'a list of objects'
type Members = Readonly<Record<string, unknown>>

async function collect(
  client: ConcurClient,
  path: string,
  call: CallContext,
): Promise<{ readonly header: ConcurReply<unknown>; readonly body: Uint8Array }> {
  const limit = pLimit(ABREAST)
  const parts = new Map<string, ExpenseAnswers>()
  let bytes = 0
  let hasFailed = false
  // Two services of version 4 know the report by its id alone, and take only the company's token.
  const shortPath = `/expensereports/v4/reports/${path.slice(path.lastIndexOf('/') + 1)}`

  try {
    const header = await get(path, 'an object')
    if (header.value[0]?.['approvalStatusId'] !== REPORT_STATUS.pendingExternalValidation)
      return { header, body: await packed({ report: header.body, parts }) }
    const [expenses, comments, exceptions] = await Promise.all([
      get(`${path}/expenses?includeItemizations=true`, 'a list of objects'),
      getIfAny(`${shortPath}/comments?includeAllComments=true`),
      getIfAny(`${shortPath}/exceptions`),
    ])
    await collectAll(expenses)
    const answers: ReportAnswers = {
      report: header.body,
      expenses: expenses.body,
      ...(comments && { comments: comments.body }),
      ...(exceptions && { exceptions: exceptions.body }),
      parts,
    }
    return { header, body: await packed(answers) }
  } catch (error) {
    hasFailed = true
    limit.clearQueue()
    throw error
  }

  async function collectAll({ value }: ConcurReply<readonly Members[]>): Promise<void> {
    if (value.length > MAX_EXPENSES) {
      throw unfit(`it has more than ${MAX_EXPENSES} expenses and itemizations`)
    }
    const found = await Promise.all(value.map(collectOne))
    const itemized = new Set(found.map(({ detail }) => detail.value[0]?.['parentExpenseId']))
    await Promise.all(
      found.map(async ({ expenseId, allocationState, detail, attendees }) => {
        const at = `${path}/expenses/${expenseId}/allocations`
        const allocations = await allocationsAt(at, allocationState, itemized.has(expenseId))
        parts.set(expenseId, {
          detail: detail.body,
          ...(allocations && { allocations: allocations.body }),
          ...(attendees && { attendees: attendees.body }),
        })
      }),
    )
  }

  async function collectOne({ expenseId, allocationState, attendeeCount }: Members) {
    if (typeof expenseId !== 'string' || !EXPENSE_ID.test(expenseId))
      throw unfit('an expense has no expenseId')
    const at = `${path}/expenses/${expenseId}`
    const [detail, attendees] = await Promise.all([
      get(at, 'an object'),
      attendeeCount === 0 ? undefined : get(`${at}/attendees`, 'an object'),
    ])
    return { expenseId, allocationState, detail, attendees }
  }

  /** What nobody has allocated Concur itself charges to one account, unless its itemizations are. */
  async function allocationsAt(
    at: string,
    state: unknown,
    isItemized: boolean,
  ): Promise<ConcurReply<readonly Members[]> | undefined> {
    if (state !== 'NOT_ALLOCATED') return get(at, 'a list of objects')
    return isItemized ? undefined : getIfAny(at)
  }

  async function getIfAny(at: string): Promise<ConcurReply<readonly Members[]> | undefined> {
    try {
      return await get(at, 'a list of objects')
    } catch (error) {
      if (error instanceof ConcurError && error.trouble === 'not found') return undefined
      throw error
    }
  }

  /** @returns The object, or those of the list. */
  async function get(at: string, shape: Shape): Promise<ConcurReply<readonly Members[]>> {
    // What is still under way when one has failed must not lead to more calls.
    if (hasFailed) throw unfit('another part of it could not be read')
    const reply = await limit(() =>
      patiently(() =>
        client.call(
          {
            kind: 'report',
            method: 'GET',
            path: at,
            accept: 'application/json',
            scope: 'expense.report.read',
            ...call,
          },
          (body) => readShape(body, shape),
        ),
      ),
    )
    bytes += reply.body.length
    if (bytes > MAX_BYTES) throw unfit(`it has more than ${MAX_BYTES} bytes`)
    return { ...reply, body: withoutMark(reply.body) }
  }
}

function packed(answers: ReportAnswers): Promise<Uint8Array> {
  return packLarge(bundleOf(answers))
}

/** Reading changes nothing, so it can be repeated. */
async function patiently<Value>(get: () => Promise<Value>): Promise<Value> {
  for (const wait of AGAIN_AFTER_MS) {
    try {
      return await get()
    } catch (error) {
      if (!isPassing(error)) throw error
      await delay(wait)
    }
  }
  return get()
}

/** Where Concur asks for patience (429, 503) or needs long for an answer, asking at once would make it worse. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof ConcurError &&
    (error.code === 'CONCUR_UNREACHABLE' || error.status === 500 || error.status === 502)
  )
}

function readShape(body: Uint8Array, shape: Shape): Reading<readonly Members[]> {
  const found = shape === 'an object' ? [parsed(body)] : parsed(body)
  const isFit = Array.isArray(found) && found.every(isObject)
  return isFit ? { ok: true, value: found } : { ok: false, problem: `the answer is not ${shape}` }
}

/** Amounts do not matter yet. */
function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Asking again would not help much. */
function unfit(problem: string): ConcurError {
  const facts = { code: 'CONCUR_UNREADABLE', kind: 'report', trouble: 'bad request' } as const
  return new ConcurError(`report: it cannot be read: ${problem}`, facts)
}
