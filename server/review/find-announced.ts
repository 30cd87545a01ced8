import { stepNameOf } from '../notification/step-name.ts'
import type { HistoryQuestion } from '../record/history.ts'
import type { Claimed } from '../store/inbox/inbox.ts'
import type { Reviews } from '../store/reviews/reviews.ts'
import type { FindObject, ReadObject } from './seen-object.ts'

/** How the object of a notification is read, and at which step the notification says that it is. */
export interface Announced {
  readonly read: ReadObject
  /** The workflow step as Concur named it. */
  readonly stepName?: string
}

/** Finds out how the object is read. @throws {ConcurError} If Concur had to be asked and did not tell. */
export async function findAnnounced(
  { find, reviews }: { readonly find: FindObject; readonly reviews: Pick<Reviews, 'history'> },
  claimed: Claimed,
  signal: AbortSignal,
): Promise<Announced> {
  const stepName = stepNameOf(claimed.eventType)
  const step = stepName === undefined ? {} : { stepName }
  const bystander = { ...step, history: (question: HistoryQuestion) => reviews.history(question) }
  const read = await find(claimed, bystander, { correlationId: claimed.correlationId, signal })
  return { ...step, read }
}
