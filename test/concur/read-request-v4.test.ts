import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { bundleRequest, readRequestV4 } from '../../server/concur/read-request-v4.ts'
import type { TravelRequest } from '../../server/request/travel-request.ts'
import { documentedSamples } from '../support/documented-samples.ts'
import { fixture } from './fixture.ts'

const JSON_TEXT = fixture('request-v4.json')
const EXCEPTIONS =
  '[{"code":"CALWARN2","level":1,"message":"Above the allowance.","isBlocking":false,"parameters":{}}]'

describe('readRequestV4', () => {
  it('reads every field that the connector knows, amounts to the last digit', () => {
    expect(plain(requestOf(JSON_TEXT, EXCEPTIONS))).to.deep.equal({
      source: 'v4',
      requestId: '337E',
      requestKey: '0A1B2C3D4E5F60718293A4B5C6D7E8F9',
      name: 'Lyon in September',
      purpose: 'Trade fair in Lyon',
      employee: { userId: '5a2d3c4b-0000-4000-8000-000000000001', name: 'Example, Robin' },
      currency: 'CHF',
      approvalStatus: { code: 'SUBMITTED', name: 'Submitted & Pending External Validation' },
      operations: ['approve', 'sendback'],
      createdAt: '2026-09-01T07:06:05',
      submittedAt: '2026-09-01T09:10:11',
      lastModifiedAt: '2026-09-02T10:20:30',
      approvalLimitAt: '2026-09-10T23:59:00',
      startDate: '2026-09-28',
      startTime: '06:15',
      endDate: '2026-10-02',
      endTime: '19:30',
      entryCount: 1,
      everSentBack: true,
      hasException: true,
      exceptions: [{ code: 'CALWARN2', isBlocking: false, message: 'Above the allowance.' }],
      total: { amount: '1234.50000001', currency: 'CHF' },
      totalApproved: { amount: '1234.5', currency: 'CHF' },
      totalRemaining: { amount: '0', currency: 'CHF' },
      mainDestination: {
        name: 'Lyon, FRANCE',
        city: 'Lyon, FRANCE',
        subdivision: 'FR-69',
        country: 'FR',
      },
      policyKey: 'F4C8BD31CA9D4D6292795BE687EB9B2A',
      type: { code: 'TRAVEL', name: 'Travel' },
      custom: { custom1: 'Fairs of the autumn', custom2: 'CEN1' },
    })
  })

  it('reads answers that begin with a byte order mark', () => {
    expect(requestOf(`\ufeff${JSON_TEXT}`, `\ufeff${EXCEPTIONS}`)).to.have.property('requestId', '337E')
  })

  it('says nothing of exceptions that were not asked for, and that there are none where Concur says so', () => {
    expect(requestOf(JSON_TEXT)).to.not.have.property('exceptions')
    expect(requestOf(JSON_TEXT.replace('"WARNING"', '"NONE"'))).to.deep.include({
      exceptions: [],
      hasException: false,
    })
  })

  it('reads a request of which little is known', () => {
    const bare = '{"id":"A1","requestId":"333X","approvalStatus":{"code":"NOT_SUBMITTED"},"policy":null}'

    expect(requestOf(bare)).to.deep.equal({
      source: 'v4',
      requestId: '333X',
      requestKey: 'A1',
      employee: {},
      approvalStatus: { code: 'NOT_SUBMITTED' },
      operations: [],
      everSentBack: false,
      hasException: false,
      custom: {},
    })
  })

  const amounts: readonly (readonly [string, string])[] = [
    ['525.00000000', '525'],
    ['"525.00"', '525'],
    ['1e3', '1000'],
    ['90071992547409931.23', '90071992547409931.23'],
    ['0.1', '0.1'],
  ]
  for (const [written, expected] of amounts) {
    it(`keeps the digits of ${written}`, () => {
      const request = requestOf(JSON_TEXT.replace('1234.50000001', written))

      expect(request.total?.amount.toFixed()).to.equal(expected)
    })
  }

  it('reads the request all the same without what it need not have and cannot read, and says so', () => {
    expect(requestOf(JSON_TEXT.replace('"2026-09-28"', '"28.9.2026"')))
      .to.deep.include({ notRead: ['request.startDate is not a date'] })
      .and.not.have.property('startDate')
  })

  it('names all without which there is no request', () => {
    const text = JSON_TEXT.replace('"requestId": "337E"', '"requestId": null').replace(
      '1234.50000001',
      '"many"',
    )

    expect(readRequestV4(bundleRequest(Buffer.from(text), undefined))).to.deep.equal({
      ok: false,
      problem: 'request.totalPostedAmount is not an amount with a currency; there is no request.requestId',
      isWhole: true,
    })
  })

  it('does not take an amount without its currency', () => {
    const text = JSON_TEXT.replaceAll('"currency"', '"currencyCode"')

    expect(readRequestV4(bundleRequest(Buffer.from(text), undefined))).to.have.property('ok', false)
  })

  for (const [name, body] of [
    ['nothing', ''],
    ['a page', '<html></html>'],
    ['a list', '[]'],
    ['an error', '{"error":{"id":"notFound"}}'],
    ['bytes that are no text', '\u00ff'],
  ] as const) {
    it(`does not take ${name} for a request`, () => {
      expect(readRequestV4(Buffer.from(body, 'latin1'))).to.have.property('ok', false)
      expect(readRequestV4(bundleRequest(Buffer.from(body, 'latin1'), undefined))).to.have.property(
        'ok',
        false,
      )
    })
  }

  it('reads the documented examples', function () {
    const samples = documentedSamples(this)
    const read = (name: string) => readFileSync(join(samples, name), 'utf8')
    const exceptions = read('request-exceptions-v4.json')

    expect(plain(requestOf(read('request-v4.json'), exceptions))).to.deep.include({
      requestId: '333T',
      total: { amount: '494.56', currency: 'USD' },
      operations: ['submit'],
    })
    expect(plain(requestOf(read('request-v4-workflow-response.json')))).to.deep.include({
      requestId: '333X',
      operations: ['recall', 'cancel'],
    })
  })
})

function requestOf(request: string, exceptions?: string): TravelRequest {
  const bundle = bundleRequest(
    Buffer.from(request),
    exceptions === undefined ? undefined : Buffer.from(exceptions),
  )
  const reading = readRequestV4(bundle)
  if (!reading.ok) throw new Error(reading.problem)
  return reading.value
}

/** As data: decimals become their text, so that an expectation can be written out. */
function plain<Value extends object>(value: Value): Value {
  const copy: Value = JSON.parse(JSON.stringify(value))
  return copy
}
