import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { expect } from 'chai'
import { sql } from 'kysely'
import { receiveHumanDecision } from '../../server/doors/receive-human-decision.ts'
import { SILENT_LOG } from '../../server/log.ts'
import { userIdOf } from '../../server/simulator/keys.ts'
import { draftAttendee, draftEntry } from '../../server/simulator/reports/draft-report.ts'
import type { ReportDraft } from '../../server/simulator/reports/report-draft.ts'
import { draftTravelRequest } from '../../server/simulator/requests/draft-travel-request.ts'
import { type Database, isPostgres, schemaOf } from '../../server/store/database.ts'
import { createHumanDecisions } from '../../server/store/decisions/human-decisions.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { emptyWriteAheadLog } from '../../server/store/personal-data/leave-file.ts'
import { createPersonalData } from '../../server/store/personal-data/personal-data.ts'
import { forEachEngine, type TestEngine } from '../support/engines.ts'
import { type Bench, useBenches } from './bench.ts'
import { sendEventsTo, useEventDoor } from './event-door.ts'
import { cleanReport } from './reports.ts'
import { TODAY } from './set-up.ts'

const HOLD = `
name: Held for a person
outcomes: { stop: hold, note: approve }
notEvaluated: approve
rules:
  - { rule: purpose-missing, severity: stop, exceptionCode: NOPURPOS, on: [report] }
  - { rule: attendee-yearly-total, severity: note, currency: USD, perType: { BUSGUEST: 10, SYSEMP: 10 } }
  - { rule: duplicate-entry, severity: note }
`
const ZOE = { loginId: 'zoe.quill@example.com', name: "Quill O'Feather, Zoë" }
const ADMIN = { login: 'root@example.com' }
/** In each of these there is something of hers that must not be anywhere afterwards. */
const TRACES = ['zoe.quill', 'feather', 'atlantis', 'zoë', userIdOf(ZOE.loginId)]

describe('connector: a person is erased', () => {
  const openBench = useBenches()
  const events = useEventDoor()

  forEachEngine((engine) => {
    async function open() {
      const db = await engine.open()
      const bench = await openBench({
        policy: HOLD,
        environment: { DATABASE_URL: engine.url(), ...events.environment() },
        simulator: { eventIdentity: events.identity() },
      })
      sendEventsTo(bench.simulator, bench.connector)
      const people = createPeople(db)
      await people.add({ login: ADMIN.login, name: 'Root', role: 'admin' }, ADMIN, new Date())
      await people.add(
        { login: 'zoe.quill@example.com', name: "Zoë Quill O'Feather", role: 'controller' },
        ADMIN,
        new Date(),
      )
      await people.add({ login: 'ada@example.com', name: 'Ada', role: 'controller' }, ADMIN, new Date())
      return { bench, db, data: createPersonalData(db) }
    }

    it('from every place that names her, by whichever door it came', async () => {
      const { bench, db, data } = await open()
      await leaveTraces(bench, db)
      const before = await tracesIn(db)
      expect([...new Set(before.map(({ column }) => column))].toSorted()).to.deep.equal([
        'concur_user.email',
        'concur_user.employee_id',
        'concur_user.login',
        'concur_user.name',
        'concur_user.user_id',
        'effect.content',
        'human_decision.content',
        'notification.object_path',
        'notification.raw',
        'person.login',
        'person.name',
        'quarantine.raw',
        'report_facts.facts',
        'review.decision',
        'review.employee',
        'review.employee_id',
        'review.employee_login',
        'review.employee_search',
        'review.report_name',
        'review_event.detail',
        'review_event.document',
        'trail_name.name',
      ])
      const samples = await documentSamples(db)
      const amounts = await amountsIn(db)

      const outcome = await data.erase(
        ['ZOE.QUILL@example.com', userIdOf(ZOE.loginId)],
        ADMIN,
        () => new Date(),
      )

      expect(outcome, JSON.stringify(outcome)).to.have.property('kind', 'erased')
      expect(await tracesIn(db)).to.deep.equal([])
      expect(await amountsIn(db)).to.deep.equal(amounts)
      expect((await createTrail(db).verify()).problems).to.deep.equal([])
      await expectGoneFromFile(engine, db, samples)
      expect(await data.erase(['zoe.quill@example.com'], ADMIN, () => new Date())).to.deep.equal({
        kind: 'unknown',
      })
    }).timeout(60_000)

    it('and what she claimed is still compared with what she claims then', async () => {
      const { bench, db, data } = await open()
      const lunch = draftEntry(TODAY, { vendor: 'Bistro', transactionAmount: '77.10' })
      const first = bench.simulator.submit(ofZoe({ entries: [lunch] }), { doors: ['callout'] })
      await bench.settled()
      const outcome = await data.erase([ZOE.loginId], ADMIN, () => new Date())
      const pseudonym = outcome.kind === 'erased' ? outcome.pseudonym : ''

      const again = bench.simulator.submit(
        { ...ofZoe({}), entries: [{ ...lunch, vendor: vendorOf(bench, first) }] },
        { doors: ['callout'] },
      )
      await bench.settled()

      const { decision } = await bench.review(again)
      expect(JSON.stringify(decision)).to.include(`(erased) (${first})`)
      expect(await data.erase([ZOE.loginId], ADMIN, () => new Date())).to.include({
        kind: 'erased',
        pseudonym,
      })
      expect(await tracesIn(db)).to.deep.equal([])
    }).timeout(60_000)

    it('but not while a report of hers is held', async () => {
      const { bench, db, data } = await open()
      const reportId = bench.simulator.submit(ofZoe({ purpose: '' }), { doors: ['callout'] })
      await bench.settled()
      const before = await tracesIn(db)

      expect(await data.erase([ZOE.loginId], ADMIN, () => new Date())).to.deep.equal({
        kind: 'refused',
        problems: [`review 1: ${reportId} is held; decide on it first`],
      })
      expect(await tracesIn(db)).to.have.deep.members([
        ...before,
        // That it was refused.
        { column: 'trail_name.name', trace: 'zoe.quill' },
      ])
    })
  })
})

