import type { CallContext, ConcurClient } from '../concur/concur-client.ts'
import {
  deleteExceptionV4,
  type ExceptionPlace,
  listExceptionsV4,
  putExceptionV4,
} from '../concur/exceptions-v4.ts'
import { fetchReportV4 } from '../concur/fetch-report-v4.ts'
import { postWorkflowActionV4 } from '../concur/workflow-action-v4.ts'
import type { Decision } from '../record/decision.ts'
import type { Effect, EffectContent, WithdrawalContent, WorkflowContent } from '../record/effect.ts'
import type { Visit } from '../record/visit.ts'
import type { ReportHeader } from '../report/expense-report.ts'
import type { Claimed } from '../store/inbox/inbox.ts'
import type { AssessedReport, Bystander } from './assess.ts'
import { workflowActionOf } from './decide.ts'
import { exceptionKey, exceptionsToPost, type WantedException } from './exceptions-to-post.ts'
import { reportReadingKey } from './reading-key.ts'
import { ownerOf, placeOf, subjectOf } from './report-status.ts'
import type { ReportDeps } from './report-v11.ts'
import type { Answered, ReadObject, SeenObject, Write } from './seen-object.ts'
import { outlineOfFacts, outlineOfKept } from './what-changed.ts'
import { withNames } from './with-names.ts'

/** What an event says of the stop that it announces; nothing that v4 reads tells it. */
type Stop = Pick<Claimed, 'stepCode' | 'stepInstanceId'>

/** What Concur's events say where the step has no code of the company's own. */
const NO_CODES = new Set(['NULL', 'SENDBACK', 'RECALL', 'PAIDREPORT'])
/** Shared by both steps of an application connector. */
const LEGACY_CODE = 'EXTVAL'

/**
 * Reports by the services v4: each exception is put and taken away by itself and can be listed, and the workflow
 * action says where the report must be.
 * @see SAP Concur, Reports v4; Exceptions v4; Workflows v4.
 */
export function readOnV4(
  { concur, readReport, policy, whoIs }: ReportDeps,
  path: string,
  stop: Stop,
  bystander: Bystander,
  call: CallContext,
): ReadObject {
  return async () => {
    const judge = policy()
    const read = (bundle: Uint8Array) =>
      readReport(bundle, judge, { ...bystander, source: 'v4' }, call.signal)
    const reply = await fetchReportV4(concur, path, call, read)
    const { decision: policyDecision, gap } = reply.value
    const object = await withNames(seenOnV4(concur, reply.value, stop, call), whoIs, call)
    return { ...reply, value: { object, policyDecision, policy: judge, ...(gap !== undefined && { gap }) } }
  }
}

function seenOnV4(
  concur: ConcurClient,
  { header, kept, listing, expenseOf }: AssessedReport,
  stop: Stop,
  call: CallContext,
): SeenObject {
  const { reportId, hasRejectedExpenses = false } = header
  return {
    noun: 'report',
    subject: subjectOf(header),
    visit: visitOnV4(header, stop),
    status: header.approvalStatus.code,
    place: placeOf(header),
    readingKey: reportReadingKey(header, kept.historyRecord.factsKey),
    facts: header,
    owner: ownerOf(header),
    kept,
    listing,
    outline: () => outlineOfFacts(kept),
    outlineOf: outlineOfKept,

    async flags(decision, done, before) {
      const withdrawals = exceptionsToWithdraw(exceptionsToPost(decision, []), [...(await before()), ...done])
      const wanted = exceptionsToPost(decision, done).map((exception): WantedException => {
        const expenseId = exception.objectType === 'Allocation' ? expenseOf[exception.objectId] : undefined
        return { ...exception, ...(expenseId !== undefined && { expenseId }) }
      })
      return [
        ...withdrawals.map((content) => withdraw(concur, reportId, content, call)),
        ...wanted.map((exception) => put(concur, reportId, exception, call)),
      ]
    },

    action: (decision) => act(concur, reportId, { decision, stop, hasRejectedExpenses }, call),

    async readBack(content) {
      if (content.kind === 'workflow' || isOnV11(content)) return undefined
      const { value: standing } = await listExceptionsV4(concur, reportId, call)
      const there = new Set(
        standing.map(({ code, expenseId, allocationId }) =>
          JSON.stringify([code, (allocationId ?? expenseId)?.toLowerCase() ?? '']),
        ),
      )
      const isThere = ({ objectType, objectId, code }: Standing) =>
        there.has(JSON.stringify([code, objectType === 'Report' ? '' : objectId.toLowerCase()]))
      if (content.kind === 'withdrawal') {
        return { state: isThere(content) ? 'not applied' : 'confirmed', content }
      }
      const exceptions = content.exceptions.map(
        (exception): WantedException =>
          isThere(exception) ? { ...exception, state: 'confirmed' } : exception,
      )
      const isPut = exceptions.some(({ state }) => state === 'confirmed')
      return { state: isPut ? 'confirmed' : 'not applied', content: { ...content, exceptions } }
    },
  }
}

type Standing = Pick<WantedException, 'objectType' | 'objectId' | 'code' | 'expenseId'>

/** Its objects have other names in v4. */
function isOnV11(content: EffectContent): boolean {
  return content.kind === 'exceptions' && content.flagsBefore !== undefined
}

