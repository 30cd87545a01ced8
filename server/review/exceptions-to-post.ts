import type { Decision, FoundObject } from '../record/decision.ts'
import type { Effect, ExceptionFlags, ExceptionsContent } from '../record/effect.ts'
import type { ExpenseReport } from '../report/expense-report.ts'

/** An exception with the rule that asks for it. */
export type WantedException = ExceptionsContent['exceptions'][number]

/**
 * The exceptions that the decision asks for and that no write has posted yet, nor may have posted; each once, however
 * many rules ask for it. A report that is simply approved gets none.
 */
export function exceptionsToPost(decision: Decision, effects: readonly Effect[]): readonly WantedException[] {
  if (decision.outcome === 'approve') return []
  const known = new Set(
    effects.flatMap(({ state: written, content }) => {
      if (content.kind !== 'exceptions') return []
      const mayStand = written === 'sent' || written === 'unknown'
      return content.exceptions.filter(({ state }) => state === 'confirmed' || mayStand).map(exceptionKey)
    }),
  )
  const wanted: WantedException[] = []
  for (const { rule, object, exceptionCode, visibility } of decision.findings) {
    const objectType = OBJECT_TYPES[object.type]
    if (exceptionCode === undefined || objectType === undefined) continue
    const exception: WantedException = {
      objectType,
      objectId: object.id,
      code: exceptionCode,
      rule,
      state: 'open',
      ...(visibility !== undefined && { visibility }),
    }
    if (known.has(exceptionKey(exception))) continue
    known.add(exceptionKey(exception))
    wanted.push(exception)
  }
  return wanted
}

/**
 * The exceptions service knows itemizations as entries (Create an Exception to a Report, "Request: Body"), and no
 * travel requests.
 */
const OBJECT_TYPES: { readonly [Type in FoundObject['type']]?: WantedException['objectType'] } = {
  Report: 'Report',
  Entry: 'Entry',
  Itemization: 'Entry',
  Allocation: 'Allocation',
}

/** Which exception flags the report shows. */
export function flagsOf(report: ExpenseReport): ExceptionFlags {
  return {
    report: report.hasException ?? false,
    entries: Object.fromEntries(report.entries.map(({ entryId, hasExceptions }) => [entryId, hasExceptions])),
  }
}

/**
 * Reads back a batch whose answer was lost. v1.1 lists no exceptions; it only has a flag per entry and one for the
 * report, so an exception is there if its flag has turned since, and a flag that was up before tells nothing by
 * itself: then the rest of the batch does.
 * @returns The batch, each exception `confirmed` or `open`; or `undefined` if the flags cannot tell.
 */
export function readBackExceptions(
  content: ExceptionsContent,
  now: ExceptionFlags,
): readonly WantedException[] | undefined {
  const { flagsBefore } = content
  if (flagsBefore === undefined) return undefined
  const turned = content.exceptions.map(({ objectId }) => {
    const before = flagsBefore.entries[objectId] ?? flagsBefore.report
    const after = now.entries[objectId] ?? now.report
    return before ? undefined : after
  })
  const anyThere = turned.includes(true)
  if (!anyThere && !turned.includes(false)) return undefined
  return content.exceptions.map((exception, index) =>
    (turned[index] ?? anyThere) ? { ...exception, state: 'confirmed' } : exception,
  )
}

/** Which exception it is, whoever asks for it. */
export function exceptionKey({
  objectType,
  objectId,
  code,
}: Pick<WantedException, 'objectType' | 'objectId' | 'code'>): string {
  return `${objectType} ${objectId} ${code}`
}
