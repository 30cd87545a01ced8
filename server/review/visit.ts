/** One visit of an object to one external validation step, as one of Concur's services tells visits apart. */
export interface Visit {
  /** Concur's id of the object, the same in all services. */
  readonly objectId: string
  /** Which step: what it is called differs from service to service. */
  readonly step?: string
  /** As the service gave it, in a zone that it may not name. */
  readonly submittedAt?: string
  /** What was sent back and comes again has been sent back, and has another submission date. */
  readonly everSentBack: boolean
}

/** Names a visit. Reviews are kept under it, so its form does not change. */
export function visitKey({ objectId, step, submittedAt, everSentBack }: Visit): string {
  return JSON.stringify([objectId, step ?? '', submittedAt ?? '', everSentBack])
}

/** Whether the object was submitted again between two moments, the first of which is told by the key of a visit. */
export function comesAgain(
  key: string,
  now: Visit,
): { readonly submitted: boolean; readonly sentBack: boolean } {
  const parts: unknown = key.startsWith('[') ? JSON.parse(key) : []
  const [, , submittedAt, everSentBack] = Array.isArray(parts) ? parts : []
  return {
    submitted: submittedAt !== (now.submittedAt ?? ''),
    sentBack: now.everSentBack && everSentBack !== true,
  }
}
