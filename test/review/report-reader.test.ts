import { Big } from 'big.js'
import { expect } from 'chai'
import type { Reading } from '../../server/concur/concur-client.ts'
import { evaluateRequest } from '../../server/policy/evaluate-request.ts'
import { parsePolicy } from '../../server/policy/file/parse-policy.ts'
import { outlineOf } from '../../server/policy/policy.ts'
import {
  type HistoryQuestion,
  NO_HISTORY,
  NOTHING_KNOWN,
  type PastExpense,
} from '../../server/record/history.ts'
import { type AssessedReport, assess, type Bystander } from '../../server/review/assess.ts'
import { createReportReader, type ReportReader } from '../../server/review/report-reader.ts'
import { fixture } from '../concur/fixture.ts'
import { requestPolicyOf } from '../policy/request-rules/apply-request-rule.ts'
import { rejectionOf } from '../store/rejection.ts'
import { money } from '../support/build-report.ts'
import { buildRequest } from '../support/build-request.ts'

const POLICY = parsePolicy(
  'outcomes: { error: hold }\nrules: [{ rule: duplicate-entry, severity: error }]\n',
  'p',
)
/** Who was not there before this report. */
const NOBODY: Bystander = { history: () => Promise.resolve(NO_HISTORY) }
const SMALL = fixture('report-full-details.xml')
const LARGE = Buffer.from(SMALL.replace('</ReportDetails>', `${' '.repeat(70_000)}</ReportDetails>`))

const PAST: PastExpense = {
  reportId: 'EARLIER',
  reportName: 'Earlier',
  type: 'Entry',
  isItemized: false,
  isSameEmployee: true,
  expenseType: 'PARKG',
  posted: money('14.02901264', 'CHF'),
  vendorKey: 'a vendor',
  isCardCharge: false,
}

describe('the report reader', () => {
  const readers: ReportReader[] = []

  function open(...args: Parameters<typeof createReportReader>): ReportReader {
    const reader = createReportReader(...args)
    readers.push(reader)
    return reader
  }

  afterEach(async () => {
    await Promise.all(readers.splice(0).map((reader) => reader.close()))
  })

  it('reads a large report in its thread as it reads a small one in place, decimals included', async () => {
    const reader = open()

    const fromThread = await reader.read(LARGE, POLICY, NOBODY)
    const inPlace = await reader.read(Buffer.from(SMALL), POLICY, NOBODY)

    expect(fromThread).to.deep.equal(inPlace)
    expect(fromThread.ok && fromThread.value.header.total?.amount.constructor).to.equal(Big)
  })

  it('judges each report by the policy that comes with it', async () => {
    const reader = open()
    const other = parsePolicy(`# changed\n${POLICY.texts.text}`, 'p')

    const readings = [await reader.read(LARGE, POLICY, NOBODY), await reader.read(LARGE, other, NOBODY)]

    expect(readings.map(versionOf)).to.deep.equal([POLICY.version, other.version])
  })

  for (const [title, body] of [
    ['a large report in its thread', LARGE],
    ['a small one in place', Buffer.from(SMALL)],
  ] as const) {
    it(`judges ${title} by what was there before, amounts exact`, async () => {
      const questions: HistoryQuestion[] = []
      const reading = await open().read(body, POLICY, {
        stepName: 'SUBMIT',
        history: (question) => {
          questions.push(question)
          return Promise.resolve(
            question.slices.map(([rule, slice]) => {
              const [matchKey = ''] = slice.kind === 'same purchases' ? slice.matchKeys : []
              return [rule, { ...NOTHING_KNOWN, expenses: [{ ...PAST, matchKey }] }]
            }),
          )
        },
      })

      expect(questions).to.have.length(1)
      expect(questions[0]?.reportId).to.equal('7C2E5A9B04D14F6E8A31')
      expect(reading.ok && reading.value.decision.findings.map(({ observed }) => observed)).to.deep.equal([
        'Earlier (EARLIER)',
      ])
    })

    it(`passes on why the history of ${title} cannot be known, and goes on with the next`, async () => {
      const reader = open()
      const away = new Error('the database is away')

      const failed = reader.read(body, POLICY, { history: () => Promise.reject(away) })

      expect(await Promise.allSettled([failed])).to.deep.equal([{ status: 'rejected', reason: away }])
      expect(versionOf(await reader.read(body, POLICY, NOBODY))).to.equal(POLICY.version)
    })
  }

  it('judges in its thread by a policy of which only the outline is here, small ones too', async () => {
    const reader = open()
    const requests = requestPolicyOf('rule: request-purpose, severity: error')
    const request = buildRequest({ purpose: '' })

    expect(await reader.read(Buffer.from(SMALL), outlineOf(POLICY), NOBODY)).to.deep.equal(
      await assess(Buffer.from(SMALL), POLICY, NOBODY),
    )
    expect(await reader.judgeRequest(request, outlineOf(requests))).to.deep.equal(
      evaluateRequest(request, requests),
    )
    expect(versionOf(await reader.read(LARGE, POLICY, NOBODY))).to.equal(POLICY.version)
  })

  it('does not judge a travel request when it is closed, and says so', async () => {
    const reader = open()
    const requests = requestPolicyOf('rule: request-purpose, severity: error')
    const decision = reader.judgeRequest(buildRequest(), outlineOf(requests))
    await reader.close()

    expect(await rejectionOf(decision))
      .to.have.property('message')
      .that.includes('the request could not be judged')
  })

  it('answers each of several with its own', async () => {
    const reader = open()
    const pad = ' '.repeat(70_000)
    const bodies = ['a', 'b', 'c'].map((name) => Buffer.from(`<${name}>${pad}</${name}>`))

    const readings = await Promise.all(bodies.map((body) => reader.read(body, POLICY, NOBODY)))

    expect(readings).to.deep.equal(await Promise.all(bodies.map((body) => assess(body, POLICY, NOBODY))))
  })

  it('tells whoever waits when it is closed', async () => {
    const reader = open()
    const reading = reader.read(LARGE, POLICY, NOBODY)
    await reader.close()

    expect(await reading).to.deep.equal({ ok: false, problem: 'it could not be read to its end' })
  })

  it('gives a report up that takes too long, and reads the next one in a new thread', async () => {
    const { reader, begun, late } = openWatched()
    const [first, second] = [reader.read(LARGE, POLICY, NOBODY), reader.read(LARGE, POLICY, NOBODY)]
    await begun
    late.abort()

    expect(await first).to.deep.equal({ ok: false, problem: 'reading it took too long', isWhole: true })
    expect(versionOf(await second)).to.equal(POLICY.version)
  })

  it('is stopped by the signal, also while a report waits for its turn', async () => {
    const { reader, begun } = openWatched()
    const stop = new AbortController()
    const both = [1, 2].map(() => reader.read(LARGE, POLICY, NOBODY, stop.signal))
    await begun
    const reason = new Error('stopping')
    stop.abort(reason)

    expect(await Promise.allSettled(both)).to.deep.equal([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ])
  })

  /** A reader whose thread has begun with its first report when `begun`, for which it is `late` when that is aborted. */
  function openWatched() {
    const begun = Promise.withResolvers<void>()
    const late = new AbortController()
    const limits = [late.signal]
    const reader = open(() => {
      begun.resolve()
      return limits.pop() ?? new AbortController().signal
    })
    return { reader, begun: begun.promise, late }
  }
})

function versionOf(reading: Reading<AssessedReport>): string {
  return reading.ok ? reading.value.decision.policyVersion : reading.problem
}
