import { expect } from 'chai'
import { receiveHumanDecision } from '../../server/doors/receive-human-decision.ts'
import { SILENT_LOG } from '../../server/log.ts'
import { draftTravelRequest } from '../../server/simulator/requests/draft-travel-request.ts'
import { SCOPES } from '../../server/simulator/simulator-options.ts'
import { openDatabase } from '../../server/store/database.ts'
import { createHumanDecisions } from '../../server/store/decisions/human-decisions.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { runCommand } from '../commands/run-command.ts'
import { type Bench, useBenches } from './bench.ts'
import { sendEventsTo, useEventDoor } from './event-door.ts'
import { cleanReport } from './reports.ts'
import { databaseUrl, TODAY } from './set-up.ts'

const HOLD = `
name: Held for a person
outcomes: { stop: hold }
rules:
  - { rule: purpose-missing, severity: stop, exceptionCode: NOPURPOS, on: [report] }
requests:
  rules:
    - { rule: request-purpose, severity: stop }
`
const ZOE = { loginId: 'zoe@example.com', name: 'Müller, Zoë' }
const CLEO = { login: 'cleo@example.com', viaLogin: 'cleo' }

/** A controller, who has never submitted anything, approves review 1. */
async function approve(bench: Bench) {
  const db = await openDatabase(databaseUrl(bench.folder))
  const people = createPeople(db)
  const admin = { login: 'root@example.com', name: 'Root', role: 'admin' } as const
  await people.add(admin, admin, new Date())
  await people.add({ login: CLEO.login, name: 'Cleo', role: 'controller' }, admin, new Date())
  const decisions = createHumanDecisions(db)
  await receiveHumanDecision(
    {
      decisions,
      trail: createTrail(db),
      forbids: () => Promise.resolve(undefined),
      undoSeconds: 0,
      log: SILENT_LOG,
      now: () => new Date(),
    },
    { reviewId: 1, action: 'approve', verdicts: [{ on: 'all', verdict: 'exception' }], by: CLEO },
  )
  await bench.settled()
  const decided = (await decisions.of(1)).at(-1)
  await db.destroy()
  return decided
}

const asked = ({ simulator }: Bench) => simulator.requests.filter(({ route }) => route === 'user').length

describe('connector: names of employees on version 4', () => {
  const openBench = useBenches()
  const events = useEventDoor()

  async function open(scopes = SCOPES): Promise<Bench> {
    const bench = await openBench({
      policy: HOLD,
      environment: events.environment(),
      simulator: { doors: ['events'], eventIdentity: events.identity(), scopes },
    })
    sendEventsTo(bench.simulator, bench.connector)
    return bench
  }

  it('are asked once for all reports of an employee, kept, shown and found', async () => {
    const bench = await open()
    const [first = '', second = ''] = [1, 2].map(() =>
      bench.simulator.submit(cleanReport({ purpose: '', employee: ZOE })),
    )
    await bench.settled()

    for (const reportId of [first, second])
      expect((await bench.review(reportId)).review).to.include({
        employee: ZOE.name,
        employeeLogin: ZOE.loginId,
        result: 'held',
      })
    expect(asked(bench)).to.equal(1)
    const settings = { DATABASE_URL: databaseUrl(bench.folder) }
    const found = await runCommand(['review', 'list', '--json', '--employee', 'zoe muller'], settings)
    expect(JSON.parse(found.stdout)).to.have.lengthOf(2)
    expect((await runCommand(['review', 'show', '1'], settings)).stdout).to.include('Müller, Zoë')
  })

  it('tell a controller whom Concur does not know that the report is not their own', async () => {
    const bench = await open()
    const reportId = bench.simulator.submit(cleanReport({ purpose: '', employee: ZOE }))
    await bench.settled()

    expect(await approve(bench)).to.include({ state: 'carried out' })
    expect(bench.writes(reportId).at(-1)).to.equal('Approve')
  })

  it('tell a controller that the report is their own', async () => {
    const bench = await open()
    const own = { loginId: CLEO.login, name: 'Cleo' }
    const reportId = bench.simulator.submit(cleanReport({ purpose: '', employee: own }))
    await bench.settled()

    expect((await approve(bench))?.outcome).to.include('nobody decides on a report of their own')
    expect(bench.writes(reportId)).not.to.include('Approve')
  })

  it('are told of travel requests too', async () => {
    const bench = await open()
    bench.simulator.submitRequest(draftTravelRequest(TODAY, { purpose: '', employee: ZOE }), ['events'])
    await bench.settled()

    expect(await approve(bench)).to.include({ state: 'carried out' })
  })

  it('are left out where the scope is refused, which is asked once and logged once, and holds up nothing', async () => {
    const bench = await open(SCOPES.filter((scope) => !scope.startsWith('identity.')))
    const reportIds = [1, 2, 3].map(() => bench.simulator.submit(cleanReport({ employee: ZOE })))
    await bench.settled()

    for (const reportId of reportIds) {
      expect((await bench.review(reportId)).review).to.include({ result: 'approved', employeeLogin: null })
      expect((await bench.review(reportId)).review.employee).not.to.equal(ZOE.name)
    }
    // Concur's answer may be of the token, so that it is asked again with a new one.
    expect(asked(bench)).to.be.at.most(2)
    expect(bench.log.of('names.refused')).to.have.lengthOf(1)
  })

  it('do not change what is compared with earlier reports', async () => {
    const bench = await open()
    bench.simulator.submit(cleanReport({ employee: ZOE }))
    await bench.settled()
    const db = await openDatabase(databaseUrl(bench.folder))
    const keys = await db.selectFrom('past_expense').select('employee_key').distinct().execute()
    await db.deleteFrom('concur_user').execute()
    await db.destroy()
    bench.simulator.fault('user', { status: 503 })
    bench.simulator.submit(cleanReport({ employee: ZOE }))
    await bench.settled()

    const again = await openDatabase(databaseUrl(bench.folder))
    expect(await again.selectFrom('past_expense').select('employee_key').distinct().execute()).to.deep.equal(
      keys,
    )
    await again.destroy()
  })
})
