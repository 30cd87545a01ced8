import { expect } from 'chai'
import { applyRules, evaluate } from '../../server/policy/evaluate.ts'
import { parsePolicy } from '../../server/policy/file/parse-policy.ts'
import type { Policy } from '../../server/policy/policy.ts'
import type { Outcome } from '../../server/record/decision.ts'
import { NOTHING_KNOWN } from '../../server/record/history.ts'
import { buildEntry, buildItemization, buildReport, money } from '../support/build-report.ts'
import { policyOf } from './apply-rule.ts'

const REPORT_PURPOSE = 'rule: purpose-missing, on: [report]'
const RECEIPT = 'rule: receipt-missing, above: { USD: 25 }'
/** 42.00 USD without a receipt, in a report without a purpose. */
const report = buildReport({
  purpose: undefined,
  entries: [buildEntry({ posted: money('42'), receiptImageId: undefined })],
})

describe('a decision', () => {
  it('approves a clean report with no findings', () => {
    const policy = policyOf(`${REPORT_PURPOSE}, severity: error`, `${RECEIPT}, severity: stop`)

    expect(evaluate(buildReport(), policy)).to.deep.equal({
      policyVersion: policy.version,
      enforce: 'act',
      findings: [],
      notEvaluated: [],
      outcome: 'approve',
    })
  })

  it('is left to a person where a rule did not get all that it asked for, with what it found all the same', () => {
    const policy = policyOf(
      'rule: cap-per-period, severity: note, per: day, cap: { USD: 100 }',
      `${REPORT_PURPOSE}, severity: note`,
    )
    const sum = { day: '2026-05-19', currency: 'USD', sum: money('99').amount, parts: 7, credits: 0 }
    const known = {
      ...NOTHING_KNOWN,
      sums: [{ ...sum, affidavits: 0, affidavitsNotSaid: 0 }],
      isIncomplete: true,
    }

    const decision = evaluate(buildReport(), policy, { history: [['cap-per-period', known]] })

    expect(decision.outcome).to.equal('hold')
    expect(decision.findings.map(({ observed }) => observed)).to.deep.equal(['117.50 USD (2026-05-19: 8)'])
    expect(decision.notEvaluated).to.deep.equal([
      {
        rule: 'cap-per-period',
        reason: 'there are more than 10000 earlier expenses to compare with',
        enforce: 'act',
      },
    ])
  })

  it('says of each finding what was found where, and what it means', () => {
    const { findings } = evaluate(report, policyOf(`${RECEIPT}, severity: error, exceptionCode: NORECEIP`))

    expect(findings).to.deep.equal([
      {
        rule: 'receipt-missing',
        object: { type: 'Entry', id: 'nEntry0001', label: 'entry 1, Taxi 42.00 USD on 2026-05-19' },
        observed: '42.00 USD',
        limit: '25.00 USD',
        severity: 'error',
        exceptionCode: 'NORECEIP',
        message:
          'entry 1, Taxi 42.00 USD on 2026-05-19: a receipt is needed above 25.00 USD, and there is none.',
        enforce: 'act',
      },
    ])
  })

  it('speaks in the words of the policy, and fills in placeholders once', () => {
    const policy = policyOf(`${RECEIPT}, severity: error, message: "{object} {observed} {limit}, {observed}"`)
    const entry = buildEntry({
      expenseType: { code: '{limit}$&' },
      transactionDate: undefined,
      posted: money('42'),
      receiptImageId: undefined,
    })

    const { findings } = evaluate(buildReport({ entries: [entry] }), policy)

    expect(findings.map(({ message }) => message)).to.deep.equal([
      'entry 1, {limit}$& 42.00 USD 42.00 USD 25.00 USD, 42.00 USD',
    ])
  })

  const outcomes = [
    ['approves where findings are only for the record', 'note', 'note', 'approve'],
    ['flags and approves', 'note', 'warning', 'flag and approve'],
    ['sends back rather than flags', 'error', 'warning', 'send back'],
    ['holds rather than sends back', 'error', 'stop', 'hold'],
  ] as const
  for (const [title, first, second, outcome] of outcomes) {
    it(title, () => {
      const policy = policyOf(
        `${REPORT_PURPOSE}, severity: ${first}, exceptionCode: A`,
        `${RECEIPT}, severity: ${second}, exceptionCode: B`,
      )

      expect(evaluate(report, policy).outcome).to.equal(outcome)
    })
  }

  it('holds where a rule could not be applied, and says why once', () => {
    const receiptImageId = undefined
    const entries = [buildEntry({ receiptImageId }), buildEntry({ receiptImageId, entryId: 'nSecond' })]

    const decision = evaluate(
      buildReport({ entries }),
      policyOf('rule: receipt-missing, severity: note, above: { EUR: 25 }'),
    )

    expect(decision.outcome).to.equal('hold')
    expect(decision.notEvaluated).to.deep.equal([
      { rule: 'receipt-missing', reason: 'no amount is given for USD', enforce: 'act' },
    ])
  })

  it('approves where the policy says so of a rule that could not be applied', () => {
    const policy = policyOf('rule: stale-entry, severity: note, days: 60, notEvaluated: approve')

    const decision = evaluate(buildReport({ submittedAt: undefined }), policy)

    expect(decision.outcome).to.equal('approve')
    expect(decision.notEvaluated).to.have.length(1)
  })

  it('lists findings in the order of the report, those about one object in the order of the policy', () => {
    const entries = [
      buildEntry({
        entryId: 'nA',
        posted: money('500'),
        businessPurpose: undefined,
        itemizations: [buildItemization({ itemizationId: 'nA1', businessPurpose: undefined })],
      }),
      buildEntry({ entryId: 'nB', posted: money('500'), businessPurpose: undefined }),
    ]
    const policy = policyOf(
      "rule: amount-cap, severity: error, caps: { '*': { USD: 100 } }",
      'rule: purpose-missing, severity: error, on: [report, entry]',
    )

    const { findings } = evaluate(buildReport({ purpose: undefined, entries }), policy)

    expect(findings.map(({ rule, object }) => `${object.id} ${rule}`)).to.deep.equal([
      'nReportKey0001 purpose-missing',
      'nA amount-cap',
      'nA1 purpose-missing',
      'nB amount-cap',
      'nB purpose-missing',
    ])
  })
})

