import { hash } from 'node:crypto'
import { createRequire } from 'node:module'
import pLimit from 'p-limit'
import type { SendResult } from '../delivery/send-result.ts'
import { secretRemover } from '../without-secrets.ts'
import type { Mail } from './mail.ts'
import { mailFailure } from './mail-failure.ts'

/** The server that takes mails, and whom they are from. */
export interface MailServer {
  readonly host: string
  readonly port: number
  /** `starttls`: a connection that does not become encrypted is given up. `implicit`: encrypted from the beginning. */
  readonly tls: 'starttls' | 'implicit'
  /** Authorities that may have signed its certificate, PEM, in place of those that Node knows. */
  readonly ca?: string | undefined
  readonly login?: { readonly user: string; readonly password: string } | undefined
  readonly from: { readonly name: string; readonly address: string }
}

/** A mail and where it goes. */
export interface OutgoingMail extends Mail {
  readonly to: string
  /** Of the news: the mail is recognised as the same one by it, whenever it is sent again. */
  readonly newsId: string
  /** Mails with the same one belong together, such as those about one review. */
  readonly thread?: string | undefined
}

/** Sends mails to one server. */
export interface MailSender {
  /** Makes one attempt; never rejects for what the server does. */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<SendResult>
  /** Connects and logs in, and sends nothing. */
  verify(): Promise<SendResult>
}

/** What is loaded only where mails are sent. */
const require = createRequire(import.meta.url)

/** Microsoft 365 takes three connections of one login. */
const MAX_CONNECTIONS = 3
const CONNECT_MS = 10_000
const IDLE_MS = 30_000

/** Sends mails to that server, and never without TLS 1.2 or newer. */
export function createMailSender({ host, port, tls, ca, login, from }: MailServer): MailSender {
  const { createTransport }: typeof import('nodemailer') = require('nodemailer')
  const transport = createTransport({
    host,
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    tls: { minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) },
    ...(login !== undefined && { auth: { user: login.user, pass: login.password } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: IDLE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const limit = pLimit(MAX_CONNECTIONS)
  const withoutSecrets = secretRemover(login === undefined ? [] : [login.password])
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)

  return {
    send: (mail, signal) => limit(() => send(mail, signal)),
    async verify() {
      try {
        await transport.verify()
        return { kind: 'delivered' }
      } catch (error) {
        return mailFailure(error, withoutSecrets)
      }
    },
  }

  async function send(
    { to, newsId, thread, subject, text, html }: OutgoingMail,
    signal: AbortSignal,
  ): Promise<SendResult> {
    if (signal.aborted) return { kind: 'cut', hasLeft: false }
    try {
      await transport.sendMail({
        from,
        to: { name: '', address: to },
        subject,
        text,
        html,
        messageId: `<${newsId}.${hash('sha256', to).slice(0, 12)}@${domain}>`,
        ...(thread !== undefined && { references: `<${thread}@${domain}>` }),
        headers: {
          // No answers by those who are away; the second is for Exchange.
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
        },
        signal,
      })
      return { kind: 'delivered' }
    } catch (error) {
      if (signal.aborted) return { kind: 'cut', hasLeft: true }
      return mailFailure(error, withoutSecrets)
    }
  }
}
