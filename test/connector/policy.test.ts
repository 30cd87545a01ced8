import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { createExplainer } from '../../server/console/report/explain-review.ts'
import { readAside } from '../../server/policy-file/read-aside.ts'
import { calloutXml } from '../../server/simulator/callouts/notification.ts'
import { draftEntry } from '../../server/simulator/reports/draft-report.ts'
import { draftTravelRequest } from '../../server/simulator/requests/draft-travel-request.ts'
import { openDatabase } from '../../server/store/database.ts'
import { keepLoadedPolicy } from '../../server/store/policies/policy-versions.ts'
import { pastReview } from '../../server/store/reviews/past-reviews.ts'
import { runCommand } from '../commands/run-command.ts'
import { useBenches } from './bench.ts'
import { runMain } from './connector-process.ts'
import { cleanReport, reportToSendBack } from './reports.ts'
import { databaseUrl, TODAY } from './set-up.ts'
import { until } from './until.ts'

const RULES = `
outcomes: { error: send back, stop: hold, warning: flag and approve }
rules:
  - { rule: receipt-missing, severity: error, exceptionCode: NORECEIP, above: { USD: 25 } }
`
/** Words of a list, in reports. */
const BANNED = `
outcomes: { stop: hold, error: send back }
lists: { words: words.csv }
rules:
  - { rule: banned-words, severity: stop, words: { list: words } }
requests:
  rules:
    - { rule: request-purpose, severity: error }
`
const ON_TRIAL = RULES.replace('severity: error', 'severity: error, enforce: observe')

