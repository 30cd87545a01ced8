import { MAX_COMMENT } from '../record/human-decision.ts'
import { TRAVEL_REQUESTS } from './build-xml.ts'
import type { CallContext, ConcurClient, ConcurReply, Reading } from './concur-client.ts'
import { readExactJson } from './exact-json.ts'
import { refusedAction } from './refused-action.ts'
import { refusedReply } from './refused-reply.ts'
import { isRequestV4, REQUEST_SCOPE } from './travel-requests.ts'
import {
  type ActionStatus,
  atMost,
  readActionStatus,
  type WorkflowAction,
  workflowActionXml,
} from './workflow-action.ts'

/**
 * Moves a travel request on. Only to be called right after a reading that shows that it waits for us.
 * @param path Of the request in v4, or of its `WorkflowActionURL` in v1.0, byte for byte.
 * @throws {ConcurError} When there is no answer that says whether it was moved.
 * @see SAP Concur, Travel Request v1, "Post workflow action"; Travel Request v4, "Workflow Resources".
 */
export function postRequestAction(
  client: ConcurClient,
  path: string,
  action: WorkflowAction,
  comment: string | undefined,
  call: CallContext,
): Promise<ConcurReply<ActionStatus>> {
  const kind = 'request workflow'
  if (!isRequestV4(path)) {
    const xml = workflowActionXml(action, comment, TRAVEL_REQUESTS)
    return client.call({ kind, method: 'POST', path, xml, ...call }, readActionStatus)
  }
  const isSentBack = action === 'Send Back to Employee'
  return client
    .call(
      {
        kind,
        method: 'POST',
        path: `${path}/${isSentBack ? 'sendback' : 'approve'}`,
        accept: 'application/json',
        scope: REQUEST_SCOPE,
        // No other action takes a body.
        ...(isSentBack &&
          comment !== undefined && {
            json: JSON.stringify({ comment: atMost(MAX_COMMENT, comment.toWellFormed()) }),
          }),
        ...call,
      },
      readMovedRequest,
    )
    .catch((error: unknown) => refusedReply(error, refusedAction))
}

/** The answer is the request; where it stands now, the next reading tells. */
function readMovedRequest(body: Uint8Array): Reading<ActionStatus> {
  const json = readExactJson(body)
  return json.ok ? { ok: true, value: { succeeded: true, message: '', isStale: false } } : json
}
