import { expect } from 'chai'
import type { Decision } from '../../server/record/decision.ts'
import {
  changesInLines,
  changesInShort,
  compareReadings,
  readingChanges,
} from '../../server/record/reading-changes.ts'
import { reportOutline } from '../../server/report/outline.ts'
import { requestOutline } from '../../server/request/outline.ts'
import { buildEntry, buildReport, money } from '../support/build-report.ts'
import { buildPlannedExpense, buildRequest } from '../support/build-request.ts'

function decisionOn(...ids: readonly string[]): Decision {
  return {
    policyVersion: 'p1',
    enforce: 'act',
    findings: ids.map((id) => ({
      rule: 'hotel-cap',
      object: { type: 'Entry', id, label: `entry ${id}` },
      observed: '200',
      limit: '180',
      severity: 'stop',
      message: `entry ${id} is above 180.00 USD`,
      enforce: 'act',
    })),
    notEvaluated: [],
    outcome: 'hold',
  }
}

/** What the messages are made of. */
const said = (id: string) => ({ object: { label: `entry ${id}` }, observed: '200', limit: '180' })

const HELD = decisionOn('e1')
const BEFORE = buildReport({
  total: money('30'),
  entries: [
    buildEntry({ entryId: 'e1', posted: money('10') }),
    buildEntry({ entryId: 'e2', posted: money('20') }),
  ],
})

/** What is different after `changes` to the report. */
function changes(after: Partial<typeof BEFORE>, decision = HELD) {
  return compareReadings(
    { outline: reportOutline(BEFORE), decision: HELD },
    { outline: reportOutline({ ...BEFORE, ...after }), decision },
  )
}

