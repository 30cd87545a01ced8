import type { HumanAction, Verdict } from '../../record/human-decision.ts'
import { readSentence } from '../../record/read-sentence.ts'
import { readingChanges } from '../../record/reading-changes.ts'
import type { ReviewRecord } from '../../record/review-record.ts'

/** One line of the trail of a review; the page makes a sentence of it in the language of its reader. */
export type TrailSentence = { readonly at: Date } & (
  | { readonly kind: 'notified'; readonly door: string }
  /** In the words in which it was written down, see `readSentence`. */
  | { readonly kind: 'event'; readonly event: string; readonly words: readonly string[] }
  | {
      readonly kind: 'human'
      readonly by: string
      readonly action: HumanAction
      readonly verdicts: readonly (readonly [key: string, Verdict])[]
      readonly reason?: string
      readonly comment?: string
    }
  | {
      readonly kind: 'human ended'
      readonly by: string
      readonly state: string
      readonly words?: string
    }
  | { readonly kind: 'write'; readonly what: string; readonly state: string; readonly words?: string }
  | { readonly kind: 'note'; readonly by: string; readonly text: string }
  | {
      readonly kind: 'question'
      readonly id: number
      readonly by: string
      readonly to: string
      readonly text: string
    }
  | { readonly kind: 'answer'; readonly by: string; readonly text: string }
)

/** All that happened to a review, oldest first; pure. */
export function trailLines({
  notifications,
  events,
  humanDecisions = [],
  effects,
  notes = [],
}: ReviewRecord): readonly TrailSentence[] {
  const all: readonly TrailSentence[] = [
    ...notifications
      .filter(({ door }) => door !== 'console')
      .map(({ door, receivedAt }) => ({ kind: 'notified' as const, at: receivedAt, door })),
    ...events.map(({ at, kind, summary }) => ({
      kind: 'event' as const,
      at,
      event: kind,
      // What has changed is counted part by part, see `changesInShort`.
      words: kind === 'changed' && readSentence(summary) === undefined ? summary.split(', ') : [summary],
    })),
    ...humanDecisions.flatMap((each): readonly TrailSentence[] => {
      const { by, action, verdicts, reason, comment, acceptedAt, dueAt, state, outcome } = each
      const said = { kind: 'human' as const, at: acceptedAt, by, action, verdicts: Object.entries(verdicts) }
      return [
        { ...said, ...(reason !== undefined && { reason }), ...(comment !== undefined && { comment }) },
        ...(state === 'accepted'
          ? []
          : [
              {
                kind: 'human ended' as const,
                at: dueAt,
                by,
                state,
                ...(outcome !== undefined && { words: outcome }),
              },
            ]),
      ]
    }),
    ...effects.map(({ kind, state, plannedAt, sentAt, settledAt, reason }) => ({
      kind: 'write' as const,
      at: settledAt ?? sentAt ?? plannedAt,
      what: kind,
      state,
      ...(reason !== null && { words: reason }),
    })),
    ...notes.map(
      ({ id, kind, at, by, to = '', text }): TrailSentence =>
        kind === 'question' ? { kind, id, at, by, to, text } : { kind, at, by, text },
    ),
  ]
  return all.toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

/** What was different the last time that a decision was not carried out for it; lines that need no language. */
export function lastChanges({ events }: Pick<ReviewRecord, 'events'>) {
  const last = events.findLast(({ kind }) => kind === 'changed')
  const read = readingChanges.safeParse(last?.detail)
  return last !== undefined && read.success ? { at: last.at, changes: read.data } : undefined
}
