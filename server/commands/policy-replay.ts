import type { Policy } from '../policy/policy.ts'
import type { ReplayTally, Share } from '../policy/replay-tally.ts'
import { loadPolicy } from '../policy-file/load-policy.ts'
import { formatMoney, parseDecimal } from '../report/money.ts'
import { replay } from '../review/replay.ts'
import { countPastReviews } from '../store/reviews/past-reviews.ts'
import type { CommandContext } from './context.ts'
import { withDatabase } from './settings.ts'
import { table } from './table.ts'

/**
 * Applies a draft of a policy to the stored facts of past reviews and prints what would have been different; nothing
 * is changed anywhere. What is compared is what was decided then.
 * @throws {PolicyError} If the draft cannot be used.
 */
export async function replayPolicy(
  context: CommandContext,
  options: {
    readonly policy: string
    readonly since: Date
    readonly database?: string
    readonly json?: true
  },
): Promise<void> {
  const policy = await loadPolicy(options.policy)
  await withDatabase(context, options.database, async (_, db) => {
    const progress = await context.progress(await countPastReviews(db, options.since))
    const tally = await replay(db, policy, options.since, progress.step).finally(progress.stop)
    context.print(options.json ? JSON.stringify(tally, null, 2) : describe(tally, policy))
  })
}

function describe(tally: ReplayTally, { name, version }: Policy): string {
  const { coverage } = tally
  const lines = [
    `Draft: ${name}, version ${version}`,
    `Coverage: ${coverage.replayed} of ${coverage.reviews} reviews could be replayed` +
      `; ${coverage.withoutFacts} have no facts any more, of ${coverage.unreadable} they cannot be read.`,
  ]
  const gaps = Object.entries(coverage.notEvaluated).toSorted(([, a], [, b]) => b - a)
  if (gaps.length > 0) {
    lines.push(
      `What the draft could not evaluate:\n${table(['rule and reason', 'reports'], gaps.map(textRow))}`,
    )
  }
  lines.push(
    table(
      ['reports', 'number', 'money in them', 'such as'],
      [
        shareRow('newly flagged', tally.newlyFlagged),
        shareRow('newly passed', tally.newlyPassed),
        shareRow('otherwise changed', tally.otherwiseChanged),
        shareRow('unchanged', tally.unchanged),
        ...Object.entries(tally.outcomes).map(([change, share]) => shareRow(change, share)),
      ],
    ),
  )
  const rules = Object.entries(tally.rules).toSorted(([a], [b]) => a.localeCompare(b))
  lines.push(
    table(
      [
        'findings of rule',
        'before',
        'draft',
        'added',
        'removed',
        'overridden by people',
        'of these still found',
      ],
      rules.map(([rule, each]) => [
        rule,
        ...[each.before, each.after, each.added, each.removed, each.overridden, each.overriddenStill].map(
          String,
        ),
      ]),
    ),
  )
  return lines.join('\n\n')
}

function textRow([text, number]: readonly [string, number]): readonly string[] {
  return [text, String(number)]
}

function shareRow(title: string, { reports, totals, examples }: Share): readonly string[] {
  const money = Object.entries(totals).flatMap(([currency, text]) => {
    const amount = parseDecimal(text)
    return amount === undefined ? [] : [formatMoney({ amount, currency })]
  })
  return [title, String(reports), money.join(', ') || '-', examples.slice(0, 3).join(' ')]
}
