import type { Settings } from '../../../config/settings.ts'
import { loadPolicy } from '../../policy-file/load-policy.ts'
import type { CheckLine } from '../../record/check-line.ts'
import { inEnglish, say } from '../../record/sentence.ts'
import { lookAtPublicCertificate } from '../look-at-certificates.ts'
import { certificateLines } from './certificate-lines.ts'
import { checkConcur } from './check-concur.ts'
import { checkConsole } from './check-console.ts'
import { checkEvents } from './check-events.ts'
import { checkSignIn } from './check-sign-in.ts'
import { checkTelling } from './check-telling.ts'
import { checked } from './checked.ts'

/**
 * Checks all that the connector needs; asks Concur, and writes nothing there.
 * @param warnings Of the settings, from where they were read.
 */
export async function checkAll(
  settings: Settings,
  warnings: readonly string[] = [],
): Promise<readonly CheckLine[]> {
  return [
    { what: 'settings', state: 'ok', text: inEnglish(say('settings complete')) },
    ...warnings.map((text): CheckLine => ({ what: 'settings', state: 'warning', text })),
    ...(await checkCertificate(settings)),
    ...(await checkConsole(settings)),
    ...(await checkEvents(settings)),
    ...(await checked('policy', async () => {
      const policy = await loadPolicy(settings.POLICY_FILE)
      return inEnglish(
        say('policy loaded', { name: policy.name, rules: policy.rules.length, version: policy.version }),
      )
    })),
    ...(await checkConcur(settings)),
    ...(await checkTelling(settings)),
    ...(await checkSignIn(settings)),
  ]
}

async function checkCertificate(settings: Settings): Promise<readonly CheckLine[]> {
  const look = await lookAtPublicCertificate(settings, new Date())
  return look === undefined
    ? [{ what: 'certificate', state: 'ok', text: inEnglish(say('TLS ends in front')) }]
    : certificateLines('certificate', look)
}
