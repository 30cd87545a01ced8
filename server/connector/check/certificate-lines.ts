import type { CertificateLook } from '../../../certs/look-at-certificate.ts'
import type { CheckLine } from '../../record/check-line.ts'

/** What `check` says of a certificate. @param before Stands before its subject. */
export function certificateLines(what: string, look: CertificateLook, before = ''): readonly CheckLine[] {
  if (look.kind === 'unusable') return [{ what, state: 'failed', text: look.problem }]
  return [
    { what, state: 'ok', text: `${before}${look.subject}, valid for ${look.daysLeft} days` },
    ...look.warnings.map((text): CheckLine => ({ what, state: 'warning', text })),
  ]
}
