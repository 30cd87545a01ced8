import { expect } from 'chai'
import { leavingRequests } from '../../server/doors/leave-requests.ts'
import type { Policy } from '../../server/policy/policy.ts'
import { createInbox } from '../../server/store/inbox/inbox.ts'
import { createOverview } from '../../server/store/operators/overview.ts'
import { requestPolicyOf } from '../policy/request-rules/apply-request-rule.ts'
import { useDatabases } from '../store/databases.ts'
import { at, callout, RAW } from '../store/notifications.ts'

const WITH_RULES = requestPolicyOf('rule: request-purpose, severity: error')
const WITHOUT: Policy = { ...WITH_RULES, requestRules: [] }

describe('leavingRequests', () => {
  const databases = useDatabases()

  it('leaves requests alone while the policy has no rules for them, but for those that are held', async () => {
    const db = await databases.open()
    let policy = WITHOUT
    const inbox = leavingRequests(createInbox(db), () => policy)

    await inbox.receive(callout('nReport'), RAW, at(0))
    await inbox.receive(callout('nBefore', { objectType: 'TRAVELREQ' }), RAW, at(1))
    await inbox.receive(
      callout('nOther', { objectType: 'TRAVELREQ', notReviewed: 'another reason' }),
      RAW,
      at(2),
    )
    await inbox.receive(callout('nHeld', { objectType: 'TRAVELREQ', door: 'waiting list' }), RAW, at(3))
    policy = WITH_RULES
    await inbox.receive(callout('nAfter', { objectType: 'TRAVELREQ' }), RAW, at(4))

    const lines = await createOverview(db).notifications({ limit: 10 })
    expect(lines.toReversed().map(({ state, reason }) => [state, reason])).to.deep.equal([
      ['waiting', null],
      ['not reviewed', 'the policy has no rules for travel requests'],
      ['not reviewed', 'another reason'],
      ['waiting', null],
      ['waiting', null],
    ])
  })
})
