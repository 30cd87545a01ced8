import { expect } from 'chai'
import { renderCatalogue } from '../../server/policy/catalogue-docs.ts'
import { evaluateRequest } from '../../server/policy/evaluate-request.ts'
import { parsePolicy } from '../../server/policy/file/parse-policy.ts'
import { PolicyError } from '../../server/policy/file/policy-error.ts'
import { REQUEST_RULES } from '../../server/policy/request-rules/catalogue.ts'
import { money } from '../support/build-report.ts'
import { buildPlannedExpense, buildRequest, buildRequestV4 } from '../support/build-request.ts'
import { requestPolicyOf } from './request-rules/apply-request-rule.ts'

const OUTCOMES = 'outcomes: { note: approve, warning: flag and approve, error: send back, stop: hold }'
const ONE_RULE = 'rules: [{ rule: personal-claimed, severity: error }]'

describe('evaluateRequest', () => {
  it('approves what no rule is against', () => {
    const policy = requestPolicyOf('rule: request-purpose, severity: error')

    expect(evaluateRequest(buildRequest(), policy)).to.deep.equal({
      policyVersion: policy.version,
      enforce: 'act',
      findings: [],
      notEvaluated: [],
      outcome: 'approve',
    })
  })

  it('holds requests where the policy has no rules for them', () => {
    const policy = parsePolicy(`${OUTCOMES}\n${ONE_RULE}`, 'test.yaml')

    expect(evaluateRequest(buildRequest(), policy)).to.deep.include({
      outcome: 'hold',
      notEvaluated: [
        { rule: 'requests', reason: 'the policy has no rules for travel requests', enforce: 'act' },
      ],
    })
  })

  it('takes the strictest outcome and lists the findings for the employee', () => {
    const policy = requestPolicyOf(
      'rule: request-purpose, severity: error',
      'rule: request-amount, severity: note, limits: { USD: 100 }',
      'rule: request-lead-time, severity: error, days: 30',
    )

    const { outcome, findings, comment } = evaluateRequest(buildRequest({ purpose: '' }), policy)

    expect(outcome).to.equal('send back')
    expect(findings.map(({ rule, object }) => [rule, object])).to.deep.equal([
      ['request-purpose', { type: 'Request', id: 'nTrip0001', label: 'request' }],
      ['request-amount', { type: 'Request', id: 'nTrip0001', label: 'request' }],
      ['request-lead-time', { type: 'Request', id: 'nTrip0001', label: 'request' }],
    ])
    expect(comment).to.equal(
      [
        'Please correct the following and submit the request again.',
        '- request: the purpose of the trip is missing or says too little (-); words needed: 1.',
        '- request: days from the submission to the beginning of the trip: 21; needed: 30.',
      ].join('\n'),
    )
  })

  it('speaks the language of the policy, of the parts of the request as well', () => {
    const policy = parsePolicy(
      [
        'language: de',
        OUTCOMES,
        ONE_RULE,
        'requests: { rules: [{ rule: request-condition, severity: error, on: expense, when: "true" }] }',
      ].join('\n'),
      'test.yaml',
    )

    expect(evaluateRequest(buildRequest(), policy).comment).to.equal(
      [
        'Bitte korrigieren Sie Folgendes und reichen Sie den Antrag erneut ein.',
        '- geplante Ausgabe 1, Airfare 640.00 USD vom 2026-09-28: Eine Bedingung der Richtlinie trifft zu (true).',
      ].join('\n'),
    )
  })

  it('speaks the language that the policy has for the currency', () => {
    const policy = parsePolicy(
      [
        'languages: [{ for: { orgUnit1: Sales }, language: es }, { for: { currency: CHF }, language: fr }]',
        OUTCOMES,
        ONE_RULE,
        'requests: { rules: [{ rule: request-purpose, severity: error }] }',
      ].join('\n'),
      'test.yaml',
    )

    const request = buildRequest({ purpose: '', currency: 'CHF' })

    expect(evaluateRequest(request, policy).comment).to.match(/^Veuillez corriger/)
  })

  it('never asks for an exception', () => {
    const policy = requestPolicyOf('rule: request-amount, severity: error, limits: { USD: 1 }')

    expect(evaluateRequest(buildRequest(), policy).findings[0]).to.not.have.property('exceptionCode')
  })

  it('has the outcome of the step after submitting where they differ', () => {
    const policy = parsePolicy(
      [
        'outcomes: { error: { post-submit: send back, pre-extract: hold } }',
        ONE_RULE,
        'requests: { rules: [{ rule: request-amount, severity: error, limits: { USD: 1 } }] }',
      ].join('\n'),
      'test.yaml',
    )

    expect(evaluateRequest(buildRequest(), policy).outcome).to.equal('send back')
  })

  it('leaves a rule on trial, and a policy on trial, without consequences', () => {
    const rule = requestPolicyOf('rule: request-amount, severity: stop, enforce: observe, limits: { USD: 1 }')

    expect(evaluateRequest(buildRequest(), rule)).to.include({ outcome: 'approve', enforce: 'act' })
    expect(evaluateRequest(buildRequest(), { ...rule, enforce: 'observe' })).to.include({
      enforce: 'observe',
    })
  })

  it('acts on the same share of the requests each time', () => {
    const policy = requestPolicyOf('rule: request-amount, severity: stop, rollout: 50, limits: { USD: 1 }')
    const acted = Array.from({ length: 200 }, (_, index) =>
      evaluateRequest(buildRequest({ requestId: `R${index}` }), policy),
    ).filter(({ outcome }) => outcome === 'hold')

    expect(acted).to.have.length.within(70, 130)
  })

  it('holds what could not be judged, unless the rule says otherwise', () => {
    const held = requestPolicyOf('rule: request-cash-advance, severity: error, limits: { USD: 1 }')
    const approved = requestPolicyOf(
      'rule: request-cash-advance, severity: error, notEvaluated: approve, limits: { USD: 1 }',
    )

    expect(evaluateRequest(buildRequestV4(), held).outcome).to.equal('hold')
    expect(evaluateRequest(buildRequestV4(), approved).outcome).to.equal('approve')
  })
})

