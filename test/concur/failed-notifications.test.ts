import { expect } from 'chai'
import {
  type FailedNotification,
  notificationPath,
  readFailedList,
} from '../../server/concur/failed-notifications.ts'
import { readNotification } from '../../server/notification/parse-callout.ts'
import { fixture } from './fixture.ts'

const XML = fixture('failed-notifications.xml')
const JSON_LIST = fixture('failed-notifications.json')
const PATH = '/api/platform/notifications/v1.0/notification'
const FIRST = {
  ok: true,
  notification: {
    door: 'failed list',
    objectType: 'EXPRPT',
    objectUri:
      'https://www.concursolutions.com/api/expense/expensereport/v1.1/reportfulldetails/nReport%Re$w1',
    objectPath: '/api/expense/expensereport/v1.1/reportfulldetails/nReport%Re$w1',
    eventType: 'Report Entered Expense Report Workflow Step - REPORT SUBMITTED',
    eventDateTime: '2026-05-22T19:45:25',
  },
}

describe('readFailedList', () => {
  it('gives each notification with the address to delete it at', () => {
    const list = listOf(XML)

    expect(list.map(({ notificationUri }) => notificationPath(notificationUri))).to.deep.equal([
      `${PATH}/nNote%Re$s1`,
      `${PATH}/nNote$s2`,
    ])
    expect(list.map(({ element }) => readNotification(element, 'failed list').ok)).to.deep.equal([true, true])
    expect(firstOf(XML)).to.deep.equal(FIRST)
  })

  it('keeps the fields of one notification as JSON, for there are no bytes of it alone', () => {
    const sources = listOf(XML).map(({ source }): unknown => JSON.parse(new TextDecoder().decode(source)))

    expect(sources[1]).to.deep.equal({
      Context: '',
      EventDateTime: '2026-05-23T07:00:00',
      EventType: 'Report Entered Expense Report Workflow Step - REPORT SUBMITTED',
      NotificationURI: `https://www.concursolutions.com${PATH}/nNote$s2`,
      ObjectType: 'TRAVELREQ',
      ObjectURI: 'https://www.concursolutions.com/api/travelrequest/v1.0/requests/nRequest$w2',
    })
  })

  const spellings: readonly (readonly [string, string])[] = [
    ['the root NotificationsList', XML.replaceAll('NotificationList', 'NotificationsList')],
    [
      'a level Failure',
      XML.replaceAll('<Notification>', '<Notification><Failure>').replaceAll(
        '</Notification>',
        '</Failure></Notification>',
      ),
    ],
    ['NotificationURL', XML.replaceAll('NotificationURI', 'NotificationURL')],
    ['NotificationUrl', XML.replaceAll('NotificationURI', 'NotificationUrl')],
    ['no namespace', XML.replace(/ xmlns="[^"]*"/, '')],
    ['prefixes', XML.replaceAll(/<(\/?)(?=\w)/g, '<$1n:').replace('xmlns=', 'xmlns:n=')],
  ]
  for (const [name, xml] of spellings) {
    it(`reads the same with ${name}`, () => {
      expect(xml).not.to.equal(XML)
      expect(listOf(xml).map(({ notificationUri }) => notificationUri)).to.deep.equal(
        listOf(XML).map(({ notificationUri }) => notificationUri),
      )
      expect(firstOf(xml)).to.deep.equal(FIRST)
    })
  }

  for (const [name, json] of [
    ['JSON', JSON_LIST],
    ['JSON with a byte order mark', `\ufeff${JSON_LIST}`],
    ['JSON with NotificationUrl', JSON_LIST.replace('NotificationURI', 'NotificationUrl')],
  ] as const) {
    it(`reads ${name}`, () => {
      expect(firstOf(json)).to.deep.equal(FIRST)
      expect(listOf(json).map(({ notificationUri }) => notificationPath(notificationUri))).to.deep.equal([
        `${PATH}/nNote%Re$s1`,
      ])
    })
  }

  for (const empty of [
    '<NotificationList xmlns="http://www.concursolutions.com/api/notification/2012/06" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"/>',
    '<NotificationsList></NotificationsList>',
    '<NotificationList i:nil="true"/>',
    '<NotificationList><Notification i:nil="true"/></NotificationList>',
    '<NotificationList><Notification><Failure i:nil="true"/></Notification></NotificationList>',
    '[]',
    'null',
  ]) {
    it(`reads ${empty.slice(0, 20)} as an empty list`, () => {
      expect(listOf(empty)).to.deep.equal([])
    })
  }

  it('reads a list whose texts hold what XML cannot', () => {
    const xml = XML.replace('<Notification>', '<Notification><Remark>&#x1F; & \u0002</Remark>')

    expect(xml).not.to.equal(XML)
    expect(firstOf(xml)).to.deep.equal(FIRST)
  })

  for (const [name, body, isWhole] of [
    ['a whole list', XML.replace('</Notification>', '</Notificatio>'), true],
    ['half a list', XML.slice(0, 300), false],
    ['a whole JSON list', JSON_LIST.replace(':', ';'), true],
    ['half a JSON list', JSON_LIST.slice(0, 100), false],
    ['a page', '<!doctype html><html><br></html>', false],
  ] as const) {
    it(`tells whether it is ${name} that cannot be read`, () => {
      const reading = readFailedList(Buffer.from(body))

      expect(reading.ok).to.equal(false)
      expect('isWhole' in reading).to.equal(isWhole)
    })
  }

  it('gives an item that is no notification as one that cannot be understood', () => {
    const [item] = listOf('[null]')

    expect(item?.notificationUri).to.equal('')
    expect(item && readNotification(item.element, 'failed list')).to.deep.equal({
      ok: false,
      problems: ['ObjectType is missing', 'ObjectURI is missing'],
    })
  })

  for (const [name, body] of [
    ['nothing', ''],
    ['a page', '<html/>'],
    ['half a list', XML.slice(0, 300)],
    ['half a JSON list', JSON_LIST.slice(0, 100)],
    ['a JSON object', '{"Message":"no"}'],
    ['text', 'HTTPS 200 Success'],
  ] as const) {
    it(`does not take ${name} for a list`, () => {
      expect(readFailedList(Buffer.from(body)).ok).to.equal(false)
    })
  }
})

describe('notificationPath', () => {
  it('takes nothing but the path, byte for byte', () => {
    expect(notificationPath(`http://elsewhere.example${PATH}/n%Re$s1`)).to.equal(`${PATH}/n%Re$s1`)
  })

  for (const uri of [
    '',
    `${PATH}/n1`,
    `https://www.concursolutions.com${PATH}`,
    `https://www.concursolutions.com${PATH}/`,
    `https://www.concursolutions.com${PATH}/n1/more`,
    `https://www.concursolutions.com${PATH}/n1?status=FAILED`,
    `https://www.concursolutions.com${PATH}/..`,
    `https://www.concursolutions.com${PATH}/..;x`,
    `https://www.concursolutions.com${PATH}/n1%2f..`,
    'https://www.concursolutions.com/api/expense/expensereport/v1.1/reportfulldetails/n1',
  ]) {
    it(`refuses ${uri || 'nothing'}`, () => {
      expect(notificationPath(uri)).to.equal(undefined)
    })
  }
})

function listOf(body: string): readonly FailedNotification[] {
  const reading = readFailedList(Buffer.from(body))
  if (!reading.ok) throw new Error(reading.problem)
  return reading.value
}

function firstOf(body: string): unknown {
  const [first] = listOf(body)
  return first && readNotification(first.element, 'failed list')
}