describe('what has changed between two readings', () => {
  it('is nothing between two that are the same', () => {
    expect(changes({})).to.equal(undefined)
  })

  it('is a total and a purpose of the report', () => {
    expect(changes({ total: money('45.5'), purpose: 'Trade fair' })).to.deep.include({
      fields: [
        {
          field: 'purpose',
          ...(BEFORE.purpose !== undefined && { before: BEFORE.purpose }),
          after: 'Trade fair',
        },
        { field: 'total', before: '30.00 USD', after: '45.50 USD' },
      ],
      parts: [],
    })
  })

  it('is an amount of an entry, by its key', () => {
    const [first, second] = BEFORE.entries
    const entries = [
      ...(first === undefined ? [] : [{ ...first, posted: money('12.25') }]),
      ...(second === undefined ? [] : [second]),
    ]
    const found = changes({ entries })?.parts
    expect(found).to.have.length(1)
    expect(found?.[0]).to.deep.include({
      kind: 'changed',
      key: 'e1',
      changes: [{ field: 'posted', before: '10.00 USD', after: '12.25 USD' }],
    })
  })

  it('is an entry that is new or gone, whatever order they come in', () => {
    const [, second] = BEFORE.entries
    const entries = [buildEntry({ entryId: 'e3' }), ...(second === undefined ? [] : [second])]
    expect(changes({ entries })?.parts.map(({ kind, key }) => [kind, key])).to.deep.equal([
      ['gone', 'e1'],
      ['new', 'e3'],
    ])
    expect(changes({ entries: BEFORE.entries.toReversed() })).to.equal(undefined)
  })

  it('is not what Concur stamps by itself', () => {
    const entries = BEFORE.entries.map((entry) => ({
      ...entry,
      hasExceptions: true,
      lastModifiedAt: '2030-01-01T00:00:00',
    }))
    expect(changes({ entries, hasException: true, receiptImageUrl: 'https://new.example.com' })).to.equal(
      undefined,
    )
  })

  it('is a finding that is gone and one that is new', () => {
    expect(changes({}, decisionOn('e2'))?.findings).to.deep.equal([
      { kind: 'gone', key: 'hotel-cap@e1', message: 'entry e1 is above 180.00 USD', finding: said('e1') },
      { kind: 'new', key: 'hotel-cap@e2', message: 'entry e2 is above 180.00 USD', finding: said('e2') },
    ])
  })

  it('is said without the texts where they read the same for people', () => {
    const long = 'x'.repeat(200)
    const found = compareReadings(
      { outline: reportOutline({ ...BEFORE, purpose: `${long}a` }), decision: HELD },
      { outline: reportOutline({ ...BEFORE, purpose: `${long}b` }), decision: HELD },
    )
    expect(found?.fields).to.deep.equal([{ field: 'purpose' }])
  })

  it('is not told of readings by two services, nor of one that is not kept', () => {
    const outline = reportOutline(BEFORE)
    const other = { ...outline, source: 'v4', fields: {} }
    expect(compareReadings({ outline, decision: HELD }, { outline: other, decision: HELD })).to.equal(
      undefined,
    )
    expect(compareReadings({ outline: undefined, decision: HELD }, { outline, decision: HELD })).to.equal(
      undefined,
    )
  })

  it('is bounded, and says how much more there is', () => {
    const entries = Array.from({ length: 1000 }, (_, index) => buildEntry({ entryId: `n${index}` }))
    const found = changes({ entries })
    expect(found?.parts).to.have.length(50)
    expect(found?.more).to.equal(952)
    expect(readingChanges.parse(JSON.parse(JSON.stringify(found)))).to.deep.equal(found)
  })

  it('takes fields that have the names of what every object has', () => {
    const found = changes({ custom: { constructor: 'a', toString: 'b' } })
    expect(found?.fields).to.deep.equal([
      { field: 'constructor', after: 'a' },
      { field: 'toString', after: 'b' },
    ])
  })

  it('is told of travel requests too', () => {
    const before = buildRequest({ entries: [buildPlannedExpense({ entryId: 'p1', posted: money('100') })] })
    const after = buildRequest({
      entries: [buildPlannedExpense({ entryId: 'p1', posted: money('150') })],
      purpose: 'Fair',
    })
    const found = compareReadings(
      { outline: requestOutline(before), decision: HELD },
      { outline: requestOutline(after), decision: HELD },
    )
    expect(found?.parts[0]?.changes).to.deep.equal([
      { field: 'posted', before: '100.00 USD', after: '150.00 USD' },
    ])
    expect(found?.fields.map(({ field }) => field)).to.deep.equal(['purpose'])
  })

  it('is said in short', () => {
    const entries = [buildEntry({ entryId: 'e3' })]
    const found = changes({ entries, total: money('1') }, decisionOn('e2'))
    expect(found && changesInShort(found)).to.equal(
      'findings gone: 1, findings new: 1, fields changed: 1, parts new: 1, parts gone: 2',
    )
  })

  it('is said in lines that need no language', () => {
    const change = { field: 'purpose', before: 'Fair', after: 'Trade fair' }
    const lines = changesInLines({
      findings: [
        { kind: 'gone', key: 'a', message: 'no receipt' },
        { kind: 'new', key: 'b', message: 'above 100.00 USD' },
      ],
      fields: [change, { field: 'comments' }, { field: 'country', after: 'DE' }],
      parts: [
        { kind: 'new', key: 'e2', label: 'Taxi 20.00 USD', changes: [] },
        { kind: 'gone', key: 'e3', label: 'HOTEL 90.00 USD', changes: [] },
        { kind: 'changed', key: 'e4', label: 'BUSMEAL 30.00 USD', changes: [change] },
      ],
      more: 2,
    })
    expect(lines).to.deep.equal([
      '− no receipt',
      '+ above 100.00 USD',
      'purpose: Fair → Trade fair',
      'comments',
      'country: – → DE',
      '+ Taxi 20.00 USD',
      '− HOTEL 90.00 USD',
      'BUSMEAL 30.00 USD, purpose: Fair → Trade fair',
      '… +2',
    ])
  })
})
