import type { ActDeps } from '../doors/act-on-review.ts'
import { judgeByKept } from '../review/judge-by-kept.ts'
import { createReviewActs } from '../store/acts/review-acts.ts'
import type { Database } from '../store/database.ts'
import { createHumanDecisions } from '../store/decisions/human-decisions.ts'
import { createPeople } from '../store/people/people.ts'
import { createTrail } from '../store/people/trail.ts'
import type { ActingPerson } from './acting-person.ts'

/** What somebody who types a command acts on reviews with. */
export function actDeps(
  db: Database,
  { forbidsAct }: Pick<ActingPerson, 'forbidsAct'>,
  isDryRun = false,
): ActDeps {
  const [people, decides] = [createPeople(db), judgeByKept(db)]
  return {
    acts: createReviewActs(db),
    decisions: createHumanDecisions(db),
    people,
    forbids: forbidsAct,
    async forbidsDeciding(login, reviewId) {
      const person = await people.find(login)
      return person === undefined ? `nobody has the login ${login}` : decides(person, reviewId)
    },
    trail: createTrail(db),
    now: () => new Date(),
    isDryRun,
  }
}
