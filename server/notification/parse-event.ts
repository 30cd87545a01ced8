import { REPORT_STATUS } from '../report/approval-status.ts'
import type { Notification } from './notification.ts'
import { objectPathOf } from './object-uri.ts'
import type { ParseResult } from './parse-callout.ts'
import { type KnownTopic, knownTopic } from './topics.ts'

/** The step of the application connector, before submission is over and before extraction alike. */
const EXTERNAL_VALIDATION = 'EXTVAL'
const MAX_NAME = 200
const MAX_HREF = 2000

/**
 * Reads one event of the Event Subscription Service. Only id, topic, event type and facts must be there, since SAP's
 * own examples are not true to its tables; an event that starts no review says why. Pure, never throws.
 * @param body As received; untrusted.
 * @param stepCodes In upper case; of the steps beside `EXTVAL` at which reports wait for us.
 * @param companyId Of the company whose token we have; absent: any.
 * @see SAP Concur, Event Subscription Service v4, "Event Schema"; Expense Report Events; Request Events.
 */
export function parseEvent(body: Uint8Array, stepCodes: readonly string[], companyId?: string): ParseResult {
  const event = jsonObject(body)
  if (event === undefined) return { ok: false, problems: ['the body is not a JSON object in UTF-8'] }

  const problems: string[] = []
  const [id, topic, eventType] = ['id', 'topic', 'eventType'].map((name) => {
    const value = textOf(event.get(name))
    if (value === undefined) problems.push(`${name} is missing or no text of at most ${MAX_NAME} characters`)
    return value
  })
  const facts = membersOf(event.get('facts'))
  if (facts === undefined) problems.push('facts is missing or no object')
  if (id === undefined || topic === undefined || eventType === undefined || facts === undefined) {
    return { ok: false, problems }
  }
  const known = knownTopic(topic)
  const objectType = known?.objectType ?? topic
  const idle = whyForeign(facts, companyId) ?? whyNotReviewed(known, { topic, eventType, facts }, stepCodes)
  return {
    ok: true,
    notification: {
      door: 'events',
      externalId: `event ${id}`,
      objectType,
      eventType,
      ...timeOf(event),
      ...stopOf(facts),
      ...objectOf(facts, objectType, idle),
    },
  }
}

type Members = ReadonlyMap<string, unknown>

/** Where the object is, and why it is not reviewed, if it is not; a review needs an address that we know. */
function objectOf(
  facts: Members,
  objectType: string,
  idle: string | undefined,
): Pick<Notification, 'objectUri' | 'objectPath' | 'notReviewed'> {
  const objectUri = textOf(facts.get('href'), MAX_HREF) ?? ''
  const object = objectPathOf(objectUri, objectType)
  const notReviewed =
    idle ??
    (object.ok ? object.notReviewed : `facts.href is not the address of an object of type ${objectType}`)
  return {
    objectUri,
    objectPath: object.ok ? object.path : '',
    ...(notReviewed !== undefined && { notReviewed }),
  }
}

/**
 * One application may be connected to several companies, whose events all come here; our token reads only one's.
 * Concur signs those of every company alike.
 */
function whyForeign(facts: Members, companyId: string | undefined): string | undefined {
  const of = textOf(facts.get('companyId'))
  if (companyId === undefined || of === undefined || of.toLowerCase() === companyId.toLowerCase())
    return undefined
  return `the event is of the company ${of}, and CONCUR_COMPANY_ID is another`
}

/** An event, as far as that decides whether it starts a review. */
interface Announcement {
  readonly topic: string
  readonly eventType: string
  readonly facts: Members
}

/** Letter case does not count: the page itself writes `statusChanged` and `StatusChanged`. */
function whyNotReviewed(
  known: KnownTopic | undefined,
  { topic, eventType, facts }: Announcement,
  stepCodes: readonly string[],
): string | undefined {
  if (known === undefined) return `events of the topic ${topic} start no review`
  const isAnnouncing = isSame(eventType, known.announcing)
  return known.objectType === 'EXPRPT'
    ? whyReportIdle(isAnnouncing, eventType, facts, stepCodes)
    : whyRequestIdle(isAnnouncing, eventType, facts, stepCodes)
}

