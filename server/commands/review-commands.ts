import { type Command, Option } from 'commander'
import { date, wholeNumber, withDatabase } from './command-options.ts'
import type { CommandContext } from './context.ts'
import type { reportDoors } from './doors.ts'
import type { listNotifications, showNotification } from './inbox.ts'
import type { RetryOptions } from './inbox-retry.ts'
import type { showReview } from './review.ts'
import { addReviewActCommands } from './review-act-commands.ts'
import type { ConfirmOptions } from './review-confirm.ts'
import type { DecideOptions } from './review-decide.ts'
import { addReviewEvidence } from './review-evidence-command.ts'
import { addReviewList } from './review-list-command.ts'

/** What came, what became of it, and by which door. */
export function addReviewCommands(program: Command, context: CommandContext): void {
  const inbox = program.command('inbox').description('notifications')
  withDatabase(inbox.command('list'))
    .description('notifications, newest first, and what is in quarantine')
    .addOption(new Option('--state <state>').choices(['waiting', 'claimed', 'done', 'dead', 'not reviewed']))
    .option('--limit <number>', 'how many', wholeNumber, 50)
    .action(async (options: Parameters<typeof listNotifications>[1]) =>
      (await import('./inbox.ts')).listNotifications(context, options),
    )
  withDatabase(inbox.command('show <id>'))
    .description('one notification with the bytes it came in')
    .option('--quarantine', 'an entry of the quarantine instead')
    .action(async (id: string, options: Parameters<typeof showNotification>[2]) =>
      (await import('./inbox.ts')).showNotification(context, wholeNumber(id), options),
    )
  withDatabase(inbox.command('retry [ids...]'))
    .description('process notifications again: dead ones, those whose report is held, or those not reviewed')
    .option('--all', 'all dead notifications')
    .option('--since <date>', 'of those, the ones given up since then, such as 2026-11-01', date)
    .option('--as <login>', 'who acts, if it is not whose login types this')
    .action(async (ids: string[], options: RetryOptions) =>
      (await import('./inbox-retry.ts')).retryNotifications(context, ids.map(wholeNumber), options),
    )

  const review = program.command('review').description('reviews of reports')
  addReviewList(review, context)
  withDatabase(review.command('show <review>'))
    .description(
      'one review by its number or by the id of its report: findings, writes to Concur, audit trail',
    )
    .option('--report', 'the report as Concur sent it')
    .action(async (which: string, options: Parameters<typeof showReview>[2]) =>
      (await import('./review.ts')).showReview(context, which, options),
    )

  const decide = (name: string, description: string) =>
    withDatabase(review.command(`${name} <reviews...>`))
      .description(description)
      .option('--as <login>', 'who decides, as `people list` has them')
      .option('--verdict <on=verdict>', 'what is said of a rule, of RULE@ENTRY or of all', collect, [])
      .option('--reason <text>', 'for colleagues and auditors')
      .option('--dry-run', 'only show what would be decided')
  decide(
    'approve',
    'approve held reports: incorrect, in-policy, exception or out-of-policy for each reason',
  ).action(async (ids: string[], options: DecideOptions) =>
    (await import('./review-decide.ts')).decideReviews(context, ids.map(wholeNumber), 'approve', options),
  )
  decide('send-back', 'send held reports back to their employees')
    .option('--comment <text>', 'for the employee: what is to be corrected')
    .action(async (ids: string[], options: DecideOptions) =>
      (await import('./review-decide.ts')).decideReviews(context, ids.map(wholeNumber), 'send back', options),
    )
  withDatabase(review.command('confirm <bulk>'))
    .description('confirm, as a second person, what somebody else has decided on several reports')
    .option('--as <login>', 'who confirms, as `people list` has them')
    .option('--withdraw', 'as the one who decided, take it away instead: nothing is decided')
    .option(
      '--reject',
      'as the second person, reject it instead, or put it away where it is void: nothing is decided',
    )
    .action(async (id: string, options: ConfirmOptions) =>
      (await import('./review-confirm.ts')).confirmBulk(context, wholeNumber(id), options),
    )
  addReviewActCommands(review, context)
  addReviewEvidence(review, context)

  const doors = program.command('doors').description('the callout and the events of Concur, side by side')
  withDatabase(doors.command('report'))
    .description('which stops were announced by the callout, by an event, or by both')
    .option('--days <number>', 'of the last so many days', wholeNumber, 30)
    .option('--limit <number>', 'how many of those that only one door announced', wholeNumber, 50)
    .action(async (options: Parameters<typeof reportDoors>[1]) =>
      (await import('./doors.ts')).reportDoors(context, options),
    )
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
