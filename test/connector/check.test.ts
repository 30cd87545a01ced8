import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createDevelopmentCa, issueServerCertificate } from '../../certs/development-ca.ts'
import { type Simulator, startSimulator } from '../../server/simulator/simulator.ts'
import { runCommand } from '../commands/run-command.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { mailCertificate, startMailServer } from '../tell/mail-server.ts'
import { killProcesses, runMain } from './connector-process.ts'
import { cleanReport } from './reports.ts'
import { environmentFor } from './set-up.ts'

describe('connector: check', () => {
  useRealSockets()
  let folder = ''
  let simulator: Simulator
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'connector-'))
    simulator = await startSimulator()
  })
  afterEach(async () => {
    killProcesses()
    await simulator.close()
    await rm(folder, { recursive: true })
  })

  it('finds everything in order, a line each, and exits with 0', async () => {
    const { code, stdout } = await runMain(['check'], environmentFor(folder, simulator.url), folder)
    const lines = stdout.trim().split('\n')

    expect(code).to.equal(0)
    expect(lines.map((line) => line.split(/ +/).slice(0, 2).join(' '))).to.deep.equal([
      'ok settings',
      'ok certificate',
      'ok console',
      'ok events',
      'ok policy',
      'ok database',
      'ok clock',
      'ok token',
      'ok reading',
      'ok waiting',
      'ok names',
      'ok telling',
    ])
  })

  it('gives programs the same as JSON', async () => {
    const { stdout } = await runCommand(['check', '--json'], environmentFor(folder, simulator.url), folder)
    const findings: unknown = JSON.parse(stdout)

    expect(findings).to.have.length(12)
    expect(findings).to.have.nested.property('[8].what', 'reading')
    expect(findings).to.have.nested.property('[8].state', 'ok')
  })

  it('names the settings to correct when Concur does not know the secret, and does not show it', async () => {
    const { code, lines, line } = await check({ CONCUR_CLIENT_SECRET: 'not-the-secret' })

    expect(code).to.equal(1)
    expect(line('token'))
      .to.match(/^failed /)
      .and.include('CONCUR_CLIENT_SECRET')
    expect(lines.join('\n')).to.not.include('not-the-secret')
  })

  it('says what to do when the refresh token is of no use any more', async () => {
    const { code, line } = await check({ CONCUR_REFRESH_TOKEN: 'an-old-one' })

    expect(code).to.equal(1)
    expect(line('token'))
      .to.match(/^failed /)
      .and.include('CONCUR_REFRESH_TOKEN')
  })

  it('names the role when it is missing', async () => {
    simulator.setRole(false)
    const { code, line } = await check()

    expect(code).to.equal(1)
    expect(line('token')).to.match(/^ok /)
    expect(line('reading'))
      .to.match(/^failed /)
      .and.include('Web Services Administrator')
      .and.include('NOTIF')
    expect(line('waiting'))
      .to.match(/^failed /)
      .and.include('Web Services Administrator')
      .and.include('EXPRPT')
  })

  it('warns that names are not told without the scope, and does not fail for it', async () => {
    await simulator.close()
    simulator = await startSimulator({ scopes: ['EXPRPT', 'NOTIF'] })
    const { code, line } = await check()

    expect(code).to.equal(0)
    expect(line('names'))
      .to.match(/^warning /)
      .and.include('no names of employees')
      .and.include('identity.user.core.read')
  })

  it('names the setting and the firewall when Concur cannot be reached', async () => {
    const { code, line } = await check({ CONCUR_API_URL: 'http://127.0.0.1:9' })

    expect(code).to.equal(1)
    expect(line('database')).to.match(/^ok /)
    expect(line('clock'))
      .to.match(/^failed /)
      .and.include('CONCUR_API_URL')
    expect(line('token'))
      .to.match(/^failed /)
      .and.include('CONCUR_API_URL')
      .and.include('firewall')
  })

  it("looks at the console's certificate, its own or the public one, and whether it has the name of CONSOLE_URL", async () => {
    const ca = await createDevelopmentCa(new Date())
    const pair = await issueServerCertificate(ca, ['console.example.com'], new Date())
    const [certFile, keyFile] = [join(folder, 'console.crt'), join(folder, 'console.key')]
    await writeFile(certFile, pair.certificate + ca.certificate)
    await writeFile(keyFile, pair.privateKey)
    const files = { CONSOLE_TLS_CERT_FILE: certFile, CONSOLE_TLS_KEY_FILE: keyFile }
    const right = await check({ ...files, CONSOLE_URL: 'https://console.example.com' })
    const other = await check({ ...files, CONSOLE_URL: 'https://expenses.example.com' })
    await writeFile(keyFile, 'nothing')
    const broken = await check(files)

    expect(right.line('console')).to.match(
      /^ok +console +certificate .*console\.example\.com, valid for \d+ days$/,
    )
    expect(right.lines.filter((line) => line.includes('console'))).to.have.length(1)
    expect(other.lines.join('\n')).to.include(
      'The certificate is not for expenses.example.com: it names console.example.com. Order one for the name that CONSOLE_URL has.',
    )
    expect(broken.line('console')).to.match(
      /^failed +console +CONSOLE_TLS_KEY_FILE: there is no private key in it/,
    )
  })

  it('warns of a console that others reach without TLS, or under names that it does not know', async () => {
    const { lines } = await check({ CONSOLE_HOST: '0.0.0.0' })

    expect(lines.filter((line) => line.startsWith('warning  console'))).to.deep.equal([
      'warning  console      CONSOLE_HOST is 0.0.0.0, and CONSOLE_URL is not set: requests by a name of this machine are refused; set it to the address that people open.',
      'warning  console      CONSOLE_HOST is 0.0.0.0, without TLS and without a proxy (TRUSTED_PROXIES=0): passwords and keys can be read on the way; set CONSOLE_TLS=on, or CONSOLE_HOST=127.0.0.1.',
    ])
  })

  it('names the keys that events are recognised by, with the end of their certificates', async () => {
    const { code, line } = await check({ ESS_AUTH: 'signature' })

    expect(code).to.equal(0)
    expect(line('events')).to.match(
      /^ok +events +ESS_AUTH=signature; keys before-2025-10-22 \(certificate until 2025-11-08\); from-2025-10-22 \(certificate until 2026-09-28\); \d+ authorities that Node knows$/,
    )
  })

  it('says that no event is taken where no client certificate can come', async () => {
    expect((await check()).line('events')).to.match(
      /^ok +events +ESS_AUTH=both takes none, .*ESS_CLIENT_CERT_HEADER/,
    )
  })

  it('warns of a file of a key that cannot be used', async () => {
    const keys = join(folder, 'keys')
    await mkdir(keys)
    await writeFile(join(keys, 'bad.pem'), 'garbage')
    const { code, lines } = await check({ ESS_KEYS_DIR: keys })

    expect(code).to.equal(0)
    expect(lines.find((each) => each.startsWith('warning  events'))).to.include('bad.pem: it holds neither')
  })

  it('says who is told of what, warns of who cannot be, and of a mail server that does not encrypt', async () => {
    const mails = await startMailServer(await mailCertificate(), { disabledCommands: ['STARTTLS'] })
    const file = join(folder, 'people.yaml')
    await writeFile(file, 'tell: [{ person: ada, digest: 8 }, { mail: boss@example.com, news: [held] }]')

    const { code, line, lines } = await check({
      PEOPLE_FILE: file,
      SMTP_HOST: mails.server.host,
      SMTP_PORT: String(mails.server.port),
      SMTP_FROM: 'expenses@example.com',
    })
    await mails.stop()

    expect(code).to.equal(1)
    expect(line('telling')).to.match(/^ok +telling +person:ada, mail:boss@example\.com; times in UTC$/)
    expect(lines.find((each) => each.startsWith('warning'))).to.include(
      'nobody has the login ada of the people file: people add',
    )
    expect(line('mail')).to.match(/^failed +mail +TLS: the mail server does not encrypt the connection/)
  })

  it('names every mistake of the people file', async () => {
    const file = join(folder, 'people.yaml')
    await writeFile(file, 'tell: [{ teams: finance, news: [held] }, { slack: it, digest: 25 }]')

    const { code, lines } = await check({ PEOPLE_FILE: file })

    expect(code).to.equal(1)
    const text = lines.join('\n')
    expect(text).to.include(
      'tell[0].teams (line 1, column 10): TEAMS_URLS has no address of the name "finance"',
    )
    expect(text).to.match(/tell\[1\]\.digest \(line 1, column \d+\): expected the hour of the day/)
  })

  it('names every wrong setting and exits with 2', async () => {
    const { code, stderr } = await runCommand(['check'], { TLS: 'off' }, folder)

    expect(code).to.equal(2)
    for (const name of [
      'CONNECTOR_USERNAME',
      'CONNECTOR_PASSWORD',
      'CONCUR_CLIENT_ID',
      'CONCUR_CLIENT_SECRET',
    ]) {
      expect(stderr).to.include(`- ${name}`)
    }
  })

  it('writes nothing to Concur, but keeps a refresh token that it was given', async () => {
    simulator.failNotification(simulator.submit(cleanReport()))
    await check()
    const { code, line } = await check()

    expect(code).to.equal(0)
    expect(line('token')).to.match(/^ok /)
    expect(simulator.ledger).to.deep.equal([])
    expect(simulator.notifications.map(({ state }) => state)).to.deep.equal(['queued', 'failed'])
  })

  async function check(settings: Readonly<Record<string, string>> = {}) {
    const environment = { ...environmentFor(folder, simulator.url), ...settings }
    const { code, stdout } = await runCommand(['check'], environment, folder)
    const lines = stdout.trim().split('\n')
    const line = (what: string) => lines.find((each) => each.split(/ +/)[1] === what) ?? ''
    return { code, lines, line }
  }
})