describe('connector: a policy in operation', () => {
  const openBench = useBenches()

  it('takes a change of the file for the next review, and refuses one that is not valid', async () => {
    const { simulator, log, folder, review, settled } = await openBench({ policy: ON_TRIAL })
    const file = join(folder, 'policy.yaml')
    const before = simulator.submit(reportToSendBack())
    await settled()

    await writeFile(file, 'rules: []')
    await until('the refusal', () => log.of('policy.refused').length === 1)
    const meanwhile = simulator.submit(reportToSendBack())
    await settled()
    await writeFile(file, RULES)
    await until('the change', () => log.of('policy.changed').length === 1)
    const after = simulator.submit(reportToSendBack())
    await settled()

    expect((await review(before)).review.result).to.equal('approved')
    expect((await review(meanwhile)).review.result).to.equal('approved')
    expect((await review(after)).review.result).to.equal('sent back')
  })

  it('answers at its door while a large policy is read', async () => {
    const { simulator, post, settled } = await openBench({ policy: ON_TRIAL })
    simulator.submit(cleanReport())
    await settled()
    const body = simulator.notifications.map(calloutXml).join('')
    const texts = { file: 'policy.yaml', text: BANNED, lists: new Map([['words.csv', wordsOf(400_000)]]) }
    let isRead = false
    const reading = readAside(texts).finally(() => {
      isRead = true
    })

    for (let count = 0; count < 5; count += 1) expect((await post(body)).status).to.equal(200)

    expect(isRead).to.equal(false)
    expect((await reading).rules.map(({ id }) => id)).to.deep.equal(['banned-words'])
  })

  it('answers at its door while a page asks why a large policy has decided', async () => {
    const { simulator, folder, post, settled } = await openBench({ policy: ON_TRIAL })
    const reportId = simulator.submit(cleanReport())
    await settled()
    const body = simulator.notifications.map(calloutXml).join('')
    const db = await openDatabase(databaseUrl(folder))
    const { explain, close } = createExplainer()
    try {
      const past = await pastReview(db, reportId)
      if (past?.facts.kind !== 'report') throw new Error('nothing is kept of the report')
      const texts = { text: BANNED, lists: new Map([['words.csv', wordsOf(400_000)]]) }
      await keepLoadedPolicy(db, { version: 'large', name: 'large', texts }, new Date())
      let isTold = false
      const asking = explain(db, past, past.facts.report, 'large').finally(() => {
        isTold = true
      })

      for (let count = 0; count < 5; count += 1) expect((await post(body)).status).to.equal(200)

      expect(isTold).to.equal(false)
      expect([...((await asking)?.whys.keys() ?? [])]).to.deep.equal(['banned-words'])
    } finally {
      await close()
      await db.destroy()
    }
  })

  it('judges by a large policy as by a small one, reports and travel requests', async () => {
    const { simulator, log, folder, review, settled } = await openBench({ policy: ON_TRIAL })
    await writeFile(join(folder, 'words.csv'), wordsOf(10_000))
    await writeFile(join(folder, 'policy.yaml'), BANNED)
    await until('the change', () => log.of('policy.changed').length === 1)

    const draft = cleanReport()
    const banned = simulator.submit({
      ...draft,
      entries: draft.entries.map((entry) => ({ ...entry, vendor: 'Casino Word9999' })),
    })
    const clean = simulator.submit(cleanReport())
    const request = simulator.submitRequest(draftTravelRequest(TODAY, { purpose: '' }), ['callout'])
    await settled()

    expect((await review(banned)).review.result).to.equal('held')
    expect((await review(clean)).review.result).to.equal('approved')
    expect((await review(request)).review.result).to.equal('sent back')
  })

  it('keeps the text of each version that was in use', async () => {
    const { simulator, log, folder, review, settled } = await openBench({ policy: ON_TRIAL })
    const first = simulator.submit(reportToSendBack())
    await settled()
    const settings = { DATABASE_URL: databaseUrl(folder) }
    const { policyVersion } = (await review(first)).review
    await writeFile(join(folder, 'policy.yaml'), RULES)
    await until('the change', () => log.of('policy.changed').length === 1)

    await until('both', async () => (await versions()).length === 2)
    expect((await versions()).map(({ reviews }) => reviews)).to.deep.equal([0, 1])
    const shown = await runCommand(['policy', 'show', String(policyVersion)], settings)
    expect(shown).to.include({ code: 0, stdout: ON_TRIAL })

    async function versions(): Promise<readonly { readonly reviews: number }[]> {
      const { stdout } = await runCommand(['policy', 'versions', '--json'], settings)
      return JSON.parse(stdout)
    }
  })

  it('records what a rule on trial finds, without an exception and without consequence', async () => {
    const { simulator, review, settled } = await openBench({ policy: ON_TRIAL })
    const reportId = simulator.submit(reportToSendBack())
    await settled()

    const { review: line, decision, effects } = await review(reportId)
    expect(line.result).to.equal('approved')
    expect(decision).to.have.nested.property('findings[0].enforce', 'observe')
    expect(decision).to.not.have.nested.property('findings[0].exceptionCode')
    expect(effects.map(({ kind }) => kind)).to.deep.equal(['workflow'])
  })

  it('writes nothing for reports outside the share that it is rolled out to', async () => {
    const { simulator, review, writes, settled } = await openBench({ policy: `rollout: 0%${RULES}` })
    const reportId = simulator.submit(reportToSendBack())
    await settled()

    expect((await review(reportId)).review).to.include({ result: 'observed', outcome: 'send back' })
    expect(writes(reportId)).to.deep.equal([])
  })

  it('holds a report above the amount up to which no person needs to approve', async () => {
    const { simulator, review, writes, settled } = await openBench({
      policy: `approveUpTo: { USD: 100 }${RULES}`,
    })
    const large = simulator.submit(
      cleanReport({ entries: [draftEntry(TODAY, { transactionAmount: '100.01' })] }),
    )
    const small = simulator.submit(
      cleanReport({ entries: [draftEntry(TODAY, { transactionAmount: '100.00' })] }),
    )
    await settled()

    expect((await review(large)).review.result).to.equal('held')
    expect(writes(large)).to.deep.equal([])
    expect(writes(small)).to.deep.equal(['Approve'])
  })

  it('judges by the step that Concur named', async () => {
    const { simulator, review, settled } = await openBench({
      policy: RULES.replace('severity: error', 'severity: error, steps: [pre-extract]'),
    })
    const reportId = simulator.submit(reportToSendBack())
    await settled()

    const { review: line } = await review(reportId)
    expect(line).to.include({ result: 'approved', stepName: 'EXTERNAL VALIDATION - SUBMIT' })
  })

  it('finds the same purchase in another report, until the first is sent back', async () => {
    const { simulator, review, settled } = await openBench({
      policy: `${RULES}  - { rule: duplicate-entry, severity: stop }\n`,
    })
    const draft = cleanReport()
    const first = simulator.submit(draft)
    await settled()
    const again = simulator.submit(draft)
    await settled()

    expect((await review(first)).review.result).to.equal('approved')
    const held = await review(again)
    expect(held.review.result).to.equal('held')
    expect(held.decision).to.have.nested.property('findings[0].observed').that.includes(first)
  })

  it('tells a report that comes back as it was sent back from one that was worked on', async () => {
    const policy = `${RULES}  - { rule: unchanged-resubmission, severity: stop }\n`
    const { simulator, review, settled } = await openBench({ policy })
    const unchanged = simulator.submit(reportToSendBack())
    const changed = simulator.submit(reportToSendBack())
    await settled()
    simulator.resubmit(unchanged)
    simulator.resubmit(changed, { purpose: 'Visit to another client' })
    await settled()

    expect((await review(unchanged)).review.result).to.equal('held')
    expect((await review(changed)).review.result).to.equal('sent back')
  })

  it('posts the other exceptions when Concur does not know the code of one, and names its rule', async () => {
    const { simulator, review, writes, settled } = await openBench({
      policy: `${RULES}  - { rule: purpose-missing, severity: error, exceptionCode: NOTKNOWN, on: [report] }\n`,
      simulator: { exceptionCodes: ['NORECEIP'] },
    })
    const reportId = simulator.submit({ ...reportToSendBack(), purpose: '' })
    await settled()

    const { review: line, effects } = await review(reportId)
    expect(writes(reportId)).to.deep.equal(['exceptions NORECEIP', 'Send Back to Employee'])
    expect(line.reason).to.include('purpose-missing').and.include('NOTKNOWN')
    expect(effects.map(({ kind }) => kind)).to.include('exceptions')
  })
})

