import { expect } from 'chai'
import { sql } from 'kysely'
import { createApiKeys } from '../../../server/store/people/api-keys.ts'
import { createPeople } from '../../../server/store/people/people.ts'
import { createTrail } from '../../../server/store/people/trail.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at } from '../notifications.ts'

const BY_ADA = { login: 'ada', viaLogin: 'root' }

describe('API keys', () => {
  forEachEngine((engine) => {
    async function filled() {
      const db = await engine.open()
      const people = createPeople(db)
      await people.add({ login: 'ada', name: 'Ada', role: 'admin' }, { login: 'root' }, at(0))
      await people.add({ login: 'robin', name: 'Robin', role: 'controller' }, BY_ADA, at(0))
      return { db, keys: createApiKeys(db) }
    }

    it('are told once, found by what was told, and kept as a hash', async () => {
      const { db, keys } = await filled()
      const made = await keys.create(' ERP export ', 'viewer', BY_ADA, at(1))
      if (!made.ok) throw new Error(made.reason)

      const line = { id: 1, name: 'ERP export', role: 'viewer', createdAt: at(1), revokedAt: null }
      expect(made.key).to.deep.equal(line)
      expect(made.secret).to.match(/^[\w-]{43}$/)
      expect(await keys.find(made.secret)).to.deep.equal(line)
      expect(await keys.find(made.secret.toLowerCase())).to.equal(undefined)
      expect(await keys.list()).to.deep.equal([line])
      const { rows } = await sql`select * from api_key`.execute(db)
      expect(JSON.stringify(rows)).not.to.include(made.secret)
    })

    it('end when they are revoked, once', async () => {
      const { keys } = await filled()
      const made = await keys.create('ERP export', 'viewer', BY_ADA, at(1))
      if (!made.ok) throw new Error(made.reason)

      const revoked = { ...made.key, revokedAt: at(2) }
      expect(await keys.revoke(1, BY_ADA, at(2))).to.deep.equal({ ok: true, key: revoked })
      expect(await keys.find(made.secret)).to.equal(undefined)
      expect(await keys.list()).to.deep.equal([revoked])
      expect(await keys.revoke(1, BY_ADA, at(3))).to.deep.equal({
        ok: false,
        reason: 'there is no key 1, or it is revoked already',
      })
    })

    it('are an admin’s to make and to end, and the trail tells of each try', async () => {
      const { db, keys } = await filled()
      const refused = { ok: false, reason: 'the role controller does not do this: an admin does' }
      expect(await keys.create('mine', 'controller', { login: 'robin' }, at(1))).to.deep.equal(refused)
      await keys.create('ERP export', 'viewer', BY_ADA, at(1))
      expect(await keys.revoke(1, { login: 'robin' }, at(2))).to.deep.equal(refused)
      expect(await keys.create('', 'viewer', BY_ADA, at(2))).to.deep.equal({
        ok: false,
        reason: 'name: expected 1 to 100 characters on one line',
      })

      const entries = await createTrail(db).list({ limit: 4 })
      expect(
        entries
          .toReversed()
          .map(({ who, act, subject, outcome, detail }) => [who, act, subject, outcome, detail]),
      ).to.deep.equal([
        ['robin', 'api-keys create', 'key', 'refused', refused.reason],
        ['ada', 'api-keys create', 'key 1', 'done', 'role viewer'],
        ['robin', 'api-keys revoke', 'key 1', 'refused', refused.reason],
        ['ada', 'api-keys create', 'key', 'refused', 'name: expected 1 to 100 characters on one line'],
      ])
    })
  })
})
