import { expect } from 'chai'
import type { Decision, Finding, FoundObject, Outcome } from '../../server/record/decision.ts'
import type { Effect, ExceptionFlags, ExceptionsContent } from '../../server/record/effect.ts'
import { exceptionsToPost, flagsOf, readBackExceptions } from '../../server/review/exceptions-to-post.ts'
import { buildEntry, buildReport } from '../support/build-report.ts'

const NO_FLAGS: ExceptionFlags = { report: false, entries: { e1: false, e2: false } }

describe('exceptionsToPost', () => {
  it('asks for one exception for each finding that has a code', () => {
    const decision = decided(
      found('Entry', 'e1', 'NORECPT'),
      found('Report', 'r1', undefined),
      found('Report', 'r1', 'NOPURP'),
    )

    expect(exceptionsToPost(decision, [])).to.deep.equal([
      { objectType: 'Entry', objectId: 'e1', code: 'NORECPT', rule: 'rule NORECPT', state: 'open' },
      { objectType: 'Report', objectId: 'r1', code: 'NOPURP', rule: 'rule NOPURP', state: 'open' },
    ])
  })

  for (const [type, objectType] of [
    ['Report', 'Report'],
    ['Entry', 'Entry'],
    ['Itemization', 'Entry'],
    ['Allocation', 'Allocation'],
  ] as const) {
    it(`calls ${type} ${objectType}, as the service does`, () => {
      expect(exceptionsToPost(decided(found(type, 'x1', 'CODE')), [])[0]).to.include({
        objectType,
        objectId: 'x1',
      })
    })
  }

  it('asks once for what two rules want, and names the first', () => {
    const wanted = exceptionsToPost(
      decided(
        { ...found('Entry', 'e1', 'OLD'), rule: 'first' },
        { ...found('Entry', 'e1', 'OLD'), rule: 'second' },
      ),
      [],
    )

    expect(wanted.map(({ rule }) => rule)).to.deep.equal(['first'])
  })

  it('asks for one code on two entries, and for two codes on one', () => {
    const decision = decided(
      found('Entry', 'e1', 'OLD'),
      found('Entry', 'e2', 'OLD'),
      found('Entry', 'e1', 'NORECPT'),
    )

    expect(exceptionsToPost(decision, []).map(({ objectId, code }) => `${objectId} ${code}`)).to.deep.equal([
      'e1 OLD',
      'e2 OLD',
      'e1 NORECPT',
    ])
  })

  for (const [outcome, count] of [
    ['approve', 0],
    ['flag and approve', 1],
    ['send back', 1],
    ['hold', 1],
  ] as const) {
    it(`asks for ${count} when the outcome is ${outcome}`, () => {
      expect(exceptionsToPost(decidedTo(outcome, found('Entry', 'e1', 'OLD')), [])).to.have.length(count)
    })
  }

  for (const [state, again] of [
    ['confirmed', false],
    ['open', true],
    ['refused', true],
  ] as const) {
    it(`${again ? 'asks again' : 'does not ask again'} for what an earlier write left ${state}`, () => {
      const earlier: Effect = {
        id: 1,
        state: 'confirmed',
        content: {
          kind: 'exceptions',
          exceptions: [{ objectType: 'Entry', objectId: 'e1', code: 'OLD', rule: 'old', state }],
          flagsBefore: NO_FLAGS,
        },
      }

      expect(exceptionsToPost(decided(found('Entry', 'e1', 'OLD')), [earlier])).to.have.length(again ? 1 : 0)
    })
  }

  it('does not care for workflow actions of before', () => {
    const earlier: Effect = {
      id: 1,
      state: 'refused',
      content: { kind: 'workflow', action: 'Approve', path: '/x' },
    }

    expect(exceptionsToPost(decided(found('Entry', 'e1', 'OLD')), [earlier])).to.have.length(1)
  })
})

