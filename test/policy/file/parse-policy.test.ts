import { expect } from 'chai'
import { parsePolicy } from '../../../server/policy/file/parse-policy.ts'
import { PolicyError } from '../../../server/policy/file/policy-error.ts'
import type { Outcome } from '../../../server/record/decision.ts'

const OUTCOMES = 'outcomes: { note: approve, warning: flag and approve, error: send back }'

function problemsOf(text: string): readonly string[] {
  try {
    parsePolicy(text, 'test.yaml')
  } catch (error) {
    if (error instanceof PolicyError) return error.problems
    throw error
  }
  return []
}

/** The same outcome at both steps, and where the step is not known. */
function perStep(outcome: Outcome) {
  return { 'post-submit': outcome, 'pre-extract': outcome, unknown: outcome }
}

/** The problems of one rule, which begins on line 3 with its type. */
function problemsOfRule(...lines: readonly string[]): readonly string[] {
  return problemsOf([OUTCOMES, 'rules:', `  - ${lines.join('\n    ')}`].join('\n'))
}

describe('a policy file', () => {
  it('tells of a file that is no policy only so much as somebody reads', () => {
    const rules = Array.from({ length: 900 }, (_, index) => `  - severity: s${index}`)
    const many = problemsOf([OUTCOMES, 'rules:', ...rules].join('\n'))
    const long = problemsOf('x'.repeat(100_000))

    expect(many).to.have.length(101)
    expect(many.at(-1)).to.match(/^and \d+ more$/)
    expect(new PolicyError('test.yaml', many).problems).to.deep.equal(many)
    expect(long).to.have.length(1)
    expect(long[0]).to.have.lengthOf.below(1100)
  })

  it('gives each rule its id, outcome and message, and its code unless it is only for the record', () => {
    const policy = parsePolicy(
      `name: Ours
${OUTCOMES}
rules:
  - rule: duplicate-entry
    severity: warning
    exceptionCode: 0815
  - id: blank
    rule: purpose-missing
    severity: note
    exceptionCode: UNUSED
    on: [report]
    message: Say why, please.
    notEvaluated: approve
`,
      'test.yaml',
    )

    expect(policy.name).to.equal('Ours')
    expect(
      policy.rules.map(({ check: _check, asksFor: _asksFor, messages: _messages, ...rule }) => rule),
    ).to.deep.equal([
      {
        id: 'duplicate-entry',
        type: 'duplicate-entry',
        severity: 'warning',
        outcome: perStep('flag and approve'),
        whenNotEvaluated: 'hold',
        exceptionCode: '0815',
        isOwnMessage: false,
        enforce: 'act',
        rollout: 100,
      },
      {
        id: 'blank',
        type: 'purpose-missing',
        severity: 'note',
        outcome: perStep('approve'),
        whenNotEvaluated: 'approve',
        exceptionCode: 'UNUSED',
        isOwnMessage: true,
        enforce: 'act',
        rollout: 100,
      },
    ])
    expect(policy.rules.map(({ messages }) => messages.get('en'))).to.deep.equal([
      '{object}: claimed already ({observed}); an expense may be claimed only once.',
      'Say why, please.',
    ])
  })

  it('has the beginning of its hash as version, and its file as name if it has no other', () => {
    const policy = parsePolicy(
      'outcomes: { error: hold }\nrules: [{ rule: duplicate-entry, severity: error }]\n',
      'ours.yaml',
    )

    expect(policy).to.include({ version: '3d9a5e6667b2', name: 'ours.yaml' })
  })

  it('may be written on Windows and name amounts once for several places', () => {
    const text = [
      OUTCOMES,
      'rules:',
      '  - rule: amount-cap',
      '    severity: error',
      '    caps: { HOTEL: &stay { USD: 400 }, LODNG: *stay }',
    ].join('\r\n')

    expect(problemsOf(`\uFEFF${text}`)).to.deep.equal([])
  })
})

/** A policy of these lines above one rule. */
function policyWithHead(...head: readonly string[]): string {
  return [...head, OUTCOMES, 'rules: [{ rule: personal-claimed, severity: error }]'].join('\n')
}

