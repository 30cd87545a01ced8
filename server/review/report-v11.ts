import type { CallContext, ConcurClient } from '../concur/concur-client.ts'
import { postExceptions } from '../concur/exceptions.ts'
import { fetchReport } from '../concur/expense-reports.ts'
import { postWorkflowAction } from '../concur/workflow-action.ts'
import { KEY, verbatimPath } from '../notification/verbatim-path.ts'
import type { PolicyOutline } from '../policy/policy.ts'
import type { ExceptionsContent, WorkflowContent } from '../record/effect.ts'
import type { Visit } from '../record/visit.ts'
import type { ReportHeader } from '../report/expense-report.ts'
import type { AssessedReport, Bystander } from './assess.ts'
import { workflowActionOf } from './decide.ts'
import { exceptionsToPost, readBackExceptions, type WantedException } from './exceptions-to-post.ts'
import { reportReadingKey } from './reading-key.ts'
import type { ReportReader } from './report-reader.ts'
import { ownerOf, placeOf, subjectOf } from './report-status.ts'
import type { Answered, ReadObject, SeenObject, Write } from './seen-object.ts'
import { outlineOfFacts, outlineOfKept } from './what-changed.ts'
import type { WhoIs } from './who-is.ts'

/** What reviewing reports needs. */
export interface ReportDeps {
  readonly concur: ConcurClient
  readonly readReport: ReportReader['read']
  readonly policy: () => PolicyOutline
  readonly whoIs: WhoIs
}

const WORKFLOW_ACTION = new RegExp(`^/api/expense/expensereport/v1\\.1/report/${KEY}/workflowaction$`, 'i')

/**
 * Reports by the services v1.1: one call reads all of a report, exceptions are posted in one batch and cannot be
 * listed, and the address of the workflow action names the step.
 * @see SAP Concur, Report Full Details v1.1; Create an Exception to a Report; Post an Expense Report Workflow Action.
 */
export function readOnV11(
  { concur, readReport, policy }: ReportDeps,
  path: string,
  bystander: Bystander,
  call: CallContext,
): ReadObject {
  return async () => {
    const judge = policy()
    const read = (body: Uint8Array) => readReport(body, judge, bystander, call.signal)
    const reply = await fetchReport(concur, path, call, read)
    const { decision: policyDecision, gap } = reply.value
    const object = seenOnV11(concur, reply.value, call)
    return { ...reply, value: { object, policyDecision, policy: judge, ...(gap !== undefined && { gap }) } }
  }
}

function seenOnV11(concur: ConcurClient, assessed: AssessedReport, call: CallContext): SeenObject {
  const { header, flags, kept, listing } = assessed
  return {
    noun: 'report',
    subject: subjectOf(header),
    visit: visitOnV11(header),
    status: header.approvalStatus.code,
    place: placeOf(header),
    readingKey: reportReadingKey(header, kept.historyRecord.factsKey),
    facts: header,
    owner: ownerOf(header),
    kept,
    listing,
    outline: () => outlineOfFacts(kept),
    outlineOf: outlineOfKept,

    flags(decision, done) {
      const exceptions = exceptionsToPost(decision, done)
      if (exceptions.length === 0) return Promise.resolve([])
      const content = { kind: 'exceptions' as const, exceptions, flagsBefore: flags }
      return Promise.resolve([batch(concur, header.reportKey, content, call)])
    },

    action(decision) {
      const path = workflowPath(header)
      if (path === undefined) return undefined
      const { action, comment } = workflowActionOf(decision)
      const content: WorkflowContent = { kind: 'workflow', action, comment, path }
      return {
        content,
        async send() {
          const { value, correlationId } = await postWorkflowAction(concur, path, action, comment, call)
          return {
            state: value.succeeded ? 'confirmed' : 'refused',
            content,
            reason: value.message,
            isStale: value.isStale,
            detail: { ...value, correlationId },
          }
        },
      }
    },

    readBack(content) {
      // With v1.1 nothing can be taken away; a later review on v4 does it, should it be there still.
      if (content.kind === 'withdrawal') return Promise.resolve({ state: 'not applied', content })
      if (content.kind !== 'exceptions') return Promise.resolve(undefined)
      const exceptions = readBackExceptions(content, flags)
      if (exceptions === undefined) return Promise.resolve(undefined)
      const isThere = exceptions.some(({ state }) => state === 'confirmed')
      return Promise.resolve({
        state: isThere ? 'confirmed' : 'not applied',
        content: { ...content, exceptions },
      })
    },
  }
}

function batch(
  concur: ConcurClient,
  reportKey: string,
  content: ExceptionsContent,
  call: CallContext,
): Write {
  return {
    content,
    async send(): Promise<Answered> {
      const { value, correlationId } = await postExceptions(concur, reportKey, content.exceptions, call)
      const exceptions = content.exceptions.map((exception, index): WantedException => {
        const { accepted = false, message } = value[index] ?? {}
        return Object.assign({}, exception, { state: accepted ? 'confirmed' : 'refused', message })
      })
      return {
        state: exceptions.some(({ state }) => state === 'confirmed') ? 'confirmed' : 'refused',
        content: { ...content, exceptions },
        refused: exceptions
          .filter(({ state }) => state === 'refused')
          .map(({ code, rule, message }) => `${code} (rule ${rule}): ${message ?? 'refused'}`),
        detail: { exceptions, correlationId },
      }
    },
  }
}

/** The step is in the address of the workflow action. */
export function visitOnV11(report: ReportHeader): Visit {
  const step = workflowPath(report)
  const { reportId, submittedAt, everSentBack } = report
  return {
    source: 'v1',
    objectId: reportId,
    everSentBack,
    ...(step !== undefined && { step }),
    ...(submittedAt !== undefined && { submittedAt }),
  }
}

/** The path to post the workflow action to, byte for byte; `undefined` if the report offers none that we know. */
export function workflowPath(report: ReportHeader): string | undefined {
  const path =
    report.workflowActionUrl === undefined ? undefined : verbatimPath(report.workflowActionUrl.trim())
  return path !== undefined && WORKFLOW_ACTION.test(path) ? path : undefined
}
