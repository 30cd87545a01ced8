import { readFile, stat } from 'node:fs/promises'
import { readReportV11 } from '../concur/read-report-v11.ts'
import type { Ruling } from '../policy/decide.ts'
import { applyRules, type Circumstances, evaluate } from '../policy/evaluate.ts'
import type { Policy } from '../policy/policy.ts'
import { type Observation, shown } from '../policy/rule.ts'
import { loadPolicy } from '../policy-file/load-policy.ts'
import type { ExpenseReport } from '../report/expense-report.ts'
import { pastCircumstances } from '../review/past-circumstances.ts'
import { pastReview } from '../store/reviews/past-reviews.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { policyFile } from './policy-file.ts'
import { withDatabase } from './settings.ts'
import { short, table } from './table.ts'

/** What `policy explain` is given beside the report. */
export interface ExplainOptions {
  readonly policy?: string
  readonly step?: string
  readonly all?: true
  readonly database?: string
  readonly json?: true
}

/** A report with what was known of it. */
interface Explained {
  readonly report: ExpenseReport
  readonly circumstances: Circumstances
}

/**
 * Prints what each rule of the policy says of a report: what it saw, what it allows, its verdict and its time.
 * @param which A file with a report as Concur sends it (v1.1), the id of a report, or the number of a review; of the
 *   latter two the stored facts are taken, with what was known before that review.
 */
export async function explainReport(
  context: CommandContext,
  which: string,
  options: ExplainOptions,
): Promise<void> {
  const policy = await loadPolicy(options.policy ?? (await policyFile(context)))
  const isFile = await stat(which).then(
    (found) => found.isFile(),
    () => false,
  )
  const { report, circumstances } = isFile
    ? await fromFile(which, options)
    : await fromReview(context, which, policy, options)
  const rulings = applyRules(report, policy, circumstances, () => performance.now())
  const decision = evaluate(report, policy, circumstances)
  if (options.json) {
    context.print(JSON.stringify({ decision, rules: rulings.map(plain) }, null, 2))
    return
  }
  context.print(`Report ${report.reportId}, policy ${policy.name}, version ${policy.version}`)
  context.print(
    table(
      ['rule', 'verdict', 'part', 'seen', 'limit', 'ms'],
      rulings.flatMap((ruling) => rowsOf(ruling, options.all === true)),
    ),
  )
  const observed = decision.enforce === 'observe' ? ' (only observed: the policy is on trial)' : ''
  context.print(`Outcome: ${decision.outcome}${observed}`)
  if (decision.comment !== undefined) context.print(`\n${decision.comment}`)
}

async function fromFile(file: string, { step }: ExplainOptions): Promise<Explained> {
  const reading = readReportV11(await readFile(file))
  if (!reading.ok)
    throw new CommandFailure(`${file} is no report as Concur's v1.1 sends it: ${reading.problem}`)
  return { report: reading.value, circumstances: step === undefined ? {} : { stepName: step } }
}

function fromReview(
  context: CommandContext,
  which: string,
  policy: Policy,
  { database, step }: ExplainOptions,
): Promise<Explained> {
  return withDatabase(context, database, async (_, db) => {
    const past = await pastReview(db, which)
    if (past === undefined) throw new CommandFailure(`there is no file, and no decided review, ${which}`)
    if (past.facts.kind !== 'report')
      throw new CommandFailure(`the facts of review ${past.id} are not kept any more`)
    const { report } = past.facts
    const known = await pastCircumstances(db, past, report, policy)
    return { report, circumstances: { ...known, ...(step !== undefined && { stepName: step }) } }
  })
}

/** One line for each that was broken or could not be told, and for those that were kept one line in all. */
function rowsOf({ rule, verdict, observations, enforce, ms }: Ruling, all: boolean): readonly string[][] {
  const trial = enforce === 'observe' ? ' (observed)' : ''
  const name = `${rule.id}${trial}`
  const time = ms.toFixed(2)
  const kept = observations.filter(({ kind }) => kind === 'kept')
  const told = observations.filter((each) => all || each.kind !== 'kept')
  const rows = told.map((each) => [name, ...cellsOf(each), time])
  const [first] = kept
  if (!all && rows.length === 0 && first !== undefined) {
    const others = kept.length === 1 ? '' : `, and ${kept.length - 1} more`
    const [, part = '', seen = '', limit = ''] = cellsOf(first)
    rows.push([name, 'kept', `${part}${others}`, seen, limit, time])
  }
  return rows.length > 0 ? rows : [[name, verdict, '-', '-', '-', time]]
}

function cellsOf(observation: Observation): readonly string[] {
  if (observation.kind === 'not evaluated') return ['not evaluated', short(observation.reason, 60), '-', '-']
  const { kind, object, observed, limit } = observation
  return [
    kind === 'hit' ? 'broken' : 'kept',
    short(object.label, 60),
    short(shown(observed), 40),
    short(shown(limit), 40),
  ]
}

function plain({ rule, verdict, observations, enforce, ms }: Ruling) {
  return {
    rule: rule.id,
    type: rule.type,
    verdict,
    enforce,
    ms,
    observations: observations.map((each) =>
      each.kind === 'not evaluated'
        ? each
        : { ...each, observed: shown(each.observed), limit: shown(each.limit) },
    ),
  }
}
