import { expect } from 'chai'
import { showReview } from '../../server/commands/review.ts'
import { retryReviews } from '../../server/commands/review-acts.ts'
import type { Reply } from '../../server/simulator/http/exchange.ts'
import { draftEntry, draftItemization } from '../../server/simulator/reports/draft-report.ts'
import type { ReportDraft } from '../../server/simulator/reports/report-draft.ts'
import { ENTRIES_SHAPES, type ReportTrouble } from '../../server/simulator/reports/report-trouble.ts'
import type { Door } from '../../server/simulator/reports/simulated-report.ts'
import {
  draftRequestEntry,
  draftTravelRequest,
} from '../../server/simulator/requests/draft-travel-request.ts'
import { commandContext } from '../commands/command-context.ts'
import { type Bench, type BenchOptions, openBench, useBenches } from './bench.ts'
import { sendEventsTo, useEventDoor } from './event-door.ts'
import { cleanReport } from './reports.ts'
import { databaseUrl, TODAY } from './set-up.ts'
import { until } from './until.ts'

/** Long enough to be read twice. */
const BRIEFLY = 300
const LONG = 600_000
/** Every 300 ms. */
const OFTEN = { RECONCILE_MINUTES: 0.005 }
const REQUEST_POLICY = `
outcomes: { error: send back }
rules: [{ rule: personal-claimed, severity: error }]
requests: { rules: [{ rule: request-purpose, severity: error }] }
`

/** What is the matter, what Concur says and what came. */
type Case = readonly [title: string, expected: string, seen: string]

const VERSIONS: readonly { readonly api: string; readonly door: Door; readonly shapes: readonly Case[] }[] = [
  {
    api: 'v1.1',
    door: 'callout',
    shapes: [
      ['nil', '2 entries', '0 entries'],
      ['absent', '2 entries', '0 entries'],
      ['empty', '2 entries', '0 entries'],
      ['fewer', '2 entries', '1 entry'],
    ],
  },
  {
    api: 'v4',
    door: 'events',
    shapes: [
      ['nil', '792.72 USD', '0.00 USD'],
      ['absent', '792.72 USD', '0.00 USD'],
      ['empty', '792.72 USD', '0.00 USD'],
      ['fewer', '792.72 USD', '700.00 USD'],
    ],
  },
]

