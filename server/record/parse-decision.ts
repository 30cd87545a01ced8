import { z } from 'zod'
import { type Decision, ENFORCE, EXCEPTION_VISIBILITIES, OUTCOMES } from './decision.ts'

const text = z.string()
const finding = z.object({
  rule: text,
  object: z.object({
    type: z.enum(['Report', 'Entry', 'Itemization', 'Allocation', 'Request', 'Planned expense']),
    id: text,
    label: text,
  }),
  observed: text,
  limit: text,
  severity: text,
  exceptionCode: text.exactOptional(),
  visibility: z.enum(EXCEPTION_VISIBILITIES).exactOptional(),
  message: text,
  texts: z.record(text, text).exactOptional(),
  enforce: z.enum(ENFORCE),
})
const decision = z.object({
  policyVersion: text,
  enforce: z.enum(ENFORCE),
  findings: z.array(finding),
  notEvaluated: z.array(z.object({ rule: text, reason: text, enforce: z.enum(ENFORCE) })),
  outcome: z.enum(OUTCOMES),
  comment: text.exactOptional(),
  gap: z.object({ kind: z.enum(['count', 'amount']), expected: text, seen: text }).exactOptional(),
})

/** Reads a decision as a review keeps it. @returns `undefined` where a connector before this one wrote another form. */
export function parseDecision(value: unknown): Decision | undefined {
  const read = decision.safeParse(value)
  return read.success ? read.data : undefined
}