describe('the comment of a decision', () => {
  it('lists for the employee what has to be corrected, then what is flagged, not what is only recorded', () => {
    const policy = policyOf(
      `${REPORT_PURPOSE}, severity: warning, exceptionCode: A`,
      `id: noted, ${REPORT_PURPOSE}, severity: note, message: only recorded`,
      `${RECEIPT}, severity: error`,
    )

    expect(
      evaluate(report, policy).comment,
    ).to.equal(`Please correct the following and submit the report again.
- entry 1, Taxi 42.00 USD on 2026-05-19: a receipt is needed above 25.00 USD, and there is none.
- report: the business purpose is missing or says too little (-); words needed: 1.`)
  })

  it('is there only when the report is sent back', () => {
    expect(evaluate(report, policyOf(`${RECEIPT}, severity: stop`))).not.to.have.property('comment')
  })
})

/** A policy of such lines above its one rule: a receipt above 25 USD. */
function policyWithHead(...head: readonly string[]): Policy {
  const severities = 'outcomes: { warning: flag and approve, error: send back }'
  return parsePolicy(
    [severities, ...head, `rules: [{ ${RECEIPT}, severity: error }]`].join('\n'),
    'test.yaml',
  )
}

const ofTotal = (amount: string, currency = 'USD') =>
  buildReport({ total: money(amount, currency), currency })
const messageIn = (...head: readonly string[]) =>
  evaluate(report, policyWithHead(...head)).findings.map(({ message }) => message)

