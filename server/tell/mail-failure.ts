import { z } from 'zod'
import type { SendResult } from '../delivery/send-result.ts'
import { oneLine } from './message-text.ts'

/** What nodemailer tells of a mail that was not sent. */
const mailError = z.object({
  /** See the error codes of nodemailer. */
  code: z.string().optional(),
  /** Of Node, where nodemailer has one of its own for it. */
  originalCode: z.string().optional(),
  /** The command that the server did not like. */
  command: z.string().optional(),
  responseCode: z.number().optional(),
  response: z.string().optional(),
  message: z.string().optional(),
})
type MailError = z.infer<typeof mailError>

const MAX_REASON = 200

/**
 * What came of a mail that was not sent. A recipient or a mail that the server refuses for good is not tried again; all
 * else may be mended: a server that is away or busy, settings that are wrong.
 * @param withoutSecrets A server may quote what it was sent.
 * @throws What is no failure of a mail.
 */
export function mailFailure(thrown: unknown, withoutSecrets: (text: string) => string): SendResult {
  const error = mailError.safeParse(thrown).data
  if (error?.code === undefined) throw thrown
  const isForGood =
    (error.responseCode ?? 0) >= 500 && (error.command === 'RCPT TO' || error.command === 'DATA')
  return { kind: 'failed', reason: withoutSecrets(reasonOf(error)), ...(isForGood && { isGone: true }) }
}

function reasonOf(error: MailError): string {
  const { code = '', originalCode, command, message = '' } = error
  const cause = originalCode === undefined || originalCode === code ? code : originalCode
  if (isAboutCertificate(error)) {
    return `TLS: the certificate of the mail server is not trusted (${cause}); SMTP_CA_FILE, SMTP_HOST`
  }
  if (code === 'ETLS') {
    return `TLS: the mail server does not encrypt the connection (${answerOf(error) || oneLine(message, 80)}); SMTP_TLS, SMTP_PORT`
  }
  if (code === 'EAUTH' || code === 'ENOAUTH') {
    return `the mail server refuses the login (${answerOf(error) || 'it asks for none that is known here'}); SMTP_USER, SMTP_PASSWORD`
  }
  if (command === 'RCPT TO') return `the mail server refuses the recipient (${answerOf(error)})`
  if (command === 'MAIL FROM') return `the mail server refuses the sender (${answerOf(error)}); SMTP_FROM`
  if (command === 'DATA') return `the mail server refuses the mail (${answerOf(error)})`
  return `the mail server gives no answer (${answerOf(error) || cause}); SMTP_HOST, SMTP_PORT`
}

/** Node names what is wrong with a certificate by a code of its own. */
function isAboutCertificate({ code = '', originalCode = '', message = '' }: MailError): boolean {
  return (
    /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO_VERIFY/.test(`${code} ${originalCode}`) ||
    /certificate/i.test(message)
  )
}

/** What the server said, without addresses. */
function answerOf({ response = '' }: MailError): string {
  return oneLine(response.replace(/<?[^\s<>@]+@[^\s<>@]+>?/g, '…'), MAX_REASON)
}
