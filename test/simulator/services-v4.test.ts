import { expect } from 'chai'
import { idOf, userIdOf } from '../../server/simulator/keys.ts'
import { businessMeal, costCentre } from '../../server/simulator/reports/demo-entries.ts'
import {
  draftAllocation,
  draftAttendee,
  draftEntry,
  draftItemization,
  draftReport,
} from '../../server/simulator/reports/draft-report.ts'
import type { Simulator } from '../../server/simulator/simulator.ts'
import { startSimulator } from '../../server/simulator/simulator.ts'
import {
  accessToken,
  act,
  call,
  callV4,
  companyToken,
  postExceptions,
  readReport,
  textsOf,
} from './simulator-calls.ts'

const TODAY = '2026-03-02'
const OWNER = userIdOf('chris.miller@example.com')
const NOW = new Date('2026-03-02T09:30:15Z')

const messageOf = (code: string) => `What the administrator wrote for ${code}.`

describe('simulator: expense reports v4', () => {
  let simulator: Simulator
  let reportId: string
  let long: string
  let short: string

  beforeEach(async () => {
    simulator = await startSimulator({
      exceptionCodes: ['NORECPT', 'OLDENTRY', 'STOPS'],
      blockingCodes: ['STOPS'],
      now: () => NOW,
    })
    submit()
  })
  afterEach(async () => simulator.close())

  function submit(changes: Parameters<typeof draftReport>[1] = {}): void {
    reportId = simulator.submit(draftReport(TODAY, changes))
    long = `/expensereports/v4/users/${OWNER}/context/TRAVELER/reports/${reportId}`
    short = `/expensereports/v4/reports/${reportId}`
  }

  const entryKey = () => simulator.report(reportId).draft.entries[0]?.key ?? ''

  const put = async (code: string, visibility = 'ALL', below = '') =>
    callV4(simulator, 'PUT', `${short}${below}/exceptions`, {
      exceptionCode: code,
      exceptionVisibility: visibility,
    })

  const patch = async (action: string, body: unknown = {}) =>
    callV4(simulator, 'PATCH', `${short}/${action}`, body)

  const find = async (filter: string) =>
    callV4(simulator, 'GET', `/profile/identity/v4/Users?filter=${encodeURIComponent(filter)}`)

  async function list(path = short): Promise<unknown> {
    return JSON.parse((await callV4(simulator, 'GET', `${path}/exceptions`)).body)
  }

  describe('reading', () => {
    it('shows a report with all decimals of its amounts, and zero as 0E-8', async () => {
      const { status, body } = await callV4(simulator, 'GET', long)

      expect(status).to.equal(200)
      expect(body).to.include('"reportTotal":{"value":18.50000000,"currencyCode":"USD"}')
      expect(body).to.include('"personalAmount":{"value":0E-8,"currencyCode":"USD"}')
      expect(JSON.parse(body)).to.deep.include({
        reportId,
        approvalStatus: 'Pending External Validation',
        approvalStatusId: 'A_EXTV',
        paymentStatusId: 'P_NOTP',
        submitDate: '2026-03-02T09:30:15Z',
        isReportEverSentBack: false,
        currencyCode: 'USD',
        businessPurpose: 'Visit to a client',
        userId: OWNER,
      })
    })

    it('knows the owner in either letter case, by a UUID', async () => {
      expect(OWNER).to.match(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/)
      expect(await callV4(simulator, 'GET', long.replace(OWNER, OWNER.toUpperCase()))).to.include({
        status: 200,
      })
    })

    it('lists entries without their parts, and the parts where they are asked for', async () => {
      const hotel = draftEntry(TODAY, {
        key: 'nHotel',
        transactionAmount: '115',
        custom: { custom1: '(100) Sales', custom2: 'free text' },
        itemizations: [draftItemization(TODAY, { key: 'nPart', transactionAmount: '8' })],
      })
      submit({ entries: [hotel] })
      const expenses = await callV4(simulator, 'GET', `${long}/expenses`)
      const parts = await callV4(simulator, 'GET', `${long}/expenses/${idOf('nHotel')}/itemizations`)
      const entry = await callV4(simulator, 'GET', `${long}/expenses/${idOf('nHotel')}`)
      const part = await callV4(simulator, 'GET', `${long}/expenses/${idOf('nPart')}`)

      expect(idsOf(expenses.body)).to.deep.equal([idOf('nHotel')])
      expect(expenses.body).to.include('"exchangeRate":{"value":1.00000000000000,"operation":"MULTIPLY"}')
      expect(idsOf(parts.body)).to.deep.equal([idOf('nPart')])
      expect(parts.body).to.include('"postedAmount":{"value":8.00000000,"currencyCode":"USD"}')
      expect(JSON.parse(entry.body)).to.deep.include({
        parentExpenseId: null,
        customData: [
          {
            id: 'custom1',
            value: idOf('(100) Sales'),
            isValid: true,
            listItemUrl: `${simulator.url}/list/v4/items?id=${idOf('(100) Sales')}`,
          },
          { id: 'custom2', value: 'free text', isValid: true, listItemUrl: null },
        ],
      })
      expect(JSON.parse(part.body)).to.include({ parentExpenseId: idOf('nHotel'), receiptImageId: null })
    })

    it('lists the parts behind their entries where they are asked for with them', async () => {
      const itemizations = [draftItemization(TODAY, { key: 'nPart' })]
      submit({
        entries: [draftEntry(TODAY, { key: 'nHotel', itemizations }), draftEntry(TODAY, { key: 'nRide' })],
      })
      const all = await callV4(simulator, 'GET', `${long}/expenses?includeItemizations=true`)
      const entries = await callV4(simulator, 'GET', `${long}/expenses?includeItemizations=false`)

      expect(idsOf(all.body)).to.deep.equal(['nHotel', 'nPart', 'nRide'].map(idOf))
      expect(idsOf(entries.body)).to.deep.equal(['nHotel', 'nRide'].map(idOf))
    })

    it('gives the comments of all levels where they are asked for, each with its expense', async () => {
      submit({ entries: [draftEntry(TODAY, { key: 'nRide', commentCount: 2 })] })
      await callV4(simulator, 'POST', `${short}/comments`, { comment: 'checked' })
      const { body } = await callV4(simulator, 'GET', `${short}/comments?includeAllComments=true`)
      const comments: { readonly comment: string; readonly expenseId?: string }[] = JSON.parse(body)

      expect(comments.map(({ comment, expenseId }) => [comment, expenseId])).to.deep.equal([
        ['checked', undefined],
        ['Remark 1', idOf('nRide')],
        ['Remark 2', idOf('nRide')],
      ])
    })

    it('shows what is approved of an expense: what the employee entered, of an itemized one the sum', async () => {
      const part = draftItemization(TODAY, { transactionAmount: '8', approvedAmount: '7.5' })
      submit({
        entries: [
          draftEntry(TODAY, { isPersonal: true, approvedAmount: '18.50' }),
          draftEntry(TODAY, { transactionAmount: '8', itemizations: [part] }),
        ],
      })
      const { body } = await callV4(simulator, 'GET', `${long}/expenses`)

      expect(
        [...body.matchAll(/"approvedAmount":\{"value":([\d.]+)/g)].map((match) => match[1]),
      ).to.deep.equal(['18.50000000', '7.50000000'])
    })

    it('shows allocations and attendees of an expense, attendees without names', async () => {
      const meal = {
        ...businessMeal(TODAY, '50'),
        key: 'nMeal',
        allocations: [costCentre('(100) Sales', '40'), costCentre('(200) Plant', '60')],
        attendees: [draftAttendee({ key: 'nPat' }), draftAttendee({ versionNumber: 2 })],
      }
      submit({ entries: [meal] })
      const of = `${long}/expenses/${idOf('nMeal')}`
      const allocations = await callV4(simulator, 'GET', `${of}/allocations`)
      const attendees = await callV4(simulator, 'GET', `${of}/attendees`)
      const sameAttendees = await callV4(simulator, 'GET', `${short}/expenses/${idOf('nMeal')}/attendees`)

      expect(allocations.body).to.include('"allocationAmount":{"value":20.00,"currencyCode":"USD"}')
      expect(allocations.body).to.include('"percentage":40.00000000')
      expect(JSON.parse(attendees.body)).to.deep.nested.include({
        noShowAttendeeCount: 0,
        'expenseAttendeeList[0].attendeeId': idOf('nPat'),
        'expenseAttendeeList[1].transactionAmount': { value: 25, currencyCode: 'USD' },
      })
      expect(attendees.body).to.not.include('Pat')
      expect(sameAttendees.body).to.equal(attendees.body)
    })

    it('keeps comments of employee, applications and actions', async () => {
      submit({ entries: [draftEntry(TODAY, { key: 'nRide', commentCount: 1 })] })
      const posted = await callV4(simulator, 'POST', `${short}/comments`, { comment: 'checked' })
      await act(simulator, reportId, { action: 'Approve', comment: 'fine' })
      const ofReport = await callV4(simulator, 'GET', `${short}/comments`)
      const ofExpense = await callV4(simulator, 'GET', `${long}/expenses/${idOf('nRide')}/comments`)

      expect(posted).to.include({ status: 201, body: `{"uri":"${simulator.url}${short}/comments"}` })
      expect(textOfComments(ofReport.body)).to.deep.equal(['checked', 'fine'])
      expect(textOfComments(ofExpense.body)).to.deep.equal(['Remark 1'])
      expect(simulator.ledger.map(({ kind }) => kind)).to.deep.equal(['comment', 'workflow'])
    })

    it('refuses an empty comment and one of 2001 characters', async () => {
      const empty = await callV4(simulator, 'POST', `${short}/comments`, { comment: '' })
      const long2001 = await callV4(simulator, 'POST', `${short}/comments`, { comment: 'x'.repeat(2001) })

      expect([empty.status, long2001.status]).to.deep.equal([400, 400])
    })
  })

  describe('what is not there, and for whom it is not', () => {
    const cases: readonly [string, () => string, number, string][] = [
      [
        'an encrypted key in the place of the id',
        () => short.replace(reportId, 'n3%Rek'),
        400,
        'Invalid reportId',
      ],
      ['an unknown report', () => short.replace(reportId, '0'.repeat(20)), 404, 'The report was not found'],
      ['a v1.1 key of an expense', () => `${short}/expenses/n3Key`, 400, 'Invalid expenseId'],
      ['an unknown expense', () => `${short}/expenses/${idOf('?')}`, 404, 'The expense was not found'],
      [
        'an unknown allocation',
        () => `${short}/expenses/${idOf(entryKey())}/allocations/${idOf('?')}`,
        404,
        'The allocation was not found',
      ],
    ]
    for (const [title, path, status, message] of cases) {
      it(`answers ${status} for ${title}`, async () => {
        const answer = await callV4(simulator, 'GET', `${path()}/exceptions`)

        expect(answer.status).to.equal(status)
        expect(JSON.parse(answer.body)).to.deep.include({
          timestamp: '2026-03-02T09:30:15.000Z',
          httpStatus: status === 400 ? '400 - Bad Request' : '404 - Not Found',
          errorMessage: message,
          path: `${path()}/exceptions`,
        })
      })
    }

    it('refuses a user who is not the owner, a context for people, and one that is none', async () => {
      const stranger = await callV4(simulator, 'GET', long.replace(OWNER, userIdOf('somebody')))
      const manager = await callV4(simulator, 'GET', long.replace('TRAVELER', 'MANAGER'))
      const none = await callV4(simulator, 'GET', long.replace('TRAVELER', 'ANYBODY'))

      expect([stranger.status, manager.status, none.status]).to.deep.equal([403, 403, 400])
    })

    it('has no short form for the report and its expenses, which is not documented', async () => {
      const answers = [
        await callV4(simulator, 'GET', short),
        await callV4(simulator, 'GET', `${short}/expenses`),
      ]

      expect(answers.map(({ status }) => status)).to.deep.equal([404, 404])
    })

    it('refuses a chunked body', async () => {
      const chunked = new ReadableStream({
        start(controller) {
          controller.enqueue(Buffer.from('{}'))
          controller.close()
        },
      })
      const { status } = await fetch(`${simulator.url}${short}/approve`, {
        method: 'PATCH',
        headers: {
          authorization: `Bearer ${await companyToken(simulator)}`,
          'content-type': 'application/json',
        },
        body: chunked,
        duplex: 'half',
      })

      expect(status).to.equal(400)
      expect(simulator.ledger).to.deep.equal([])
    })

    it('answers 401 without a token, to one it did not give, and to one of the application alone', async () => {
      const answers = [
        await call(simulator, 'GET', long, { token: '' }),
        await call(simulator, 'GET', long, { token: 'guessed' }),
        await call(simulator, 'GET', long, { token: await accessToken(simulator) }),
      ]

      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401, 401])
      expect(answers[2]?.body).to.include('only accessible by a valid company JWT')
    })
  })

  describe('exceptions', () => {
    beforeEach(() => {
      const part = draftItemization(TODAY, {
        key: 'nPart',
        allocations: [draftAllocation({ key: 'nShare' })],
      })
      submit({ entries: [draftEntry(TODAY, { key: 'nEntry', itemizations: [part] })] })
    })

    it('puts them at the report, an entry, an itemization and an allocation, and lists them by place', async () => {
      const part = `/expenses/${idOf('nPart')}`
      await put('NORECPT')
      await put('OLDENTRY', 'PROCESSOR', `/expenses/${idOf('nEntry')}`)
      await put('STOPS', 'ALL', part)
      const last = await put('NORECPT', 'APPROVER_PROCESSOR', `${part}/allocations/${idOf('nShare')}`)

      expect(last).to.include({ status: 200, body: '' })
      const atReport = {
        exceptionCode: 'NORECPT',
        exceptionVisibility: 'ALL',
        isBlocking: false,
        message: messageOf('NORECPT'),
        allocationId: null,
        expenseId: null,
        parentExpenseId: null,
      }
      const atEntry = {
        ...atReport,
        exceptionCode: 'OLDENTRY',
        exceptionVisibility: 'PROCESSOR',
        message: messageOf('OLDENTRY'),
        expenseId: idOf('nEntry'),
      }
      const atPart = {
        ...atReport,
        exceptionCode: 'STOPS',
        isBlocking: true,
        message: messageOf('STOPS'),
        expenseId: idOf('nPart'),
        parentExpenseId: idOf('nEntry'),
      }
      const atShare = {
        ...atPart,
        exceptionCode: 'NORECPT',
        exceptionVisibility: 'APPROVER_PROCESSOR',
        isBlocking: false,
        message: messageOf('NORECPT'),
        allocationId: idOf('nShare'),
      }
      expect(await list()).to.deep.equal([atReport, atEntry, atPart, atShare])
      expect(await list(`${short}/expenses/${idOf('nEntry')}`)).to.deep.equal([atEntry, atPart])
      expect(await list(`${long}${part}/allocations/${idOf('nShare')}`)).to.deep.equal([atShare])
      const own = await callV4(
        simulator,
        'GET',
        `${short}/expenses/${idOf('nEntry')}/exceptions?excludeItemizations=true`,
      )
      expect(JSON.parse(own.body)).to.deep.equal([atEntry])
      const ofReport = await callV4(simulator, 'GET', `${short}/exceptions?excludeExpenses=true`)
      expect(JSON.parse(ofReport.body)).to.deep.equal([atReport])
    })

    it('keeps one of the same code at one place, with the latest visibility', async () => {
      await put('NORECPT')
      await put('NORECPT')
      await put('NORECPT', 'PROCESSOR')

      expect(await list()).to.have.length(1)
      expect(await list()).to.have.nested.property('[0].exceptionVisibility', 'PROCESSOR')
      expect(simulator.ledger.map(({ kind }) => kind)).to.deep.equal(['exceptions', 'exceptions'])
    })

    it('shows in v1.1 and in the flags of the report and the expense', async () => {
      await put('STOPS', 'ALL', `/expenses/${idOf('nPart')}`)
      const report = await callV4(simulator, 'GET', long)
      const expenses = await callV4(simulator, 'GET', `${long}/expenses`)

      expect(textsOf((await readReport(simulator, reportId)).body, 'HasExceptions')).to.deep.equal(['Y'])
      expect(JSON.parse(report.body)).to.include({ hasBlockingExceptions: true })
      expect(membersOf(expenses.body, 'hasExceptions')).to.deep.equal([true])
      expect(membersOf(expenses.body, 'hasBlockingExceptions')).to.deep.equal([true])
    })

    it('lists what v1.1 posted, for all to see', async () => {
      const { reportKey } = simulator.report(reportId)
      const posted =
        '<Exception><Index>1</Index><ObjectType>Entry</ObjectType><ObjectId>nPart</ObjectId><ExceptionCode>NORECPT</ExceptionCode></Exception>'
      await postExceptions(simulator, reportKey, posted)

      expect(await list()).to.have.nested.property('[0].exceptionVisibility', 'ALL')
      expect(await list()).to.have.nested.property('[0].expenseId', idOf('nPart'))
    })

    it('deletes one at its place and says so with 204; then it is not found', async () => {
      await put('NORECPT')
      await put('NORECPT', 'ALL', `/expenses/${idOf('nEntry')}`)
      const path = `${short}/expenses/${idOf('nEntry')}/exceptions/NORECPT`
      const first = await callV4(simulator, 'DELETE', path)
      const second = await callV4(simulator, 'DELETE', path)

      expect(first).to.include({ status: 204, body: '' })
      expect(second.status).to.equal(404)
      expect(await list()).to.have.length(1)
      expect(simulator.ledger.at(-1)).to.deep.include({
        kind: 'withdrawn',
        exception: { objectType: 'Entry', objectId: 'nEntry', code: 'NORECPT', visibility: 'ALL' },
      })
    })

    it('does not delete what no application added', async () => {
      submit({ hasException: true })
      const answer = await callV4(simulator, 'DELETE', `${short}/exceptions/MISSREQFLD`)

      expect(answer.status).to.equal(400)
      expect(answer.body).to.include('Only exceptions added through the API can be deleted')
    })

    it('stay when the report is submitted again, unlike those of v1.1', async () => {
      const { reportKey } = simulator.report(reportId)
      await put('NORECPT')
      await postExceptions(
        simulator,
        reportKey,
        '<Exception><Index>1</Index><ExceptionCode>OLDENTRY</ExceptionCode></Exception>',
      )
      await act(simulator, reportId, { action: 'Send Back to Employee', comment: 'no receipt' })
      simulator.resubmit(reportId)

      expect(simulator.report(reportId).exceptions.map(({ code }) => code)).to.deep.equal(['NORECPT'])
    })

    const refused: readonly [string, unknown][] = [
      ['no code', { exceptionVisibility: 'ALL' }],
      ['an empty code', { exceptionCode: '', exceptionVisibility: 'ALL' }],
      ['a code of nine characters', { exceptionCode: 'NINECHARS', exceptionVisibility: 'ALL' }],
      ['a code that nobody set up', { exceptionCode: 'NOSUCH', exceptionVisibility: 'ALL' }],
      ['no visibility', { exceptionCode: 'NORECPT' }],
      ['another visibility', { exceptionCode: 'NORECPT', exceptionVisibility: 'EVERYBODY' }],
      ['a list', [{ exceptionCode: 'NORECPT', exceptionVisibility: 'ALL' }]],
    ]
    for (const [title, body] of refused) {
      it(`refuses ${title}`, async () => {
        const answer = await callV4(simulator, 'PUT', `${short}/exceptions`, body)

        expect(answer.status).to.equal(400)
        expect(simulator.ledger).to.deep.equal([])
      })
    }

    it('takes none for a paid report, and none in the form for users', async () => {
      expect(() => simulator.pay(reportId)).to.throw('a report at A_EXTV is not paid')
      const inLongForm = await callV4(simulator, 'PUT', `${long}/exceptions`, {
        exceptionCode: 'NORECPT',
        exceptionVisibility: 'ALL',
      })
      await put('NORECPT')
      await patch('approve')
      simulator.pay(reportId)
      const ofPaid = await put('OLDENTRY')
      const deleted = await callV4(simulator, 'DELETE', `${short}/exceptions/NORECPT`)

      expect([inLongForm, ofPaid, deleted].map(({ status }) => status)).to.deep.equal([404, 400, 400])
    })
  })

  describe('workflow', () => {
    it('approves once, with 204', async () => {
      const first = await patch('approve', { comment: 'fine' })
      const second = await patch('approve')

      expect(first).to.include({ status: 204, body: '' })
      expect(second.status).to.equal(400)
      expect(second.body).to.include('"errorId":"invalidAction.currentStep"')
      expect(simulator.report(reportId)).to.deep.include({
        statusCode: 'A_APPR',
        actions: [{ action: 'Approve', comment: 'fine' }],
      })
      expect(simulator.ledger).to.have.length(1)
      expect(simulator.ledger[0]).to.include({ kind: 'workflow', action: 'Approve', api: 'v4' })
    })

    it('counts an action of v1.1 and one of v4 at the same stop as two', async () => {
      await act(simulator, reportId, { action: 'Approve' })

      expect((await patch('sendBack', { comment: 'no' })).status).to.equal(400)
      expect(simulator.report(reportId).actions).to.have.length(1)
    })

    it('sends back with a comment only', async () => {
      const without = await patch('sendBack')
      const withOne = await patch('sendBack', { comment: 'no receipt' })

      expect(without.status).to.equal(400)
      expect(without.body).to.include('"errorId":"error.workflow.noComments"')
      expect(withOne.status).to.equal(204)
      expect(simulator.report(reportId)).to.include({ statusCode: 'A_RESU', everSentBack: true })
    })

    it('approves a rejected expense only with a comment on that', async () => {
      submit({ entries: [draftEntry(TODAY, { isRejected: true }), draftEntry(TODAY)] })
      const without = await patch('approve', { comment: 'fine' })
      const withOne = await patch('approve', { expenseRejectedComment: 'no such taxi' })

      expect(without.body).to.include('"errorId":"error.workflow.rejectedExpenseMissingComments"')
      expect(withOne.status).to.equal(204)
    })

    it('takes 2000 characters and no more', async () => {
      const long2001 = await patch('sendBack', { comment: 'x'.repeat(2001) })

      expect(long2001.status).to.equal(400)
      expect(JSON.parse(long2001.body)).to.have.nested.property('validationErrors[0].source', 'comment')
      expect((await patch('sendBack', { comment: 'ü'.repeat(2000) })).status).to.equal(204)
    })

    it('does nothing when the step is not the expected one', async () => {
      const instance = idOf(simulator.report(reportId).stepKeys[0] ?? '')
      const otherCode = await patch('approve', { expectedStepCode: 'PARTNER' })
      const noCode = await patch('approve', { expectedStepCode: 'NULL' })
      const otherInstance = await patch('approve', { expectedWorkflowStepInstanceId: idOf('another') })
      expect([otherCode, noCode, otherInstance].map(({ status }) => status)).to.deep.equal([400, 400, 400])
      expect(otherInstance.body).to.include('"errorId":"invalidAction.currentStep"')

      const right = await patch('approve', {
        expectedStepCode: 'EXTVAL',
        expectedWorkflowStepInstanceId: instance,
      })
      expect(right.status).to.equal(204)
    })

    it('does not let a report leave with a blocking exception, by either API, but back', async () => {
      await callV4(simulator, 'PUT', `${short}/exceptions`, {
        exceptionCode: 'STOPS',
        exceptionVisibility: 'ALL',
      })
      const v4 = await patch('approve')
      const v11 = await act(simulator, reportId, { action: 'Approve' })

      expect(v4.status).to.equal(400)
      expect(v4.body).to.include('"errorId":"step_exit_blocking_by_exception"')
      expect(textsOf(v11.body, 'Status')).to.deep.equal(['FAILURE'])
      expect((await patch('sendBack', { comment: 'no receipt' })).status).to.equal(204)
    })

    it('lets a report leave with a blocking exception where the step allows it', async () => {
      const step = { code: 'PARTNER', canLeaveBlocked: true }
      reportId = simulator.submit(draftReport(TODAY), { step })
      short = `/expensereports/v4/reports/${reportId}`
      await put('STOPS')

      expect(await patch('approve', { expectedStepCode: 'PARTNER' })).to.include({ status: 204 })
    })

    it('refuses at a step of people, and in the form for approvers', async () => {
      const asUser = await callV4(simulator, 'PATCH', `${long}/approve`, {})
      submit({ statusAfterApproval: 'A_PEND' })
      await patch('approve')
      const late = await patch('approve')

      expect([asUser.status, late.status]).to.deep.equal([403, 403])
      expect(late.body).to.include('Caller cannot modify System workflow step')
    })

    const bodies: readonly [string, Parameters<typeof call>[3]][] = [
      ['a body that is no JSON', { headers: { 'content-type': 'application/json' }, body: 'Approve' }],
      ['another content type', { headers: { 'content-type': 'text/plain' }, body: '{}' }],
      [
        'a comment that is no text',
        { headers: { 'content-type': 'application/json' }, body: '{"comment":1}' },
      ],
    ]
    for (const [title, options] of bodies) {
      it(`answers 400 to ${title}`, async () => {
        const answer = await call(simulator, 'PATCH', `${short}/approve`, {
          token: await companyToken(simulator),
          ...options,
        })

        expect(answer.status).to.equal(400)
        expect(simulator.ledger).to.deep.equal([])
      })
    }
  })

  it('stops before the extract, at another step', async () => {
    const first = simulator.report(reportId).stepKeys[0] ?? ''
    expect(() => simulator.stopBeforeExtract(reportId)).to.throw('A_EXTV')
    await callV4(simulator, 'PATCH', `${short}/approve`, {})
    simulator.stopBeforeExtract(reportId)

    const late = await callV4(simulator, 'PATCH', `${short}/approve`, {
      expectedWorkflowStepInstanceId: idOf(first),
    })
    expect(late.status).to.equal(400)
    expect((await callV4(simulator, 'PATCH', `${short}/approve`, {})).status).to.equal(204)
    expect(simulator.notifications).to.have.length(2)
  })

  it('finds a user by login, and nobody by another', async () => {
    const found = await find('userName eq "Chris.Miller@example.com"')
    const nobody = await find('userName eq "nobody@example.com"')

    expect(JSON.parse(found.body)).to.deep.nested.include({
      totalResults: 1,
      'Resources[0].id': OWNER,
      'Resources[0].userName': 'chris.miller@example.com',
    })
    expect(JSON.parse(nobody.body)).to.deep.include({ totalResults: 0, Resources: [] })
    const invalid = await find('userName sw "c"')
    expect(invalid.status).to.equal(400)
    expect(JSON.parse(invalid.body)).to.deep.equal({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '400',
      scimType: 'invalidFilter',
      detail: 'The filter is not valid',
    })
  })

  it('writes the submission in UTC, and earlier versions in the zone of the company', async () => {
    await simulator.close()
    simulator = await startSimulator({ now: () => NOW, zoneMinutes: -330 })
    submit()
    const waiting = '/api/v3.0/expense/reports?approvalStatusCode=A_EXTV&user=ALL'

    expect((await callV4(simulator, 'GET', long)).body).to.include('"submitDate":"2026-03-02T09:30:15Z"')
    expect(textsOf((await readReport(simulator, reportId)).body, 'SubmitDate')).to.deep.equal([
      '2026-03-02T04:00:15',
    ])
    expect((await call(simulator, 'GET', waiting)).body).to.include('"SubmitDate":"2026-03-02T04:00:15.537"')
  })

  it('goes wrong on demand', async () => {
    simulator.fault('workflow-v4', { reset: 'after' })
    const lost = await callV4(simulator, 'PATCH', `${short}/approve`, {}).catch(() => 'lost')

    expect(lost).to.equal('lost')
    expect(simulator.report(reportId).statusCode).to.equal('A_APPR')
    expect(simulator.requests.at(-1)).to.include({ route: 'workflow-v4', method: 'PATCH' })
  })
})

function idsOf(body: string): unknown[] {
  return membersOf(body, 'expenseId')
}

function textOfComments(body: string): unknown[] {
  return membersOf(body, 'comment')
}

function membersOf(body: string, name: string): unknown[] {
  const list: unknown = JSON.parse(body)
  if (!Array.isArray(list)) throw new Error(`${body} is no list`)
  return list.map((item: unknown) =>
    typeof item === 'object' && item !== null
      ? Object.entries(item).find(([key]) => key === name)?.[1]
      : undefined,
  )
}
