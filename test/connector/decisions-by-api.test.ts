import { expect } from 'chai'
import { createApiKeys } from '../../server/store/people/api-keys.ts'
import { forEachEngine } from '../support/engines.ts'
import { useEventDoor } from './event-door.ts'
import { type HeldObjects, KINDS, useHeldObjects } from './held-objects.ts'

const ROOT = { login: 'root@example.com' }

/** What a program decides, with the key of the reading as the API has it. */
async function approve({ bench }: HeldObjects, reviewId: number, secret: string): Promise<number> {
  const address = `${bench.connector.consoleUrl}/api/reviews/${reviewId}`
  const authorization = `Bearer ${secret}`
  const read: unknown = await (await fetch(address, { headers: { authorization } })).json()
  const readingKey = typeof read === 'object' && read !== null && 'readingKey' in read ? read.readingKey : ''
  const { status } = await fetch(`${address}/decisions`, {
    method: 'POST',
    headers: { authorization, 'idempotency-key': `decision on ${reviewId}`.replaceAll(' ', '-') },
    body: JSON.stringify({ action: 'approve', readingKey, verdicts: [{ on: 'all', verdict: 'exception' }] }),
  })
  return status
}

describe('connector: a program decides', () => {
  const door = useEventDoor()

  forEachEngine((engine) => {
    const open = useHeldObjects(engine, door)
    const environment = { DECISION_UNDO_SECONDS: '3600' }

    it('on reports and requests of every service, and each is moved on once', async () => {
      const objects = await open({ environment })
      const made = await createApiKeys(objects.db).create('robot', 'controller', ROOT, new Date())
      const secret = made.ok ? made.secret : ''
      for (const { reviewId } of objects.held) {
        expect(await approve(objects, reviewId, secret)).to.equal(202)
        expect(await approve(objects, reviewId, secret)).to.equal(202)
      }
      await objects.comeDue()

      expect(objects.actions()).to.deep.equal({
        'report v1.1': ['Approve by v1.1'],
        'report v4': ['Approve by v4'],
        'request v1.0': ['Approve by v1.0'],
        'request v4': ['Approve by v4'],
      })
      const results = await objects.results()
      for (const kind of KINDS) expect(results[kind]).to.match(/approved by person, decision carried out$/)
    })

    it('in vain where its key is revoked before the decision is carried out', async () => {
      const objects = await open({ environment, kinds: ['report v4'] })
      const keys = createApiKeys(objects.db)
      const made = await keys.create('robot', 'controller', ROOT, new Date())
      await approve(objects, objects.of('report v4').reviewId, made.ok ? made.secret : '')
      await keys.revoke(1, ROOT, new Date())
      await objects.comeDue()

      expect(objects.actions()).to.deep.equal({ 'report v4': [] })
      expect(await objects.results()).to.deep.equal({
        'report v4': 'held by policy, decision not carried out',
      })
    })
  })
})
