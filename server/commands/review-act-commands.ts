import { type Command, Option } from 'commander'
import { wholeNumber, withDatabase } from './command-options.ts'
import type { CommandContext } from './context.ts'
import type { ActOptions, retryReviews, SnoozeOptions } from './review-acts.ts'

/** What people do with reviews besides deciding on them. */
export function addReviewActCommands(review: Command, context: CommandContext): void {
  const act = (name: string, description: string) =>
    withDatabase(review.command(name))
      .description(description)
      .option('--as <login>', 'who does it, as `people list` has them')
      .option('--dry-run', 'only show what would become of it')
  act('assign <reviews...>', 'say who is to look at held reports')
    .requiredOption('--to <login>', 'somebody who may decide on them, or nobody')
    .action(async (ids: string[], options: ActOptions & { to: string }) =>
      (await import('./review-acts.ts')).assignReviews(context, ids.map(wholeNumber), options),
    )
  act('note <reviews...>', 'write something down, for colleagues only: Concur is sent nothing of it')
    .requiredOption('--text <text>', 'the note')
    .action(async (ids: string[], options: ActOptions & { text: string }) =>
      (await import('./review-acts.ts')).noteReviews(context, ids.map(wholeNumber), options),
    )
  act('ask <reviews...>', 'put a question about held reports to somebody; the reports stay held')
    .requiredOption('--to <login>', 'somebody of `people list`')
    .requiredOption('--text <text>', 'the question')
    .action(async (ids: string[], options: ActOptions & { to: string; text: string }) =>
      (await import('./review-acts.ts')).askAboutReviews(context, ids.map(wholeNumber), options),
    )
  act('answer <review>', 'answer a question that was put to you')
    .option(
      '--question <number>',
      'which, where several are open; review show has their numbers',
      wholeNumber,
    )
    .requiredOption('--text <text>', 'the answer')
    .action(async (id: string, options: ActOptions & { question?: number; text: string }) =>
      (await import('./review-acts.ts')).answerAboutReview(context, wholeNumber(id), options),
    )
  act('snooze <reviews...>', 'leave held reports out of the list until a time')
    .addOption(
      new Option(
        '--until <time>',
        'a day (2026-12-01), a time (2026-12-01T14:00), working days (3d) or hours (4h); in TIME_ZONE',
      ).conflicts('off'),
    )
    .option('--off', 'show them again')
    .action(async (ids: string[], options: SnoozeOptions) =>
      (await import('./review-acts.ts')).snoozeReviews(context, ids.map(wholeNumber), options),
    )
  act(
    'look-again <reviews...>',
    'have held reports read and judged by the policy again, as it is now',
  ).action(async (ids: string[], options: ActOptions) =>
    (await import('./review-acts.ts')).lookAgainAtReviews(context, ids.map(wholeNumber), options),
  )
  act(
    'retry [reviews...]',
    'decide again: reports that are held, were only observed, or are stuck; a decision of a person that Concur refused is tried again',
  )
    .addOption(new Option('--result <result>', 'all that ended so').choices(['held', 'observed']))
    .action(async (ids: string[], options: Parameters<typeof retryReviews>[2]) =>
      (await import('./review-acts.ts')).retryReviews(context, ids.map(wholeNumber), options),
    )
  act(
    'undo <reviews...>',
    'take the last decision on held reports back, for DECISION_UNDO_SECONDS: who decided may, and who may decide',
  ).action(async (ids: string[], options: ActOptions) =>
    (await import('./review-acts.ts')).undoDecisions(context, ids.map(wholeNumber), options),
  )
}
