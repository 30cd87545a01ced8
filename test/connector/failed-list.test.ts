import { expect } from 'chai'
import type { Simulator } from '../../server/simulator/simulator.ts'
import { useBenches } from './bench.ts'
import { cleanReport } from './reports.ts'
import { countOf } from './set-up.ts'
import { until } from './until.ts'

/** Every 300 ms. */
const OFTEN = { RECONCILE_MINUTES: 0.005 }

describe("connector: Concur's list of FAILED notifications", () => {
  const openBench = useBenches()

  it('is taken over at the start, and each is deleted there', async () => {
    const reportIds: string[] = []
    const { simulator, writes, notifications, settled } = await openBench({
      before: (concur) => {
        for (const _ of [1, 2]) {
          const reportId = concur.submit(cleanReport())
          concur.failNotification(reportId)
          reportIds.push(reportId)
        }
      },
    })
    await until('the deletions', () => countOf(simulator, 'delete-notification') === 2)
    await settled()

    for (const reportId of reportIds) {
      expect(writes(reportId)).to.have.members(['Approve', 'delete notification'])
    }
    const fromList = (await notifications()).filter(({ door }) => door === 'failed list')
    expect(fromList.map(({ eventDateTime }) => eventDateTime?.length)).to.deep.equal([19, 19])
  })

  it('is looked at again and again', async () => {
    const { simulator, writes, settled } = await openBench({ settings: OFTEN })
    await until('the list at the start', () => countOf(simulator, 'failed-list') > 0)
    const reportId = simulator.submit(cleanReport())
    simulator.failNotification(reportId)
    await until('the deletion', () => writes(reportId).includes('delete notification'))
    await settled()

    expect(writes(reportId)).to.have.members(['Approve', 'delete notification'])
  })

  it('holds up no review, though nothing in it can be deleted', async () => {
    const { simulator, writes, log, settled } = await openBench({
      settings: OFTEN,
      before: (concur) => {
        concur.fault('delete-notification', { status: 500 }, Infinity)
        const reportId = concur.submit(cleanReport())
        for (let count = 0; count < 6; count += 1) concur.failNotification(reportId)
      },
    })
    await until('deletions to be paused', () =>
      log.of('breaker.open').some(({ fields }) => fields['kind'] === 'delete notification'),
    )
    const reportId = simulator.submit(cleanReport())
    await until('the action', () => writes(reportId).length > 0)

    expect(writes(reportId)).to.deep.equal(['Approve'])
    expect(log.of('breaker.open').map(({ fields }) => fields['kind'])).to.deep.equal(['delete notification'])
    simulator.clearFaults()
    await settled()
  })

  it('is said once to need a role, while callouts go on', async () => {
    let reportId = ''
    const { simulator, writes, log, settled } = await openBench({
      settings: OFTEN,
      before: (concur) => {
        concur.setRole(false)
        reportId = concur.submit(cleanReport())
      },
    })
    await settled()
    await until('the list to be asked for again', () => countOf(simulator, 'failed-list') >= 6)

    const refused = log.of('failed-list.refused')
    expect(refused).to.have.length(1)
    expect(refused[0]?.fields['error']).to.include('Web Services Administrator').and.include('403')
    expect(log.of('failed-list.not-read')).to.have.length(0)
    expect(writes(reportId)).to.deep.equal(['Approve'])
  })

  it('keeps what cannot be understood, here in quarantine and there in the list', async () => {
    let reportId = ''
    const { simulator, connector, writes, settled } = await openBench({
      before: (concur) => {
        reportId = concur.submit(cleanReport())
        concur.failNotification(reportId)
        concur.fault('failed-list', { body: listWithStranger(concur), contentType: 'application/xml' })
      },
    })
    await until('the deletion', () => countOf(simulator, 'delete-notification') > 0)
    await settled()

    const { id } = simulator.notifications[1] ?? { id: '' }
    const deletions = simulator.requests.filter(({ route }) => route === 'delete-notification')
    expect(deletions.map(({ path }) => path)).to.deep.equal([
      `/api/platform/notifications/v1.0/notification/${id}`,
    ])
    const [kept] = await connector.overview.quarantine(10)
    expect(kept).to.include({ door: 'failed list', timesSeen: 1 })
    expect(kept?.problems.join()).to.include('ObjectURI')
    expect(writes(reportId)).to.have.members(['Approve', 'delete notification'])
  })
})

/** The list with one notification more than there is, about something that no Concur has. */
function listWithStranger({ notifications }: Simulator): string {
  const known = notifications.find(({ state }) => state === 'failed')
  return `<NotificationList xmlns="http://www.concursolutions.com/api/notification/2012/06">${item('nStranger$p', 'https://www.concursolutions.com/api/unheard/of/1')}${item(known?.id ?? '', known?.objectUri ?? '')}</NotificationList>`
}

function item(id: string, objectUri: string): string {
  return `<Notification><EventDateTime>2026-03-02T09:30:15</EventDateTime><ObjectType>EXPRPT</ObjectType><NotificationURI>https://www.concursolutions.com/api/platform/notifications/v1.0/notification/${id}</NotificationURI><ObjectURI>${objectUri}</ObjectURI></Notification>`
}