function ofZoe(changes: Partial<ReportDraft>): ReportDraft {
  return cleanReport({ employee: ZOE, name: 'Looking for Atlantis', purpose: 'Found Atlantis', ...changes })
}

/** Hers and those of others, by both doors, held, decided on, refused and not understood. */
async function leaveTraces(bench: Bench, db: Database): Promise<void> {
  const { simulator } = bench
  const self = draftAttendee({
    type: 'SYSEMP',
    firstName: 'Zoë',
    lastName: "Quill O'Feather",
    totalYearToDate: '900',
  })
  const guest = draftAttendee({ ownerName: ZOE.name, totalYearToDate: '500' })
  const dinner = draftEntry(TODAY, {
    expenseType: { code: 'BUSML', name: 'Business Meal' },
    attendees: [self, guest],
    businessPurpose: 'Dinner in Atlantis with Zoë',
  })
  for (const door of ['callout', 'events'] as const) {
    simulator.submit(ofZoe({ entries: [draftEntry(TODAY), dinner] }), { doors: [door] })
    simulator.submit(cleanReport({ entries: [{ ...dinner, businessPurpose: 'A dinner' }] }), {
      doors: [door],
    })
    simulator.submitRequest(
      draftTravelRequest(TODAY, { employee: ZOE, name: 'To Atlantis', purpose: 'Atlantis for Zoë' }),
      [door],
    )
  }
  const held = simulator.submit(ofZoe({ purpose: '' }), { doors: ['callout'] })
  const bystander = simulator.submit(cleanReport({ purpose: '' }), { doors: ['callout'] })
  await bench.settled()
  await decide(bench, db, held, 'ada@example.com', 'Zoë Quill O’Feather has explained it', 'Dear Zoë, why?')
  await decide(bench, db, bystander, 'zoe.quill@example.com', 'I know them', 'Why?')
  const lost = `<note><by>Zo&#xEB; Quill O&apos;Feather</by><login>ZOE.QUILL@EXAMPLE.COM</login></note>`
  await bench.post(lost)
  await bench.post(Buffer.from(`\uFEFF${lost.replace('&#xEB;', 'ë')}`, 'utf16le'))
  await bench.post(Buffer.from(`not xml: Quill O'Feather, Zoë; zoe.quill%40example.com`, 'latin1'))
  await bench.settled()
}

