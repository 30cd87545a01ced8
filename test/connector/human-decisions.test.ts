import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { retryNotifications } from '../../server/commands/inbox.ts'
import { type HandedIn, receiveHumanDecision } from '../../server/doors/receive-human-decision.ts'
import { SILENT_LOG } from '../../server/log.ts'
import { draftTravelRequest } from '../../server/simulator/requests/draft-travel-request.ts'
import { openDatabase } from '../../server/store/database.ts'
import { createHumanDecisions, type HumanDecisions } from '../../server/store/decisions/human-decisions.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createTrail, type Trail } from '../../server/store/people/trail.ts'
import { commandContext } from '../commands/command-context.ts'
import { type Bench, type BenchOptions, useBenches } from './bench.ts'
import { sendEventsTo, useEventDoor } from './event-door.ts'
import { cleanReport } from './reports.ts'
import { databaseUrl, TODAY } from './set-up.ts'
import { until } from './until.ts'

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
const ADA = { login: 'ada@example.com', viaLogin: 'ada' }

describe('connector: a person decides', () => {
  const openBench = useBenches()
  const events = useEventDoor()

  /** A connector whose policy holds what has no purpose, or a dear taxi. */
  async function open(options: BenchOptions = {}) {
    const bench = await openBench({ policy: HOLD, ...options })
    const onV4 = options.simulator?.doors?.includes('events') === true
    if (onV4) sendEventsTo(bench.simulator, bench.connector)
    return bench
  }

  function withEvents(): BenchOptions {
    return {
      environment: events.environment(),
      simulator: { doors: ['events'], eventIdentity: events.identity() },
    }
  }

  for (const [version, options] of [
    ['v1.1', () => ({})],
    ['v4', withEvents],
  ] as const) {
    it(`approves a held report with its exceptions, on ${version}`, async () => {
      const bench = await open(options())
      const reportId = await held(bench)

      expect(await handIn(bench, {})).to.include({ kind: 'accepted' })
      await bench.settled()

      expect(bench.writes(reportId).at(-1)).to.equal('Approve')
      expect(bench.writes(reportId).filter((write) => write.startsWith('withdrawn'))).to.deep.equal([])
      expect((await bench.review(reportId)).review).to.include({
        result: 'flagged and approved',
        decidedBy: 'person',
      })
      expect(await stateOf(bench)).to.include({ state: 'carried out', by: 'ada@example.com' })
    })

    it(`sends a held report back with the comment, on ${version}`, async () => {
      const bench = await open(options())
      const reportId = await held(bench)

      await handIn(bench, {
        action: 'send back',
        verdicts: [{ on: 'all', verdict: 'out of policy' }],
        comment: 'Please say why',
      })
      await bench.settled()

      expect(bench.writes(reportId).at(-1)).to.equal('Send Back to Employee')
      const sent = bench.simulator.ledger.find((entry) => entry.kind === 'workflow')
      expect(sent).to.include({ comment: 'Please say why' })
      expect((await bench.review(reportId)).review).to.include({ result: 'sent back' })
    })
  }

  it('withdraws on v4 the exceptions of findings that are incorrect, and keeps the others', async () => {
    const bench = await open(withEvents())
    const reportId = await held(bench)
    expect(bench.writes(reportId)).to.deep.equal(['exceptions NOPURPOS', 'exceptions OVERCAP'])

    await handIn(bench, {
      verdicts: [
        { on: 'purpose-missing', verdict: 'incorrect' },
        { on: 'amount-cap', verdict: 'exception' },
      ],
    })
    await bench.settled()

    expect(bench.writes(reportId).slice(2)).to.deep.equal(['withdrawn NOPURPOS', 'Approve'])
  })

  it('decides on a travel request too', async () => {
    const bench = await open()
    const requestId = bench.simulator.submitRequest(draftTravelRequest(TODAY, { purpose: '' }), ['callout'])
    await bench.settled()
    await handIn(bench, {})
    await bench.settled()

    expect(bench.simulator.travelRequest(requestId).statusCode).to.equal('Q_PEND')
    expect((await bench.review(requestId)).review).to.include({ result: 'approved', decidedBy: 'person' })
  })

  it('does nothing of a decision that was taken back in time, also across a restart', async () => {
    const bench = await open()
    const reportId = await held(bench)
    await handIn(bench, {}, 60)
    await bench.restart()
    expect(await onDecisions(bench, (decisions) => decisions.takeBack(1, ADA, new Date()))).to.equal(true)
    await bench.settled()

    expect(bench.writes(reportId)).to.not.include('Approve')
    expect((await bench.review(reportId)).review).to.include({ result: 'held' })
  })

  it('carries nothing out where the report has moved on meanwhile, and keeps the decision', async () => {
    const bench = await open()
    const reportId = await held(bench)
    await handIn(bench, {}, 1)
    bench.simulator.recall(reportId)
    await bench.settled()

    expect(bench.writes(reportId)).to.not.include('Approve')
    expect((await bench.review(reportId)).review).to.include({ result: 'superseded' })
    expect(await stateOf(bench)).to.include({ state: 'superseded' })
  })

  for (const reset of ['before', 'after'] as const) {
    it(`acts once when the answer is lost ${reset} it took effect`, async () => {
      const bench = await open()
      const reportId = await held(bench)
      bench.simulator.fault('workflow', { reset })
      await handIn(bench, {})
      await bench.settled()

      expect(bench.writes(reportId).filter((write) => write === 'Approve')).to.have.length(1)
      expect(await stateOf(bench)).to.include({ state: 'carried out' })
    })
  }

  it('goes on where nobody can tell whether exceptions were posted, and posts none of them again', async () => {
    const bench = await open()
    bench.simulator.fault('exceptions', { reset: 'after' })
    const report = cleanReport({ purpose: '' })
    const entries = report.entries.map((entry) => ({ ...entry, hasExceptions: true }))
    const reportId = bench.simulator.submit({ ...report, hasException: true, entries })
    await bench.settled()
    const { review } = await bench.review(reportId)
    expect(review.reason).to.include('exceptions may have been posted')

    await handIn(bench, {})
    await bench.settled()

    expect(bench.writes(reportId)).to.deep.equal(['exceptions NOPURPOS OVERCAP', 'Approve'])
    expect((await bench.review(reportId)).review).to.include({ decidedBy: 'person' })
  })

  it('gives up with the words of Concur where it refuses', async () => {
    const bench = await open()
    const reportId = await held(bench)
    bench.simulator.fault('workflow', {
      body: refusal('The approver is missing.'),
      contentType: 'application/xml',
    })
    await handIn(bench, {})
    await bench.settled()

    const dead = (await bench.notifications()).find(({ door }) => door === 'console')
    expect(dead).to.include({ door: 'console', state: 'dead', reasonCode: 'ACTION_REFUSED' })
    expect(dead?.reason).to.include('The approver is missing.')
    expect(bench.writes(reportId)).to.not.include('Approve')
  })

  it('writes nothing while it only observes, and says so', async () => {
    const bench = await open()
    const reportId = await held(bench)
    const before = bench.writes(reportId)
    await handIn(bench, {}, 2)
    await bench.restart({ MODE: 'observe' })
    await bench.settled()

    expect(bench.writes(reportId)).to.deep.equal(before)
    const { review } = await bench.review(reportId)
    expect(review).to.include({ result: 'held' })
    expect(review.reason).to.include('MODE is observe')
    expect(await stateOf(bench)).to.include({ state: 'not carried out' })
  })

  it('lets the policy decide again after a decision has ended, and while one can be taken back', async () => {
    const bench = await open()
    const reportId = await held(bench)
    await handIn(bench, { by: { login: 'nobody@example.com' } })
    await bench.settled()
    expect(await stateOf(bench)).to.include({ state: 'not carried out' })
    await writeFile(join(bench.folder, 'policy.yaml'), HOLD.replace('stop: hold', 'stop: send back'))
    await bench.restart()

    await handIn(bench, {}, 3)
    await retryNotifications(commandContext({ DATABASE_URL: databaseUrl(bench.folder) }), [1], {})
    await bench.settled()

    expect((await bench.review(reportId)).review).to.include({ decidedBy: 'policy' })
    expect(await stateOf(bench)).to.include({ state: 'superseded' })
  })

  it('tells the second of two people by whom it was decided', async () => {
    const bench = await open()
    await held(bench)
    await handIn(bench, {}, 60)

    const second = await handIn(bench, { by: { login: 'bob@example.com' } })

    expect(second.kind).to.equal('refused')
    expect(second)
      .to.have.nested.property('problems[0]')
      .that.matches(/^review 1: ada@example.com decided on it at /)
  })

  it('leaves news of the report its way while a decision can be taken back', async () => {
    const bench = await open()
    const reportId = await held(bench)
    await handIn(bench, {}, 60)
    bench.simulator.recall(reportId)
    bench.simulator.resubmit(reportId, { purpose: 'Visit to a client' })
    await until('the new submission to be reviewed', async () => {
      const { review } = await bench.review(reportId)
      return review.id > 1 && review.result === 'held'
    })

    expect(await stateOf(bench)).to.include({ state: 'accepted' })
  })
})

