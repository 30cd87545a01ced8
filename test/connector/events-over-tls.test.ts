import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createDevelopmentCa, issueServerCertificate } from '../../certs/development-ca.ts'
import { loadSettings } from '../../config/load-settings.ts'
import { type Connector, startConnector } from '../../server/connector/connector.ts'
import { type Simulator, startSimulator } from '../../server/simulator/simulator.ts'
import { loaded } from '../config/settings-folder.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { cleanReport } from './reports.ts'
import { environmentFor, writesOf } from './set-up.ts'
import { until } from './until.ts'

describe('connector: events over mutual TLS', () => {
  useRealSockets()
  let folder: string
  let simulator: Simulator
  let connector: Connector | undefined
  const log = recordedLog()

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'connector-'))
    simulator = await startSimulator({ doors: ['events'], eventRetryMs: [100] })
  })
  after(async () => {
    await Promise.all([connector?.stop(), simulator.close()])
    await rm(folder, { recursive: true })
  })

  it('are refused until the authority of Concur is known, come again, and end in a review', async () => {
    const ca = await createDevelopmentCa(new Date())
    const server = await issueServerCertificate(ca, ['127.0.0.1'], new Date())
    const { caCertificate } = await simulator.eventIdentity()
    const path = (name: string) => join(folder, name)
    await writeFile(path('server.crt'), server.certificate)
    await writeFile(path('server.key'), server.privateKey)
    await writeFile(path('authorities.pem'), ca.certificate)
    const environment = {
      ...environmentFor(folder, simulator.url),
      TLS: 'on',
      TLS_CERT_FILE: path('server.crt'),
      TLS_KEY_FILE: path('server.key'),
      ESS_CA_FILE: path('authorities.pem'),
    }
    const { settings } = loaded(await loadSettings({ environment, folder }))
    connector = await startConnector(settings, log)
    simulator.connectEventsTo({ url: `${connector.url}/concur/v4.0/events`, ca: ca.certificate })

    const reportId = simulator.submit(cleanReport())
    await until('an event to be refused', () => log.of('event.refused').length > 0)
    expect(log.of('event.refused')[0]?.fields).to.include({ reason: 'unknown authority' })
    expect(log.of('notification.acknowledged')).to.deep.equal([])

    await writeFile(path('authorities.pem'), ca.certificate + caCertificate)
    await until('the report to be approved', () => writesOf(simulator, reportId).length > 0)

    expect(writesOf(simulator, reportId)).to.deep.equal(['Approve'])
    const acknowledged = log.of('notification.acknowledged').map(({ fields }) => fields)
    expect(
      new Set(acknowledged.map(({ door, status }) => `${String(door)} ${String(status)}`)),
    ).to.deep.equal(new Set(['events 200']))
    // Nobody has told the connector the key of the simulator: it is the one of the certificate.
    expect(acknowledged[0]).to.include({ signedWith: 'client certificate' })
    expect(log.of('ess-certificate.accepted')).to.have.length(1)
  })
})
