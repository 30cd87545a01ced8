import type { CallContext, ConcurReply } from '../concur/concur-client.ts'
import type { Pickable } from '../policy/file/selector.ts'
import type { Decision } from '../record/decision.ts'
import type { Effect, EffectContent } from '../record/effect.ts'
import type { Listing } from '../record/listing.ts'
import type { PolicySource } from '../record/policy-version.ts'
import type { Kept, Subject } from '../record/review.ts'
import type { Visit } from '../record/visit.ts'
import type { Gap } from '../report/completeness.ts'
import type { Outline } from '../report/outline.ts'
import type { Claimed } from '../store/inbox/inbox.ts'
import type { KeptReading } from '../store/reviews/kept-reading.ts'
import type { Bystander } from './assess.ts'

/**
 * Where an object stands. `sent back`: to the employee, who may have called it back too. `canceled`: by the employee,
 * who may do that before an approval and after it.
 */
export type Place = 'waits for us' | 'sent back' | 'not submitted' | 'canceled' | 'moved on'

/**
 * What a notification is about, as one reading showed it: where it stands, and what can be written to Concur from
 * there. There is one of these for each kind of object and each of Concur's services. It carries no decision.
 */
export interface SeenObject {
  /** What people call it. */
  readonly noun: 'report' | 'request'
  readonly subject: Subject
  readonly visit: Visit
  /** Concur's code, such as `A_EXTV`; for people. */
  readonly status: string
  readonly place: Place
  /** Names what was read: equal for two readings of one service in which nothing changed that somebody decides on. */
  readonly readingKey: string
  /** What the scope of a person picks by. */
  readonly facts: Pickable
  /** Whose it is, as far as the service tells. */
  readonly owner: Owner
  /** What is kept of it for later reviews and other policies, where that is done. */
  readonly kept?: Kept
  /** What lists show of it. */
  readonly listing?: Listing
  /** What people compare of it with another reading; `undefined` where it is not known. */
  outline(): Promise<Outline | undefined>
  /** The same of an earlier reading by the same service, as a review keeps it. */
  outlineOf(earlier: KeptReading): Promise<Outline | undefined>
  /**
   * What puts the findings of a decision on the object, and takes those away that it does not have any more; without
   * what is confirmed already.
   * @param done By this review.
   * @param before By earlier reviews of the object.
   */
  flags(
    decision: Decision,
    done: readonly Effect[],
    before: () => Promise<readonly Effect[]>,
  ): Promise<readonly Write[]>
  /** What moves the object on as the decision wants it; `undefined` if the object offers no action that we know. */
  action(decision: Decision): Write | undefined
  /**
   * Finds out what became of a write of {@link flags} whose answer was lost, while the object is where it was.
   * @returns `undefined` if Concur does not tell.
   */
  readBack(content: EffectContent): Promise<ReadBack | undefined>
}

/** What reading back found. */
export interface ReadBack {
  readonly state: 'confirmed' | 'not applied'
  readonly content: EffectContent
}

/** The person whose object it is, as far as a service tells. */
export interface Owner {
  readonly loginId?: string
  readonly employeeId?: string
  readonly email?: string
  /** Concur's UUID of the user. */
  readonly userId?: string
}

/** One write to Concur, which is in the journal before it is sent. */
export interface Write {
  readonly content: EffectContent
  /** @throws {ConcurError} When there is no answer that can be understood. */
  readonly send: () => Promise<Answered>
}

/** What Concur answered to a write. */
export interface Answered {
  readonly state: 'confirmed' | 'refused'
  readonly content: EffectContent
  readonly reason?: string
  /** In words, each thing that was refused. */
  readonly refused?: readonly string[]
  /** The object was changed meanwhile: read it again, and try once more. */
  readonly isStale?: boolean
  /** It may have moved on: read it again before it is given up. */
  readonly isInDoubt?: boolean
  /** It is not at the step where it was expected: that does not pass. */
  readonly isElsewhere?: boolean
  /** For the audit trail. */
  readonly detail: unknown
}

/** One reading of an object. */
export interface ObjectReading {
  readonly object: SeenObject
  /** What the policy makes of it. It is asked where the object is read: a large report stays in its thread. */
  readonly policyDecision: Decision
  /** What says so. */
  readonly policy: PolicySource
  /** The object was not seen whole: what the policy makes of it does not hold. */
  readonly gap?: Gap
}

/** Reads the object and applies the policy to it. @throws {ConcurError} If it could not be read. */
export type ReadObject = () => Promise<ConcurReply<ObjectReading>>

/**
 * Finds out how the object of a notification is read.
 * @throws {ConcurError} If Concur had to be asked and did not tell.
 */
export type FindObject = (claimed: Claimed, bystander: Bystander, call: CallContext) => Promise<ReadObject>