describe('flagsOf', () => {
  it('takes the flag of the report and of each entry', () => {
    const entries = [
      buildEntry({ entryId: 'e1', hasExceptions: true }),
      buildEntry({ entryId: 'e2', hasExceptions: false }),
    ]

    expect(flagsOf(buildReport({ hasException: true, entries }))).to.deep.equal({
      report: true,
      entries: { e1: true, e2: false },
    })
  })
})

describe('readBackExceptions', () => {
  const ALL_FLAGS: ExceptionFlags = { report: true, entries: { e1: true, e2: true } }
  const E1_ONLY: ExceptionFlags = { report: true, entries: { e1: true, e2: false } }

  const cases: readonly (readonly [
    string,
    readonly string[],
    ExceptionFlags,
    ExceptionFlags,
    readonly string[] | undefined,
  ])[] = [
    ['every flag has turned', ['e1', 'e2'], NO_FLAGS, ALL_FLAGS, ['confirmed', 'confirmed']],
    ['no flag has', ['e1', 'e2'], NO_FLAGS, NO_FLAGS, ['open', 'open']],
    ['one of two has', ['e1', 'e2'], NO_FLAGS, E1_ONLY, ['confirmed', 'open']],
    ['the report has', ['r1'], NO_FLAGS, { ...NO_FLAGS, report: true }, ['confirmed']],
    ['the report has not', ['r1'], NO_FLAGS, NO_FLAGS, ['open']],
    [
      'one was up before, and the other has turned',
      ['e1', 'e2'],
      E1_ONLY,
      ALL_FLAGS,
      ['confirmed', 'confirmed'],
    ],
    ['one was up before, and the other has not turned', ['e1', 'e2'], E1_ONLY, E1_ONLY, ['open', 'open']],
    ['all were up before', ['e1'], E1_ONLY, E1_ONLY, undefined],
    ['the only one was up before and is down now', ['e1'], E1_ONLY, NO_FLAGS, undefined],
    ['two on one entry have turned', ['e1', 'e1'], NO_FLAGS, E1_ONLY, ['confirmed', 'confirmed']],
  ]
  for (const [name, ids, before, now, states] of cases) {
    it(`finds ${states?.join(', ') ?? 'that it cannot tell'} when ${name}`, () => {
      const readBack = readBackExceptions(batch(ids, before), now)

      expect(readBack?.map(({ state }) => state)).to.deep.equal(states)
    })
  }

  it('keeps the exceptions as they were but for their state', () => {
    const content = batch(['e1'], NO_FLAGS)

    expect(readBackExceptions(content, E1_ONLY)).to.deep.equal([
      { objectType: 'Entry', objectId: 'e1', code: 'CODE', rule: 'rule', state: 'confirmed' },
    ])
    expect(content.exceptions[0]?.state).to.equal('open')
  })
})

function found(type: FoundObject['type'], id: string, exceptionCode: string | undefined): Finding {
  return {
    rule: `rule ${exceptionCode ?? 'without a code'}`,
    object: { type, id, label: id },
    observed: 'seen',
    limit: 'allowed',
    severity: 'warning',
    message: 'Please correct it.',
    enforce: 'act',
    ...(exceptionCode !== undefined && { exceptionCode }),
  }
}

function decided(...findings: readonly Finding[]): Decision {
  return decidedTo('flag and approve', ...findings)
}

function decidedTo(outcome: Outcome, ...findings: readonly Finding[]): Decision {
  return { policyVersion: 'v1', enforce: 'act', findings, notEvaluated: [], outcome }
}

function batch(objectIds: readonly string[], flagsBefore: ExceptionFlags): ExceptionsContent {
  return {
    kind: 'exceptions',
    exceptions: objectIds.map((objectId) => ({
      objectType: objectId === 'r1' ? 'Report' : 'Entry',
      objectId,
      code: 'CODE',
      rule: 'rule',
      state: 'open',
    })),
    flagsBefore,
  }
}