describe('a policy file as a whole', () => {
  it('acts on all reports, in English, up to any total, unless it says otherwise', () => {
    const { version: _version, texts: _texts, rules, ...policy } = parsePolicy(policyWithHead(), 'test.yaml')

    expect(rules).to.have.length(1)
    expect(policy).to.deep.equal({
      name: 'test.yaml',
      stepNames: new Map(),
      language: 'en',
      languages: [],
      enforce: 'act',
      rollout: 100,
      whenNotEvaluated: 'hold',
      warnings: [],
      names: [],
      requestRules: [],
    })
  })

  it('can name steps, languages and a ceiling, and be on trial', () => {
    const policy = parsePolicy(
      policyWithHead(
        'stepNames: { Erp check: pre-extract }',
        'language: de',
        'languages: [{ for: { currency: CHF }, language: fr-CH }]',
        'approveUpTo: { USD: 500 }',
        'enforce: observe',
        'rollout: 12.5%',
      ),
      'test.yaml',
    )

    expect(policy).to.deep.include({
      stepNames: new Map([['ERP CHECK', 'pre-extract']]),
      language: 'de',
      languages: [{ for: [{ field: 'currency', values: new Set(['chf']) }], language: 'fr-CH' }],
      enforce: 'observe',
      rollout: 12.5,
    })
    expect(policy.approveUpTo?.at('USD')?.toFixed()).to.equal('500')
  })

  it('can have an outcome for each step; where the step is not known, the strictest of them holds', () => {
    const text = `outcomes: { error: { post-submit: hold, pre-extract: send back } }
rules: [{ rule: personal-claimed, severity: error }]`

    expect(parsePolicy(text, 'test.yaml').rules.map(({ outcome }) => outcome)).to.deep.equal([
      { 'post-submit': 'hold', 'pre-extract': 'send back', unknown: 'hold' },
    ])
  })

  const wrong: readonly (readonly [title: string, head: string, problem: string])[] = [
    [
      'a step that Concur does not have',
      'stepNames: { ERP: post-extract }',
      'stepNames.ERP (line 1, column 14): expected post-submit or pre-extract, but found "post-extract"',
    ],
    [
      'a language that has no code',
      'language: German',
      'language (line 1, column 1): expected a language such as en, but found "German"',
    ],
    [
      'a language for nobody',
      'languages: [{ for: {}, language: de }]',
      'languages[0].for (line 1, column 15): expected at least one of policyKey, group, ledger, currency, country, orgUnit1, orgUnit2, orgUnit3, orgUnit4, orgUnit5, orgUnit6, but it is empty',
    ],
    [
      'a trial that is neither',
      'enforce: dry-run',
      'enforce (line 1, column 1): expected observe or act, but found "dry-run"',
    ],
    [
      'a share of more than all',
      'rollout: 110%',
      'rollout (line 1, column 1): expected at most 100%, but found "110%"',
    ],
    [
      'a ceiling that is no amount',
      'approveUpTo: { USD: much }',
      'approveUpTo.USD (line 1, column 16): expected an amount such as 25 or 25.50, but found "much"',
    ],
    [
      'a ceiling for a time that ends before it begins',
      'approveUpTo: [{ from: 2026-07-01, until: 2026-06-30, amounts: { USD: 1 } }]',
      'approveUpTo[0] (line 1, column 15): expected until to be no earlier than from, but found a mapping',
    ],
  ]
  for (const [title, head, problem] of wrong) {
    it(`cannot have ${title}`, () => {
      expect(problemsOf(policyWithHead(head))).to.deep.equal([problem])
    })
  }

  it('cannot approve at one step what it flags, without a code to flag it with', () => {
    const text = `outcomes: { error: { post-submit: flag and approve, pre-extract: hold } }
rules: [{ rule: personal-claimed, severity: error }]`

    expect(problemsOf(text).join('\n')).to.include('expected an exceptionCode')
  })

  it('tells of an outcome for a step where it stands', () => {
    const text = `outcomes: { error: { post-submit: reject, pre-extract: hold } }
rules: [{ rule: personal-claimed, severity: error }]`

    expect(problemsOf(text)).to.deep.equal([
      'outcomes.error.post-submit (line 1, column 22): expected approve or flag and approve or send back or hold, but found "reject"',
    ])
  })
})

describe('the lists of a policy file', () => {
  const text = `lists: { empty: lists/empty.csv }
${OUTCOMES}
rules: [{ rule: purpose-missing, severity: error, on: [entry], emptyWords: { list: empty } }]
`
  const withList = (csv: string) => parsePolicy(text, 'test.yaml', new Map([['lists/empty.csv', csv]]))

  function problemsWith(csv: string, policy = text): readonly string[] {
    try {
      parsePolicy(policy, 'test.yaml', new Map([['lists/empty.csv', csv]]))
    } catch (error) {
      if (error instanceof PolicyError) return error.problems
      throw error
    }
    return []
  }

  it('are part of its version', () => {
    expect(withList('word\nmisc\n').version).not.to.equal(withList('word\nvarious\n').version)
  })

  it('cannot be used with a file that is wrong, which is named', () => {
    expect(problemsWith('word,word\n')).to.deep.equal([
      'lists.empty (line 1, column 10): lists/empty.csv: line 1: expected each column to have a name of its own, but found "word" twice',
    ])
  })

  it('cannot be used with a file that has a header alone', () => {
    expect(problemsWith('word\n')).to.deep.equal([
      'rules[0].emptyWords (line 3, column 64): expected the list to have rows below its header, but found a mapping',
    ])
  })

  it('cannot be used by a name that they do not have', () => {
    const misspelt = text.replace('list: empty', 'list: emtpy')

    expect(problemsWith('word\nmisc\n', misspelt)).to.include(
      'rules[0].emptyWords.list (line 3, column 78): there is no list "emtpy" under lists; known are empty',
    )
  })
})

