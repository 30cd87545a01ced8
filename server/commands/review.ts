import { z } from 'zod'
import type { KeptDecision } from '../record/human-decision.ts'
import type { ReviewLine } from '../record/review-line.ts'
import type { ReviewRecord } from '../record/review-record.ts'
import { formatMoney, parseDecimal } from '../report/money.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { changesText, notesText } from './review-texts.ts'
import { withDatabase } from './settings.ts'
import { short, table, time } from './table.ts'

/** What all of these commands take. */
interface Options {
  readonly database?: string
  readonly json?: true
}

/** Prints all that is known of one review. */
export async function showReview(
  context: CommandContext,
  which: string,
  options: Options & { readonly report?: true },
): Promise<void> {
  await withDatabase(context, options.database, async (overview) => {
    const record = await overview.review(which)
    if (record === undefined) throw new CommandFailure(`there is no review ${which}`)
    if (options.report) context.print(record.report ?? 'the report was not read')
    else context.print(options.json ? JSON.stringify(record, null, 2) : describe(record))
  })
}

function nounOf({ objectType }: Pick<ReviewLine, 'objectType'>): string {
  return objectType === 'TRAVELREQ' ? 'request' : 'report'
}

/** The id; that of a travel request is told from others. */
export function nameOf(review: Pick<ReviewLine, 'objectType' | 'reportId'>): string {
  return nounOf(review) === 'request' ? `request ${review.reportId}` : review.reportId
}

/** How it ended, or where it stands. */
export function resultOf(review: Pick<ReviewLine, 'result' | 'reason'>): string {
  return review.result ?? (review.reason === null ? 'open' : 'stuck')
}

/** `129.00 USD`, as Concur's report total says it. */
export function amountOf({ total, currency }: Pick<ReviewLine, 'total' | 'currency'>): string {
  const amount = total === null ? undefined : parseDecimal(total)
  return amount === undefined ? '-' : formatMoney({ amount, currency })
}

const keptDecision = z.object({
  findings: z.array(
    z.object({
      rule: z.string(),
      severity: z.string(),
      exceptionCode: z.string().optional(),
      message: z.string(),
    }),
  ),
  notEvaluated: z.array(z.object({ rule: z.string(), reason: z.string() })),
  comment: z.string().optional(),
})

/** `ada@example.com at 2026-11-29 01:40:55Z: approve (hotel-cap@e1: exception), trade fair; carried out`. */
function decisionText(decided: KeptDecision): string {
  const verdicts = Object.entries(decided.verdicts).map(([key, verdict]) => `${key}: ${verdict}`)
  const words = [decided.reason, decided.comment].filter((text) => text !== undefined)
  const said = [`${decided.action} (${verdicts.join(', ')})`, ...words].join(', ')
  const outcome = decided.outcome === undefined ? '' : `: ${decided.outcome}`
  return `- ${decided.by} at ${time(decided.acceptedAt)}: ${said}; ${decided.state}${outcome}`
}

function describe({
  review,
  notifications,
  decision,
  humanDecisions = [],
  notes = [],
  effects,
  events,
}: ReviewRecord): string {
  const decided = keptDecision.safeParse(decision)
  const code = review.reasonCode === null ? '' : `, code ${review.reasonCode}`
  const reason = review.reason === null ? '' : `: ${review.reason}`
  const facts: readonly (readonly [string, string])[] = [
    ['review', `${review.id} of ${nounOf(review)} ${review.reportId}, mode ${review.mode}`],
    [nounOf(review), `${review.reportName ?? '-'}, ${review.employee ?? '-'}, ${amountOf(review)}`],
    ['result', `${resultOf(review)}${code}${reason}`],
    [
      'decision',
      `${review.outcome ?? '-'} by ${review.decidedBy ?? '-'}, policy ${review.policyVersion ?? '-'}`,
    ],
    ['notified by', notifications.map((each) => `${each.door} ${each.id} (${each.state})`).join(', ')],
    ...(review.assignee === null ? [] : [['assigned to', review.assignee] as const]),
    ...(review.snoozedUntil === null ? [] : [['left out', `until ${time(review.snoozedUntil)}`] as const]),
    ['times', `started ${time(review.startedAt)}, finished ${time(review.finishedAt)}`],
  ]
  const sections = [facts.map(([name, value]) => `${name.padEnd(12)} ${value}`).join('\n')]
  if (decided.success) {
    const { findings, notEvaluated, comment } = decided.data
    sections.push(
      `Findings\n${table(
        ['rule', 'severity', 'code', 'message'],
        findings.map((finding) => [
          finding.rule,
          finding.severity,
          finding.exceptionCode ?? '-',
          short(finding.message, 90),
        ]),
      )}`,
    )
    if (notEvaluated.length > 0) {
      sections.push(
        `Not evaluated\n${notEvaluated.map(({ rule, reason: why }) => `- ${rule}: ${why}`).join('\n')}`,
      )
    }
    if (comment !== undefined) sections.push(`Comment to the employee\n${comment}`)
  }
  if (humanDecisions.length > 0) {
    sections.push(`Decisions of people\n${humanDecisions.map(decisionText).join('\n')}`)
  }
  const changed = changesText(events)
  if (changed !== undefined) sections.push(changed)
  if (notes.length > 0) sections.push(`Notes and questions\n${notesText(notes)}`)
  sections.push(
    `Writes to Concur\n${table(
      ['id', 'what', 'state', 'planned', 'sent', 'settled', 'reason'],
      effects.map((effect) => [
        String(effect.id),
        effect.kind,
        effect.state,
        time(effect.plannedAt),
        time(effect.sentAt),
        time(effect.settledAt),
        short(effect.reason, 50),
      ]),
    )}`,
  )
  sections.push(
    `Audit trail\n${events.map(({ at, kind, summary }) => `${time(at)}  ${kind.padEnd(8)} ${summary}`).join('\n')}`,
  )
  return sections.join('\n\n')
}
