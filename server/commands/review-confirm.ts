import { createBulkService } from '../console/bulk-service.ts'
import { createDecisionService } from '../console/decision-service.ts'
import { SILENT_LOG } from '../log.ts'
import { inEnglish } from '../record/sentence.ts'
import { timeOf } from '../store/clock.ts'
import { withCallersTime } from '../store/moment.ts'
import { actingPerson } from './acting-person.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { printResults } from './review-decide.ts'
import { requireSome, withDatabase } from './settings.ts'

/** What confirming takes. */
export interface ConfirmOptions {
  readonly database?: string
  readonly json?: true
  /** The login of the person who confirms. */
  readonly as?: string
  /** Take it away instead: as the one who proposed it, or as the second person, who rejects it. */
  readonly withdraw?: true
  readonly reject?: true
}

/**
 * Confirms a decision on several reviews as the second person, or takes it away.
 * @throws {CommandFailure} If it cannot be, or one of the reviews was refused.
 */
export async function confirmBulk(
  context: CommandContext,
  id: number,
  options: ConfirmOptions,
): Promise<void> {
  const { DECISION_UNDO_SECONDS: undoSeconds } = await requireSome(context, ['DECISION_UNDO_SECONDS'])
  await withDatabase(context, options.database, async (_overview, opened) => {
    const now = await timeOf(opened)
    // Where nobody has looked at the clock for long, no connector runs: that is no leap, and the time to undo counts from now.
    const db = withCallersTime(opened)
    const person = await actingPerson(context, db, options.as)
    const decisions = createDecisionService({ db, undoSeconds, log: SILENT_LOG, now })
    const bulk = createBulkService({ db, decisions, limits: () => undefined, now })
    if (options.withdraw || options.reject) {
      const ending = await bulk.withdraw(person, id)
      if (ending.kind === 'refused') throw new CommandFailure(ending.problems.map(inEnglish).join('\n'))
      context.print(`bulk decision ${id}: is ${ending.kind}, nothing was decided`)
      return
    }
    const outcome = await bulk.confirm(person, id)
    if (outcome.kind !== 'decided')
      throw new CommandFailure(
        outcome.kind === 'refused' ? outcome.problems.map(inEnglish).join('\n') : `${id}: waits still`,
      )
    printResults(context, outcome.results, options)
  })
}
