import { createServer } from 'node:net'
import { expect } from 'chai'
import type { SMTPServerOptions } from 'smtp-server'
import { compose } from '../../server/tell/compose.ts'
import { mailOf } from '../../server/tell/mail.ts'
import { createMailSender, type MailServer, type OutgoingMail } from '../../server/tell/send-mail.ts'
import { useRealSockets } from '../listeners/real-sockets.ts'
import { mailCertificate, smtpRefusal, startMailServer, type TestMailServer } from './mail-server.ts'
import { heldNews } from './sample-news.ts'

const NEVER = new AbortController().signal

describe('sending mails', () => {
  let certificate: Awaited<ReturnType<typeof mailCertificate>>
  let running: TestMailServer | undefined

  // nock hides why a handshake failed.
  useRealSockets()

  before(async () => {
    certificate = await mailCertificate()
  })

  afterEach(async () => {
    await running?.stop()
    running = undefined
  })

  async function start(options: SMTPServerOptions = {}): Promise<TestMailServer> {
    running = await startMailServer(certificate, options)
    return running
  }

  it('sends by STARTTLS what the news says, from whom the settings say', async () => {
    const { server, received } = await start()

    const result = await send(server)

    expect(result).to.deep.equal({ kind: 'delivered' })
    expect(received).to.have.lengthOf(1)
    expect(received[0]).to.include({ from: 'expenses@example.com', isEncrypted: true })
    expect(received[0]?.to).to.deep.equal(['ada@example.com'])
    const headers = headersOf(received[0]?.raw)
    expect(headers.get('from')).to.equal('Expense checks <expenses@example.com>')
    expect(headers.get('to')).to.equal('ada@example.com')
    expect(headers.get('subject')).to.equal('Held: Trip to Rome, 1,234.50 USD, Lovelace, Ada')
    expect(headers.get('auto-submitted')).to.equal('auto-generated')
    expect(headers.get('references')).to.equal('<review-12@example.com>')
    expect(headers.get('content-type')).to.match(/^multipart\/alternative;/)
  })

  it('sends where the connection is encrypted from the beginning', async () => {
    const { server, received } = await start({ secure: true })

    expect(await send(server)).to.deep.equal({ kind: 'delivered' })
    expect(received[0]).to.include({ isEncrypted: true })
  })

  it('has the same Message-ID when it is sent again, and another one for somebody else', async () => {
    const { server, received } = await start()

    await send(server)
    await send(server)
    await send(server, { to: 'bob@example.com' })

    const [first, again, other] = received.map(({ raw }) => headersOf(raw).get('message-id'))
    expect(first).to.match(/^<review-12-held-1\.[0-9a-f]{12}@example\.com>$/)
    expect(again).to.equal(first)
    expect(other).to.not.equal(first)
  })

  it('does not send where the server does not encrypt', async () => {
    const { server, received } = await start({ disabledCommands: ['STARTTLS'] })

    const result = await send(server)

    expect(result).to.have.property('kind', 'failed')
    expect(result)
      .to.have.property('reason')
      .that.matches(/^TLS: the mail server does not encrypt the connection \(.*\); SMTP_TLS, SMTP_PORT$/)
    expect(result).to.not.have.property('isGone')
    expect(received).to.deep.equal([])
  })

  it('never tells the password to a server that does not encrypt', async () => {
    const heard: string[] = []
    const { server } = await start({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth({ password }, _session, done) {
        heard.push(password ?? '')
        done(null, { user: 'u' })
      },
    })

    await send({ ...server, login: { user: 'connector', password: 'secret' } })

    expect(heard).to.deep.equal([])
  })

  it('does not send to a server whose certificate nobody vouches for', async () => {
    const { server, received } = await start()

    const result = await send({ ...server, ca: undefined })

    expect(result)
      .to.have.property('reason')
      .that.matches(
        /^TLS: the certificate of the mail server is not trusted \([A-Z_]+\); SMTP_CA_FILE, SMTP_HOST$/,
      )
    expect(received).to.deep.equal([])
  })

  it('does not send to a server with the certificate of another', async () => {
    running = await startMailServer(await mailCertificate('mail.example.com'))
    const { server, received } = running

    expect(await send(server)).to.deep.equal({
      kind: 'failed',
      reason:
        'TLS: the certificate of the mail server is not trusted (ERR_TLS_CERT_ALTNAME_INVALID); SMTP_CA_FILE, SMTP_HOST',
    })
    expect(received).to.deep.equal([])
  })

  it('logs in, and says so where the login is refused', async () => {
    const { server, received } = await start({
      authOptional: false,
      onAuth({ username, password }, _session, done) {
        if (username === 'connector' && password === 'right') done(null, { user: username })
        else done(smtpRefusal(535, 'Authentication failed'))
      },
    })

    expect(await send({ ...server, login: { user: 'connector', password: 'right' } })).to.deep.equal({
      kind: 'delivered',
    })
    expect(await send({ ...server, login: { user: 'connector', password: 'wrong' } })).to.deep.equal({
      kind: 'failed',
      reason: 'the mail server refuses the login (535 Authentication failed); SMTP_USER, SMTP_PASSWORD',
    })
    const without = await send(server)
    expect(without).to.have.property('kind', 'failed')
    expect(received).to.have.lengthOf(1)
  })

  it('gives up a recipient that is refused, and shows no address', async () => {
    const { server } = await start({
      onRcptTo: (_address, _session, done) =>
        done(smtpRefusal(550, '5.1.1 <ada@example.com>: Recipient address rejected')),
    })

    expect(await send(server)).to.deep.equal({
      kind: 'failed',
      reason: 'the mail server refuses the recipient (550 5.1.1 …: Recipient address rejected)',
      isGone: true,
    })
  })

  it('tries a recipient again that is put off', async () => {
    const { server } = await start({
      onRcptTo: (_address, _session, done) => done(smtpRefusal(451, '4.7.1 Greylisted, try again')),
    })

    expect(await send(server)).to.deep.equal({
      kind: 'failed',
      reason: 'the mail server refuses the recipient (451 4.7.1 Greylisted, try again)',
    })
  })

  it('tries again where the sender is refused, which settings mend', async () => {
    const { server } = await start({
      onMailFrom: (_address, _session, done) => done(smtpRefusal(550, '5.7.60 may not send as this sender')),
    })

    expect(await send(server)).to.deep.equal({
      kind: 'failed',
      reason: 'the mail server refuses the sender (550 5.7.60 may not send as this sender); SMTP_FROM',
    })
  })

  it('gives up a mail that is refused, and tries one again that the server cannot take now', async () => {
    const answers = [smtpRefusal(554, '5.7.1 Rejected as spam'), smtpRefusal(452, '4.3.1 Out of space')]
    const { server } = await start({
      onData(stream, _session, done) {
        stream.resume().once('end', () => done(answers.shift()))
      },
    })

    expect(await send(server)).to.deep.equal({
      kind: 'failed',
      reason: 'the mail server refuses the mail (554 5.7.1 Rejected as spam)',
      isGone: true,
    })
    expect(await send(server)).to.deep.equal({
      kind: 'failed',
      reason: 'the mail server refuses the mail (452 4.3.1 Out of space)',
    })
  })

  it('says where nobody listens', async () => {
    const { server } = await start()
    await running?.stop()
    running = undefined

    expect(await send(server)).to.deep.equal({
      kind: 'failed',
      reason: 'the mail server gives no answer (ECONNREFUSED); SMTP_HOST, SMTP_PORT',
    })
  })

  it('ends at once when it is to stop, and says that the mail may have left', async () => {
    const silent = createServer()
    const connected = Promise.withResolvers<void>()
    silent.on('connection', () => connected.resolve())
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', () => resolve()))
    const address = silent.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const stop = new AbortController()

    const sending = createMailSender({
      host: '127.0.0.1',
      port,
      tls: 'starttls',
      from: { name: '', address: 'a@example.com' },
    }).send(mail(), stop.signal)
    await connected.promise
    stop.abort()

    expect(await sending).to.deep.equal({ kind: 'cut', hasLeft: true })
    silent.close()
  })

  it('keeps the name of a report out of the headers and the envelope', async () => {
    const { server, received } = await start()
    const evil = 'Trip\r\nBcc: everybody@example.com\r\n\r\n<script>alert(1)</script>'

    expect(
      await send(server, mailOf(compose(heldNews({ reportName: evil }), 'en', { timeZone: 'UTC' }))),
    ).to.deep.equal({ kind: 'delivered' })

    expect(received[0]?.to).to.deep.equal(['ada@example.com'])
    const headers = headersOf(received[0]?.raw)
    expect(headers.has('bcc')).to.equal(false)
    expect(headers.get('subject')).to.equal(
      'Held: Trip Bcc: everybody@example.com <script>alert(1)</script>, 1,234.50 USD, Lovelace, Ada',
    )
  })

  it('writes a subject of other letters so that every server takes it', async () => {
    const { server, received } = await start()

    await send(server, mailOf(compose(heldNews({ reportName: 'Übung 東京' }), 'de', { timeZone: 'UTC' })))

    const raw = received[0]?.raw ?? ''
    expect(raw).to.match(/^[\x20-\x7e\r\n]*$/)
    expect(raw.split('\r\n').every((line) => line.length <= 998)).to.equal(true)
    expect(headersOf(raw).get('subject')).to.match(/^=\?UTF-8\?/)
  })

  it('looks whether the server can be reached and takes the login, and sends nothing', async () => {
    const { server, received } = await start({
      onAuth: ({ password }, _session, done) =>
        password === 'right' ? done(null, { user: 'u' }) : done(smtpRefusal(535, 'no')),
    })
    const verify = (password: string) =>
      createMailSender({ ...server, login: { user: 'u', password } }).verify()

    expect(await verify('right')).to.deep.equal({ kind: 'delivered' })
    expect(await verify('wrong')).to.have.property(
      'reason',
      'the mail server refuses the login (535 no); SMTP_USER, SMTP_PASSWORD',
    )
    expect(received).to.deep.equal([])
  })
})

function mail(different: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    ...mailOf(compose(heldNews(), 'en', { timeZone: 'UTC' })),
    to: 'ada@example.com',
    newsId: 'review-12-held-1',
    thread: 'review-12',
    ...different,
  }
}

function send(server: MailServer, different: Partial<OutgoingMail> = {}) {
  return createMailSender(server).send(mail(different), NEVER)
}

/** By names in small letters, unfolded. */
function headersOf(raw = ''): ReadonlyMap<string, string> {
  const [head = ''] = raw.split('\r\n\r\n')
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  return new Map(
    lines.map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()]
    }),
  )
}
