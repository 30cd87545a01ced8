import { MAX_COMMENT } from '../record/human-decision.ts'
import { child } from '../xml/read-xml.ts'
import { buildXml, EXPENSE_REPORTS, xmlText } from './build-xml.ts'
import type { CallContext, ConcurClient, ConcurReply, Reading } from './concur-client.ts'
import { readRoot } from './read-root.ts'

/** The actions that the external validation step offers us. */
export type WorkflowAction = 'Approve' | 'Send Back to Employee'

/** What `ActionStatus` says. A failure comes with HTTP 200 too. */
export interface ActionStatus {
  readonly succeeded: boolean
  readonly message: string
  /** The report was changed meanwhile: read it again, and try once more. */
  readonly isStale: boolean
  /** A refusal that is not documented, which the object may have met because it has moved on. */
  readonly isInDoubt?: true
}

/**
 * Moves the report on. Only to be called right after a reading that shows the report at this step.
 * @param path Of the report's `WorkflowActionURL`, byte for byte.
 * @throws {ConcurError} When there is no such answer.
 * @see SAP Concur, Post an Expense Report Workflow Action.
 */
export function postWorkflowAction(
  client: ConcurClient,
  path: string,
  action: WorkflowAction,
  comment: string | undefined,
  call: CallContext,
): Promise<ConcurReply<ActionStatus>> {
  const xml = workflowActionXml(action, comment)
  return client.call({ kind: 'workflow', method: 'POST', path, xml, ...call }, readActionStatus)
}

/** The request body. @param namespace Of the services that the object belongs to. */
export function workflowActionXml(
  action: WorkflowAction,
  comment: string | undefined,
  namespace: string = EXPENSE_REPORTS,
): string {
  return buildXml(namespace, 'WorkflowAction', {
    Action: action,
    ...(comment !== undefined && { Comment: xmlText(atMost(MAX_COMMENT, comment)) }),
  })
}

/** The beginning of a text. Not half a character: the last one may be a pair. */
export function atMost(length: number, text: string): string {
  const cut = text.slice(0, length)
  return text.length > length && /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut
}

/** Reads `ActionStatus`; pure. The documentation shows `SUCCESS!`; neighbouring services say `SUCCESS`. */
export function readActionStatus(body: Uint8Array): Reading<ActionStatus> {
  const root = readRoot(body, 'ActionStatus')
  if (!root.ok) return root
  const status = child(root.value, 'Status')?.text.trim()
  if (status === undefined || status === '') {
    return { ok: false, problem: 'ActionStatus has no Status', isWhole: true }
  }
  const message = child(root.value, 'Message')?.text.trim() ?? ''
  return {
    ok: true,
    value: {
      succeeded: status.toUpperCase().startsWith('SUCCESS'),
      message,
      isStale: /recently been changed/i.test(message),
    },
  }
}
