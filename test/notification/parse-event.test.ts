import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Notification } from '../../server/notification/notification.ts'
import { parseEvent } from '../../server/notification/parse-event.ts'
import { readSentence } from '../../server/record/read-sentence.ts'
import { documentedSamples } from '../support/documented-samples.ts'
import { EVENT_PATH, eventBody } from './event-json.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/ess')
const STEPS = ['TAXCHECK']

function parsed(body: Uint8Array, stepCodes: readonly string[] = STEPS): Notification {
  const result = parseEvent(body, stepCodes)
  if (!result.ok) throw new Error(result.problems.join('; '))
  return result.notification
}

function reasonOf(companyId: string, facts: Readonly<Record<string, unknown>>): string | undefined {
  const result = parseEvent(eventBody({}, facts), STEPS, companyId)
  return result.ok ? result.notification.notReviewed : result.problems.join('; ')
}

function problemsOf(body: Uint8Array): readonly string[] {
  const result = parseEvent(body, STEPS)
  const problems = result.ok ? [] : result.problems
  // Pages say it in the language of their reader.
  expect(problems.map(readSentence)).not.to.include(undefined)
  return problems
}

const fixture = (name: string) => parsed(readFileSync(join(FIXTURES, `${name}.json`)))

describe('an event', () => {
  it('of a report at external validation is a notification', () => {
    expect(parsed(eventBody())).to.deep.equal({
      door: 'events',
      externalId: 'event 0d6f1f0e-2b8e-4c55-9d7e-6f1f5a3b2c1d',
      objectType: 'EXPRPT',
      objectUri: `https://us2.api.concursolutions.com${EVENT_PATH}`,
      objectPath: EVENT_PATH,
      eventType: 'statusChanged',
      eventDateTime: '2026-05-22T09:30:16.084Z',
      announcedAt: new Date('2026-05-22T09:30:16.084Z'),
      stepCode: 'EXTVAL',
      stepInstanceId: 'B1A2C3D4E5F60718293A4B5C6D7E8F90',
    })
  })

  it('is not reviewed if it is of another company than ours', () => {
    const [ours, other] = ['d6a72a3f-fdee-450a-abb3-7bf5eb427440', '0b1c2d3e-fdee-450a-abb3-7bf5eb427440']

    expect(reasonOf(ours, { companyId: other })).to.equal(
      `the event is of the company ${other}, and CONCUR_COMPANY_ID is another`,
    )
    expect(reasonOf(ours, { companyId: ours.toUpperCase() })).to.equal(undefined)
    expect(reasonOf(ours, {})).to.equal(undefined)
    expect(parsed(eventBody({}, { companyId: other })).notReviewed).to.equal(undefined)
  })

  describe('as SAP shows it', () => {
    const REASONS: Record<string, string | undefined> = {
      'financial-ready-for-integration':
        'events of the topic public.concur.financialintegration start no review',
      'report-created': 'events of the type reportCreated start no review',
      'report-deleted': 'events of the type reportDeleted start no review',
      'report-updated': 'events of the type reportUpdated start no review',
      'request-approved': 'events of the type statusChange.APPROVED start no review',
      'request-ea-approved': 'events of the type statusChange.APPROVED start no review',
      'request-ea-pending-cost-object': 'the step has no code',
      'request-ea-pending-manager': 'the step PENDMGRA is neither EXTVAL nor among ESS_STEP_CODES',
      'request-ea-pending-tmc': 'the step PENDTMCA is neither EXTVAL nor among ESS_STEP_CODES',
      'request-external-validation': undefined,
      'request-pending-manager': 'the step PENDMGRA is neither EXTVAL nor among ESS_STEP_CODES',
      'request-pending-tmc': 'the step PENDTMCA is neither EXTVAL nor among ESS_STEP_CODES',
      'status-changed-accounting': 'the step ACCTCLERK is neither EXTVAL nor among ESS_STEP_CODES',
      'status-changed-cost-object': 'the step CO_STEP is neither EXTVAL nor among ESS_STEP_CODES',
      'status-changed-external-validation': undefined,
      'status-changed-manager': 'the step MANAGER is neither EXTVAL nor among ESS_STEP_CODES',
      'tax-compliance': 'events of the topic public.concur.document.tax.compliance start no review',
    }
    for (const [name, reason] of Object.entries(REASONS)) {
      it(`is reviewed or says why not: ${name}`, () => {
        expect(fixture(name).notReviewed).to.equal(reason)
      })
    }

    it('is known by object, id and time in each of its shapes', () => {
      for (const [name, type, time] of [
        ['request-external-validation', 'TRAVELREQ', '2020-07-23T13:16:19.830Z'],
        ['report-deleted', 'EXPRPT', '1970-01-01T00:00:00.000Z'],
        ['financial-ready-for-integration', 'public.concur.financialintegration', '2023-09-26T21:17:44.570Z'],
      ] as const) {
        const { objectType, externalId, announcedAt } = fixture(name)

        expect(objectType).to.equal(type)
        expect(externalId).to.match(/^event [0-9a-f-]{36}$/)
        expect(announcedAt?.toISOString()).to.equal(time)
      }
    })

    it('names the first of several instances of a step', () => {
      expect(fixture('status-changed-cost-object')).to.include({ stepCode: 'CO_STEP' })
      expect(fixture('status-changed-cost-object').stepInstanceId).to.match(/^[0-9A-F]{32}$/)
    })

    it('is not reviewed at a step that is not ours', () => {
      const body = readFileSync(join(FIXTURES, 'status-changed-external-validation.json'))

      expect(parsed(body, []).notReviewed).to.equal(
        'the step TAXCHECK is neither EXTVAL nor among ESS_STEP_CODES',
      )
    })

    it('is understood in every sample of the documentation, where that lies beside the project', function () {
      const samples = documentedSamples(this)
      const names = readdirSync(samples).filter((name) => /^ess-(?!subscription|topics)/.test(name))

      expect(names).to.have.length(17)
      for (const name of names) expect(problemsOf(readFileSync(join(samples, name)))).to.deep.equal([])
    })
  })

  describe('of a report', () => {
    for (const topic of ['concur.expense.report', 'public.concur.expense.report']) {
      it(`may come under the topic ${topic}`, () => {
        expect(parsed(eventBody({ topic })))
          .to.include({ objectType: 'EXPRPT' })
          .and.not.have.property('notReviewed')
      })
    }

    const AT_EXTVAL = [{}, { currentApprovalStatus: 'A_PEND' }, { stepCode: 'extval' }]
    for (const facts of [...AT_EXTVAL, { stepCode: 'TAXCHECK' }, { stepCode: 'taxcheck' }]) {
      it(`starts a review with ${JSON.stringify(facts)}`, () => {
        expect(parsed(eventBody({}, facts))).to.not.have.property('notReviewed')
      })
    }

    for (const eventType of ['StatusChanged', 'STATUSCHANGED']) {
      it(`starts a review by ${eventType} too: Concur's own page writes it in two ways`, () => {
        expect(parsed(eventBody({ eventType }))).to.not.have.property('notReviewed')
      })
    }

    it('starts a review whatever the letter case of its topic and of its status', () => {
      const topic = 'Public.Concur.Expense.Report'
      const facts = { stepCode: 'TAXCHECK', currentApprovalStatus: 'a_extv' }

      expect(parsed(eventBody({ topic }, facts)))
        .to.include({ objectType: 'EXPRPT' })
        .and.not.have.property('notReviewed')
    })

    it('starts none by an event type that only begins alike', () => {
      expect(parsed(eventBody({ eventType: 'statusChangedBack' })).notReviewed).to.equal(
        'events of the type statusChangedBack start no review',
      )
    })

    const IDLE: [facts: Readonly<Record<string, unknown>>, reason: string][] = [
      [{ stepCode: 'SENDBACK' }, 'the step SENDBACK is neither EXTVAL nor among ESS_STEP_CODES'],
      [{ stepCode: null }, 'the step has no code'],
      [{ stepCode: 'NULL' }, 'the step has no code'],
      [{ stepCode: 'null' }, 'the step has no code'],
      [{ stepCode: '' }, 'the step has no code'],
      [{ stepCode: undefined }, 'the step has no code'],
      [{ stepCode: 7 }, 'the step has no code'],
      [
        { stepCode: 'TAXCHECK', currentApprovalStatus: 'A_ACCO' },
        'the report is at step TAXCHECK with status A_ACCO, not A_EXTV',
      ],
      [
        { stepCode: 'TAXCHECK', currentApprovalStatus: undefined },
        'the report is at step TAXCHECK with status unknown, not A_EXTV',
      ],
    ]
    for (const [facts, reason] of IDLE) {
      it(`starts none with ${JSON.stringify(facts)}`, () => {
        const notification = parsed(eventBody({}, facts))

        expect(notification.notReviewed).to.equal(reason)
        expect(notification.objectPath).to.equal(EVENT_PATH)
      })
    }

    const HREFS: unknown[] = [
      undefined,
      null,
      7,
      'https://us.api.concursolutions.com/expensereports/v4/reports/7C2E5A9B04D14F6E8A31',
      `https://us.api.concursolutions.com${EVENT_PATH}/../../x`,
      `https://us.api.concursolutions.com${EVENT_PATH}%2f..%2f..%2fX`,
      `https://us.api.concursolutions.com${EVENT_PATH.replace('TRAVELER', '..;x')}`,
      `https://us.api.concursolutions.com${EVENT_PATH.replace('TRAVELER', '%252E%252E')}`,
      `https://us.api.concursolutions.com${EVENT_PATH}?a=b`,
      'https://us.api.concursolutions.com/travelrequest/v4/requests/61BA94410046F747910760EA925A7CE6',
      `ftp://us.api.concursolutions.com${EVENT_PATH}`,
      `https://us.api.concursolutions.com/${'a'.repeat(3000)}`,
    ]
    for (const href of HREFS) {
      it(`starts none where it is at ${String(href).slice(0, 100)}`, () => {
        expect(parsed(eventBody({}, { href }))).to.include({
          objectPath: '',
          notReviewed: 'facts.href is not the address of an object of type EXPRPT',
        })
      })
    }

    it('is at the documented path of its address, whatever its case, with the keys as they are', () => {
      const href = `https://us.api.concursolutions.com${EVENT_PATH.replace('/expensereports/v4/users', '/ExpenseReports/V4/USERS')}`

      expect(parsed(eventBody({}, { href }))).to.include({ objectPath: EVENT_PATH })
    })

    it('is at the path of its address, whatever the host', () => {
      expect(parsed(eventBody({}, { href: `https://evil.example:8443${EVENT_PATH}` }))).to.include({
        objectPath: EVENT_PATH,
      })
    })
  })

  describe('of a request', () => {
    const href =
      'https://us.api.concursolutions.com/travelrequest/v4/requests/61BA94410046F747910760EA925A7CE6'
    const request = (eventType: string, stepCode?: string) =>
      parsed(
        eventBody(
          { topic: 'public.concur.request', eventType },
          { href, stepCode, isClosed: 'false', isRecall: 'true', isTest: false },
        ),
      )

    // Whether requests are reviewed at all is not for this test to say.
    const idle = (eventType: string, stepCode?: string) =>
      /start no review|no code|neither/.test(request(eventType, stepCode).notReviewed ?? '')

    it('is at its address', () => {
      expect(request('statusChange.PENDING.ExternalValidation').objectPath).to.equal(
        '/travelrequest/v4/requests/61BA94410046F747910760EA925A7CE6',
      )
    })

    it('starts no review but at external validation or at a step of ours', () => {
      expect(idle('statusChange.PENDING.ExternalValidation')).to.equal(false)
      expect(idle('StatusChange.Pending.externalvalidation')).to.equal(false)
      expect(idle('statuschange.pending.Partner', 'TAXCHECK')).to.equal(false)
      expect(idle('statusChange.PENDING.Partner', 'TAXCHECK')).to.equal(false)
      expect(idle('statusChange.PENDING.Partner', 'EXTVAL')).to.equal(false)
      expect(idle('statusChange.PENDING.Partner', 'OTHER')).to.equal(true)
      expect(idle('statusChange.APPROVED', 'EXTVAL')).to.equal(true)
      expect(idle('statusChange.SENTBACK', 'SENDBACK')).to.equal(true)
    })
  })

  describe('happened', () => {
    const TIMES: Record<string, string | undefined> = {
      '2025-03-13T20:23:16.084Z': '2025-03-13T20:23:16.084Z',
      '2020-07-23T13:16:19.83Z': '2020-07-23T13:16:19.830Z',
      '2023-09-26T21:17:44.570+0000': '2023-09-26T21:17:44.570Z',
      '2023-09-26T23:17:44+02:00': '2023-09-26T21:17:44.000Z',
      '2023-09-26T16:17:44-0500': '2023-09-26T21:17:44.000Z',
      '2023-09-26T21:17:44.123456789Z': '2023-09-26T21:17:44.123Z',
      '2023-09-26T21:17Z': '2023-09-26T21:17:00.000Z',
      '2023-09-26t21:17:44z': '2023-09-26T21:17:44.000Z',
      '2023-09-26 21:17:44Z': '2023-09-26T21:17:44.000Z',
      '2023-09-26T21:17:44': undefined,
      '2023-13-26T21:17:44Z': undefined,
      yesterday: undefined,
    }
    for (const [text, time] of Object.entries(TIMES)) {
      it(`${time === undefined ? 'nobody knows when' : time} where its time stamp is ${text}`, () => {
        const { eventDateTime, announcedAt } = parsed(eventBody({ timeStamp: text }))

        expect(eventDateTime).to.equal(text)
        expect(announcedAt?.toISOString()).to.equal(time)
      })
    }

    it('nobody knows when where it has no time stamp', () => {
      for (const timeStamp of [undefined, null, 1_747_906_216_084]) {
        expect(parsed(eventBody({ timeStamp }))).to.not.have.any.keys('eventDateTime', 'announcedAt')
      }
    })
  })

  describe('is refused', () => {
    const BODIES: Record<string, Uint8Array> = {
      nothing: Buffer.alloc(0),
      'no JSON': Buffer.from('<Notification/>'),
      'half of it': eventBody().subarray(0, 100),
      'a list of events': Buffer.from(JSON.stringify([{ id: '1' }])),
      'a text': Buffer.from('"event"'),
      null: Buffer.from('null'),
      'no UTF-8': Buffer.from([...Buffer.from('{"id":"'), 0xff, ...Buffer.from('"}')]),
      'UTF-16': Buffer.from(`\ufeff${eventBody().toString()}`, 'utf16le'),
    }
    for (const [name, body] of Object.entries(BODIES)) {
      it(`when it is ${name}`, () => {
        expect(problemsOf(body)).to.deep.equal(['the body is not a JSON object in UTF-8'])
      })
    }

    it('with every problem at once', () => {
      expect(problemsOf(Buffer.from('{"id":7,"topic":"","facts":[]}'))).to.deep.equal([
        'id is missing or no text of at most 200 characters',
        'topic is missing or no text of at most 200 characters',
        'eventType is missing or no text of at most 200 characters',
        'facts is missing or no object',
      ])
    })

    for (const id of ['a\u0000b', 'a\nb', '\ud83d', 'x'.repeat(201)]) {
      it(`when its id is ${JSON.stringify(id).slice(0, 20)}, which not every database can keep`, () => {
        expect(problemsOf(eventBody({ id }))).to.deep.equal([
          'id is missing or no text of at most 200 characters',
        ])
      })
    }
  })

  it('has ids that are no UUIDs', () => {
    expect(parsed(eventBody({ id: 'zae52efe-Ä340 #1' })).externalId).to.equal('event zae52efe-Ä340 #1')
  })

  it('may begin with a byte order mark and have any white space', () => {
    expect(parsed(Buffer.from(`\ufeff\r\n\t ${eventBody().toString()} \n`)).objectPath).to.equal(EVENT_PATH)
  })

  it('may have members that nobody knows, and facts that are missing', () => {
    const body = Buffer.from(
      '{"id":"1","topic":"t","eventType":"e","facts":{},"__proto__":{"id":"2"},"toString":1,"data":null}',
    )

    expect(parsed(body)).to.deep.equal({
      door: 'events',
      externalId: 'event 1',
      objectType: 't',
      objectUri: '',
      objectPath: '',
      eventType: 'e',
      notReviewed: 'events of the topic t start no review',
    })
  })
})
