import { expect } from 'chai'
import { idOf, userIdOf } from '../../../server/simulator/keys.ts'
import {
  draftRequestEntry,
  draftTravelRequest,
} from '../../../server/simulator/requests/draft-travel-request.ts'
import type { RequestRefusal } from '../../../server/simulator/requests/travel-request-draft.ts'
import type { Simulator } from '../../../server/simulator/simulator.ts'
import { startSimulator } from '../../../server/simulator/simulator.ts'
import { startRecordingConnector } from '../callouts/recording-connector.ts'
import type { Answer } from '../simulator-calls.ts'
import { call, callV4, companyToken, textsOf, until } from '../simulator-calls.ts'

const TODAY = '2026-03-02'
const NOW = new Date('2026-03-02T09:30:15Z')
const V1 = '/api/travelrequest/v1.0/requests'
const NAMESPACE = 'http://www.concursolutions.com/api/travelrequest/2012/06'

describe('simulator: travel requests', () => {
  let simulator: Simulator
  let requestId: string

  beforeEach(async () => {
    simulator = await startSimulator({ now: () => NOW })
    submit()
  })
  afterEach(async () => simulator.close())

  function submit(changes: Parameters<typeof draftTravelRequest>[1] = {}): void {
    requestId = simulator.submitRequest(draftTravelRequest(TODAY, changes))
  }

  const pathV4 = () => `/travelrequest/v4/requests/${idOf(simulator.travelRequest(requestId).requestKey)}`

  const details = async (): Promise<Answer> =>
    call(simulator, 'GET', `${V1}/${simulator.travelRequest(requestId).requestKey}`)

  async function actV1(action: string, comment = '', namespace = NAMESPACE): Promise<Answer> {
    const { stepKeys } = simulator.travelRequest(requestId)
    return call(simulator, 'POST', `${V1}/${stepKeys[0]}/WorkFlowAction`, {
      headers: { 'content-type': 'application/xml' },
      body: `<WorkflowAction xmlns="${namespace}"><Action>${action}</Action><Comment>${comment}</Comment></WorkflowAction>`,
    })
  }

  const actV4 = async (action: string, body?: unknown): Promise<Answer> =>
    callV4(simulator, 'POST', `${pathV4()}/${action}`, body)

  async function readV4(rest = ''): Promise<unknown> {
    return JSON.parse((await callV4(simulator, 'GET', `${pathV4()}${rest}`)).body)
  }

  describe('v1.0', () => {
    it('shows details with the month in front, twelve hours and one slash in the address of the step', async () => {
      const [stepKey] = simulator.travelRequest(requestId).stepKeys
      const { status, body } = await details()

      expect(status).to.equal(200)
      expect(body).to.match(
        /^<TravelRequestDetails xmlns="http:\/\/www\.concursolutions\.com\/api\/travelrequest/,
      )
      expect(textsOf(body, 'RequestID')).to.deep.equal([requestId])
      expect(textsOf(body, 'ApprovalStatusKey')).to.deep.equal(['Q_EXTV'])
      expect(textsOf(body, 'StartDate')).to.deep.equal(['3/23/2026'])
      expect(textsOf(body, 'StartTime')).to.deep.equal(['6:15 AM'])
      expect(textsOf(body, 'EndTime')).to.deep.equal(['7:30 PM'])
      expect(textsOf(body, 'RequestTotal')).to.deep.equal(['640.00000000'])
      expect(textsOf(body, 'WorkflowActionURL')).to.deep.equal([
        `https:/www.concursolutions.com${V1}/${stepKey}/WorkFlowAction`,
      ])
    })

    it('shows entries with segments and allocations, and cash advances', async () => {
      submit({
        entries: [draftRequestEntry(TODAY), draftRequestEntry(TODAY, { postedAmount: '240.5' })],
        cashAdvances: [{ key: 'nAdvance', amount: '400', currency: 'EUR' }],
      })
      const { body } = await details()

      expect(textsOf(body, 'RequestTotal')).to.deep.equal(['880.50000000'])
      expect(textsOf(body, 'SegmentType')).to.deep.equal(['Air Ticket', 'Air Ticket'])
      expect(textsOf(body, 'Percentage')).to.deep.equal(['100.00000000', '100.00000000'])
      expect(textsOf(body, 'AmountRequested')).to.deep.equal(['400.000000'])
    })

    it('approves once, in a 200', async () => {
      const first = await actV1('Approve')
      const second = await actV1('Approve')

      expect(first.status).to.equal(200)
      expect(first.body).to.include(`<ActionStatus xmlns="${NAMESPACE}"`)
      expect(textsOf(first.body, 'Status')).to.deep.equal(['SUCCESS!'])
      expect(textsOf(second.body, 'Status')).to.deep.equal(['FAILURE'])
      expect(simulator.ledger).to.have.length(1)
      expect(simulator.ledger[0]).to.include({ reportId: requestId, action: 'Approve', api: 'v1.0' })
    })

    it('has a bare ampersand in the name of a status, and no address of a step, once it has gone on', async () => {
      await actV1('Approve')
      const { body } = await details()

      expect(body).to.include('<ApprovalStatusName>Submitted & Pending Approval</ApprovalStatusName>')
      expect(body).to.include('<WorkflowActionURL i:nil="true" />')
    })

    it('sends back with a comment only', async () => {
      const without = await actV1('Send Back to Employee')
      const withOne = await actV1('Send Back to Employee', 'too expensive')

      expect(textsOf(without.body, 'Status')).to.deep.equal(['FAILURE'])
      expect(textsOf(withOne.body, 'Status')).to.deep.equal(['SUCCESS!'])
      expect(simulator.travelRequest(requestId)).to.deep.include({
        statusCode: 'Q_RESU',
        everSentBack: true,
        actions: [{ action: 'Send Back to Employee', comment: 'too expensive' }],
      })
    })

    it('refuses the namespace of expense reports, an unknown request and an unknown step', async () => {
      const expense = 'http://www.concursolutions.com/api/expense/expensereport/2011/03'
      const answers = [
        await actV1('Approve', '', expense),
        await call(simulator, 'GET', `${V1}/nope`),
        await call(simulator, 'POST', `${V1}/nope/workflowaction`, {
          headers: { 'content-type': 'application/xml' },
          body: `<WorkflowAction xmlns="${NAMESPACE}"/>`,
        }),
      ]

      expect(answers.map(({ status }) => status)).to.deep.equal([400, 404, 404])
    })
  })

  describe('v4', () => {
    it('shows a waiting request as submitted, with its operations and amounts with "currency"', async () => {
      submit({ custom: { custom1: 'free text', custom2: '(CEN1) Centre 1' } })

      expect(await readV4()).to.deep.nested.include({
        requestId,
        'approvalStatus.code': 'SUBMITTED',
        pendingApproval: true,
        startDate: '2026-03-23',
        startTime: '06:15',
        totalPostedAmount: { value: 640, currency: 'USD' },
        'mainDestination.countryCode': 'FR',
        owner: { firstName: 'Chris', id: userIdOf('chris.miller@example.com'), lastName: 'Miller' },
        custom1: { value: 'free text' },
        custom2: { code: 'CEN1', value: idOf('(CEN1) Centre 1') },
        highestExceptionLevel: 'NONE',
        'operations[0].rel': 'approve',
        'operations[1].rel': 'sendback',
      })
    })

    it('approves with 200 and the request, which then waits for somebody else', async () => {
      const answer = await actV4('approve')

      expect(answer.status).to.equal(200)
      expect(JSON.parse(answer.body)).to.deep.nested.include({
        'approvalStatus.code': 'SUBMITTED',
        'operations[0].rel': 'recall',
      })
      expect(await actV4('approve')).to.include({ status: 409 })
      expect(simulator.ledger).to.have.length(1)
      expect(simulator.ledger[0]).to.include({ reportId: requestId, action: 'Approve', api: 'v4' })
    })

    it('approves to the end where nobody else has to', async () => {
      submit({ statusAfterApproval: 'Q_APPR' })
      await actV4('approve')

      expect(await readV4()).to.deep.nested.include({ 'approvalStatus.code': 'APPROVED', approved: true })
    })

    it('sends back with a comment or without', async () => {
      expect(await actV4('sendback', { comment: 'too expensive' })).to.include({ status: 200 })
      expect(await readV4()).to.deep.nested.include({ 'approvalStatus.code': 'SENTBACK', everSentBack: true })

      submit()
      expect(await actV4('sendback')).to.include({ status: 200 })
    })

    it('refuses a body where none belongs, a comment of 2001 characters, and the spelling of expense', async () => {
      const answers = [
        await actV4('approve', { comment: 'fine' }),
        await actV4('sendback', { comment: 'x'.repeat(2001) }),
        await actV4('sendBack', { comment: 'no' }),
      ]

      expect(answers.map(({ status }) => status)).to.deep.equal([400, 400, 404])
      expect(simulator.ledger).to.deep.equal([])
    })

    it('does not let a request leave with a blocking exception, but back', async () => {
      submit({ exceptions: [{ code: 'CALWARN2', isBlocking: true, message: 'Too much cash' }] })
      const { status, body } = await actV4('approve')

      expect(status).to.equal(409)
      expect(JSON.parse(body)).to.deep.equal({
        errors: [
          {
            errorCode: 'STEP_EXIT_BLOCKING_BY_EXCEPTION',
            errorMessage: 'The request has blocking exceptions',
          },
        ],
      })
      expect(await readV4('/exceptions')).to.have.nested.property('[0].code', 'CALWARN2')
      expect(await readV4('/exceptions')).to.have.nested.property('[0].isBlocking', true)
      expect(await readV4()).to.include({ highestExceptionLevel: 'ERROR' })
      expect(await actV4('sendback')).to.include({ status: 200 })
    })

    const refusals: readonly [RequestRefusal['code'], number][] = [
      ['missingRequiredParam', 400],
      ['userIsNotAllowed', 403],
      ['timeOut', 408],
      ['NO_AUTH_APPROVERS', 409],
      ['CASH_ADVANCE_ANY', 409],
      ['CLIQBOOK_APPROVAL_FAILURE', 503],
    ]
    for (const [code, status] of refusals) {
      it(`refuses with ${code} when that is asked for, as a failure in v1.0`, async () => {
        submit({ refusals: [{ of: 'approve', code, times: 2 }] })
        const v4 = await actV4('approve')
        const v1 = await actV1('Approve')

        expect(v4.status).to.equal(status)
        expect(v4.body).to.include(`"errorCode":"${code}"`)
        expect(textsOf(v1.body, 'Status')).to.deep.equal(['FAILURE'])
        expect(await actV4('approve')).to.include({ status: 200 })
      })
    }

    it('shows planned expenses late when that is asked for, in v1.0 too, and counts and sums all the same', async () => {
      submit({ incomplete: { shape: 'nil', times: 2 } })
      const [none, v4, whole] = [await details(), await readV4(), await details()]

      expect(none.body).to.include('<EntriesList i:nil="true" />').and.include('<EntryCount>1</EntryCount>')
      expect(textsOf(none.body, 'RequestTotal')).to.deep.equal(['640.00000000'])
      expect(v4).to.have.deep.property('expenses', [])
      expect(v4).to.have.nested.property('totalPostedAmount.value', 640)
      expect(whole.body).to.include('<RequestEntry>')
    })

    it('refuses a correlation id that is no UUID, and a token of the application alone', async () => {
      const token = await companyToken(simulator)
      const headers = { 'concur-correlationid': 'no-uuid' }
      const withOther = await call(simulator, 'GET', pathV4(), { token, headers })
      const app = await call(simulator, 'GET', pathV4())

      expect(withOther.status).to.equal(400)
      expect(withOther.body).to.include('invalidUuid')
      expect(app.status).to.equal(401)
      expect(app.body).to.include('"errorCode":"invalidUser"')
    })
  })

  it('are called out with their type and address', async () => {
    const connector = await startRecordingConnector()
    simulator.connectTo(connector.address)
    await until(() => simulator.notifications.every(({ state }) => state === 'delivered'))
    await connector.close()

    const { requestKey } = simulator.travelRequest(requestId)
    const body = connector.received[0]?.body ?? ''
    expect(textsOf(body, 'ObjectType')).to.deep.equal(['TRAVELREQ'])
    expect(textsOf(body, 'ObjectURI')).to.deep.equal([`https://www.concursolutions.com${V1}/${requestKey}`])
  })

  it('have events with the facts of the documentation, its booleans as texts', async () => {
    simulator.connectEventsTo({ url: 'http://127.0.0.1:9/' })
    const id = simulator.submitRequest(draftTravelRequest(TODAY), ['events'])
    simulator.recallRequest(id)
    simulator.resubmitRequest(id, { purpose: 'cheaper' })
    const idV4 = idOf(simulator.travelRequest(id).requestKey)
    await callV4(simulator, 'POST', `/travelrequest/v4/requests/${idV4}/sendback`)
    simulator.resubmitRequest(id, { statusAfterApproval: 'Q_APPR' })
    await callV4(simulator, 'POST', `/travelrequest/v4/requests/${idV4}/approve`)

    const bodies = simulator.events.map(({ event }) => JSON.parse(event.body) as unknown)
    expect(simulator.events.map(({ event }) => event.eventType)).to.deep.equal([
      'statusChange.PENDING.ExternalValidation',
      'statusChange.SENTBACK',
      'statusChange.PENDING.ExternalValidation',
      'statusChange.SENTBACK',
      'statusChange.PENDING.ExternalValidation',
      'statusChange.APPROVED',
    ])
    expect(bodies[0]).to.deep.nested.include({
      topic: 'concur.request',
      'facts.id': idV4,
      'facts.requestId': id,
      'facts.href': `https://us2.api.concursolutions.com/travelrequest/v4/requests/${idV4}`,
      'facts.status': 'PendingExternalValidation',
      'facts.role': 'ExternalValidation',
      'facts.currentApprovalStatus': 'Q_EXTV',
      'facts.stepCode': 'EXTVAL',
      'facts.isClosed': 'false',
      'facts.userId': userIdOf('chris.miller@example.com'),
    })
    expect(bodies[1]).to.have.nested.include({ 'facts.stepCode': 'SENDBACK', 'facts.isRecall': 'true' })
    expect(bodies[3]).to.have.nested.include({ 'facts.stepCode': 'SENDBACK', 'facts.isRecall': 'false' })
  })

  it('cannot be submitted again by an employee who does not have them, nor taken back twice', () => {
    expect(() => simulator.resubmitRequest(requestId)).to.throw('a request at Q_EXTV cannot be resubmitted')
    simulator.recallRequest(requestId)
    expect(() => simulator.recallRequest(requestId)).to.throw('with its employee already')
    expect(() => simulator.travelRequest('NOPE')).to.throw('the simulator has no request NOPE')
  })
})
