import type { Command } from 'commander'
import { wholeNumber, withDatabase } from './command-options.ts'
import type { CommandContext } from './context.ts'
import type { EvidenceOptions } from './review-evidence.ts'

/** `review evidence`. What a period is, is read where it is understood, as for `review list`. */
export function addReviewEvidence(review: Command, context: CommandContext): void {
  withDatabase(review.command('evidence [reviews...]'))
    .description(
      'all that is kept of reviews, for auditors: a zip with pages, documents, policies and hashes',
    )
    .requiredOption('--out <file>', 'where to write it, readable by its owner only')
    .option('--since <date>', 'instead of numbers: all that began on that day or later, such as 2026-11-01')
    .option('--until <date>', 'and on that day or earlier')
    .option('--result <result>', 'and ended so, such as "sent back"')
    .option('--rule <id>', 'and have a finding of that rule, or the rule not applied')
    .option('--policy <version>', 'and were decided by that version of the policy')
    .option('--step <name>', 'and were at that workflow step')
    .option('--force', 'also over a file that is there')
    .option('--as <login>', 'who takes it, if it is not whose login types this')
    .action(async (ids: string[], options: EvidenceOptions) =>
      (await import('./review-evidence.ts')).takeEvidence(context, ids.map(wholeNumber), options),
    )
}