describe('a decision at a workflow step', () => {
  const POST_SUBMIT = 'EXTERNAL VALIDATION - POST-SUBMIT'
  const PRE_EXTRACT = 'EXTERNAL VALIDATION - PRE-EXTRACT'
  const perStep = parsePolicy(
    `
outcomes: { error: { post-submit: send back, pre-extract: hold } }
rules: [{ ${RECEIPT}, severity: error }]
`,
    'test.yaml',
  )
  const steps: readonly (readonly [string, string | undefined, Outcome])[] = [
    ['is what the policy says for post-submit', POST_SUBMIT, 'send back'],
    ['is what the policy says for pre-extract', PRE_EXTRACT, 'hold'],
    ['is the strictest where the name of the step says neither', 'EXTERNAL VALIDATION', 'hold'],
    ['is the strictest where nothing announced the report', undefined, 'hold'],
  ]
  for (const [title, stepName, outcome] of steps) {
    it(title, () => {
      expect(evaluate(report, perStep, stepName === undefined ? {} : { stepName }).outcome).to.equal(outcome)
    })
  }

  it('knows the names that the policy gives to steps', () => {
    const policy = { ...perStep, stepNames: new Map([['ERP', 'post-submit'] as const]) }

    expect(evaluate(report, policy, { stepName: 'erp' }).outcome).to.equal('send back')
  })

  const only = policyOf(`${RECEIPT}, severity: error, steps: [pre-extract]`)

  it('applies a rule that is for this step', () => {
    expect(evaluate(report, only, { stepName: PRE_EXTRACT }).outcome).to.equal('send back')
  })

  it('does not apply a rule that is for the other', () => {
    const decision = evaluate(report, only, { stepName: POST_SUBMIT })

    expect(decision).to.deep.include({ outcome: 'approve', findings: [], notEvaluated: [] })
  })

  it('cannot apply a rule that is for one step where the step is not known', () => {
    const decision = evaluate(report, only)

    expect(decision.outcome).to.equal('hold')
    expect(decision.notEvaluated.map(({ reason }) => reason)).to.deep.equal([
      'the workflow step is not known',
    ])
  })
})

describe('a decision on the reports that a rule is for', () => {
  const forSales = policyOf(`${RECEIPT}, severity: error, for: { orgUnit1: Sales }`)

  it('applies it to those', () => {
    const sales = { ...report, orgUnits: { orgUnit1: '(10) Sales' } }

    expect(evaluate(sales, forSales).findings).to.have.length(1)
  })

  it('does not apply it to others', () => {
    expect(applyRules(report, forSales, {}).map(({ verdict }) => verdict)).to.deep.equal(['not applied'])
    expect(evaluate(report, forSales).outcome).to.equal('approve')
  })

  it('says so where nobody can tell', () => {
    const forGermany = policyOf(`${RECEIPT}, severity: error, for: { country: DE }`)

    expect(evaluate(report, forGermany).notEvaluated.map(({ reason }) => reason)).to.deep.equal([
      'field country absent from the report',
    ])
  })

  describe('but those named under unless', () => {
    const board = { ...report, orgUnits: { orgUnit1: 'Sales', orgUnit2: '(4711) Board' } }
    const cases: readonly (readonly [title: string, policy: string, of: typeof report, verdict: string])[] = [
      ['applies to all others', 'unless: { orgUnit2: 4711 }', report, 'hit'],
      ['leaves those alone', 'unless: { orgUnit2: 4711 }', board, 'not applied'],
      ['needs each of its names', 'unless: { orgUnit2: 4711, orgUnit1: Support }', board, 'hit'],
      [
        'takes them from what for picks',
        'for: { orgUnit1: Sales }, unless: { orgUnit2: 4711 }',
        board,
        'not applied',
      ],
      [
        'does not matter where for does not pick',
        'for: { orgUnit1: HR }, unless: { country: DE }',
        board,
        'not applied',
      ],
      ['cannot tell where nobody can', 'unless: { country: DE }', report, 'not evaluated'],
      [
        'matters even where for cannot tell',
        'for: { country: DE }, unless: { orgUnit2: 4711 }',
        board,
        'not applied',
      ],
    ]
    for (const [title, rest, of, verdict] of cases) {
      it(title, () => {
        expect(
          applyRules(of, policyOf(`${RECEIPT}, severity: error, ${rest}`), {}).map(
            (ruling) => ruling.verdict,
          ),
        ).to.deep.equal([verdict])
      })
    }
  })
})

