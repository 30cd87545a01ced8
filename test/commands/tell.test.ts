import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { commandLine } from '../../server/commands/command-line.ts'
import { CommandFailure } from '../../server/commands/context.ts'
import {
  type CallbackReceiver,
  startCallbackReceiver,
} from '../../server/simulator/vendors/callback-receiver.ts'
import { createPeople } from '../../server/store/people/people.ts'
import { createTrail } from '../../server/store/people/trail.ts'
import { PeopleFileError } from '../../server/tell/people-file-error.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { useDatabases } from '../store/databases.ts'
import { rejectionOf } from '../store/rejection.ts'
import { mailCertificate, startMailServer, type TestMailServer } from '../tell/mail-server.ts'
import { commandContext } from './command-context.ts'

const KEY = '0123456789abcdef0123456789abcdef'
const FILE = `
tell:
  - { person: ada, news: [held], digest: 8 }
  - { mail: boss@example.com, language: de, stillHeldAfter: 3 }
  - { webhook: erp, news: [held, decided] }
  - { webhook: erp, news: [alert], for: { currency: EUR } }
`

describe('the commands of what people are told', () => {
  const databases = useDatabases()
  let folder = ''
  let mails: TestMailServer
  let receiver: CallbackReceiver
  let environment: Record<string, string> = {}

  useRealSockets()

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tell-'))
    const certificate = await mailCertificate()
    mails = await startMailServer(certificate)
    receiver = await startCallbackReceiver(0, KEY)
    await writeFile(join(folder, 'people.yaml'), FILE)
    await writeFile(join(folder, 'ca.pem'), certificate.ca)
    const db = await databases.open()
    const now = new Date()
    const admin = { login: 'ada', name: 'Ada', email: 'ada@example.com', role: 'admin' } as const
    await createPeople(db).add(admin, { login: 'ada' }, now)
    environment = {
      DATABASE_URL: `sqlite:${databases.path()}`,
      PEOPLE_FILE: join(folder, 'people.yaml'),
      SMTP_HOST: mails.server.host,
      SMTP_PORT: String(mails.server.port),
      SMTP_CA_FILE: join(folder, 'ca.pem'),
      SMTP_FROM: 'expenses@example.com',
      WEBHOOK_URLS: `erp=${receiver.url}/in`,
      WEBHOOK_KEYS: `erp=${KEY}`,
      TELL_ALLOW_PRIVATE: 'on',
    }
  })

  afterEach(async () => {
    await mails.stop()
    await receiver.close()
    await rm(folder, { recursive: true })
  })

  /** Runs one, as from a shell. @returns What it printed, and how it failed. */
  async function run(...words: readonly string[]) {
    const context = commandContext(environment)
    const failure = await commandLine(context)
      .parseAsync(['tell', ...words], { from: 'user' })
      .then(
        () => undefined,
        (error: unknown) => error,
      )
    return { printed: context.printed(), failure }
  }

  it('sends a test message to each destination once, and keeps who did it', async () => {
    const { printed, failure } = await run('test', '--as', 'ada', '--json')

    expect(failure).to.equal(undefined)
    expect(JSON.parse(printed)).to.deep.equal([
      { destination: 'mail:ada@example.com', result: 'sent' },
      { destination: 'mail:boss@example.com', result: 'sent' },
      { destination: 'webhook:erp', result: 'sent' },
    ])
    expect(mails.received.flatMap(({ to }) => to)).to.have.members(['ada@example.com', 'boss@example.com'])
    expect(mails.received.map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw)?.[1])).to.have.members([
      'Test message of the connector',
      'Testnachricht des Connectors',
    ])
    expect(receiver.received.map(({ isSigned }) => isSigned)).to.deep.equal([true])
    const [entry] = await createTrail(await databases.open()).list({ limit: 1 })
    expect(entry).to.include({ who: 'ada', act: 'tell test', detail: '3 sent, 0 failed' })
  })

  it('sends to one that is named, or by one way', async () => {
    await run('test', '--to', 'ADA', '--as', 'ada')
    expect(mails.received.map(({ to }) => to)).to.deep.equal([['ada@example.com']])

    await run('test', '--way', 'webhook', '--as', 'ada')
    expect(mails.received).to.have.lengthOf(1)
    expect(receiver.received).to.have.lengthOf(1)

    const { failure } = await run('test', '--to', 'nobody', '--as', 'ada')
    expect(failure).to.be.instanceOf(CommandFailure).and.include({ exitCode: 2 })
  })

  it('says what failed, sends to the others all the same, and fails', async () => {
    receiver.answerWith({ status: 500, body: '' })

    const { printed, failure } = await run('test', '--as', 'ada')

    expect(failure).to.be.instanceOf(CommandFailure).and.include({ exitCode: 1 })
    expect(failure).to.have.property('message', '1 of 3 messages were not sent')
    expect(printed).to.match(/webhook:erp +│ failed +│ the answer was 500/)
    expect(mails.received).to.have.lengthOf(2)
  })

  it('says of somebody without an e-mail address that nothing can be sent', async () => {
    await writeFile(join(folder, 'people.yaml'), 'tell: [{ person: eve, news: [held] }]')

    const { printed, failure } = await run('test', '--as', 'ada', '--json')

    expect(failure).to.be.instanceOf(CommandFailure)
    expect(JSON.parse(printed)).to.deep.equal([
      {
        destination: 'person:eve',
        result: 'failed',
        reason: 'nobody has that login, or no e-mail address stands there; people list',
      },
    ])
  })

  it('lists who is told of what, and sends nothing', async () => {
    const { printed } = await run('list')

    expect(printed).to.match(/person:ada +│ mail:ada@example\.com +│ en +│ held +│ - +│ 8:00 UTC/)
    expect(printed).to.match(/mail:boss@example\.com +│ mail:boss@example\.com +│ de +│ - +│ 3 working days/)
    expect(printed).to.match(/webhook:erp .*alert .*\{"currency":"EUR"\}/)
    expect(mails.received).to.deep.equal([])
  })

  it('lists them as JSON, without any secret', async () => {
    const { printed } = await run('list', '--json')

    expect(JSON.parse(printed)).to.have.lengthOf(4)
    expect(JSON.parse(printed)[0]).to.deep.equal({
      recipient: { kind: 'person', login: 'ada' },
      language: 'en',
      news: ['held'],
      digestHour: 8,
      destination: { way: 'mail', name: 'ada@example.com', language: 'en' },
    })
    expect(printed).to.not.include(KEY).and.not.include(receiver.url)
  })

  it('says so where nobody is told, and where the file is wrong', async () => {
    await writeFile(join(folder, 'people.yaml'), 'tell: []')
    expect((await run('list')).failure).to.be.instanceOf(PeopleFileError)

    delete environment['PEOPLE_FILE']
    const failure = await rejectionOf(run('list').then((result) => Promise.reject(result.failure)))
    expect(failure).to.have.property(
      'message',
      'PEOPLE_FILE is not set, so nobody is told; see docs/telling.md',
    )
  })
})
