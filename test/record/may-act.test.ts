import { expect } from 'chai'
import { mayAct } from '../../server/record/may-act.ts'
import type { ToDecide } from '../../server/record/may-decide.ts'
import { type Person, ROLES, type Role } from '../../server/record/person.ts'
import { REVIEW_ACTS, type ReviewActKind } from '../../server/record/review-act.ts'
import { money } from '../support/build-report.ts'
import { inWords } from '../support/in-words.ts'

/** A report of 300 USD by somebody else. */
const REPORT: ToDecide = {
  owner: { loginId: 'robin@example.com' },
  total: money('300'),
  isInScope: true,
}

function person(role: Role, more: Partial<Person> = {}): Person {
  return { login: 'ada@example.com', name: 'Ada', role, ...more }
}

/** What somebody may do, in the order of {@link REVIEW_ACTS}. */
function allowed(who: Person, review: ToDecide = REPORT, isTheirs = false): readonly ReviewActKind[] {
  return REVIEW_ACTS.filter((act) => mayAct(who, act, review, isTheirs).ok)
}

describe('who may do what with a review', () => {
  const expected: Readonly<Record<Role, readonly ReviewActKind[]>> = {
    viewer: [],
    reviewer: ['assign', 'note', 'ask', 'snooze', 'look again', 'retry', 'undo'],
    controller: ['assign', 'note', 'ask', 'answer', 'snooze', 'look again', 'retry', 'undo'],
    policy: ['note', 'look again'],
    auditor: ['note'],
    admin: ['assign', 'note', 'look again', 'retry'],
  }
  for (const role of ROLES) {
    it(`is settled for the role ${role}`, () => {
      const bounds = role === 'reviewer' ? { maxAmounts: { USD: '300' } } : {}
      expect(allowed(person(role, bounds))).to.deep.equal(expected[role])
    })

    it(`lets the role ${role} answer what they were asked and take back what they decided`, () => {
      const own = allowed(person(role), { ...REPORT, isInScope: false }, true)
      expect(own).to.include.members(['answer', 'undo'])
    })

    it(`lets nobody of the role ${role} act on a report of their own`, () => {
      const own = { ...REPORT, owner: { loginId: 'ADA@example.com' } }
      expect(
        allowed(person(role, role === 'reviewer' ? { maxAmounts: { USD: '300' } } : {}), own),
      ).to.deep.equal([])
    })
  }

  it('lets a reviewer hand on, remark and ask above their amount, and nothing else', () => {
    const reviewer = person('reviewer', { maxAmounts: { USD: '299.99' } })
    expect(allowed(reviewer)).to.deep.equal(['assign', 'note', 'ask'])
  })

  it('lets a reviewer do nothing out of their scope', () => {
    const reviewer = person('reviewer', { maxAmounts: { USD: '300' } })
    expect(allowed(reviewer, { ...REPORT, isInScope: false })).to.deep.equal([])
    expect(inWords(mayAct(reviewer, 'note', { ...REPORT, isInScope: false }, false))).to.deep.equal({
      ok: false,
      reason: 'the report is out of their scope',
    })
  })

  it('says who may', () => {
    expect(inWords(mayAct(person('viewer'), 'answer', REPORT, false))).to.deep.equal({
      ok: false,
      reason: 'the role viewer does not do this: controller may, or whoever was asked',
    })
    expect(inWords(mayAct(person('auditor'), 'assign', REPORT, false))).to.deep.equal({
      ok: false,
      reason: 'the role auditor does not do this: reviewer, controller, admin may',
    })
  })
})