describe('a rule on trial', () => {
  const observed = policyOf(
    `${RECEIPT}, severity: error, exceptionCode: NORECEIP, enforce: observe`,
    `${REPORT_PURPOSE}, severity: warning, exceptionCode: NOPURPOS`,
  )

  it('records what it finds without an exception code', () => {
    const { findings } = evaluate(report, observed)

    expect(findings.map(({ rule, enforce, exceptionCode }) => [rule, enforce, exceptionCode])).to.deep.equal([
      ['purpose-missing', 'act', 'NOPURPOS'],
      ['receipt-missing', 'observe', undefined],
    ])
  })

  it('has no influence on the outcome', () => {
    expect(evaluate(report, observed).outcome).to.equal('flag and approve')
  })

  it('has none where it cannot be applied', () => {
    const policy = policyOf('rule: receipt-missing, above: { EUR: 25 }, severity: error, enforce: observe')
    const decision = evaluate(report, policy)

    expect(decision.outcome).to.equal('approve')
    expect(decision.notEvaluated).to.deep.equal([
      { rule: 'receipt-missing', reason: 'no amount is given for USD', enforce: 'observe' },
    ])
  })

  it('says nothing to the employee', () => {
    const policy = policyOf(
      `${RECEIPT}, severity: error`,
      `${REPORT_PURPOSE}, severity: error, enforce: observe`,
    )

    expect(evaluate(report, policy).comment).to.equal(
      `Please correct the following and submit the report again.
- entry 1, Taxi 42.00 USD on 2026-05-19: a receipt is needed above 25.00 USD, and there is none.`,
    )
  })

  it('acts on its share of the reports', () => {
    const policy = policyOf(`${RECEIPT}, severity: error, rollout: 50%`)
    const ids = Array.from({ length: 200 }, (_, index) => `REPORT${index}`)
    const outcomes = ids.map((reportId) => evaluate({ ...report, reportId }, policy).outcome)

    expect(new Set(outcomes)).to.deep.equal(new Set(['send back', 'approve']))
  })
})

describe('a policy on trial', () => {
  it('decides as it would, and says that nothing of it is to be carried out', () => {
    const decision = evaluate(report, policyWithHead('enforce: observe'))

    expect(decision).to.include({ enforce: 'observe', outcome: 'send back' })
  })

  it('acts on no report at a share of nothing', () => {
    expect(evaluate(report, policyWithHead('rollout: 0')).enforce).to.equal('observe')
  })
})

describe('the ceiling for approving without a person', () => {
  const policy = policyWithHead('approveUpTo: { USD: 500 }')
  it('lets a report of exactly that total pass', () => {
    expect(evaluate(ofTotal('500.00000000'), policy)).to.deep.include({ outcome: 'approve', findings: [] })
  })

  it('holds a report above it, and says why', () => {
    const decision = evaluate(ofTotal('500.00000001'), policy)

    expect(decision.outcome).to.equal('hold')
    expect(decision.findings).to.deep.equal([
      {
        rule: 'approveUpTo',
        object: { type: 'Report', id: 'nReportKey0001', label: 'report' },
        observed: '500.00000001 USD',
        limit: '500.00 USD',
        severity: 'hold',
        message: 'The total of 500.00000001 USD is above 500.00 USD, up to which no person needs to approve.',
        enforce: 'act',
      },
    ])
  })

  it('is that of the day of submission', () => {
    const stepped = policyWithHead(
      'approveUpTo: [{ until: 2026-05-22, amounts: { USD: 10 } }, { from: 2026-05-23, amounts: { USD: 99 } }]',
    )

    expect(evaluate(ofTotal('50'), stepped).outcome).to.equal('hold')
    expect(evaluate({ ...ofTotal('50'), submittedAt: '2026-05-23T00:00:00' }, stepped).outcome).to.equal(
      'approve',
    )
  })

  const unknown = [
    ['another currency', ofTotal('1', 'EUR'), 'no amount is given for EUR'],
    ['a report without a total', buildReport(), 'the report has no total'],
  ] as const
  for (const [title, given, reason] of unknown) {
    it(`is not known for ${title}: a person looks`, () => {
      const decision = evaluate(given, policy)

      expect(decision.outcome).to.equal('hold')
      expect(decision.notEvaluated).to.deep.equal([{ rule: 'approveUpTo', reason, enforce: 'act' }])
    })
  }
})

