import { expect } from 'chai'
import { policiesOf, whatIsGone } from '../../server/evidence/what-is-gone.ts'
import { buildEvidence, buildLine, DECIDED, READ } from './build-evidence.ts'

const DELETED = 'it was deleted when the time was over for which it is kept (KEEP_DAYS)'
const all = () => true

describe('what is gone of a review', () => {
  it('is nothing where all is kept', () => {
    expect(whatIsGone(buildEvidence(), all)).to.deep.equal([])
  })

  it('is what was deleted after its time', () => {
    const call = { at: new Date(0), kind: 'call', summary: 'workflow action Approve: confirmed' }
    const { facts: _facts, ...kept } = buildEvidence()
    const evidence = {
      ...kept,
      readings: [{ at: new Date(0), summary: 'report read at A_EXTV' }],
      record: { ...kept.record, notifications: [], events: [READ, DECIDED, call] },
    }

    expect(whatIsGone(evidence, all)).to.deep.equal([
      { what: 'document of reading 1', why: DELETED },
      { what: 'facts that the policy was applied to', why: DELETED },
      { what: 'answers of Concur to 1 writes, in full', why: DELETED },
      { what: 'notification 7', why: DELETED },
    ])
  })

  it('is what went with a person, of whose documents length and hash are known', () => {
    const evidence = buildEvidence({
      readings: [{ at: new Date(0), summary: 'read', erased: { bytes: 12, sha256: 'ab' } }],
      erasedAt: new Date('2026-11-29T08:00:00Z'),
    })

    expect(whatIsGone(evidence, all)).to.deep.equal([
      { what: 'names and texts of people', why: 'they were replaced by pseudonyms on 2026-11-29' },
      {
        what: 'document of reading 1',
        why: 'it was taken away with the people in it',
        bytes: 12,
        sha256: 'ab',
      },
    ])
  })

  it('is the text of a policy from before it was kept', () => {
    expect(whatIsGone(buildEvidence(), () => false)).to.deep.equal([
      { what: 'text of the policy aaaaaaaaaaaa', why: 'it judged before versions of the policy were kept' },
    ])
  })

  it('is nothing of a request or of what was not decided, whose facts were never kept', () => {
    const { facts: _facts, ...kept } = buildEvidence()
    for (const changes of [{ objectType: 'TRAVELREQ' }, { decidedAt: null }]) {
      const record = { ...kept.record, review: buildLine(changes) }
      expect(whatIsGone({ ...kept, record }, all)).to.deep.equal([])
    }
  })

  it('needs every version that judged, in their order', () => {
    const again = { ...DECIDED, detail: { policyVersion: 'bbbbbbbbbbbb' } }
    const { record, ...rest } = buildEvidence()
    const events = [DECIDED, again, DECIDED]

    expect(policiesOf({ ...rest, record: { ...record, events } })).to.deep.equal([
      'aaaaaaaaaaaa',
      'bbbbbbbbbbbb',
    ])
  })
})
