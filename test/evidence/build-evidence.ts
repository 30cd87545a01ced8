import type { ReviewEvidence } from '../../server/record/review-evidence.ts'
import type { ReviewLine } from '../../server/record/review-line.ts'
import type { TrailLine } from '../../server/record/review-record.ts'
import { packFacts } from '../../server/report/report-facts.ts'
import { buildReport } from '../support/build-report.ts'

const AT = new Date('2026-11-20T09:00:00Z')

/** A line of the trail. */
export const READ: TrailLine = { at: AT, kind: 'read', summary: 'report read at A_EXTV' }
/** By the policy `aaaaaaaaaaaa`. */
export const DECIDED: TrailLine = {
  at: AT,
  kind: 'decided',
  summary: 'approve',
  detail: {
    policyVersion: 'aaaaaaaaaaaa',
    enforce: 'act',
    findings: [],
    notEvaluated: [],
    outcome: 'approve',
  },
}
const FACTS = await packFacts(buildReport())

/** A review that the policy approved. */
export function buildLine(changes: Partial<ReviewLine> = {}): ReviewLine {
  return {
    id: 12,
    notificationId: 7,
    visitKey: 'visit',
    ordinal: 1,
    objectType: 'EXPRPT',
    reportId: 'R1',
    reportName: 'Trip',
    employee: 'Hopper, Grace',
    employeeLogin: 'grace@example.com',
    employeeId: null,
    total: '129.00000000',
    currency: 'USD',
    policyVersion: 'aaaaaaaaaaaa',
    mode: 'act',
    outcome: 'approve',
    result: 'approved',
    reason: null,
    reasonCode: null,
    decidedBy: 'policy',
    assignee: null,
    snoozedUntil: null,
    stepName: null,
    startedAt: AT,
    decidedAt: AT,
    finishedAt: AT,
    rules: [],
    exceptions: [],
    ...changes,
  }
}

/** All of it: one reading, one decision, nothing written. */
export function buildEvidence(changes: Partial<ReviewEvidence> = {}): ReviewEvidence {
  return {
    record: {
      review: buildLine(),
      notifications: [
        {
          id: 7,
          door: 'callout',
          externalId: null,
          objectType: 'EXPRPT',
          objectPath: '/report/nOne',
          eventType: null,
          eventDateTime: null,
          context: null,
          stepCode: null,
          stepInstanceId: null,
          announcedAt: null,
          correlationId: 'c1',
          receivedAt: AT,
          timesSeen: 1,
          lastSeenAt: AT,
          state: 'done',
          dueAt: AT,
          notBefore: null,
          attempts: 1,
          abandoned: 0,
          leaseUntil: null,
          reasonCode: null,
          reason: null,
          reviewId: 12,
          finishedAt: AT,
        },
      ],
      effects: [],
      events: [READ, DECIDED],
    },
    readings: [{ at: AT, summary: 'report read at A_EXTV', document: Buffer.from('<Report/>') }],
    received: [{ notification: 7, raw: Buffer.from('<Notification/>') }],
    facts: { bytes: FACTS, version: 2 },
    acts: [],
    erasedAt: null,
    ...changes,
  }
}
