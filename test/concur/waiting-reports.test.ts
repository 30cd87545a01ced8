import { expect } from 'chai'
import { readWaitingPage, type WaitingPage } from '../../server/concur/waiting-reports.ts'

const LIST = '/api/v3.0/expense/reports'
const FIRST = { ID: 'F4F027007E814C1CA70E', LastModifiedDate: '2026-05-22T19:46:01.98' }
const SECOND = { ...FIRST, ID: '39BD9F7C5C3F4986A6A5', SubmitDate: '2026-05-22T19:18:35.537' }

describe('readWaitingPage', () => {
  it('gives the reports with their dates, to the second', () => {
    expect(pageOf({ Items: [FIRST, SECOND], NextPage: null })).to.deep.equal({
      reports: [
        { reportId: 'F4F027007E814C1CA70E', lastModifiedAt: '2026-05-22T19:46:01' },
        {
          reportId: '39BD9F7C5C3F4986A6A5',
          lastModifiedAt: '2026-05-22T19:46:01',
          submittedAt: '2026-05-22T19:18:35',
        },
      ],
      strange: [],
    })
  })

  for (const page of [
    { Items: [] },
    { Items: [], NextPage: null },
    { Items: [], NextPage: '' },
    { Items: null, NextPage: null },
    { Items: null },
    { NextPage: null },
    { NextPage: '' },
  ]) {
    it(`finds none, and no other page, in ${JSON.stringify(page)}`, () => {
      expect(pageOf(page)).to.deep.equal({ reports: [], strange: [] })
    })
  }

  it('leaves out reports that wait for something else, should the search be ignored', () => {
    const page = pageOf({
      Items: [
        { ...FIRST, ApprovalStatusCode: 'A_APPR' },
        { ...SECOND, ApprovalStatusCode: 'A_EXTV' },
      ],
    })

    expect(page.reports.map(({ reportId }) => reportId)).to.deep.equal(['39BD9F7C5C3F4986A6A5'])
    expect(page.strange).to.deep.equal([])
  })

  it('goes on at the path and query of NextPage, byte for byte, and leaves its host behind', () => {
    const query = '?approvalStatusCode=A_EXTV&user=ALL&limit=100&offset=gW$p%24%Re/=='
    const page = pageOf({ Items: [], NextPage: `http://elsewhere.example${LIST}${query}` })

    expect(page.nextPath).to.equal(`${LIST}${query}`)
  })

  for (const NextPage of [
    'https://www.concursolutions.com/api/v3.0/users?limit=100',
    `https://www.concursolutions.com${LIST}`,
    `https://www.concursolutions.com${LIST}/../users?offset=1`,
    `https://www.concursolutions.com${LIST}?offset=1#part`,
    `https://www.concursolutions.com${LIST}?offset=1 HTTP/1.1`,
    `${LIST}?offset=1`,
    7,
  ]) {
    it(`does not go on at ${NextPage}`, () => {
      expect(read({ Items: [FIRST], NextPage })).to.deep.equal({
        ok: false,
        problem: 'NextPage is not an address of the list of reports',
        isWhole: true,
      })
    })
  }

  it('does not go on at a page that came before', () => {
    const body = bytes({ Items: [FIRST], NextPage: `https://www.concursolutions.com${LIST}?offset=1` })

    expect(readWaitingPage(body, new Set([`${LIST}?offset=1`]))).to.deep.equal({
      ok: false,
      problem: 'NextPage is a page that came before',
      isWhole: true,
    })
  })

  const strange: readonly (readonly [string, unknown, string])[] = [
    ['no ID', { LastModifiedDate: FIRST.LastModifiedDate }, 'it has no ID'],
    ['an ID that is a number', { ...FIRST, ID: 4711 }, 'it has no ID'],
    ['an ID with a blank', { ...FIRST, ID: 'F4F0 2700' }, 'it has no ID'],
    ['no LastModifiedDate', { ID: 'F4F0' }, 'report F4F0 has no LastModifiedDate'],
    [
      'a date of no calendar',
      { ID: 'F4F0', LastModifiedDate: '2026-13-41T00:00:00' },
      'report F4F0 has no LastModifiedDate',
    ],
    ['a text in place of a report', 'F4F0', 'it has no ID'],
    ['nothing in place of a report', null, 'it has no ID'],
  ]
  for (const [name, item, problem] of strange) {
    it(`keeps an item with ${name} apart, and reads the others`, () => {
      const page = pageOf({ Items: [item, SECOND] })

      expect(page.strange).to.deep.equal([{ problem, source: bytes(item) }])
      expect(page.reports.map(({ reportId }) => reportId)).to.deep.equal(['39BD9F7C5C3F4986A6A5'])
    })
  }

  it('takes an ID of any other form: which ids there are is not documented', () => {
    const page = pageOf({ Items: [{ ...FIRST, ID: 'gWpkOyRxJoH6$p%Re' }] })

    expect(page.reports.map(({ reportId }) => reportId)).to.deep.equal(['gWpkOyRxJoH6$p%Re'])
  })

  it('goes on from a page without items', () => {
    const page = pageOf({ Items: null, NextPage: `https://www.concursolutions.com${LIST}?offset=1` })

    expect(page).to.deep.equal({ reports: [], strange: [], nextPath: `${LIST}?offset=1` })
  })

  for (const body of ['[]', '{}', 'null', '{"Items":{}}', '{"Items":5}', '{"Items":""}', '{"items":null}']) {
    it(`does not take ${body} for an empty list`, () => {
      expect(readWaitingPage(Buffer.from(body))).to.deep.equal({
        ok: false,
        problem: 'the answer is not JSON with a list of Items',
      })
    })
  }

  for (const body of ['', '<html/>', '{"Items":[{"ID":"F4F0"}', '[error] please wait']) {
    it(`takes ${body === '' ? 'nothing' : body} for an outage`, () => {
      const reading = readWaitingPage(Buffer.from(body))

      expect(reading.ok).to.equal(false)
      expect(reading).not.to.have.property('isWhole')
    })
  }
})

function read(page: object) {
  return readWaitingPage(bytes(page))
}

function pageOf(page: object): WaitingPage {
  const reading = read(page)
  if (!reading.ok) throw new Error(reading.problem)
  return reading.value
}

function bytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}
