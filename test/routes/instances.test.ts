import { expect } from 'chai'
import express from 'express'
import got, { type Method } from 'got'
import { INSTANCES_BASE, instanceRoutes } from '../../routes/instances.ts'
import { type Listener, listen } from '../../server/listeners/listen.ts'
import type { Polling } from '../../server/polling/polling.ts'
import { VENDOR_LOGIN } from '../../server/simulator/vendors/vendor-simulator.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { concurBody, SIGNATURE_KEY, startTestPolling } from '../polling/polling-bench.ts'
import { forEachEngine } from '../support/engines.ts'

// Nobody listens there: these tests poll nothing.
const VENDORS = { url: 'http://127.0.0.1:9' }
const RECEIVER = { url: 'http://127.0.0.1:9' }

/** What the tests look at. */
interface Answer {
  readonly token: string
  readonly configuration: Readonly<Record<string, string>>
  readonly resources: readonly unknown[]
  readonly problems: readonly string[]
  readonly requestId: string
}

describe('the instances API', () => {
  forEachEngine((engine) => {
    let polling: Polling
    let listener: Listener
    let authorization: string
    let user: string
    const log = recordedLog()

    beforeEach(async () => {
      polling = await startTestPolling(await engine.open(), VENDORS, log)
      const key = await polling.keys.create('test', new Date())
      user = key.user
      authorization = `User ${key.user}, Organization ${key.organization}`
      const app = express()
      app.use(INSTANCES_BASE, instanceRoutes({ polling, log, now: () => new Date() }))
      listener = await listen({
        app,
        host: '127.0.0.1',
        port: 0,
        settings: { host: 'HOST', port: 'PORT' },
        log,
      })
    })
    afterEach(async () => {
      await listener.close(0)
      await polling.stop(0)
    })

    async function ask(
      method: Method,
      path: string,
      body?: unknown,
      login: string | undefined = authorization,
    ): Promise<{ readonly status: number; readonly body: Answer; readonly text: string }> {
      const answer = await got(`${listener.url}${INSTANCES_BASE}${path}`, {
        method,
        headers: { authorization: login },
        ...(body !== undefined && { json: body }),
        throwHttpErrors: false,
        retry: { limit: 0 },
      })
      return {
        status: answer.statusCode,
        text: answer.body,
        body: JSON.parse(answer.body === '' ? '{}' : answer.body),
      }
    }

    it('creates an instance, shows it, changes it and removes it', async () => {
      const created = await ask('POST', '/instances', concurBody(VENDORS, RECEIVER, 'Mine'))
      expect(created.status).to.equal(200)
      expect(created.body).to.deep.include({
        id: 1,
        name: 'Mine',
        elementId: 3129,
        tags: ['Test'],
        disabled: false,
        eventsEnabled: true,
        externalAuthentication: 'none',
        eventsEnabledBecause: 'event.vendor.type is polling and event.notification.callback.url is set',
      })
      expect(created.body.token).to.match(/^[\w-]{43}$/)
      expect(created.body.configuration['event.poller.refresh_interval']).to.equal('15')

      expect((await ask('GET', '/instances')).body).to.have.lengthOf(1)
      expect((await ask('PATCH', '/instances/1', { name: 'Other' })).body).to.include({ name: 'Other' })
      const changed = await ask('PATCH', '/instances/1/configuration', {
        'event.poller.refresh_interval': 30,
      })
      expect(changed.body.configuration['event.poller.refresh_interval']).to.equal('30')
      expect((await ask('GET', '/instances/1/configuration')).body).to.include({
        'event.poller.refresh_interval': '30',
      })
      expect((await ask('GET', '/instances/1')).body.resources).to.containSubset([{ objectName: 'reports' }])

      expect((await ask('DELETE', '/instances/1')).status).to.equal(200)
      expect((await ask('GET', '/instances/1')).status).to.equal(404)
    })

    it('never answers a secret', async () => {
      const answers = [
        await ask('POST', '/instances', concurBody(VENDORS, RECEIVER)),
        await ask('GET', '/instances'),
        await ask('GET', '/instances/1'),
        await ask('GET', '/instances/1/configuration'),
        await ask('PATCH', '/instances/1', { name: 'Other' }),
      ]

      const secrets = [VENDOR_LOGIN.key, VENDOR_LOGIN.secret, VENDOR_LOGIN.refreshToken, SIGNATURE_KEY]
      for (const { text, status } of answers) {
        expect(status).to.equal(200)
        for (const secret of secrets) expect(text).not.to.include(secret)
      }
    })

    it('takes the token of an instance for that instance alone', async () => {
      const { body: mine } = await ask('POST', '/instances', concurBody(VENDORS, RECEIVER, 'Mine'))
      await ask('POST', '/instances', concurBody(VENDORS, RECEIVER, 'Other'))
      const element = `User ${user}, Element ${mine.token}`

      expect((await ask('GET', '/instances/1', undefined, element)).status).to.equal(200)
      expect((await ask('GET', '/instances', undefined, element)).body).to.have.lengthOf(1)
      expect((await ask('GET', '/instances/2', undefined, element)).status).to.equal(404)
      expect((await ask('POST', '/instances', concurBody(VENDORS, RECEIVER), element)).status).to.equal(403)
      expect((await ask('GET', '/jobs/polling-disabled', undefined, element)).status).to.equal(403)
      expect((await ask('DELETE', '/instances/enabled', undefined, element)).body).to.include({
        disabled: true,
      })
      expect((await ask('GET', '/instances/polling-disabled')).body).to.containSubset([{ id: 1 }])
      expect((await ask('PUT', '/instances/enabled', undefined, element)).body).to.include({
        disabled: false,
      })
    })

    it('shows the others, and says what to do, where the secrets of one cannot be read', async () => {
      const db = await engine.open()
      for (const name of ['one', 'two']) await ask('POST', '/instances', concurBody(VENDORS, RECEIVER, name))
      await db.updateTable('instance').set({ secrets: 'other.AAAA' }).where('id', '=', 1).execute()

      expect((await ask('GET', '/instances')).body).to.containSubset([
        { id: 1, valid: false },
        { id: 2, valid: true },
      ])
      expect((await ask('GET', '/instances/1')).text).to.include('ENCRYPTION_PREVIOUS_KEYS')
      const refused = await ask('PATCH', '/instances/1', { name: 'Other' })
      expect(refused.status).to.equal(409)
      expect(refused.text).to.include('ENCRYPTION_PREVIOUS_KEYS')
      expect((await ask('DELETE', '/instances/1')).status).to.equal(200)
    })

    it('shows what was given up, and sends it again where the callback URL is the one meant', async () => {
      const db = await engine.open()
      for (const name of ['one', 'two']) await ask('POST', '/instances', concurBody(VENDORS, RECEIVER, name))
      for (const instance_id of [1, 2]) {
        await db
          .insertInto('delivery')
          .values({
            line: `instance:${instance_id}`,
            instance_id,
            resource: 'reports',
            event_id: `e${instance_id}`,
            body: new TextEncoder().encode('{}'),
            events: 1,
            created_at: 0,
            state: 'dead',
            due_at: 0,
          })
          .execute()
      }
      await db.updateTable('instance').set({ stopped_at: 0, stopped_reason: 'gone' }).execute()
      const path = '/notifications/subscriptions/deliveries'
      const where = (text: string) => `${path}?where=${encodeURIComponent(text)}`
      const one = `channel='webhook' and status='queued' and config.url='${RECEIVER.url}/one'`

      expect((await ask('GET', path)).body).to.have.lengthOf(2)
      expect((await ask('GET', where(one))).body).to.deep.equal([
        {
          id: 1,
          line: 'instance:1',
          instanceId: 1,
          resource: 'reports',
          eventId: 'e1',
          events: 1,
          createdAt: '1970-01-01T00:00:00.000Z',
          state: 'dead',
          dueAt: '1970-01-01T00:00:00.000Z',
          attempts: 0,
          reason: null,
          finishedAt: null,
        },
      ])
      expect((await ask('GET', '/instances/1/events')).body).to.containSubset([{ eventId: 'e1' }])
      expect((await ask('GET', '/instances/1/events/e1')).text).to.equal('{}')
      expect((await ask('GET', '/instances/2/events/e1')).status).to.equal(404)
      expect((await ask('PUT', where(one))).body).to.deep.equal({ delivering: 1 })
      expect((await ask('PUT', where("channel='email'"))).body.problems.join()).to.include('channel')
      expect((await ask('PUT', where("channel='webhook' and status='queued'"))).body).to.deep.equal({
        delivering: 1,
      })
      expect((await ask('PUT', path)).body).to.deep.equal({ delivering: 0 })
    })

    it('shows what an instance has sent, and nothing of the others', async () => {
      const db = await engine.open()
      for (const name of ['one', 'two']) await ask('POST', '/instances', concurBody(VENDORS, RECEIVER, name))
      await db
        .insertInto('delivery')
        .values({
          line: 'instance:1',
          instance_id: 1,
          resource: 'reports',
          event_id: 'e1',
          body: new TextEncoder().encode('{"events":[]}'),
          events: 1,
          created_at: 0,
          state: 'done',
          due_at: 0,
        })
        .execute()

      expect((await ask('GET', '/instances/1/events')).body).to.have.lengthOf(1)
      expect((await ask('GET', '/instances/1/events/e1')).text).to.equal('{"events":[]}')
      expect((await ask('GET', '/instances/2/events')).body).to.deep.equal([])
      for (const path of ['/instances/2/events/e1', '/instances/1/events/e2', '/instances/3/events']) {
        expect((await ask('GET', path)).status, path).to.equal(404)
      }
    })

    it('changes and removes nothing that a file declares, and names the file', async () => {
      const db = await engine.open()
      await ask('POST', '/instances', concurBody(VENDORS, RECEIVER, 'Mine'))
      await db.updateTable('instance').set({ file: 'mine.json' }).execute()

      const changed = await ask('PATCH', '/instances/1', { name: 'Other' })
      expect(changed.status).to.equal(409)
      expect(changed.body).to.include({ message: 'a file declares it: change mine.json' })
      const removed = await ask('DELETE', '/instances/1')
      expect(removed.status).to.equal(409)
      expect(removed.body).to.include({ message: 'a file declares it: remove mine.json' })
      expect((await ask('GET', '/instances/1')).body).to.include({ name: 'Mine' })
    })

    it('takes characters that a database cannot keep, and shows another in the name for them', async () => {
      const body = { ...concurBody(VENDORS, RECEIVER, 'a\0b'), tags: ['c\0d', 'e\ud800f'] }

      const created = await ask('POST', '/instances', body)

      expect(created.status).to.equal(200)
      expect(created.body).to.deep.include({ name: 'a\ufffdb', tags: ['c\0d', 'e\ud800f'] })
      const patched = await ask('PATCH', '/instances/1', { name: 'g\udc00h' })
      expect(patched.status).to.equal(200)
      expect((await ask('GET', '/instances/1')).body).to.deep.include({
        name: 'g\ufffdh',
        tags: ['c\0d', 'e\ud800f'],
      })
      const asked = await ask('GET', `/instances?${new URLSearchParams({ where: "name='a\0b'" }).toString()}`)
      expect(asked.status).to.be.lessThan(500)
      for (const path of ['/instances/%00', '/instances/1/events/%00', '/instances/events?where=%00']) {
        expect((await ask('GET', path)).status, path).to.be.lessThan(500)
      }
    })

    it('lets nobody in without the right secrets', async () => {
      const wrong = [
        '',
        'Basic abc',
        `User ${user}`,
        `User ${user}, Organization wrong`,
        `User wrong, Organization wrong`,
        `User ${user}, Element wrong`,
      ]
      for (const login of wrong) {
        expect((await ask('GET', '/instances', undefined, login)).status, login).to.equal(401)
      }
    })

    it('names every mistake of a body by its field', async () => {
      const body = concurBody(VENDORS, RECEIVER, 'Wrong', {
        'event.poller.refresh_interval': 'often',
        'event.notification.callback.url': 'ftp://example.com',
        'event.poller.configuration': { reports: { url: '/hubs/expense/reports', idField: '' } },
      })

      const refused = await ask('POST', '/instances', body)

      expect(refused.status).to.equal(400)
      expect(refused.body.problems.join('\n'))
        .to.include('event.poller.refresh_interval')
        .and.include('event.notification.callback.url')
        .and.include('event.poller.configuration.reports.idField')
      expect(refused.body.requestId).to.be.a('string')
      expect((await ask('GET', '/instances')).body).to.deep.equal([])
    })

    it('refuses what is too large, is no JSON or changes the element', async () => {
      await ask('POST', '/instances', concurBody(VENDORS, RECEIVER))

      expect((await ask('POST', '/instances', { name: 'x'.repeat(300_000) })).status).to.equal(413)
      expect((await ask('PATCH', '/instances/1', { configuration: 'x' })).status).to.equal(400)
      const answer = await got.post(`${listener.url}${INSTANCES_BASE}/instances`, {
        headers: { authorization },
        body: '{not json',
        throwHttpErrors: false,
      })
      expect(answer.statusCode).to.equal(400)
      expect((await ask('GET', '/instances/zero')).status).to.equal(404)
      expect((await ask('GET', '/elsewhere')).status).to.equal(404)
    })
  })
})
