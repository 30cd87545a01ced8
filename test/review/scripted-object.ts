import type { ConcurReply } from '../../server/concur/concur-client.ts'
import type { Decision, Outcome } from '../../server/record/decision.ts'
import type { EffectContent, ExceptionsContent, WorkflowContent } from '../../server/record/effect.ts'
import type { PolicySource } from '../../server/record/policy-version.ts'
import type { Visit } from '../../server/record/visit.ts'
import type { Gap } from '../../server/report/completeness.ts'
import type {
  Answered,
  ObjectReading,
  Place,
  ReadObject,
  SeenObject,
  Write,
} from '../../server/review/seen-object.ts'

/** The action of a report that is approved. */
export const APPROVE: WorkflowContent = {
  kind: 'workflow',
  action: 'Approve',
  path: '/api/expense/expensereport/v1.1/report/nStep0001/workflowaction',
}

/** The action of a report that is sent back. */
export const SEND_BACK: WorkflowContent = {
  ...APPROVE,
  action: 'Send Back to Employee',
  comment: 'A receipt is missing.',
}

/** A batch with one exception. */
export const FLAG: ExceptionsContent = {
  kind: 'exceptions',
  exceptions: [
    { objectType: 'Entry', objectId: 'nEntry0001', code: 'NORECEIP', rule: 'receipt-missing', state: 'open' },
  ],
}

/** {@link FLAG} as Concur has taken it. */
export const FLAGGED: ExceptionsContent = {
  ...FLAG,
  exceptions: FLAG.exceptions.map((exception) => ({ ...exception, state: 'confirmed' })),
}

/** What Concur calls the places, more or less. */
export const STATUS: Readonly<Record<Place, string>> = {
  'waits for us': 'A_EXTV',
  'sent back': 'A_RESU',
  'not submitted': 'A_NOTF',
  canceled: 'CANCELED',
  'moved on': 'A_APPR',
}

/** What a test says of an object; the rest is that of a report which waits, and of which nothing is to be written. */
export type Seen = Omit<Partial<SeenObject>, 'visit'> & { readonly visit?: Partial<Visit> }

/** An object as one reading shows it, in that visit unless the test says otherwise. */
export function seenObject(
  usual: Visit,
  { visit, place = 'waits for us', ...changes }: Seen = {},
): SeenObject {
  return {
    noun: 'report',
    subject: { id: usual.objectId, currency: 'USD' },
    visit: { ...usual, ...visit },
    status: STATUS[place],
    place,
    readingKey: 'reading 1',
    facts: { currency: 'USD', orgUnits: {} },
    owner: { loginId: 'robin.example@example.com' },
    outline: () => Promise.resolve(undefined),
    outlineOf: () => Promise.resolve(undefined),
    flags: () => Promise.resolve([]),
    action: () => undefined,
    readBack: () => Promise.reject(new Error('nobody was to read back')),
    ...changes,
  }
}

/** What the policy says, without any finding. */
export function decisionOf(outcome: Outcome, changes: Partial<Decision> = {}): Decision {
  return { policyVersion: 'p1', enforce: 'act', findings: [], notEvaluated: [], outcome, ...changes }
}

/** What Concur answers to one write: words of its own, or an error, or what happens meanwhile. */
export type Answer = Omit<Answered, 'content' | 'detail'> | Error | (() => Promise<Answer>)

/** A write that is answered so, one answer for each time that it is sent. */
export function scriptedWrite(
  content: EffectContent,
  ...answers: readonly Answer[]
): Write & { timesSent(): number } {
  let sent = 0
  return {
    content,
    timesSent: () => sent,
    async send() {
      let answer = answers[sent]
      sent += 1
      if (typeof answer === 'function') answer = await answer()
      if (answer === undefined || typeof answer === 'function') throw new Error('the script has no answer')
      if (answer instanceof Error) throw answer
      return { content, detail: { said: answer.state }, ...answer }
    },
  }
}

/** The policy of scripted readings. */
export const JUDGE: PolicySource = {
  version: 'abc',
  name: 'Scripted',
  texts: { text: 'name: Scripted', lists: new Map() },
}

/** Concur's answer with what was read. */
export function replyOf(
  object: SeenObject,
  policyDecision = decisionOf('approve'),
  gap?: Gap,
): ConcurReply<ObjectReading> {
  const body = new TextEncoder().encode('<Report/>')
  const value = { object, policyDecision, policy: JUDGE, ...(gap !== undefined && { gap }) }
  return { status: 200, body, correlationId: 'from-concur', value }
}

/** Hands the readings out, one after the other. */
export function scriptedReads(readings: readonly ConcurReply<ObjectReading>[]): ReadObject {
  const left = [...readings]
  return () => {
    const next = left.shift()
    return next === undefined
      ? Promise.reject(new Error('the script has no further reading'))
      : Promise.resolve(next)
  }
}