function put(concur: ConcurClient, reportId: string, exception: WantedException, call: CallContext): Write {
  const { code, rule, visibility = 'ALL' } = exception
  const open = { ...exception, visibility }
  return {
    content: { kind: 'exceptions', exceptions: [open] },
    async send(): Promise<Answered> {
      const place = placeOfException(reportId, exception)
      const { value, correlationId } = await putExceptionV4(concur, place, { code, visibility }, call)
      const { accepted, message } = value
      const state = accepted ? 'confirmed' : 'refused'
      const exceptions = [{ ...open, state, ...(message !== undefined && { message }) } as const]
      return {
        state,
        content: { kind: 'exceptions', exceptions },
        refused: accepted ? [] : [`${code} (rule ${rule}): ${message ?? 'refused'}`],
        detail: { exceptions, correlationId },
      }
    },
  }
}

function withdraw(
  concur: ConcurClient,
  reportId: string,
  content: WithdrawalContent,
  call: CallContext,
): Write {
  return {
    content,
    async send(): Promise<Answered> {
      const place = placeOfException(reportId, content)
      const { value, correlationId } = await deleteExceptionV4(concur, place, content.code, call)
      const { accepted, message } = value
      return {
        state: accepted ? 'confirmed' : 'refused',
        content,
        ...(message !== undefined && { reason: message }),
        detail: { ...content, message, correlationId },
      }
    },
  }
}

function act(
  concur: ConcurClient,
  reportId: string,
  { decision, stop, hasRejectedExpenses }: Acting,
  call: CallContext,
): Write {
  const { action, comment } = workflowActionOf(decision)
  const { stepInstanceId } = stop
  const stepCode = ownCode(stop)
  const content: WorkflowContent = {
    kind: 'workflow',
    action,
    path: `/expensereports/v4/reports/${reportId}/${action === 'Approve' ? 'approve' : 'sendBack'}`,
    ...(comment !== undefined && { comment }),
    ...(action === 'Approve' && hasRejectedExpenses && { expenseRejectedComment: REJECTED }),
    ...(stepCode !== undefined && { expectedStepCode: stepCode }),
    ...(stepInstanceId !== undefined && { expectedStepInstanceId: stepInstanceId }),
  }
  return {
    content,
    async send(): Promise<Answered> {
      const { value, correlationId } = await postWorkflowActionV4(
        concur,
        reportId,
        {
          ...(comment === undefined
            ? ({ action: 'approve', expenseRejectedComment: content.expenseRejectedComment } as const)
            : ({ action: 'sendBack', comment } as const)),
          expectedStepCode: stepCode,
          expectedWorkflowStepInstanceId: stepInstanceId,
        },
        call,
      )
      const { succeeded, message, isStale, isInDoubt = false } = value
      return {
        state: succeeded ? 'confirmed' : 'refused',
        content,
        isStale,
        isInDoubt,
        // It was told where the report must be.
        isElsewhere: isStale,
        ...(message !== '' && { reason: message }),
        detail: { ...value, correlationId },
      }
    },
  }
}

/** Concur wants a comment on what an approver has rejected before; the reason is the approver's. */
const REJECTED = 'Rejected by an approver before: it goes back in a report of its own.'

interface Acting {
  readonly decision: Decision
  readonly stop: Stop
  readonly hasRejectedExpenses: boolean
}

/**
 * The code that Concur is to expect. Not `EXTVAL`: it is not documented whether Concur takes its own word for the
 * steps of an application connector, and if it does not, no report could be moved on; the step instance says more.
 */
function ownCode({ stepCode }: Stop): string | undefined {
  return stepCode === undefined || stepCode === LEGACY_CODE || NO_CODES.has(stepCode) ? undefined : stepCode
}

function placeOfException(reportId: string, { objectType, objectId, expenseId }: Standing): ExceptionPlace {
  if (objectType === 'Report') return { reportId }
  if (objectType === 'Entry') return { reportId, expenseId: objectId }
  return { reportId, allocationId: objectId, ...(expenseId !== undefined && { expenseId }) }
}

/** The step is what the event says of it. */
export function visitOnV4({ reportId, submittedAt, everSentBack }: ReportHeader, stop: Stop): Visit {
  const { stepInstanceId, stepCode } = stop
  return {
    source: 'v4',
    objectId: reportId,
    everSentBack,
    ...(stepInstanceId !== undefined && { step: stepInstanceId }),
    ...(stepCode !== undefined && !NO_CODES.has(stepCode) && { stepCode }),
    ...(submittedAt !== undefined && { submittedAt }),
  }
}

/**
 * What reviews of the report have put on it and nothing asks for now. What was refused once is left alone; what v1.1
 * has posted cannot be told from what people and audit rules have.
 * @param effects Of all reviews of the report, oldest first.
 */
export function exceptionsToWithdraw(
  wanted: readonly WantedException[],
  effects: readonly Effect[],
): readonly WithdrawalContent[] {
  const standing = new Map<string, WithdrawalContent>()
  for (const { state, content } of effects) {
    const isGone = state === 'confirmed' || state === 'refused'
    if (content.kind === 'withdrawal' && isGone) standing.delete(exceptionKey(content))
    if (content.kind !== 'exceptions' || content.flagsBefore !== undefined) continue
    // One whose answer was lost may stand there.
    const mayStand = state === 'sent' || state === 'unknown'
    for (const { objectType, objectId, expenseId, code, state: own } of content.exceptions) {
      if (own !== 'confirmed' && !mayStand) continue
      const withdrawal = { objectType, objectId, code, ...(expenseId !== undefined && { expenseId }) }
      standing.set(exceptionKey(withdrawal), { kind: 'withdrawal', ...withdrawal })
    }
  }
  for (const each of wanted) standing.delete(exceptionKey(each))
  return [...standing.values()]
}
