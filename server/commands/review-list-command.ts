import { type Command, Option } from 'commander'
import { withDatabase } from './command-options.ts'
import type { CommandContext } from './context.ts'
import { CSV_LOCALES } from './csv-cells.ts'
import type { ListOptions } from './review-list.ts'

/** `review list`. Its values are read where they are understood, so that all that is wrong is told at once. */
export function addReviewList(review: Command, context: CommandContext): void {
  withDatabase(review.command('list'))
    .description('reviews, newest first; all that is asked for at once has to be so')
    .option('--result <result>', 'how they ended: held, approved, "sent back", ...; open, or orphaned')
    .option('--since <date>', 'that began on that day or later, such as 2026-11-01; or an instant')
    .option('--until <date>', 'that began on that day or earlier')
    .option('--employee <text>', 'a part of the name, the login or the employee id; accents do not matter')
    .option('--rule <id>', 'with a finding of that rule, or the rule not applied')
    .option('--policy <version>', 'decided by that version of the policy')
    .option('--step <name>', 'at that workflow step, as Concur names it')
    .option('--over <amount>', 'of more than that, in that currency, such as "500 EUR"')
    .option('--assignee <login>', 'assigned to that person; or to nobody')
    .option('--age <days>', 'that wait for so many working days or longer; held, if no result is given')
    .option('--snoozed', 'with those that are snoozed, which are left out of what is held')
    .option('--limit <number>', 'how many: 50, or all with --csv, if it is not given')
    .option('--before <id>', 'with smaller numbers: what follows on the last one of a list')
    .option('--csv', 'a table for a spreadsheet')
    .addOption(
      new Option('--locale <language>', 'whose separators and decimal marks it has').choices(CSV_LOCALES),
    )
    .option('--out <file>', 'where it is written to; it must not be there')
    .action(async (options: ListOptions) => (await import('./review-list.ts')).listReviews(context, options))
}