async function decide(
  bench: Bench,
  db: Database,
  reportId: string,
  login: string,
  reason: string,
  comment: string,
): Promise<void> {
  const { review } = await bench.review(reportId)
  const receipt = await receiveHumanDecision(
    {
      decisions: createHumanDecisions(db),
      trail: createTrail(db),
      forbids: () => Promise.resolve(undefined),
      undoSeconds: 0,
      log: SILENT_LOG,
      now: () => new Date(),
    },
    {
      reviewId: review.id,
      action: 'send back',
      verdicts: [{ on: 'all', verdict: 'out of policy' }],
      reason,
      comment,
      by: { login },
    },
  )
  expect(receipt.kind).to.equal('accepted')
  await bench.settled()
}

function vendorOf({ simulator }: Bench, reportId: string): string {
  return simulator.report(reportId).draft.entries[0]?.vendor ?? ''
}

interface Trace {
  readonly column: string
  readonly trace: string
}

type Row = Readonly<Record<string, unknown>>

/** Where something of hers stands, in any column of any table. */
async function tracesIn(db: Database): Promise<readonly Trace[]> {
  const found: Trace[] = []
  const schema = isPostgres(db) ? await schemaOf(db) : undefined
  for (const { name } of (await db.introspection.getTables()).filter((table) => table.schema === schema)) {
    const { rows } = await sql<Row>`select * from ${sql.table(name)}`.execute(db)
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        const texts = await textsOf(value)
        for (const trace of TRACES) {
          if (texts.some((text) => text.includes(trace))) found.push({ column: `${name}.${column}`, trace })
        }
      }
    }
  }
  return found
}

/** As any reader of the value would see it. */
async function textsOf(value: unknown): Promise<readonly string[]> {
  if (typeof value === 'string') return [value.toLowerCase()]
  if (!(value instanceof Uint8Array)) return []
  const bytes = value[0] === 0x1f && value[1] === 0x8b ? await promisify(gunzip)(value) : Buffer.from(value)
  const texts = [bytes.toString(), bytes.toString('utf16le'), bytes.toString('latin1')]
  return texts.map((text) => text.toLowerCase())
}

/** What only a document that is gone can have held. */
async function documentSamples(db: Database): Promise<readonly Buffer[]> {
  const rows = await db
    .selectFrom('review_event')
    .innerJoin('review', 'review.id', 'review_event.review_id')
    .select('document')
    .where('review.employee', 'like', '%Feather%')
    .where('document', 'is not', null)
    .execute()
  expect(rows.length).to.be.greaterThan(4)
  return rows.map(({ document }) => Buffer.from(document ?? []).subarray(100, 132))
}

async function amountsIn(db: Database): Promise<unknown> {
  const reviews = await db
    .selectFrom('review')
    .select(['id', 'total', 'currency', 'result'])
    .orderBy('id')
    .execute()
  const past = await db.selectFrom('past_expense').select(['id', 'amount', 'day']).orderBy('id').execute()
  return { reviews, past }
}

async function expectGoneFromFile(
  engine: TestEngine,
  db: Database,
  samples: readonly Buffer[],
): Promise<void> {
  if (engine.name !== 'SQLite') return
  expect(await emptyWriteAheadLog(db)).to.equal(true)
  const path = engine.url().replace('sqlite:', '')
  const bytes = Buffer.concat([await readFile(path), await readFile(`${path}-wal`)])
  const text = bytes.toString('latin1').toLowerCase()
  expect(
    TRACES.filter((trace) => text.includes(Buffer.from(trace).toString('latin1').toLowerCase())),
  ).to.deep.equal([])
  expect(samples.filter((sample) => bytes.includes(sample))).to.deep.equal([])
}
