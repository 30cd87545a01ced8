import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { expect } from 'chai'
import { createDevelopmentCa, issueServerCertificate } from '../../certs/development-ca.ts'
import { reportDoors } from '../../server/commands/doors.ts'
import { showEventSubscription, subscribe } from '../../server/commands/ess.ts'
import { createEventIdentity } from '../../server/simulator/events/event-identity.ts'
import { commandContext } from '../commands/command-context.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { type Bench, openBench } from './bench.ts'
import { cleanReport, reportToSendBack } from './reports.ts'
import { environmentFor } from './set-up.ts'

describe('connector: from the callout to events', () => {
  useRealSockets()
  const authorities = getCACertificates('default')
  let folder = ''
  let bench: Bench
  let environment: Readonly<Record<string, string>>

  // As docs/migrate-to-ess.md has it, with TLS in the connector and both proofs demanded.
  before(async () => {
    const now = new Date()
    const eventIdentity = await createEventIdentity(now)
    const ca = await createDevelopmentCa(now)
    const { certificate, privateKey } = await issueServerCertificate(ca, ['127.0.0.1'], now)
    folder = await mkdtemp(join(tmpdir(), 'migration-'))
    await mkdir(join(folder, 'keys'))
    await writeFile(join(folder, 'cert.pem'), certificate)
    await writeFile(join(folder, 'cert.key'), privateKey)
    await writeFile(join(folder, 'ess-ca.pem'), eventIdentity.caCertificate)
    await writeFile(join(folder, 'keys', 'simulator.pem'), eventIdentity.publicKey)
    // The simulated callout goes by the authorities of Node.
    setDefaultCACertificates([...authorities, ca.certificate])
    bench = await openBench({
      simulator: { eventIdentity },
      environment: {
        TLS: 'on',
        TLS_CERT_FILE: join(folder, 'cert.pem'),
        TLS_KEY_FILE: join(folder, 'cert.key'),
        ESS_CA_FILE: join(folder, 'ess-ca.pem'),
        ESS_KEYS_DIR: join(folder, 'keys'),
      },
    })
    bench.simulator.trust(ca.certificate)
    environment = environmentFor(bench.folder, bench.simulator.url)
  })
  after(async () => {
    setDefaultCACertificates(authorities)
    await bench.close()
    await rm(folder, { recursive: true })
  })

  it('subscribes, connects the company, acts once on what both doors announce, and reports by which each came', async () => {
    const { simulator, connector, settled, writes } = bench
    const id = 'my-company.expense.test.v1'
    await subscribe(commandContext(environment), {
      topic: 'public.concur.expense.report',
      endpoint: `${connector.url}/concur/v4.0/events`,
      id,
    })
    const early = simulator.submit(cleanReport(), { doors: ['callout', 'events'] })
    await settled()
    simulator.connectCompany()
    const shown = commandContext(environment)
    await showEventSubscription(shown, id, {})
    expect(shown.printed()).to.include(simulator.companyId)

    const both = simulator.submit(cleanReport(), { doors: ['callout', 'events'] })
    const flagged = simulator.submit(reportToSendBack(), { doors: ['callout', 'events'] })
    const byEvents = simulator.submit(cleanReport(), { doors: ['events'] })
    await settled()

    for (const report of [early, both, byEvents]) expect(writes(report)).to.deep.equal(['Approve'])
    expect(writes(flagged).at(-1)).to.equal('Send Back to Employee')
    const told = commandContext(environment)
    await reportDoors(told, { days: 30, limit: 50, json: true })
    const doors: unknown = JSON.parse(told.printed())
    expect(doors).to.deep.include({ both: 2, calloutOnly: 1, eventsOnly: 1, neither: 0, dead: {} })
    expect(doors).to.have.nested.property('single[0].report', byEvents)
    expect(doors).to.have.nested.property('single[1].report', early)
  })
})
