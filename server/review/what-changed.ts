import { parseDecision } from '../record/parse-decision.ts'
import { compareReadings, type ReadingChanges } from '../record/reading-changes.ts'
import type { Kept, Review } from '../record/review.ts'
import { type Outline, reportOutline } from '../report/outline.ts'
import { FACTS_VERSION, unpackFacts } from '../report/report-facts.ts'
import type { KeptReading } from '../store/reviews/kept-reading.ts'
import type { Reviews } from '../store/reviews/reviews.ts'
import { decide } from './decide.ts'
import type { ObjectReading } from './seen-object.ts'

/**
 * What is different between the reading that a review is kept with and this one, and between what the policy says of
 * both. Asked before this one is kept.
 * @returns `undefined` if nothing is.
 */
export async function whatChanged(
  reviews: Pick<Reviews, 'decisionOf' | 'keptReading'>,
  { id }: Review,
  reading: ObjectReading,
): Promise<ReadingChanges | undefined> {
  const kept = await reviews.keptReading(id)
  const { object } = reading
  return compareReadings(
    {
      outline: await object.outlineOf(kept),
      decision: parseDecision(await reviews.decisionOf(id)),
    },
    { outline: await object.outline(), decision: decide(reading).decision },
  )
}

/** Of a report as it was read just now. */
export async function outlineOfFacts({ facts }: Kept): Promise<Outline | undefined> {
  const report = await unpackFacts(facts, FACTS_VERSION)
  return report && reportOutline(report)
}

/** Of a report as it was kept. */
export async function outlineOfKept({ facts }: KeptReading): Promise<Outline | undefined> {
  const report = facts && (await unpackFacts(facts.bytes, facts.version))
  return report && reportOutline(report)
}
