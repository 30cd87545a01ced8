import type { PersonLine } from './person.ts'

/** How somebody showed who they are. */
export type SignInWay = 'password'

/** Somebody who is signed in. */
export interface Session {
  /** Given once. */
  readonly id: number
  /** As they are now, not as they were when they signed in. */
  readonly person: PersonLine
  readonly way: SignInWay
  readonly startedAt: Date
}
