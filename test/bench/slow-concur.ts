import { fork } from 'node:child_process'
import { once } from 'node:events'
import { z } from 'zod'
import { userIdOf } from '../../server/simulator/keys.ts'
import { businessMeal } from '../../server/simulator/reports/demo-entries.ts'
import { DEMO_REPORTS } from '../../server/simulator/reports/demo-reports.ts'
import { draftAttendee, draftReport } from '../../server/simulator/reports/draft-report.ts'
import type { ReportDraft } from '../../server/simulator/reports/report-draft.ts'
import { longPath } from '../../server/simulator/reports/report-json.ts'
import type { SimulatedReport } from '../../server/simulator/reports/simulated-report.ts'
import { startSimulator } from '../../server/simulator/simulator.ts'
import { undoAtEnd } from './leave-nothing.ts'

/** How long the simulated Concur usually takes for each answer, besides its own work. */
export const ANSWER_MS = 50

const ask = z.union([
  /** Absent `entries`: the demonstration's reports in turn. */
  z.object({ submit: z.number(), entries: z.number().optional(), api: z.enum(['v1.1', 'v4']) }),
  z.object({ figures: z.literal(true) }),
])
type Ask = z.infer<typeof ask>

const answer = z.object({
  url: z.string().optional(),
  paths: z.array(z.string()).optional(),
  calls: z.number().optional(),
  actedAt: z.array(z.number()).optional(),
  refreshToken: z.string().optional(),
})
type Answer = z.infer<typeof answer>

/** A simulated Concur in a process of its own, so that what it costs is not counted. */
export interface SlowConcur {
  readonly url: string
  /** Reports that wait for the connector, which is not told of them. @returns The path of each. */
  submit(count: number, entries?: number, api?: 'v1.1' | 'v4'): Promise<readonly string[]>
  /** Calls about reports so far, and when each report was moved on. */
  figures(): Promise<{
    readonly calls: number
    readonly actedAt: readonly number[]
    /** The one that is good for a token now. */
    readonly refreshToken: string
  }>
  stop(): Promise<void>
}

/** Starts it. @param answerMs How long it takes for each answer. */
export async function startSlowConcur(answerMs = ANSWER_MS): Promise<SlowConcur> {
  const child = fork(import.meta.filename, ['serve', String(answerMs)])
  const kill = undoAtEnd(() => child.kill('SIGKILL'))
  child.once('exit', kill)
  const said = async (message?: Ask): Promise<Answer> => {
    const next = once(child, 'message')
    if (message !== undefined) child.send(message)
    const [reply]: unknown[] = await next
    return answer.parse(reply)
  }
  const { url = '' } = await said()
  return {
    url,
    async submit(count, entries, api = 'v1.1') {
      const { paths = [] } = await said({ submit: count, api, ...(entries !== undefined && { entries }) })
      return paths
    },
    async figures() {
      const { calls = 0, actedAt = [], refreshToken = '' } = await said({ figures: true })
      return { calls, actedAt, refreshToken }
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}

const SLOW = [
  ...([
    'report',
    'exceptions',
    'workflow',
    'report-v4',
    'expenses-v4',
    'expense-v4',
    'itemizations-v4',
  ] as const),
  ...([
    'allocations-v4',
    'attendees-v4',
    'comments-v4',
    'exceptions-v4',
    'put-exception-v4',
    'workflow-v4',
  ] as const),
]

if (process.argv[2] === 'serve') await serve(Number(process.argv[3]))

async function serve(delayMs: number): Promise<void> {
  const simulator = await startSimulator()
  for (const route of SLOW) {
    simulator.fault(route, { delayMs }, Infinity)
  }
  process.on('message', (message) => {
    const asked = ask.parse(message)
    if ('submit' in asked) {
      for (let index = 0; index < asked.submit; index += 1) simulator.submit(draft(index, asked.entries))
      tell({
        paths: simulator
          .reports()
          .slice(-asked.submit)
          .map(asked.api === 'v4' ? pathOnV4 : pathOf),
      })
    } else {
      tell({
        calls: simulator.requests.filter(({ route }) => route !== 'token' && route !== 'failed-list').length,
        refreshToken: simulator.currentRefreshToken(),
        actedAt: simulator.ledger.filter(({ kind }) => kind === 'workflow').map(({ at }) => at.getTime()),
      })
    }
  })
  process.once('disconnect', () => process.exit())
  tell({ url: simulator.url })
}

function tell(said: Answer): void {
  process.send?.(said)
}

function pathOnV4(report: SimulatedReport): string {
  return longPath(report, userIdOf(report.draft.employee.loginId))
}

function pathOf({ objectKey }: { readonly objectKey: string }): string {
  return `/api/expense/expensereport/v1.1/reportfulldetails/${objectKey}`
}

/** The others are held for a person, and Concur does not hear of that, or are late on purpose. */
const OTHERS = new Set([
  'currency-without-limits',
  'entries-late',
  'entries-missing',
  'gift-cards',
  'gift-and-late-ride',
])
const ACTED_ON = DEMO_REPORTS.filter(({ kind }) => !OTHERS.has(kind))

/** Meals with guests, about 4 KB of XML each, in which the example policy finds nothing. */
function draft(index: number, entries: number | undefined): ReportDraft {
  const today = new Date().toISOString().slice(0, 10)
  const demo = ACTED_ON[index % ACTED_ON.length]
  if (entries === undefined) return demo?.draft(today) ?? draftReport(today)
  const meals = Array.from({ length: entries }, (_, number) => ({
    ...businessMeal(today, (20 + number / 100).toFixed(2)),
    attendees: [draftAttendee(), draftAttendee()],
  }))
  return draftReport(today, { entries: meals })
}
