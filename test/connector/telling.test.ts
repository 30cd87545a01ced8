import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { receiveHumanDecision } from '../../server/doors/receive-human-decision.ts'
import { SILENT_LOG } from '../../server/log.ts'
import {
  type CallbackReceiver,
  startCallbackReceiver,
} from '../../server/simulator/vendors/callback-receiver.ts'
import { openDatabase } from '../../server/store/database.ts'
import { createHumanDecisions } from '../../server/store/decisions/human-decisions.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { type Bench, useBenches } from './bench.ts'
import { cleanReport } from './reports.ts'
import { databaseUrl } from './set-up.ts'
import { until } from './until.ts'

const KEY = 'a-key-of-a-receiver-of-ours'
const HOLD = `
name: Held for a person
outcomes: { stop: hold }
notEvaluated: hold
rules:
  - { rule: purpose-missing, severity: stop, exceptionCode: NOPURPOS, on: [report] }
`
const PEOPLE = `
tell:
  - webhook: books
    news: [held, decided, carried out, not carried out]
`
const now = () => new Date()
const ADA = { login: 'ada@example.com', viaLogin: 'ada' }

describe('connector: people are told', () => {
  const openBench = useBenches()
  let folder: string
  let receiver: CallbackReceiver
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'telling-'))
    await writeFile(join(folder, 'people.yaml'), PEOPLE)
    receiver = await startCallbackReceiver(0, KEY)
  })
  afterEach(async () => {
    await receiver.close()
    await rm(folder, { recursive: true })
  })

  const file = () => join(folder, 'people.yaml')
  /** Polling is off. */
  const open = (changes: { readonly PEOPLE_FILE?: string } = { PEOPLE_FILE: file() }) =>
    openBench({
      policy: HOLD,
      environment: {
        WEBHOOK_URLS: `books=${receiver.url}/books`,
        WEBHOOK_KEYS: `books=${KEY}`,
        TELL_ALLOW_PRIVATE: 'on',
        ...changes,
      },
    })
  const arrived = () => receiver.received.filter(({ status }) => status === 200).map(kindOf)
  const untilArrived = (count: number) => until(`${count} messages`, () => arrived().length >= count)

  it('of a held report, once and signed, also across a restart', async () => {
    const bench = await open()
    const reportId = await held(bench)

    await untilArrived(1)
    await bench.restart()
    await held(bench)
    await untilArrived(2)

    expect(arrived()).to.deep.equal(['held', 'held'])
    expect(receiver.received.map(({ isSigned, path }) => [isSigned, path])).to.deep.equal([
      [true, '/books'],
      [true, '/books'],
    ])
    expect(receiver.received[0]?.body).to.include(reportId)
  })

  it('once, when a receiver that was down is back', async () => {
    const bench = await open()
    receiver.answerWith({ status: 503, body: '' }, 1)

    await held(bench)
    await until('the first attempt', () => receiver.received.length > 0)
    await bench.restart()
    await untilArrived(1)
    await held(bench)
    await untilArrived(2)

    expect(receiver.received.map(({ status }) => status)).to.deep.equal([503, 200, 200])
    expect(receiver.received[0]?.id).to.equal(receiver.received[1]?.id)
  })

  it('of a decision, and of what became of it', async () => {
    const bench = await open()
    await held(bench)
    await untilArrived(1)

    await decide(bench)
    await untilArrived(2)
    await bench.settled()
    await untilArrived(3)

    expect(arrived()).to.deep.equal(['held', 'decided', 'carried out'])
  })

  it('in one digest of what was held before anybody was told', async () => {
    const bench = await open({})
    await held(bench)
    await held(bench)

    await bench.restart({ PEOPLE_FILE: file() })
    await untilArrived(1)
    await held(bench)
    await untilArrived(2)

    expect(arrived()).to.deep.equal(['digest', 'held'])
    expect(JSON.parse(receiver.received[0]?.body ?? '')).to.include({ count: 2 })
  })

  it('one by one of what was held while a process without the people file ran alone', async () => {
    const bench = await open({})
    await bench.restart({ PEOPLE_FILE: file() })
    await held(bench)
    await untilArrived(1)

    await bench.restart()
    await held(bench)
    await bench.restart({ PEOPLE_FILE: file() })
    await untilArrived(2)

    expect(arrived()).to.deep.equal(['held', 'held'])
  })

  it('as the people file says since it was changed, and as it said before where the change is wrong', async () => {
    const bench = await open()
    await writeFile(file(), 'tell:\n  - webhook: nobody\n')
    await until('the refusal', () => bench.log.of('people-file.refused').length > 0)
    await held(bench)
    await untilArrived(1)

    await writeFile(file(), PEOPLE.replace('held, ', ''))
    await until('the change', () => bench.log.of('people-file.changed').length > 0)
    await held(bench)
    await decide(bench, 2)
    await untilArrived(2)

    expect(arrived()).to.deep.equal(['held', 'decided'])
  })
})

async function held(bench: Bench): Promise<string> {
  const reportId = bench.simulator.submit(cleanReport({ purpose: '' }))
  await bench.settled()
  expect((await bench.review(reportId)).review).to.include({ result: 'held' })
  return reportId
}

/** Ada approves a review; it is carried out two seconds later. */
async function decide(bench: Bench, reviewId = 1): Promise<void> {
  bench.simulator.submit(cleanReport({ employee: { loginId: ADA.login, name: 'Ada' } }))
  await bench.settled()
  const db = await openDatabase(databaseUrl(bench.folder))
  try {
    const root = { login: 'root@example.com', name: 'Root', role: 'admin' } as const
    await createPeople(db).add(root, root, now())
    const ada = { login: ADA.login, name: 'Ada', role: 'controller', employeeId: 'E-ADA' } as const
    await createPeople(db).add(ada, root, now())
    const accepted = await receiveHumanDecision(
      {
        decisions: createHumanDecisions(db),
        trail: createTrail(db),
        forbids: () => Promise.resolve(undefined),
        undoSeconds: 5,
        log: SILENT_LOG,
        now,
      },
      { reviewId, action: 'approve', verdicts: [{ on: 'all', verdict: 'exception' }], by: ADA },
    )
    expect(accepted).to.include({ kind: 'accepted' })
  } finally {
    await db.destroy()
  }
}

function kindOf({ body }: { readonly body: string }): unknown {
  const content: unknown = JSON.parse(body)
  return typeof content === 'object' && content !== null && 'kind' in content ? content.kind : body
}
