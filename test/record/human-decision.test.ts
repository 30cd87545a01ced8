import { expect } from 'chai'
import type { HoldReason } from '../../server/record/hold-reason.ts'
import { decisionProblems, type HumanAction, type Verdict } from '../../server/record/human-decision.ts'
import { resolveVerdicts, type SaidVerdict } from '../../server/record/resolve-verdicts.ts'
import { inEnglish } from '../../server/record/sentence.ts'

const REASONS: readonly HoldReason[] = [
  { key: 'hotel-cap@e1', rule: 'hotel-cap', message: 'hotel e1' },
  { key: 'hotel-cap@e2', rule: 'hotel-cap', message: 'hotel e2' },
  { key: 'weekend', rule: 'weekend', message: 'rule weekend could not be applied' },
]
const ALL_KEYS = 'hotel-cap@e1, hotel-cap@e2, weekend'

describe('what is wrong with a decision of a person', () => {
  const passed = { 'hotel-cap@e1': 'exception', 'hotel-cap@e2': 'incorrect', weekend: 'in policy' } as const
  const cases: readonly (readonly [
    string,
    HumanAction,
    Readonly<Record<string, Verdict>>,
    string | undefined,
    readonly string[],
  ])[] = [
    ['nothing where all is judged', 'approve', passed, undefined, []],
    [
      'nothing where something stands and is approved all the same',
      'approve',
      { ...passed, weekend: 'out of policy' },
      undefined,
      [],
    ],
    [
      'each reason that is not judged',
      'approve',
      { weekend: 'in policy' },
      undefined,
      [
        'verdict hotel-cap@e1: is missing, it is not judged yet: hotel e1',
        'verdict hotel-cap@e2: is missing, it is not judged yet: hotel e2',
      ],
    ],
    [
      'a verdict on something else',
      'approve',
      { ...passed, 'hotel-cap@e3': 'exception' },
      undefined,
      [`verdict hotel-cap@e3: the review is not held for it; it is for ${ALL_KEYS}`],
    ],
    [
      'a comment that nobody would read',
      'approve',
      passed,
      'Well done',
      ['comment: is for the employee whose report is sent back; give a reason instead'],
    ],
    [
      'nothing where it is sent back for one reason',
      'send back',
      { weekend: 'out of policy' },
      'Correct it',
      [],
    ],
    [
      'a comment that is missing',
      'send back',
      { weekend: 'out of policy' },
      ' ',
      ['comment: is missing, the employee has to know what to correct'],
    ],
    [
      'sending back what is right',
      'send back',
      passed,
      'Correct it',
      ['verdict: nothing is out of policy; judge so what is to be corrected, or approve'],
    ],
  ]
  for (const [title, action, verdicts, comment, problems] of cases) {
    it(`is ${title}`, () => {
      const decision = { action, verdicts, ...(comment !== undefined && { comment }) }
      expect(decisionProblems(decision, REASONS).map(inEnglish)).to.deep.equal(problems)
    })
  }
})

describe('verdicts', () => {
  const cases: readonly (readonly [
    string,
    readonly SaidVerdict[],
    object,
    readonly string[],
    (readonly HoldReason[])?,
  ])[] = [
    [
      'on all are on each',
      [{ on: 'all', verdict: 'exception' }],
      { 'hotel-cap@e1': 'exception', 'hotel-cap@e2': 'exception', weekend: 'exception' },
      [],
    ],
    [
      'on one finding win over those on its rule, and these over all, whatever the order',
      [
        { on: 'hotel-cap@e2', verdict: 'incorrect' },
        { on: 'hotel-cap', verdict: 'out of policy' },
        { on: 'all', verdict: 'in policy' },
      ],
      { 'hotel-cap@e1': 'out of policy', 'hotel-cap@e2': 'incorrect', weekend: 'in policy' },
      [],
    ],
    [
      'on one of several that share a name win over those on the name',
      [
        { on: 'tip@e1#2', verdict: 'incorrect' },
        { on: 'tip@e1', verdict: 'exception' },
        { on: 'all', verdict: 'in policy' },
      ],
      {
        'hotel-cap@e1': 'in policy',
        'hotel-cap@e2': 'in policy',
        weekend: 'in policy',
        'tip@e1#1': 'exception',
        'tip@e1#2': 'incorrect',
      },
      [],
      [
        ...REASONS,
        { key: 'tip@e1#1', rule: 'tip', message: 'tip 1' },
        { key: 'tip@e1#2', rule: 'tip', message: 'tip 2' },
      ],
    ],
    ['on nothing here are told', [{ on: 'taxi', verdict: 'incorrect' }], {}, ['taxi']],
  ]
  for (const [title, said, verdicts, unknown, reasons = REASONS] of cases) {
    it(title, () => {
      expect(resolveVerdicts(said, reasons)).to.deep.equal({ verdicts, unknown })
    })
  }
})
