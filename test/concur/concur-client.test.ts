import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import nock from 'nock'
import { fetchReport } from '../../server/concur/expense-reports.ts'
import { readReportV11 } from '../../server/concur/read-report-v11.ts'
import { answers, asText, CALL, CONTEXT, ERROR_XML, grants, ORIGIN, PATH, useClient } from './client-bench.ts'
import { after } from './clock.ts'
import { fixture } from './fixture.ts'

describe('the Concur client', () => {
  const bench = useClient()

  describe('sends', () => {
    it('the token as bearer and the correlation id, and asks for XML', async () => {
      grants('t1')
      nock(ORIGIN)
        .get(PATH)
        .matchHeader('authorization', 'Bearer t1')
        .matchHeader('concur-correlationid', CONTEXT.correlationId)
        .matchHeader('accept', 'application/xml')
        .reply(200, 'read')

      expect(await bench.get()).to.include({ status: 200, value: 'read' })
    })

    it('the credentials as a form, with no Basic login', async () => {
      nock(ORIGIN, { badheaders: ['authorization'] })
        .post('/oauth2/v0/token', {
          client_id: 'app',
          client_secret: 'client-s3cret',
          grant_type: 'refresh_token',
          refresh_token: 'refresh-s3cret',
        })
        .matchHeader('content-type', 'application/x-www-form-urlencoded')
        .reply(200, { access_token: 't1' })

      await bench.client.checkToken()

      expect(bench.log.of('concur.call').map(({ fields }) => fields['kind'])).to.deep.equal(['token'])
    })

    it('XML with its type and its length in bytes, not in chunks', async () => {
      grants('t1')
      const xml = '<a>Zoë</a>'
      nock(ORIGIN, { badheaders: ['transfer-encoding'] })
        .post('/x', xml)
        .matchHeader('content-type', 'application/xml')
        .matchHeader('content-length', '11')
        .reply(200, 'ok')

      const reply = await bench.client.call(
        { kind: 'workflow', method: 'POST', path: '/x', xml, ...CONTEXT },
        asText,
      )

      expect(reply.value).to.equal('ok')
    })

    for (const method of ['PUT', 'PATCH'] as const) {
      it(`JSON by ${method}, with its type and its length in bytes, and understands an empty 204`, async () => {
        grants('t1')
        const json = '{"comment":"Zoë"}'
        nock(ORIGIN, { badheaders: ['transfer-encoding'] })
          .intercept('/x', method, (body: unknown) => JSON.stringify(body) === json)
          .matchHeader('content-type', 'application/json')
          .matchHeader('content-length', '18')
          .reply(204)

        const reply = await bench.client.call(
          { kind: 'workflow', method, path: '/x', json, ...CONTEXT },
          asText,
        )

        expect(reply).to.include({ status: 204, value: '' })
      })
    }

    it('one request for a token, however many calls need it', async () => {
      grants('t1')
      nock(ORIGIN).get(PATH).times(20).matchHeader('authorization', 'Bearer t1').reply(200, 'read')

      const replies = await Promise.all(Array.from({ length: 20 }, bench.get))

      expect(replies.map(({ value }) => value)).to.deep.equal(Array.from({ length: 20 }, () => 'read'))
    })

    it('a new token when the old one is about to expire', async () => {
      grants('t1', 't2')
      answers(200, 'first')
      nock(ORIGIN).get(PATH).matchHeader('authorization', 'Bearer t2').reply(200, 'second')
      await bench.get()
      bench.clock.pass(3_540_000)

      expect((await bench.get()).value).to.equal('second')
    })
  })

  describe('gives', () => {
    for (const header of ['concur-correlationid', 'Concur-Correlationid', 'correlationid']) {
      it(`Concur’s correlation id from ${header}, and logs it`, async () => {
        grants('t1')
        answers(200, 'read', { [header]: 'from-concur' })

        expect((await bench.get()).correlationId).to.equal('from-concur')
        expect(bench.log.of('concur.call').at(-1)?.fields).to.include({
          kind: 'report',
          method: 'GET',
          path: PATH,
          status: 200,
          correlationId: CONTEXT.correlationId,
          concurCorrelationId: 'from-concur',
        })
      })
    }
  })

  it('logs that Concur is going to take a service away', async () => {
    grants('t1')
    answers(200, 'read', { 'x-api-warn': 'deprecated', sunset: 'Fri, 01 Jan 2027 00:00:00 GMT' })
    await bench.get()

    expect(bench.log.of('concur.call').at(-1)?.fields).to.include({
      warning: 'deprecated',
      sunset: 'Fri, 01 Jan 2027 00:00:00 GMT',
    })
  })

  const meanings: readonly (readonly [number, string, string, boolean])[] = [
    [400, 'bad request', 'CONCUR_REFUSED', false],
    [404, 'not found', 'CONCUR_REFUSED', false],
    [405, 'permanent', 'CONCUR_REFUSED', false],
    [408, 'transient', 'CONCUR_RESPONSE', true],
    [409, 'transient', 'CONCUR_REFUSED', false],
    [429, 'transient', 'CONCUR_RESPONSE', false],
    [500, 'transient', 'CONCUR_RESPONSE', true],
    [502, 'transient', 'CONCUR_RESPONSE', true],
    [503, 'transient', 'CONCUR_RESPONSE', true],
    [302, 'transient', 'CONCUR_RESPONSE', true],
  ]
  for (const [status, trouble, code, mayHaveHappened] of meanings) {
    it(`takes ${status} for ${trouble}, with Concur’s message and id`, async () => {
      grants('t1')
      answers(status, ERROR_XML, { 'concur-correlationid': 'from-concur', location: `${ORIGIN}/login` })
      const error = await bench.failure()

      expect(error).to.include({ trouble, code, status, mayHaveHappened, kind: 'report', reply: ERROR_XML })
      expect(error.message).to.equal(
        `report: Concur answered ${status}: Concur says why (correlation id from-concur)`,
      )
    })
  }

  describe('a Retry-After', () => {
    const cases: readonly (readonly [number, string, Date | undefined])[] = [
      [429, '120', after(120_000)],
      [503, '120', after(120_000)],
      [503, 'Mon, 01 Jun 2026 12:05:00 GMT', after(300_000)],
      [429, '0', undefined],
      [429, 'Mon, 01 Jun 2026 11:00:00 GMT', undefined],
      [429, 'soon', undefined],
      [503, '99999999', after(86_400_000)],
      [404, '120', undefined],
    ]
    for (const [status, value, at] of cases) {
      it(`of ${value} with ${status} means ${at === undefined ? 'nothing' : at.toISOString()}`, async () => {
        grants('t1')
        answers(status, ERROR_XML, { 'retry-after': value })

        expect((await bench.failure()).retryAt).to.deep.equal(at)
      })
    }

    it('stops all calls of that kind until then, and no others', async () => {
      grants('t1')
      answers(429, '', { 'retry-after': '120' })
      await bench.failure()
      const paused = await bench.failure()
      nock(ORIGIN).get('/else').reply(200, 'ok')

      expect(paused).to.include({ code: 'CONCUR_PAUSED', trouble: 'transient', mayHaveHappened: false })
      expect(paused.retryAt).to.deep.equal(after(120_000))
      expect((await bench.client.call({ ...CALL, kind: 'workflow', path: '/else' }, asText)).value).to.equal(
        'ok',
      )
      bench.clock.pass(120_000)
      answers(200, 'read')
      expect((await bench.get()).value).to.equal('read')
    })
  })

  for (const [name, body] of [
    ['a page', '<html><body>Sign in</body></html>'],
    ['nothing', ''],
    ['half a report', fixture('report-full-details.xml').slice(0, 900)],
  ] as const) {
    it(`takes 200 with ${name} for an outage`, async () => {
      grants('t1')
      answers(200, body)
      const error = await bench.failure(() => fetchReport(bench.client, PATH, CONTEXT, readReportV11))

      expect(error).to.include({
        code: 'CONCUR_UNREADABLE',
        trouble: 'transient',
        status: 200,
        mayHaveHappened: true,
        reply: body,
      })
    })
  }

  it('counts answers that cannot be read as failures of that kind', async () => {
    grants('t1')
    for (let count = 0; count < 20; count += 1) {
      answers(200, '')
      await bench.failure(() => fetchReport(bench.client, PATH, CONTEXT, readReportV11))
    }

    expect(bench.breaker.isOpen('report')).to.equal(true)
    expect(await bench.failure()).to.include({ code: 'CONCUR_PAUSED' })
  })

  for (const [name, body, message] of [
    [
      'not well-formed',
      '<ReportDetails><Purpose></ReportDetails>',
      'unexpected close tag. (line 1, column 40, in ReportDetails)',
    ],
    ['not in its encoding', '<ReportDetails>\xfc</ReportDetails>', 'line 1, column 16'],
    ['without what is needed', '<ReportDetails/>', 'ReportDetails has no CrnCode'],
  ] as const) {
    it(`takes a whole report that is ${name} for the fault of this report: Concur is well`, async () => {
      grants('t1')
      for (let count = 0; count < 25; count += 1) {
        nock(ORIGIN).get(PATH).reply(200, Buffer.from(body, 'latin1'))
        const error = await bench.failure(() => fetchReport(bench.client, PATH, CONTEXT, readReportV11))

        expect(error).to.include({ code: 'CONCUR_UNREADABLE', trouble: 'unreadable', status: 200 })
        expect(error.message).to.include(message)
        bench.clock.pass(1000)
      }

      expect(bench.breaker.isOpen('report')).to.equal(false)
    })
  }

  it('takes a report that unfolds into more than 20 MB for the fault of this report', async () => {
    grants('t1')
    const body = gzipSync(Buffer.alloc(21 * 1024 * 1024))
    for (let count = 0; count < 20; count += 1) {
      nock(ORIGIN).get(PATH).reply(200, body, { 'content-encoding': 'gzip' })
      expect(await bench.failure()).to.include({ code: 'CONCUR_UNREADABLE', trouble: 'unreadable' })
    }

    expect(bench.breaker.isOpen('report')).to.equal(false)
  })

  it('takes a report that was cut off while it was packed for an outage', async () => {
    grants('t1')
    const body = gzipSync(fixture('report-full-details.xml')).subarray(0, 500)
    for (let count = 0; count < 20; count += 1) {
      nock(ORIGIN).get(PATH).reply(200, body, { 'content-encoding': 'gzip' })
      expect(await bench.failure()).to.include({ code: 'CONCUR_UNREADABLE', trouble: 'transient' })
    }

    expect(bench.breaker.isOpen('report')).to.equal(true)
  })

  it('reads a report in the charset of its header', async () => {
    grants('t1')
    const xml = fixture('report-full-details.xml').replace(/^\s*<\?xml[^>]*\?>/, '')
    const body = Buffer.from(xml.replace(/<Purpose>.*<\/Purpose>/, '<Purpose>Prüfung</Purpose>'), 'latin1')
    nock(ORIGIN).get(PATH).reply(200, body, { 'content-type': 'text/xml; charset=ISO-8859-1' })
    const { value } = await fetchReport(bench.client, PATH, CONTEXT, readReportV11)

    expect(value.purpose).to.equal('Prüfung')
  })

  it('closes the breaker on any answer that shows the service to be well', async () => {
    grants('t1')
    for (let count = 0; count < 20; count += 1) bench.breaker.failed('report', {})
    bench.clock.pass(4000)
    answers(404, ERROR_XML)
    await bench.failure()

    expect(bench.breaker.isOpen('report')).to.equal(false)
  })
})
