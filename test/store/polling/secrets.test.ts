import { expect } from 'chai'
import { LeaseLostError } from '../../../server/store/lease-lost-error.ts'
import { createElementsKeys } from '../../../server/store/polling/elements-keys.ts'
import { createVendorTokens } from '../../../server/store/polling/vendor-tokens.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at } from '../notifications.ts'
import { rejectionOf } from '../rejection.ts'

describe('secrets of polling', () => {
  forEachEngine((engine) => {
    it('a key is valid with both its secrets until it is revoked, and only their hashes are kept', async () => {
      const db = await engine.open()
      const keys = createElementsKeys(db)
      const { id, user, organization } = await keys.create('finance', at(0))
      const other = await keys.create('other', at(0))

      expect(await keys.isValid(user, organization)).to.equal(true)
      expect(await keys.isValid(user)).to.equal(true)
      expect(await keys.isValid(user, other.organization)).to.equal(false)
      expect(await keys.isValid(organization, user)).to.equal(false)
      expect(JSON.stringify(await db.selectFrom('elements_key').selectAll().execute()))
        .not.to.include(user)
        .and.not.to.include(organization)

      expect(await keys.revoke(id, at(1))).to.equal(true)
      expect(await keys.revoke(id, at(2))).to.equal(false)
      expect(await keys.isValid(user, organization)).to.equal(false)
      expect(await keys.list()).to.deep.equal([
        { id: 1, name: 'finance', createdAt: at(0), revokedAt: at(1) },
        { id: 2, name: 'other', createdAt: at(0), revokedAt: null },
      ])
    })

    it('one process gets new tokens of a login at a time, and another when it has died', async () => {
      const [ours, theirs] = [
        createVendorTokens(await engine.open()),
        createVendorTokens(await engine.open()),
      ]

      const claim = (await ours.claim('login', at(0))) ?? ''
      expect(await theirs.claim('login', at(1))).to.equal(undefined)
      expect(await theirs.claim('other login', at(1))).to.be.a('string')
      await ours.save('login', claim, 'first', at(2))
      expect(await theirs.read('login')).to.equal('first')

      const taken = (await theirs.claim('login', at(100))) ?? ''
      expect(await rejectionOf(ours.save('login', claim, 'late', at(101)))).to.be.instanceOf(LeaseLostError)
      await theirs.save('login', taken, 'second', at(101))
      await theirs.release('login', taken)
      expect(await ours.claim('login', at(102))).to.be.a('string')
      expect(await ours.read('login')).to.equal('second')
      expect(await ours.all()).to.deep.equal([{ login: 'login', content: 'second' }])
    })
  })
})
