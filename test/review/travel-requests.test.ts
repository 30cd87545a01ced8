import { expect } from 'chai'
import type { TravelRequest } from '../../server/request/travel-request.ts'
import type { Place } from '../../server/review/seen-object.ts'
import { actionPath, placeOf, visitOf } from '../../server/review/travel-requests.ts'
import { buildRequest, buildRequestV4 } from '../support/build-request.ts'

const V1_STEP = '/api/travelrequest/v1.0/requests/nStep0001/WorkFlowAction'
const V4 = '/travelrequest/v4/requests/0A1B2C3D4E5F60718293A4B5C6D7E8F9'

describe('where a travel request stands', () => {
  const places: readonly (readonly [string, TravelRequest, Place])[] = [
    ['Q_EXTV of v1.0', buildRequest(), 'waits for us'],
    ['another status of v1.0', buildRequest({ approvalStatus: { code: 'Q_PEND' } }), 'moved on'],
    ['SUBMITTED with both actions', buildRequestV4(), 'waits for us'],
    ['SUBMITTED with one of them', buildRequestV4({ operations: ['recall', 'sendback'] }), 'waits for us'],
    [
      'SUBMITTED at a step of somebody else',
      buildRequestV4({ operations: ['recall', 'cancel'] }),
      'moved on',
    ],
    ['SUBMITTED without any', buildRequestV4({ operations: undefined }), 'moved on'],
    [
      'SENTBACK',
      buildRequestV4({ approvalStatus: { code: 'SENTBACK' }, operations: ['submit'] }),
      'sent back',
    ],
    ['CANCELED', buildRequestV4({ approvalStatus: { code: 'CANCELED' }, operations: [] }), 'canceled'],
    ['NOT_SUBMITTED', buildRequestV4({ approvalStatus: { code: 'NOT_SUBMITTED' } }), 'not submitted'],
    ['APPROVED', buildRequestV4({ approvalStatus: { code: 'APPROVED' }, operations: [] }), 'moved on'],
  ]
  for (const [name, request, place] of places) {
    it(`is known from ${name}`, () => {
      expect(placeOf(request)).to.equal(place)
    })
  }
})

describe('the visit of a travel request', () => {
  const announced = { stepCode: 'EXTVAL', stepInstanceId: 'B1A2' }

  it('is named by the step in v1.0, and by the submission', () => {
    expect(visitOf(buildRequest(), announced)).to.deep.equal({
      source: 'v1',
      objectId: '337E',
      step: V1_STEP,
      submittedAt: '2026-09-07T09:30:00',
      everSentBack: false,
    })
  })

  it('is named by the event in v4', () => {
    expect(visitOf(buildRequestV4({ everSentBack: true, submittedAt: undefined }), announced)).to.deep.equal({
      source: 'v4',
      objectId: '337E',
      step: 'B1A2',
      stepCode: 'EXTVAL',
      everSentBack: true,
    })
  })
})

describe('where the action of a travel request is posted', () => {
  it('is the address in the request in v1.0, with one slash or two behind the scheme', () => {
    for (const scheme of ['https:/', 'https://', 'http://']) {
      const workflowActionUrl = `${scheme}www.concursolutions.com${V1_STEP}`

      expect(actionPath(buildRequest({ workflowActionUrl }), '/anything', 'Approve')).to.equal(V1_STEP)
    }
  })

  const others: readonly string[] = [
    'https://www.concursolutions.com/api/travelrequest/v1.0/requests/nStep0001',
    'https://www.concursolutions.com/api/expense/expensereport/v1.1/report/nStep0001/WorkFlowAction',
    'https://www.concursolutions.com/api/travelrequest/v1.0/requests/../x/WorkFlowAction',
    V1_STEP,
    '',
  ]
  for (const workflowActionUrl of others) {
    it(`is nowhere for ${workflowActionUrl || 'an empty address'}`, () => {
      expect(actionPath(buildRequest({ workflowActionUrl }), '/anything', 'Approve')).to.equal(undefined)
    })
  }

  it('is the request itself in v4, if it offers that very action', () => {
    expect(actionPath(buildRequestV4(), V4, 'Approve')).to.equal(V4)
    expect(actionPath(buildRequestV4({ operations: ['approve'] }), V4, 'Send Back to Employee')).to.equal(
      undefined,
    )
  })
})
