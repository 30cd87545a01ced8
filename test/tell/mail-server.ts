import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { createDevelopmentCa, issueServerCertificate } from '../../certs/development-ca.ts'
import type { MailServer } from '../../server/tell/send-mail.ts'

/** A mail as it arrived. */
export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly isEncrypted: boolean
  /** As sent, with CRLF. */
  readonly raw: string
}

/** A real SMTP server on this machine. */
export interface TestMailServer {
  /** Settings with which it is reached, and trusted. */
  readonly server: MailServer
  readonly received: readonly ReceivedMail[]
  stop(): Promise<void>
}

/** An answer of SMTP that refuses something. */
export function smtpRefusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}

/** A certificate, of this machine if no other name is given, and the authority that signed it. */
export async function mailCertificate(name = '127.0.0.1') {
  const now = new Date()
  const ca = await createDevelopmentCa(now)
  const { certificate, privateKey } = await issueServerCertificate(ca, [name], now)
  return { ca: ca.certificate, certificate, privateKey }
}

/** Starts it; STARTTLS is offered and a login not asked for, unless the options say so. */
export async function startMailServer(
  { ca, certificate, privateKey }: Awaited<ReturnType<typeof mailCertificate>>,
  options: SMTPServerOptions = {},
): Promise<TestMailServer> {
  const received: ReceivedMail[] = []
  const smtp = new SMTPServer({
    key: privateKey,
    cert: certificate,
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    async onData(stream, { envelope, secure }, done) {
      received.push({
        from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
        to: envelope.rcptTo.map(({ address }) => address),
        isEncrypted: secure,
        raw: await text(stream),
      })
      done()
    },
    ...options,
  })
  // A client that gives the connection up is what some tests are about.
  smtp.on('error', () => undefined)
  const listening = Promise.withResolvers<void>()
  smtp.listen(0, '127.0.0.1', () => listening.resolve())
  await listening.promise
  return {
    server: {
      host: '127.0.0.1',
      port: portOf(smtp.server.address()),
      tls: options.secure === true ? 'implicit' : 'starttls',
      ca,
      from: { name: 'Expense checks', address: 'expenses@example.com' },
    },
    received,
    stop: () => new Promise((resolve) => smtp.close(() => resolve())),
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