/**
 * A step that an administrator made for another system may have any code; that the report waits for one is what its
 * status says.
 */
function whyReportIdle(
  isAnnouncing: boolean,
  eventType: string,
  facts: Members,
  stepCodes: readonly string[],
): string | undefined {
  if (!isAnnouncing) return `events of the type ${eventType} start no review`
  const { stepCode } = stopOf(facts)
  if (stepCode?.toUpperCase() === EXTERNAL_VALIDATION) return undefined
  const idle = whyStepIdle(stepCode, stepCodes)
  if (idle !== undefined) return idle
  const status = textOf(facts.get('currentApprovalStatus'))
  return isSame(status, REPORT_STATUS.pendingExternalValidation)
    ? undefined
    : `the report is at step ${stepCode} with status ${status ?? 'unknown'}, not ${REPORT_STATUS.pendingExternalValidation}`
}

function whyRequestIdle(
  isAnnouncing: boolean,
  eventType: string,
  facts: Members,
  stepCodes: readonly string[],
): string | undefined {
  if (isAnnouncing) return undefined
  if (!/^statusChange\.PENDING\./i.test(eventType)) return `events of the type ${eventType} start no review`
  return whyStepIdle(stopOf(facts).stepCode, [EXTERNAL_VALIDATION, ...stepCodes])
}

function whyStepIdle(stepCode: string | undefined, stepCodes: readonly string[]): string | undefined {
  if (stepCode === undefined) return 'the step has no code'
  if (stepCodes.includes(stepCode.toUpperCase())) return undefined
  return `the step ${stepCode} is neither ${EXTERNAL_VALIDATION} nor among ESS_STEP_CODES`
}

/** The step code of a step that is not configured is `NULL`: the page does not say whether the word is meant. */
function stopOf(facts: Members): Pick<Notification, 'stepCode' | 'stepInstanceId'> {
  const stepCode = textOf(facts.get('stepCode'))
  const instances = membersOf(facts.get('startingStep'))?.get('stepInstances')
  const first = Array.isArray(instances) ? membersOf(instances[0]) : undefined
  const stepInstanceId = textOf(first?.get('id'))
  return {
    ...(stepCode !== undefined && !isSame(stepCode, 'NULL') && { stepCode }),
    ...(stepInstanceId !== undefined && { stepInstanceId }),
  }
}

/** Such as `2025-03-13T20:23:16.084Z`, also with two digits of a second or none, a zone `+0000`, or small letters. */
function timeOf(event: Members): Pick<Notification, 'eventDateTime' | 'announcedAt'> {
  const eventDateTime = textOf(event.get('timeStamp'))
  if (eventDateTime === undefined) return {}
  const [, time, zone, hours, minutes] =
    /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|([+-]\d\d):?(\d\d))$/i.exec(eventDateTime) ?? []
  const announcedAt = new Date(`${time}${hours === undefined ? zone : `${hours}:${minutes}`}`.toUpperCase())
  return { eventDateTime, ...(!Number.isNaN(announcedAt.getTime()) && { announcedAt }) }
}

function jsonObject(body: Uint8Array): Members | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    return membersOf(value)
  } catch {
    return undefined
  }
}

/** Own members only, whatever their names. */
function membersOf(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined
}

/** A text that every database can keep: PostgreSQL takes neither U+0000 nor half a character. */
function textOf(value: unknown, maxLength = MAX_NAME): string | undefined {
  const isText =
    typeof value === 'string' &&
    value !== '' &&
    value.length <= maxLength &&
    value.isWellFormed() &&
    !/\p{Cc}/u.test(value)
  return isText ? value : undefined
}

function isSame(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase()
}
