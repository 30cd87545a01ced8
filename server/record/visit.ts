/** One visit of an object to one external validation step, as one of Concur's services tells visits apart. */
export interface Visit {
  /**
   * Which generation of services tells it: the readings of `v1` name the step. Those of `v4` do not, only an event
   * does, so that much of what v4 tells of two visits cannot be compared.
   */
  readonly source: 'v1' | 'v4'
  /** Concur's id of the object, the same in all services. */
  readonly objectId: string
  /** Which stop it is: the path of the workflow action in v1, the step instance of an event in v4. */
  readonly step?: string
  /** What the step is called: the step code of an event. */
  readonly stepCode?: string
  /** As the service gave it, without a zone: v4 means UTC, v1 does not say. */
  readonly submittedAt?: string
  /** What was sent back and comes again has been sent back, and has another submission date. */
  readonly everSentBack: boolean
}

/** Names a visit. Reviews are kept under it: whoever changes its form must still read the old one. */
export function visitKey({ source, objectId, step, stepCode, submittedAt, everSentBack }: Visit): string {
  const parts = [objectId, step ?? '', submittedAt ?? '', everSentBack]
  return JSON.stringify(source === 'v1' ? parts : [...parts, source, stepCode ?? ''])
}

/** Reads what {@link visitKey} wrote; `undefined` for the key of a review that is of no visit. */
export function readVisit(key: string): Visit | undefined {
  const parts: unknown = key.startsWith('[') ? JSON.parse(key) : undefined
  if (!Array.isArray(parts)) return undefined
  const [objectId, step, submittedAt, everSentBack, source, stepCode]: readonly unknown[] = parts
  return {
    source: source === 'v4' ? 'v4' : 'v1',
    objectId: String(objectId),
    everSentBack: everSentBack === true,
    ...given('step', step),
    ...given('stepCode', stepCode),
    ...given('submittedAt', submittedAt),
  }
}

function given(name: 'step' | 'stepCode' | 'submittedAt', value: unknown) {
  return typeof value === 'string' && value !== '' ? { [name]: value } : {}
}

const QUARTER_HOUR_MS = 900_000
/** From the easternmost zone to UTC. */
const MAX_ZONE_MS = 14 * 3_600_000
/** One service may round to seconds what the other cuts off. */
const ROUNDING_MS = 1000

/**
 * Whether two visits are of one submission. Between v1 and v4 that is so if the times are apart by what zones can be
 * apart, which happens by chance for one of some hundred resubmissions within a few hours.
 */
export function isSameSubmission(a: Visit, b: Visit): boolean {
  if (a.objectId !== b.objectId || a.everSentBack !== b.everSentBack) return false
  if (a.source === b.source) return a.submittedAt === b.submittedAt
  const apart = Math.abs(Date.parse(`${a.submittedAt}Z`) - Date.parse(`${b.submittedAt}Z`))
  // One of them does not tell.
  if (Number.isNaN(apart)) return true
  const beside = apart % QUARTER_HOUR_MS
  const isZone = Math.min(beside, QUARTER_HOUR_MS - beside) <= ROUNDING_MS
  return isZone && apart <= MAX_ZONE_MS + ROUNDING_MS
}

/** Whether two visits are to one stop; `undefined` if that cannot be told. */
export function isSameStep(a: Visit, b: Visit): boolean | undefined {
  if (a.source !== b.source) return undefined
  if (a.source === 'v1') return a.step === b.step
  if (a.step !== undefined && b.step !== undefined) return a.step === b.step
  // Several steps may share a code, as both that an application connector has: EXTVAL.
  const areApart = a.stepCode !== undefined && b.stepCode !== undefined && a.stepCode !== b.stepCode
  return areApart ? false : undefined
}
