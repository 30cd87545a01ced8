import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { draftTravelRequest } from '../../server/simulator/requests/draft-travel-request.ts'
import type { SimulatorOptions } from '../../server/simulator/simulator-options.ts'
import { openDatabase } from '../../server/store/database.ts'
import { createTelling } from '../../server/store/telling/telling.ts'
import { decisionNews } from '../../server/tell/news-of-review.ts'
import { runCommand } from '../commands/run-command.ts'
import { type Bench, type BenchOptions, useBenches } from './bench.ts'
import { sendEventsTo, useEventDoor } from './event-door.ts'
import { cleanReport } from './reports.ts'
import { databaseUrl, TODAY } from './set-up.ts'

const HOLD = `
name: Held for a person
outcomes: { stop: hold }
notEvaluated: hold
rules:
  - { rule: purpose-missing, severity: stop, exceptionCode: NOPURPOS, on: [report] }
  - { rule: amount-cap, severity: stop, exceptionCode: OVERCAP, caps: { TAXIX: { USD: 10 } } }
requests:
  rules:
    - { rule: request-purpose, severity: stop }
`
const ADA = 'ada@example.com'

describe('connector: what people do with what is held', () => {
  const openBench = useBenches()
  const events = useEventDoor()

  async function open(options: BenchOptions = {}) {
    const bench = await openBench({ policy: HOLD, ...options })
    if (options.simulator?.doors?.includes('events') === true) sendEventsTo(bench.simulator, bench.connector)
    const root = ['--as', 'root@example.com']
    await typed(bench, 'people', 'add', 'root@example.com', '--name', 'Root', '--role', 'admin', ...root)
    const ada = ['people', 'add', ADA, '--name', 'Ada', '--role', 'controller', '--employee-id', 'E-ADA']
    await typed(bench, ...ada, ...root)
    return bench
  }

  const versions: readonly (readonly [string, () => BenchOptions])[] = [
    ['v1.1', () => ({})],
    [
      'v4',
      () => ({
        environment: events.environment(),
        simulator: { doors: ['events'], eventIdentity: events.identity() },
      }),
    ],
  ]
  for (const [version, options] of versions) {
    it(`show what had changed when a decision was not carried out, on ${version}`, async () => {
      const edit = editing()
      const bench = await open({ ...options(), simulator: { ...options().simulator, ...edit.simulator } })
      const reportId = bench.simulator.submit(cleanReport({ purpose: '' }))
      await bench.settled()
      // Concur's identity service knows Ada by a report of hers, and so tells that she does not own the other.
      bench.simulator.submit(cleanReport({ employee: { loginId: ADA, name: 'Ada' } }))
      await bench.settled()

      edit.begin()
      await typed(bench, 'review', 'approve', '1', '--verdict', 'all=exception', '--as', ADA)
      await bench.settled()

      expect(bench.writes(reportId)).to.not.include('Approve')
      const { events: lines } = await bench.review(reportId)
      expect(lines.filter(({ kind }) => kind === 'changed')).to.have.length(1)
      expect(lines.find(({ kind }) => kind === 'changed')?.detail).to.deep.include({
        findings: [
          {
            kind: 'gone',
            key: findingOfPurpose(bench, reportId),
            message: 'report: the business purpose is missing or says too little (-); words needed: 1.',
            finding: { object: { label: 'report' }, observed: '-', limit: '1' },
          },
        ],
        fields: [{ field: 'purpose', after: 'Trade fair' }],
        more: 0,
      })
      const shown = await typed(bench, 'review', 'show', '1')
      expect(shown).to.match(/What had changed since it was decided on, at \d{4}-/)
      expect(shown).to.match(/Taxi [\d.]+ USD on \S+ \(.*\), vendor/)
      expect(shown).to.include('Yellow Cab').and.include('Blue Cab')

      const told = await newsOfDecision(bench)
      expect(told).to.include({ kind: 'not carried out', by: ADA, cause: 'void' })
      expect(told?.changes).to.include.members([
        '− report: the business purpose is missing or says too little (-); words needed: 1.',
        'purpose: – → Trade fair',
      ])
      expect(told?.changes?.at(-1)).to.match(/^Taxi .*, vendor: Yellow Cab, .* → Blue Cab, /)
    })
  }

  it('show what had changed of a travel request', async () => {
    const edit = editing()
    const bench = await open({ simulator: edit.simulator })
    const requestId = bench.simulator.submitRequest(draftTravelRequest(TODAY, { purpose: '' }), ['callout'])
    await bench.settled()
    edit.begin()
    await typed(bench, 'review', 'approve', '1', '--verdict', 'all=exception', '--as', ADA)
    await bench.settled()

    const { events: lines, review } = await bench.review(requestId)
    expect(review).to.include({ result: 'held' })
    expect(lines.find(({ kind }) => kind === 'changed')?.detail).to.deep.include({
      fields: [{ field: 'purpose', after: 'Trade fair' }],
    })
  })

  it('have a report judged again after a change of the policy, and its exceptions are not posted twice', async () => {
    const bench = await open()
    const reportId = bench.simulator.submit(cleanReport({ purpose: '' }))
    await bench.settled()
    await typed(bench, 'review', 'snooze', '1', '--until', '3d', '--as', ADA)
    const flagged = HOLD.replace('{ stop: hold }', '{ stop: hold, warning: flag and approve }').replaceAll(
      'severity: stop, exceptionCode',
      'severity: warning, exceptionCode',
    )
    await writeFile(join(bench.folder, 'policy.yaml'), flagged)
    await bench.restart()
    await typed(bench, 'review', 'look-again', '1', '--as', ADA)
    await bench.settled()

    expect((await bench.review(reportId)).review).to.include({
      result: 'flagged and approved',
      decidedBy: 'policy',
    })
    expect(bench.writes(reportId).filter((write) => write === 'Approve')).to.have.length(1)
    expect(bench.writes(reportId).filter((write) => write.includes('NOPURPOS'))).to.have.length(1)
  })

  /** A report that is held, and a decision on it that Concur has refused. */
  async function refused() {
    const bench = await open({ environment: { DECISION_UNDO_SECONDS: '0' } })
    const reportId = bench.simulator.submit(cleanReport({ purpose: '' }))
    await bench.settled()
    const body = refusal('The approver is missing.')
    bench.simulator.fault('workflow', { body, contentType: 'application/xml' })
    await typed(bench, 'review', 'approve', '1', '--verdict', 'all=exception', '--as', ADA)
    await bench.settled()
    expect((await bench.notifications()).find(({ door }) => door === 'console')).to.include({
      state: 'dead',
    })
    return { bench, reportId }
  }

  describe('where Concur has refused what somebody decided', () => {
    it('try it again', async () => {
      const { bench, reportId } = await refused()
      const said = await typed(bench, 'review', 'retry', '1', '--as', ADA)
      await bench.settled()

      expect(said).to.include(`the decision of ${ADA} to approve it is tried again`)
      expect(bench.writes(reportId).filter((write) => write === 'Approve')).to.have.length(1)
      expect((await bench.review(reportId)).review).to.include({ decidedBy: 'person' })
    })

    it('have the policy decide instead, and decide once more', async () => {
      const { bench, reportId } = await refused()
      await typed(bench, 'review', 'look-again', '1', '--as', ADA)
      await bench.settled()

      const { review, humanDecisions } = await bench.review(reportId)
      expect(review).to.include({ result: 'held', decidedBy: 'policy' })
      expect(humanDecisions?.map(({ state }) => state)).to.deep.equal(['not carried out'])
      await typed(bench, 'review', 'approve', '1', '--verdict', 'all=exception', '--as', ADA)
      await bench.settled()
      expect(bench.writes(reportId).filter((write) => write === 'Approve')).to.have.length(1)
    })
  })
})

