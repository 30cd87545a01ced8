import { expect } from 'chai'
import { readActForm } from '../../../server/console/report/act-form.ts'
import { decisionGaps, readDecisionForm } from '../../../server/console/report/decision-form.ts'
import { inEnglish } from '../../../server/record/sentence.ts'
import { at } from '../../store/notifications.ts'

const REASONS = [
  { key: 'cap@e1', message: 'too much', isTrial: false },
  { key: 'trial 0', message: 'on trial', isTrial: true },
]

describe('the form of a decision', () => {
  it('is read with what it knows alone', () => {
    const fields = [
      ['action', 'send back'],
      ['verdict:cap@e1', 'out of policy'],
      ['verdict:cap@e2', 'whatever'],
      ['comment', ' one\r\ntwo '],
      ['other', 'x'],
    ] as const

    expect(readDecisionForm(fields)).to.deep.equal({
      action: 'send back',
      verdicts: { 'cap@e1': 'out of policy' },
      reason: '',
      comment: 'one\ntwo',
      key: '',
      readingKey: '',
    })
  })

  const rows: readonly (readonly [readonly (readonly [string, string])[], readonly string[]])[] = [
    [[], ['no action']],
    [[['action', 'delete']], ['no action']],
    [[['action', 'approve']], ['not judged']],
    [
      [
        ['action', 'approve'],
        ['verdict:cap@e1', 'incorrect'],
      ],
      [],
    ],
    [
      [
        ['action', 'send back'],
        ['verdict:cap@e1', 'exception'],
      ],
      ['nothing out of policy', 'no comment'],
    ],
    [
      [
        ['action', 'send back'],
        ['verdict:cap@e1', 'out of policy'],
        ['comment', 'x'.repeat(2001)],
      ],
      ['long comment'],
    ],
    [
      [
        ['action', 'send back'],
        ['verdict:cap@e1', 'out of policy'],
        ['comment', 'x'.repeat(2000)],
      ],
      [],
    ],
  ]
  for (const [fields, kinds] of rows) {
    it(`lacks ${kinds.join(', ') || 'nothing'} with ${fields.map(([name]) => name).join(', ') || 'no field'}`, () => {
      expect(decisionGaps(readDecisionForm(fields), REASONS).map(({ kind }) => kind)).to.deep.equal(kinds)
    })
  }
})

function read(fields: Record<string, string>) {
  return readActForm((name) => fields[name] ?? '', at(0), 'UTC')
}

describe('a small form under a report', () => {
  it('is an act', () => {
    expect([
      read({ kind: 'assign', to: 'Ada' }),
      read({ kind: 'assign', to: '' }),
      read({ kind: 'note', text: 'Seen' }),
      read({ kind: 'ask', to: 'ada', text: 'Why?' }),
      read({ kind: 'answer', question: '7', text: 'So' }),
      read({ kind: 'snooze', until: '4h' }),
      read({ kind: 'snooze', until: '' }),
      read({ kind: 'look again' }),
      read({ kind: 'undo' }),
    ]).to.deep.equal([
      { ok: true, act: { kind: 'assign', to: 'ada' } },
      { ok: true, act: { kind: 'assign' } },
      { ok: true, act: { kind: 'note', text: 'Seen' } },
      { ok: true, act: { kind: 'ask', to: 'ada', text: 'Why?' } },
      { ok: true, act: { kind: 'answer', question: 7, text: 'So' } },
      { ok: true, act: { kind: 'snooze', until: new Date('2026-05-22T13:30:00Z') } },
      { ok: true, act: { kind: 'snooze' } },
      { ok: true, act: { kind: 'look again' } },
      { ok: true, act: { kind: 'undo' } },
    ])
  })

  it('says which field is wrong', () => {
    const given: readonly Record<string, string>[] = [
      { kind: 'note' },
      { kind: 'ask', text: 'x' },
      { kind: 'pay' },
    ]
    const problems = given.map((fields) => {
      const result = read(fields)
      return result.ok ? [] : result.problems.map((problem) => inEnglish(problem).split(':')[0])
    })

    expect(problems).to.deep.equal([['text'], ['to'], ['kind']])
  })
})
