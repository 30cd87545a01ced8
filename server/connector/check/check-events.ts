import { type EssTrust, parseEssTrust, readEssTrust } from '../../../certs/ess-trust.ts'
import type { Settings } from '../../../config/settings.ts'
import type { CheckLine } from '../../record/check-line.ts'
import { inEnglish, type Sentence, say } from '../../record/sentence.ts'
import { essTrustFiles } from '../credential-files.ts'
import { checked } from './checked.ts'

/** What events are recognised by. Where no events come an old key is no trouble, so none is a warning. */
export async function checkEvents(settings: Settings): Promise<readonly CheckLine[]> {
  const findings: CheckLine[] = []
  const [line] = await checked('events', async () => {
    const { trust, problems } = parseEssTrust(await readEssTrust(essTrustFiles(settings)))
    findings.push(...problems.map((text): CheckLine => ({ what: 'events', state: 'warning', text })))
    const known = {
      proof: proofAsked(settings),
      keys: keyList(trust),
      count: trust.authorities.length,
    }
    return inEnglish(say(settings.ESS_CA_FILE === undefined ? 'events known' : 'events known by file', known))
  })
  return line === undefined ? findings : [line, ...findings]
}

/** With the advice that is due where no event can ever be taken. */
function proofAsked({ ESS_AUTH: auth, TLS, ESS_CLIENT_CERT_HEADER }: Settings): Sentence {
  const canCertificateCome = TLS || ESS_CLIENT_CERT_HEADER !== undefined
  const isCertificateAsked = auth === 'both' || auth === 'certificate'
  return say(isCertificateAsked && !canCertificateCome ? 'proof cannot come' : 'proof asked', { auth })
}

/** Such as `2027; from-2025-10-22 (certificate until 2026-09-28)`. */
function keyList({ keys }: EssTrust): readonly Sentence[] {
  return keys.map(({ name, endsAt }) =>
    endsAt === undefined
      ? say('as written', { text: name })
      : say('key until', { name, day: endsAt.toISOString().slice(0, 10) }),
  )
}