describe('the rules for requests of a policy file', () => {
  it('are none where it has none', () => {
    expect(parsePolicy(`${OUTCOMES}\n${ONE_RULE}`, 'test.yaml').requestRules).to.deep.equal([])
  })

  const mistakes: readonly (readonly [string, string, string])[] = [
    [
      'a severity that flags',
      '{ rule: request-purpose, severity: warning }',
      'requests.rules[0].severity (line 4, column 30): expected one whose outcome is approve, send back or hold: Concur takes no exceptions on a request, so nobody would see the finding',
    ],
    [
      'an exception code',
      '{ rule: request-purpose, severity: error, exceptionCode: NOPURP }',
      'requests.rules[0].exceptionCode (line 4, column 47): unknown name; known here: emptyWords, minWords',
    ],
    [
      'a rule for reports',
      '{ rule: purpose-missing, severity: error, on: [report] }',
      'requests.rules[0].rule (line 4, column 7): there is no rule "purpose-missing" for a travel request: it belongs not below requests',
    ],
    [
      'a slip of the pen',
      '{ rule: request-purpse, severity: error }',
      'requests.rules[0].rule (line 4, column 7): there is no rule "request-purpse"; did you mean request-purpose?',
    ],
    [
      'an id that a rule for reports has',
      '{ rule: request-purpose, id: personal-claimed, severity: error }',
      'requests.rules[0] (line 4, column 5): expected an id of its own: "personal-claimed" is the id of an earlier rule',
    ],
    [
      'a cost object field that requests do not have',
      '{ rule: request-cost-object, severity: error, on: request, field: orgUnit1, costObjects: [{ code: 1 }] }',
      'requests.rules[0].field (line 4, column 64): expected custom1 to custom20, but found "orgUnit1"',
    ],
  ]
  for (const [name, rule, problem] of mistakes) {
    it(`are refused with ${name}`, () => {
      expect(problemsOf(`${OUTCOMES}\n${ONE_RULE}\nrequests: { rules: [\n    ${rule}] }`)).to.deep.equal([
        problem,
      ])
    })
  }

  it('are looked for where they belong', () => {
    expect(
      problemsOf(`${OUTCOMES}\nrules: [{ rule: request-purpose, severity: error }]`).join('\n'),
    ).to.include('there is no rule "request-purpose" for an expense report: it belongs below requests')
  })

  it('are more than none where the section is there', () => {
    expect(problemsOf(`${OUTCOMES}\n${ONE_RULE}\nrequests: { rules: [] }`).join('\n')).to.include(
      'expected at least one rule',
    )
    expect(problemsOf(`${OUTCOMES}\n${ONE_RULE}\nrequests:\n`).join('\n')).to.include('expected a mapping')
  })

  for (const { type, example, message, parameterShape, summary } of REQUEST_RULES) {
    it(`of type ${type} have an example, texts in each language, and a place in the documentation`, () => {
      const indented = example.replaceAll('\n', '\n      ')
      const policy = parsePolicy(
        `${OUTCOMES}\n${ONE_RULE}\nrequests:\n  rules:\n    - ${indented}`,
        'test.yaml',
      )
      const unusual = [
        buildRequest({ entries: [], custom: {}, total: money('-1', 'XTS') }),
        buildRequestV4({ mainDestination: undefined, total: undefined, currency: undefined }),
        buildRequest({ entries: [buildPlannedExpense({ segments: [], allocations: [] })] }),
      ]

      expect(policy.requestRules.map((rule) => rule.type)).to.deep.equal([type])
      for (const request of unusual) expect(() => evaluateRequest(request, policy)).to.not.throw()
      for (const text of Object.values(message))
        expect(placeholders(text)).to.deep.equal(placeholders(message.en))
      expect(renderCatalogue()).to.include(`## ${type}\n\n${summary}`)
      for (const name of Object.keys(parameterShape)) expect(renderCatalogue()).to.include(`| \`${name}\` |`)
    })
  }
})

function problemsOf(text: string): readonly string[] {
  try {
    parsePolicy(text, 'test.yaml')
    return []
  } catch (error) {
    if (error instanceof PolicyError) return error.problems
    throw error
  }
}

function placeholders(text: string): readonly string[] {
  return (text.match(/\{\w+\}/g) ?? []).toSorted()
}