/** Once begun, Concur shows a purpose, and another vendor. */
function editing(): { readonly simulator: SimulatorOptions; readonly begin: () => void } {
  let isOn = false
  return {
    simulator: { onTheWay: (_request, reply) => (isOn ? { ...reply, body: edited(reply.body) } : reply) },
    begin() {
      isOn = true
    },
  }
}

function edited(body: string): string {
  return body
    .replace(/<Purpose ?\/>|<Purpose><\/Purpose>/, '<Purpose>Trade fair</Purpose>')
    .replace('"businessPurpose":null', '"businessPurpose":"Trade fair"')
    .replaceAll('Yellow Cab', 'Blue Cab')
}

function findingOfPurpose({ simulator }: Bench, reportId: string): string {
  const { reportKey, doors } = simulator.report(reportId)
  return `purpose-missing@${doors.includes('events') ? reportId : reportKey}`
}

function refusal(message: string): string {
  return `<ActionStatus xmlns="http://www.concursolutions.com/api/expense/expensereport/2011/03"><Message>${message}</Message><Status>FAILURE</Status></ActionStatus>`
}

/** Types a command, which has to succeed. @returns What it printed. */
async function typed({ folder }: Bench, ...args: readonly string[]): Promise<string> {
  const settings = { DATABASE_URL: databaseUrl(folder), DECISION_UNDO_SECONDS: '0' }
  const { code, stdout, stderr } = await runCommand(args, settings)
  expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' })
  return stdout
}

/** What whoever decided is to be told of it. */
async function newsOfDecision({ folder }: Bench) {
  const db = await openDatabase(databaseUrl(folder))
  try {
    const [last] = await createTelling(db).untoldDecisions(1)
    const news = last && decisionNews(last, new Date())
    return news?.kind === 'not carried out' ? news : undefined
  } finally {
    await db.destroy()
  }
}