describe('the problems of a policy file', () => {
  it('are all told at once, each with its place', () => {
    const text = `name: true
outcomes: { note: approve, error: reject }
notEvaluated: send back
rules:
  - rule: receipt-mising
    severity: fatal
  - rule: receipt-missing
    severity: note
    exceptionCode: no-receipt
    above:
      USD: 25,00
      Euro: 25
    abov: { USD: 25 }
  - rule: stale-entry
    days: many
  - just text
extra: 1
`
    expect(problemsOf(text)).to.deep.equal([
      'name (line 1, column 1): expected text, but found true',
      'notEvaluated (line 3, column 1): expected approve or hold, but found "send back"',
      'extra (line 17, column 1): unknown name; known here: name, language, languages, stepNames, enforce, rollout, approveUpTo, lists, outcomes, notEvaluated, rules, requests',
      'outcomes.error (line 2, column 28): expected approve or flag and approve or send back or hold, or one for each of post-submit and pre-extract, but found "reject"',
      'rules[0].severity (line 6, column 5): expected one of those under outcomes (note, error), but found "fatal"',
      'rules[0].rule (line 5, column 5): there is no rule "receipt-mising"; did you mean receipt-missing?',
      'rules[1].exceptionCode (line 9, column 5): expected 1 to 8 of A-Z and 0-9, but found "no-receipt"',
      'rules[1].above.USD (line 11, column 7): expected an amount such as 25 or 25.50, but found "25,00"',
      'rules[1].above.Euro (line 12, column 7): expected a currency such as USD, but found "Euro"; did you mean EUR?',
      'rules[1].abov (line 13, column 5): unknown name; known here: above, alsoWhenConcurRequires, declarationCounts',
      'rules[2].severity (line 14, column 5): expected text, but it is missing',
      'rules[2].days (line 15, column 5): expected a whole number such as 60, but found "many"',
      'rules[3] (line 16, column 5): expected a mapping that begins with rule and severity, but found "just text"',
    ])
  })

  it('are only those of the YAML where it is none', () => {
    expect(problemsOf('name: a\nname: b')).to.deep.equal(['line 2, column 1: Map keys must be unique'])
  })

  it('stand in the message below the name of the file', () => {
    expect(() => parsePolicy('rules: []\nname: x\n', 'ours.yaml')).to.throw(
      PolicyError,
      `the policy in ours.yaml cannot be used:
- rules (line 1, column 1): expected at least one rule, but it is empty
- outcomes (line 1, column 1): expected an outcome per severity, such as { error: send back }, but it is missing`,
    )
  })

  const files: readonly (readonly [title: string, text: string, problem: string])[] = [
    [
      'tell of an empty file',
      '',
      'line 1, column 1: expected a mapping with outcomes and rules, but it is empty',
    ],
    [
      'tell of a list',
      '- a',
      'line 1, column 1: expected a mapping with outcomes and rules, but found a list',
    ],
    ['tell of text that is not YAML', 'a: 1\nb: [', 'line 2, column 5: Flow sequence'],
    [
      'tell of a name that stands there twice',
      'name: a\nname: b',
      'line 2, column 1: Map keys must be unique',
    ],
    ['tell of a second document', 'a: 1\n---\nb: 2', 'line 2, column 1: Source contains multiple documents'],
    ['tell of a tag', 'name: !secret a', 'line 1, column 7: Unresolved tag: !secret'],
    ['tell of an alias without its anchor', 'name: *nobody', 'Unresolved alias'],
  ]
  for (const [title, text, problem] of files) {
    it(title, () => {
      const [first] = problemsOf(text)

      expect(first).to.include(problem)
    })
  }

  const rules: readonly (readonly [title: string, lines: readonly string[], problem: string])[] = [
    [
      'tell of a flag that nobody would see',
      ['rule: duplicate-entry', 'severity: warning'],
      'rules[0] (line 3, column 5): expected an exceptionCode: this severity approves the report, so nobody would see the finding',
    ],
    [
      'tell of a parameter where there is none',
      ['rule: personal-claimed', 'severity: note', 'days: 3'],
      'rules[0].days (line 5, column 5): unknown name; there are no parameters here',
    ],
    [
      'tell of a missing parameter',
      ['rule: stale-entry', 'severity: note'],
      'rules[0].days (line 3, column 5): expected a whole number such as 60, but it is missing',
    ],
    [
      'tell of a negative amount',
      ['rule: itemization-sum', 'severity: note', 'tolerance: -0.01'],
      'rules[0].tolerance (line 5, column 5): expected an amount such as 25 or 25.50, but found "-0.01"',
    ],
    [
      'tell of an amount that is not a decimal',
      ['rule: itemization-sum', 'severity: note', 'tolerance: .inf'],
      'rules[0].tolerance (line 5, column 5): expected an amount such as 25 or 25.50, but found ".inf"',
    ],
    [
      'tell of an amount behind an alias where it is written',
      ['rule: amount-cap', 'severity: note', 'caps:', '  A: &a', '    USD: x', '  B: *a'],
      'rules[0].caps.A.USD (line 7, column 9): expected an amount such as 25 or 25.50, but found "x"\n' +
        'rules[0].caps.B.USD (line 7, column 9): expected an amount such as 25 or 25.50, but found "x"',
    ],
    [
      'tell of a word where true or false is expected',
      ['rule: receipt-missing', 'severity: note', 'above: { USD: 1 }', 'alsoWhenConcurRequires: yes'],
      'rules[0].alsoWhenConcurRequires (line 6, column 5): expected true or false, but found "yes"',
    ],
    [
      'tell of a place that purposes are not looked for',
      ['rule: purpose-missing', 'severity: note', 'on: [report, header]'],
      'rules[0].on[1] (line 5, column 18): expected report, entry or both, such as [report, entry], but found "header"',
    ],
    [
      'tell of a single code where a list is expected',
      ['rule: attendees-missing', 'severity: note', 'expenseTypes: BUSML'],
      'rules[0].expenseTypes (line 5, column 5): expected a list of expense types, such as [BUSML, BUSMEAL], but found "BUSML"',
    ],
    [
      'tell of a step that Concur does not have',
      ['rule: personal-claimed', 'severity: note', 'steps: [submit]'],
      'rules[0].steps[0] (line 5, column 13): expected one or both of post-submit, pre-extract, such as [post-submit], but found "submit"',
    ],
    [
      'tell of an unknown placeholder in one of several languages',
      ['rule: personal-claimed', 'severity: note', 'message: { en: "{object}", de: "{objekt}" }'],
      'rules[0].message.de (line 5, column 32): expected text with no other placeholders than {object}, {observed} and {limit}, but found "{objekt}"',
    ],
    [
      'tell of an unknown placeholder',
      ['rule: duplicate-entry', 'severity: note', 'message: "{object} {vendor}"'],
      'rules[0].message (line 5, column 5): expected text with no other placeholders than {object}, {observed} and {limit}, but found "{object} {vendor}"',
    ],
    [
      'tell of a code that is too long',
      ['rule: duplicate-entry', 'severity: note', 'exceptionCode: NORECEIPT'],
      'rules[0].exceptionCode (line 5, column 5): expected 1 to 8 of A-Z and 0-9, but found "NORECEIPT"',
    ],
  ]
  for (const [title, lines, problem] of rules) {
    it(title, () => {
      expect(problemsOfRule(...lines).join('\n')).to.equal(problem)
    })
  }

  it('tell of a rule that resembles none, and which there are', () => {
    const [problem] = problemsOfRule('rule: teapot', 'severity: note')

    expect(problem).to.match(
      /^rules\[0\]\.rule \(line 3, column 5\): there is no rule "teapot"; known are receipt-missing, purpose-missing, /,
    )
  })

  it('tell of an id that a verdict of a person could not name', () => {
    const ids = ['all', 'incomplete', 'exceptions', 'tip@noon', 'tip#2', 'a=b', 'All of them']
    const named = ids.map((id) => `  - { rule: personal-claimed, severity: note, id: '${id}' }`)
    const expected =
      'expected an id without @, #, =, and not all, incomplete, exceptions: people judge findings by it'

    expect(problemsOf(`${OUTCOMES}\nrules:\n${named.join('\n')}\n`)).to.deep.equal(
      [0, 1, 2, 3, 4, 5].map(
        (index) =>
          `rules[${index}].id (line ${index + 3}, column 47): ${expected}, but found "${ids[index]}"`,
      ),
    )
  })

  it('tell of an id that two rules share', () => {
    const text = `${OUTCOMES}
rules:
  - { rule: duplicate-entry, severity: note }
  - { rule: personal-claimed, severity: note, id: duplicate-entry }
`
    expect(problemsOf(text)).to.deep.equal([
      'rules[1] (line 4, column 5): expected an id of its own: "duplicate-entry" is the id of an earlier rule',
    ])
  })
})