describe('the language of a decision', () => {
  it('is English unless the policy says otherwise', () => {
    expect(messageIn()).to.deep.equal([
      'entry 1, Taxi 42.00 USD on 2026-05-19: a receipt is needed above 25.00 USD, and there is none.',
    ])
  })

  it('is the one of the policy, in the message and in what names the part of the report', () => {
    expect(messageIn('language: de')).to.deep.equal([
      'Ausgabe 1, Taxi 42.00 USD vom 2026-05-19: über 25.00 USD ist ein Beleg nötig; es ist keiner da.',
    ])
  })

  it('is the first that is for such reports', () => {
    const languages = `languages:
  - { for: { currency: EUR }, language: fr }
  - { for: { currency: USD }, language: es }
  - { for: { currency: USD }, language: fr }`

    expect(messageIn('language: de', languages)).to.deep.equal([
      'gasto 1, Taxi 42.00 USD del 2026-05-19: por encima de 25.00 USD se exige un recibo, y no lo hay.',
    ])
  })

  it('is that of the policy where nobody can tell whether another is for the report', () => {
    expect(messageIn('languages: [{ for: { country: FR }, language: fr }]')[0]).to.include(
      'a receipt is needed',
    )
  })

  it('is German in Austria', () => {
    expect(messageIn('language: de-AT')[0]).to.include('Beleg')
  })

  it('is English where there is no text of ours', () => {
    expect(messageIn('language: it')[0]).to.include('a receipt is needed')
  })

  it('is that of the comment as well, while findings are recorded in English', () => {
    const decision = evaluate(report, policyWithHead('language: de'))

    expect(decision.comment).to.equal(`Bitte korrigieren Sie Folgendes und reichen Sie den Bericht erneut ein.
- Ausgabe 1, Taxi 42.00 USD vom 2026-05-19: über 25.00 USD ist ein Beleg nötig; es ist keiner da.`)
    expect(decision.findings[0]?.object.label).to.equal('entry 1, Taxi 42.00 USD on 2026-05-19')
  })

  it('names in it another part of the report that was observed', () => {
    const entries = [buildEntry(), buildEntry({ entryId: 'nSecond' })]
    const policy = { ...policyOf('rule: duplicate-entry, severity: error'), language: 'de' }

    expect(evaluate(buildReport({ entries }), policy).findings.map(({ message }) => message)).to.deep.equal([
      'Ausgabe 2, Taxi 18.50 USD vom 2026-05-19: bereits abgerechnet (Ausgabe 1, Taxi 18.50 USD vom 2026-05-19); eine Ausgabe darf nur einmal abgerechnet werden.',
    ])
  })

  it('takes the text that the policy has in it', () => {
    const policy = policyOf(
      `${RECEIPT}, severity: error, message: { en: Receipt!, it: "Ricevuta, {object}!" }`,
    )
    const message = (language: string) => evaluate(report, { ...policy, language }).findings[0]?.message

    expect(message('it')).to.equal('Ricevuta, entry 1, Taxi 42.00 USD on 2026-05-19!')
    expect(message('de')).to.equal('Receipt!')
  })
})

describe('what a rule looked at', () => {
  it('is told where it was kept, too', () => {
    const policy = policyOf(
      'rule: stale-entry, severity: error, days: 3',
      `${REPORT_PURPOSE}, severity: error`,
    )

    const rulings = applyRules(report, policy, {})

    expect(rulings.map(({ verdict }) => verdict)).to.deep.equal(['kept', 'hit'])
    expect(rulings[0]?.observations).to.deep.equal([
      {
        kind: 'kept',
        object: { type: 'Entry', id: 'nEntry0001', label: 'entry 1, Taxi 42.00 USD on 2026-05-19' },
        observed: '3',
        limit: '3',
      },
    ])
  })

  it('is plain values in a decision, the label of the part included', () => {
    const decision = evaluate(report, policyOf('rule: stale-entry, severity: error, days: 1'))

    expect(structuredClone(decision.findings[0]?.object)).to.deep.equal({
      type: 'Entry',
      id: 'nEntry0001',
      label: 'entry 1, Taxi 42.00 USD on 2026-05-19',
    })
  })

  it('is broken rather than not evaluated where it is both', () => {
    const entries = [
      buildEntry({ transactionDate: undefined }),
      buildEntry({ transactionDate: '2020-01-01' }),
    ]
    const policy = policyOf('rule: stale-entry, severity: error, days: 3')

    expect(applyRules(buildReport({ entries }), policy, {}).map(({ verdict }) => verdict)).to.deep.equal([
      'hit',
    ])
  })

  it('takes as long as the clock says', () => {
    let time = 0
    const clock = () => {
      time += 7
      return time
    }

    expect(applyRules(report, policyOf(`${RECEIPT}, severity: error`), {}, clock)[0]?.ms).to.equal(7)
  })

  it('is told of twenty entries that it cannot be applied to, and of the number of the others', () => {
    const entries = Array.from({ length: 25 }, (_, index) =>
      buildEntry({ entryId: `n${index}`, transactionDate: undefined }),
    )

    const { notEvaluated } = evaluate(
      buildReport({ entries }),
      policyOf('rule: stale-entry, severity: error, days: 3'),
    )

    expect(notEvaluated).to.have.length(21)
    expect(notEvaluated.at(-1)?.reason).to.equal('and 5 more like these')
  })
})