function run(folder: string, ...args: string[]) {
  return runCommand(args, { DATABASE_URL: databaseUrl(folder) })
}

describe('connector: the commands for a policy', () => {
  const openBench = useBenches()

  it('policy check: names every mistake with its line and column', async () => {
    const { folder } = await openBench()
    const file = join(folder, 'draft.yaml')
    await writeFile(file, RULES.replace('send back', 'sendback').replace('25', 'x'))

    const { code, stderr } = await run(folder, 'policy', 'check', file)

    expect(code).to.equal(1)
    expect(stderr).to.match(/outcomes\.error \(line 2, column 13\)/)
    expect(stderr).to.match(/rules\[0\]\.above.* \(line 4, column \d+\)/)
  })

  it('policy explain: shows what each rule saw of a stored report, its limit, verdict and time', async () => {
    const { simulator, folder, settled } = await openBench()
    const reportId = simulator.submit(reportToSendBack())
    await settled()
    const file = join(folder, 'draft.yaml')
    await writeFile(file, RULES)

    const { code, stdout } = await run(folder, 'policy', 'explain', reportId, '--policy', file)

    expect(code).to.equal(0)
    expect(stdout).to.match(
      /receipt-missing +│ broken +│ entry 2, .* │ 240\.00 USD +│ 25\.00 USD +│ \d+\.\d\d/,
    )
    expect(stdout).to.include('Outcome: send back')
  })

  it('policy test: compares with what each case expects', async () => {
    const { simulator, folder, settled } = await openBench()
    const reportId = simulator.submit(reportToSendBack())
    await settled()
    const cases = join(folder, 'cases')
    await mkdir(cases)
    const file = join(folder, 'draft.yaml')
    await writeFile(file, RULES)
    const { stdout: xml } = await run(folder, 'review', 'show', reportId, '--report')
    for (const name of ['right', 'wrong']) await writeFile(join(cases, `${name}.xml`), xml)
    const expected = 'outcome: send back\nfindings: [{ rule: receipt-missing, object: entry 2 }]\n'
    await writeFile(join(cases, 'right.yaml'), expected)
    await writeFile(join(cases, 'wrong.yaml'), 'outcome: approve\nfindings: []\n')

    const { code, stdout } = await run(folder, 'policy', 'test', cases, '--policy', file)

    expect(code).to.equal(1)
    expect(stdout).to.include('as expected  right')
    expect(stdout).to.match(
      /different {4}wrong\n +the outcome is send back, expected was approve\n +not expected: receipt-missing/,
    )
    expect(stdout).to.include('1 as expected, 1 different')
  })

  it('policy replay: makes no database where a name is mistyped', async () => {
    const { folder } = await openBench()
    const file = join(folder, 'draft.yaml')
    await writeFile(file, RULES)
    const missing = join(folder, 'mistyped.db')

    const args = [
      'policy',
      'replay',
      '--policy',
      file,
      '--since',
      '2026-01-01',
      '--database',
      `sqlite:${missing}`,
    ]
    const { code, stderr } = await run(folder, ...args)

    expect(code).to.equal(2)
    expect(stderr).to.include('there is no database').and.include('mistyped.db')
    expect(existsSync(missing)).to.equal(false)
  })

  it('policy replay: tells what a draft would have made of past reviews, coverage first', async () => {
    const { simulator, folder, settled } = await openBench({ policy: ON_TRIAL })
    simulator.submit(cleanReport())
    const flagged = simulator.submit(reportToSendBack())
    await settled()
    const file = join(folder, 'draft.yaml')
    await writeFile(file, RULES)

    const text = await run(folder, 'policy', 'replay', '--policy', file, '--since', '2020-01-01')
    const { stdout } = await run(
      folder,
      'policy',
      'replay',
      '--policy',
      file,
      '--since',
      '2020-01-01',
      '--json',
    )

    expect(text.stdout).to.include('Coverage: 2 of 2 reviews could be replayed')
    const tally: unknown = JSON.parse(stdout)
    expect(tally).to.have.nested.property('coverage.replayed', 2)
    expect(tally).to.have.deep.property('newlyFlagged', {
      reports: 1,
      totals: { USD: '258.5' },
      examples: [flagged],
    })
    expect(tally).to.have.nested.property('unchanged.reports', 1)
    expect(tally).to.have.deep.nested.property('rules.receipt-missing', {
      before: 0,
      after: 1,
      added: 1,
      removed: 0,
      overridden: 0,
      overriddenStill: 0,
    })
  })
})

describe('connector policy: a wrong call', () => {
  for (const since of ['7', '2026-02-30']) {
    it(`is to replay since ${since}, which is no day`, async () => {
      const { code, stderr } = await runMain(['policy', 'replay', '--policy', 'x.yaml', '--since', since])

      expect(code).to.equal(1)
      expect(stderr).to.include('expected a date such as 2026-11-01')
    })
  }
})

/** A list of so many words. */
function wordsOf(count: number): string {
  return ['word', ...Array.from({ length: count }, (_, index) => `word${index}`)].join('\n')
}