describe('connector: what is not seen whole', () => {
  const door = useEventDoor()
  const openUsual = useBenches()

  const optionsFor = (announcedBy: Door, options: BenchOptions): BenchOptions => ({
    incompleteForMs: BRIEFLY,
    ...options,
    environment: { ...door.environment(), ...options.environment },
    simulator: { eventIdentity: door.identity(), doors: [announcedBy], ...options.simulator },
  })

  async function open(announcedBy: Door, options: BenchOptions = {}): Promise<Bench> {
    return connected(await openUsual(optionsFor(announcedBy, options)))
  }

  for (const { api, door: announcedBy, shapes } of VERSIONS) {
    describe(`a report read with ${api}`, () => {
      describe('whose entries never come', () => {
        let bench: Bench
        const ids = new Map<string, string>()
        before(async () => {
          bench = connected(await openBench(optionsFor(announcedBy, {})))
          for (const shape of ENTRIES_SHAPES) {
            ids.set(shape, bench.simulator.submit(report({ entries: { shape } })))
          }
          await bench.settled()
        })
        after(() => bench.close())

        it('is a case for each form that this takes', () => {
          expect(shapes.map(([shape]) => shape)).to.have.members([...ENTRIES_SHAPES])
        })

        for (const [shape, expected, seen] of shapes) {
          it(`is held with both figures, and nothing is written to it (${shape})`, async () => {
            const reportId = ids.get(shape) ?? ''

            expect(bench.writes(reportId)).to.deep.equal([])
            await expectHeld(bench, reportId, `the report was not seen whole: ${saying(expected, seen)}`)
          })

          it(`is in the log with what is counted, and no amount (${shape})`, async () => {
            const { review } = await bench.review(ids.get(shape) ?? '')
            const lines = bench.log.of('review.incomplete').map(({ fields }) => fields)
            const counts = api === 'v4' ? { kind: 'amount' } : { kind: 'count', expected, seen }
            const [line, ...more] = lines.filter((fields) => fields['review'] === review.id)

            expect(more).to.deep.equal([])
            expect(line).to.include(counts).and.have.property('correlationId')
            expect(Object.keys(line ?? {})).to.have.length(3 + Object.keys(counts).length)
          })
        }

        it('leaves no amount in any line of the log', () => {
          expect(JSON.stringify(bench.log.lines)).not.to.match(/792\.72|\b700\.00|\b92\.72/)
        })
      })

      it('keeps no other waiting: the one beside it is approved meanwhile', async () => {
        const bench = await open(announcedBy, { incompleteForMs: LONG })
        const { simulator, writes, log } = bench
        const incomplete = simulator.submit(report({ entries: { shape: 'nil' } }))
        await until('it to be read', () => log.of('review.incomplete').length > 0)
        const beside = simulator.submit(cleanReport())
        await until('the one beside it', () => writes(beside).length > 0)

        expect([writes(incomplete), writes(beside)]).to.deep.equal([[], ['Approve']])
        expect((await bench.review(incomplete)).review.result).to.equal(null)
      })

      it('is approved, and was never held, when its entries are there at the third reading', async () => {
        const bench = await open(announcedBy, { incompleteForMs: LONG })
        const reportId = bench.simulator.submit(report({ entries: { shape: 'nil', times: 2 } }))
        await bench.settled()

        expect(bench.writes(reportId)).to.deep.equal(['Approve'])
        expect((await bench.review(reportId)).review).to.include({ result: 'approved', reasonCode: null })
        expect(await endsOf(bench, reportId)).to.deep.equal(['approved'])
      })

      it('is approved at the next look at what waits, once it is whole', async () => {
        const bench = await open(announcedBy, { settings: OFTEN })
        const reportId = bench.simulator.submit(report({ entries: { shape: 'fewer' } }))
        await untilHeld(bench, reportId)
        bench.simulator.trouble(reportId, {})
        await until('it to be approved', () => bench.writes(reportId).length > 0)
        await bench.settled()

        expect(bench.writes(reportId)).to.deep.equal(['Approve'])
        expect((await bench.review(reportId)).review).to.include({ result: 'approved', reasonCode: null })
        expect(await bench.connector.overview.reviews({ limit: 10 })).to.have.length(1)
      })

      it('is approved by the connector that starts after it has become whole', async () => {
        const bench = await open(announcedBy)
        const reportId = bench.simulator.submit(report({ entries: { shape: 'empty' } }))
        await bench.settled()
        bench.simulator.trouble(reportId, {})
        await bench.restart()
        await until('it to be approved', () => bench.writes(reportId).length > 0)

        expect(bench.writes(reportId)).to.deep.equal(['Approve'])
      })

      it('stays held when a person has it tried again too early, and is approved when it is whole', async () => {
        const bench = await open(announcedBy)
        const reportId = bench.simulator.submit(report({ entries: { shape: 'absent' } }))
        await bench.settled()
        await retry(bench, reportId)
        const early = await bench.review(reportId)
        bench.simulator.trouble(reportId, {})
        await retry(bench, reportId)

        expect(early.review).to.include({ result: 'held', reasonCode: 'INCOMPLETE' })
        expect(bench.writes(reportId)).to.deep.equal(['Approve'])
      })

      it('is never observed as one that would pass', async () => {
        const bench = await open(announcedBy, { environment: { MODE: 'observe' } })
        const reportId = bench.simulator.submit(report({ entries: { shape: 'nil' } }))
        await bench.settled()

        expect(bench.simulator.ledger).to.deep.equal([])
        const { review } = await bench.review(reportId)
        expect(review).to.include({ result: 'observed', outcome: 'hold', reasonCode: 'INCOMPLETE' })
        expect(review.reason).to.include('was not seen whole')
      })
    })
  }

  describe('a report whose parts do not tell all', () => {
    const cases: readonly (readonly [Door, (reply: string) => string, ...Case])[] = [
      [
        'callout',
        (xml) =>
          xml.replace(/<ItemizationsList>[^]*<\/ItemizationsList>/, '<ItemizationsList i:nil="true"/>'),
        'v1.1, an itemized entry without its itemizations',
        'itemizations of 1 entry',
        'none',
      ],
      [
        'callout',
        (xml) => xml.replace(/(<ExpenseEntry>[^]*?)<PostedAmount>[^<]*<\/PostedAmount>/, '$1'),
        'v1.1, an entry without its amount',
        'an amount in USD for each of 2 entries',
        'none for 1',
      ],
      [
        'callout',
        (xml) => xml.replace(/<ReportTotal>[^<]*</, '<ReportTotal><'),
        'v1.1, a header without a total',
        'a total',
        'none',
      ],
      [
        'events',
        (json) => json.replace(/("postedAmount":)\{"value":700[^}]*\}/, '$1null'),
        'v4, an expense without its amount',
        'an amount in USD for each of 2 entries',
        'none for 1',
      ],
      [
        'events',
        (json) => json.replace(/("reportTotal":)\{[^}]*\}/, '$1null'),
        'v4, a header without a total',
        'a total',
        'none',
      ],
      [
        'events',
        (json) => json.replace(/("reportTotal":\{"value":[^,]*,"currencyCode":")USD/, '$1EUR'),
        'v4, a total in another currency than its expenses',
        'an amount in EUR for each of 2 entries',
        'none for 2',
      ],
    ]
    for (const [announcedBy, spoil, title, expected, seen] of cases) {
      it(`is held with both figures (${title})`, async () => {
        const bench = await open(announcedBy, { simulator: spoiling(spoil) })
        const reportId = bench.simulator.submit(itemizedReport())
        await bench.settled()

        expect(bench.writes(reportId)).to.deep.equal([])
        await expectHeld(bench, reportId, `the report was not seen whole: ${saying(expected, seen)}`)
      })
    }
  })

  describe('a travel request', () => {
    const shapes: readonly (readonly [Door, ...Case])[] = [
      ['callout', 'nil', '2 planned expenses', '0 planned expenses'],
      ['callout', 'absent', '2 planned expenses', '0 planned expenses'],
      ['callout', 'empty', '2 planned expenses', '0 planned expenses'],
      ['callout', 'fewer', '2 planned expenses', '1 planned expense'],
      ['events', 'empty', '740.00 USD', '0.00 USD'],
    ]
    for (const [announcedBy, shape, expected, seen] of shapes) {
      it(`whose planned expenses do not come is held until they do (${announcedBy}, ${shape})`, async () => {
        const bench = await open(announcedBy, { policy: REQUEST_POLICY, settings: OFTEN })
        const incomplete = ENTRIES_SHAPES.find((each) => each === shape)
        if (incomplete === undefined) throw new Error(`there is no shape ${shape}`)
        const requestId = bench.simulator.submitRequest(travelRequest({ shape: incomplete, times: 4 }))
        await until('it to be approved', () => bench.writes(requestId).length > 0)

        await bench.settled()

        expect(bench.writes(requestId)).to.deep.equal(['Approve'])
        expect(await endsOf(bench, requestId)).to.deep.equal([
          `held: the request was not seen whole: ${saying(expected, seen)}`,
          'approved',
        ])
      })
    }

    const parts: readonly (readonly [RegExp, string, ...Case])[] = [
      [/<RequestTotal>[^<]*<\/RequestTotal>/, '', 'no total', 'a total', 'none'],
      [
        /<PostedAmount>100[^<]*</,
        '<PostedAmount><',
        'a planned expense without its amount',
        'an amount in USD for each of 2 planned expenses',
        'none for 1',
      ],
    ]
    for (const [found, instead, title, expected, seen] of parts) {
      it(`that does not tell all is held with both figures (${title})`, async () => {
        const simulator = spoiling((xml) => xml.replace(found, instead))
        const bench = await open('callout', { policy: REQUEST_POLICY, simulator })
        const requestId = bench.simulator.submitRequest(travelRequest())
        await bench.settled()

        expect(bench.simulator.ledger).to.deep.equal([])
        await expectHeld(bench, requestId, `the request was not seen whole: ${saying(expected, seen)}`)
      })
    }
  })
})

function connected(bench: Bench): Bench {
  sendEventsTo(bench.simulator, bench.connector)
  return bench
}

/** Two taxi rides of 700.00 USD and 92.72 USD, which the policy lets pass. */
function report(trouble: ReportTrouble = {}): ReportDraft {
  const entries = ['700.00', '92.72'].map((transactionAmount) => draftEntry(TODAY, { transactionAmount }))
  return cleanReport({ entries, trouble })
}

/** The same, and the second ride has two parts. */
function itemizedReport(): ReportDraft {
  const itemizations = ['90.00', '2.72'].map((transactionAmount) =>
    draftItemization(TODAY, { transactionAmount }),
  )
  const entries = [
    draftEntry(TODAY, { transactionAmount: '700.00' }),
    draftEntry(TODAY, { transactionAmount: '92.72', itemizations }),
  ]
  return cleanReport({ entries })
}

function travelRequest(incomplete?: ReportTrouble['entries']) {
  const entries = ['640.00', '100.00'].map((postedAmount) => draftRequestEntry(TODAY, { postedAmount }))
  return draftTravelRequest(TODAY, { entries, ...(incomplete && { incomplete }) })
}

function spoiling(spoil: (body: string) => string): NonNullable<BenchOptions['simulator']> {
  return { onTheWay: (_request, reply): Reply => ({ ...reply, body: spoil(reply.body) }) }
}

function saying(expected: string, seen: string): string {
  return `Concur says ${expected}, and ${seen} came`
}

/** Held with that reason, and every form of `review show` tells it with its code. */
async function expectHeld(bench: Bench, id: string, reason: string): Promise<void> {
  const { review } = await bench.review(id)
  const expected = { result: 'held', outcome: 'hold', reasonCode: 'INCOMPLETE', reason, exceptions: [] }
  expect(review).to.deep.include(expected)
  const [text, json] = [commandOn(bench), commandOn(bench)]
  await showReview(text, id, {})
  await showReview(json, id, { json: true })
  expect(text.printed()).to.include(`held, code INCOMPLETE: ${reason}\n`)
  expect(JSON.parse(json.printed())).to.have.property('review').that.deep.include(expected)
}

async function untilHeld(bench: Bench, id: string): Promise<void> {
  await until('it to be held', async () => {
    const { review } = (await bench.connector.overview.review(id)) ?? {}
    return review?.result === 'held'
  })
}

/** How its review has ended so far, each time. */
async function endsOf(bench: Bench, id: string): Promise<readonly string[]> {
  const { events } = await bench.review(id)
  return events.filter(({ kind }) => kind === 'ended').map(({ summary }) => summary)
}

async function retry(bench: Bench, reportId: string): Promise<void> {
  const { review } = await bench.review(reportId)
  await retryReviews(commandOn(bench), [review.id], {})
  await bench.settled()
}

function commandOn({ folder }: Bench) {
  return commandContext({ DATABASE_URL: databaseUrl(folder) })
}
