import type { PersonLine } from './person.ts'

/** The act in the trail that is shown in red: somebody got in although a provider signs people in. */
export const EMERGENCY_SIGN_IN = 'emergency sign in'

/**
 * How somebody showed who they are: by the password of their account here, by that although a provider signs people in,
 * or to the provider.
 */
export type SignInWay = 'password' | 'emergency' | 'provider'

/** Somebody who is signed in. */
export interface Session {
  /** Given once. */
  readonly id: number
  /** As they are now, not as they were when they signed in. */
  readonly person: PersonLine
  readonly way: SignInWay
  readonly startedAt: Date
}