function refusal(message: string): string {
  return `<ActionStatus xmlns="http://www.concursolutions.com/api/expense/expensereport/2011/03"><Message>${message}</Message><Status>FAILURE</Status></ActionStatus>`
}

/** What is kept of decisions, beside people who may decide. */
async function onDecisions<Result>(
  { folder }: Bench,
  work: (decisions: HumanDecisions, trail: Trail) => Promise<Result>,
): Promise<Result> {
  const db = await openDatabase(databaseUrl(folder))
  try {
    const people = createPeople(db)
    if ((await people.find(ADA.login)) === undefined) {
      const admin = { login: 'root@example.com', name: 'Root', role: 'admin' } as const
      await people.add(admin, admin, new Date())
      const ada = { login: ADA.login, name: 'Ada', role: 'controller', employeeId: 'E-ADA' } as const
      await people.add(ada, admin, new Date())
    }
    return await work(createHumanDecisions(db), createTrail(db))
  } finally {
    await db.destroy()
  }
}

/** A report that review 1 holds. */
async function held(bench: Bench): Promise<string> {
  const reportId = bench.simulator.submit(cleanReport({ purpose: '' }))
  await bench.settled()
  expect((await bench.review(reportId)).review).to.include({ id: 1, result: 'held' })
  // Concur's identity service knows Ada by a report of hers, and so tells that she does not own the other.
  bench.simulator.submit(cleanReport({ employee: { loginId: ADA.login, name: 'Ada' } }))
  await bench.settled()
  return reportId
}

/** The last decision on review 1. */
function stateOf(bench: Bench) {
  return onDecisions(bench, async (decisions) => (await decisions.of(1)).at(-1))
}

/** Hands in a decision of Ada's on review 1, carried out at once unless it is said otherwise. */
function handIn(bench: Bench, decision: Partial<HandedIn>, undoSeconds = 0) {
  return onDecisions(bench, (decisions, trail) =>
    receiveHumanDecision(
      {
        decisions,
        trail,
        forbids: () => Promise.resolve(undefined),
        undoSeconds,
        log: SILENT_LOG,
        now: () => new Date(),
      },
      {
        reviewId: 1,
        action: 'approve',
        verdicts: [{ on: 'all', verdict: 'exception' }],
        by: ADA,
        ...decision,
      },
    ),
  )
}
