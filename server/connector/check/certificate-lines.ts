import type { CertificateLook } from '../../../certs/look-at-certificate.ts'
import type { CheckLine } from '../../record/check-line.ts'
import { inEnglish, say } from '../../record/sentence.ts'

/** What `check` says of the certificate of the listener for Concur, or of the console. */
export function certificateLines(
  what: 'certificate' | 'console',
  look: CertificateLook,
): readonly CheckLine[] {
  if (look.kind === 'unusable') return [{ what, state: 'failed', text: look.problem }]
  return [
    {
      what,
      state: 'ok',
      text: inEnglish(
        say(what === 'console' ? 'console certificate valid' : 'certificate valid', {
          subject: look.subject,
          days: look.daysLeft,
        }),
      ),
    },
    ...look.warnings.map((text): CheckLine => ({ what, state: 'warning', text })),
  ]
}
