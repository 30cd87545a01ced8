import { expect } from 'chai'
import { draftReport } from '../../server/simulator/reports/draft-report.ts'
import type { Simulator } from '../../server/simulator/simulator.ts'
import { startSimulator } from '../../server/simulator/simulator.ts'
import { act, call } from './simulator-calls.ts'

describe('simulator: control addresses', () => {
  let simulator: Simulator

  beforeEach(async () => {
    simulator = await startSimulator({
      now: () => new Date('2026-03-02T09:30:15Z'),
      doors: ['callout', 'events'],
      eventConcurrency: 0,
    })
    simulator.connectEventsTo({ url: 'http://127.0.0.1:9/', filter: 'statusChanged' })
  })
  afterEach(async () => simulator.close())

  async function control(method: string, path: string): Promise<{ status: number; json: unknown }> {
    const { status, body } = await call(simulator, method, path, { token: '' })
    const json: unknown = JSON.parse(body)
    return { status, json }
  }

  it('lists the kinds of demo reports', async () => {
    const { status, json } = await control('GET', '/simulator/kinds')

    expect(status).to.equal(200)
    expect(json).to.be.an('array').that.deep.includes({
      kind: 'taxi-twice',
      description: 'The same taxi ride entered twice',
    })
  })

  it('submits a demo report and lists its state', async () => {
    const { status, json } = await control('POST', '/simulator/reports?kind=hotel-above-cap')
    const reportId = simulator.reports()[0]?.reportId ?? ''
    await act(simulator, reportId, { action: 'Approve', comment: 'fine' })

    expect(status).to.equal(201)
    expect(json).to.deep.equal({ reportId })
    expect((await control('GET', '/simulator/reports')).json).to.deep.equal([
      {
        reportId,
        name: 'Board meeting',
        employee: 'Çelik, Deniz',
        total: '1968.50 USD',
        status: { code: 'A_PEND', name: 'Submitted & Pending Approval' },
        exceptions: [],
        actions: [{ action: 'Approve', comment: 'fine' }],
        notifications: [{ state: 'queued', attempts: 0 }],
        events: [
          { eventType: 'statusChanged', state: 'queued', attempts: 0 },
          { eventType: 'statusChanged', state: 'queued', attempts: 0 },
        ],
      },
    ])
  })

  it('names the kinds when it is asked for another one', async () => {
    const { status, json } = await control('POST', '/simulator/reports?kind=yacht')

    expect(status).to.equal(404)
    expect(JSON.stringify(json)).to.include('kind is \\"yacht\\"; it must be one of clean-lunch-and-taxi, ')
  })

  it('submits a report with trouble, and takes it away', async () => {
    const { status } = await control('POST', '/simulator/reports?kind=taxi-twice&entries=nil&readings=2')
    const { reportId, draft } = simulator.reports()[0] ?? { reportId: '' }

    expect(status).to.equal(201)
    expect(draft?.trouble).to.deep.equal({ entries: { shape: 'nil', times: 2 } })
    const taken = await call(simulator, 'POST', `/simulator/reports/${reportId}/trouble`, { token: '' })
    expect(taken.status).to.equal(204)
    expect(simulator.report(reportId).draft.trouble).to.deep.equal({})
  })

  it('submits a kind with what goes wrong with it anyway', async () => {
    await control('POST', '/simulator/reports?kind=entries-missing&text=raw')

    expect(simulator.reports()[0]?.draft.trouble).to.deep.equal({ entries: { shape: 'nil' }, text: 'raw' })
  })

  it('refuses trouble that there is not, and trouble of a report that there is not', async () => {
    const reportId = simulator.submit(draftReport('2026-03-02'))
    const none = await control('POST', `/simulator/reports/${reportId}/trouble?entries=none`)
    const unknown = await control('POST', `/simulator/reports/${'0'.repeat(20)}/trouble`)

    expect([none.status, unknown.status]).to.deep.equal([400, 404])
    expect(none.json).to.have.property('problems').with.length(1)
    expect(simulator.report(reportId).draft.trouble).to.deep.equal({})
  })

  it('is not counted among the requests to Concur', async () => {
    await control('GET', '/simulator/kinds')

    expect(simulator.requests).to.deep.equal([])
  })
})
