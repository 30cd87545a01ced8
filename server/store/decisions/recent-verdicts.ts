import { humanDecision } from '../../record/human-decision.ts'
import { countVerdicts, type RuleVerdicts } from '../../record/rule-verdicts.ts'
import type { Database } from '../database.ts'

/** Decisions that are looked at: enough for the rules that people meet every day, and quick however many there are. */
const RECENT = 500

/** What people said last of the findings of each rule; of what was carried out only. */
export async function recentVerdicts(db: Database): Promise<ReadonlyMap<string, RuleVerdicts>> {
  const rows = await db
    .selectFrom('human_decision')
    .select(['content', 'state'])
    .orderBy('id', 'desc')
    .limit(RECENT)
    .execute()
  return countVerdicts(
    rows
      .filter(({ state }) => state === 'carried out')
      .map(({ content }) => humanDecision.parse(JSON.parse(content)).verdicts),
  )
}
