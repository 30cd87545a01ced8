import { randomUUID } from 'node:crypto'
import { certificateWarnings } from '../../certs/certificate-warnings.ts'
import { type EssTrust, parseEssTrust, readEssTrust } from '../../certs/ess-trust.ts'
import { inspectChain } from '../../certs/inspect.ts'
import { parseServerCredentials, readCredentialFiles } from '../../certs/server-credentials.ts'
import type { Settings } from '../../config/settings.ts'
import { createBreaker } from '../concur/breaker.ts'
import type { ConcurClient } from '../concur/concur-client.ts'
import { listFailedNotifications } from '../concur/failed-notifications.ts'
import { createHttpClient, type HttpClient } from '../concur/http.ts'
import { findUserId } from '../concur/users.ts'
import { listWaitingReports } from '../concur/waiting-reports.ts'
import { concurClient, credentialFiles, essTrustFiles } from '../connector/from-settings.ts'
import { SILENT_LOG } from '../log.ts'
import { loadPolicy } from '../policy-file/load-policy.ts'
import { checkWritable, type Database, openDatabase } from '../store/database.ts'
import { checkConsole } from './check-console.ts'
import { checkSignIn } from './check-sign-in.ts'
import { checkTelling } from './check-telling.ts'
import { checked, type Finding } from './checked.ts'
import { type CommandContext, CommandFailure } from './context.ts'
import { requireSettings } from './settings.ts'

const MAX_SKEW_S = 60

/**
 * Checks all that the connector needs, a line each: ok, or what to do.
 * @throws {CommandFailure} If anything failed; with exit status 2 if it is the settings.
 */
export async function runCheck(context: CommandContext, options: { readonly json?: true }): Promise<void> {
  const { settings, warnings } = await requireSettings(context)
  const findings: Finding[] = [
    { what: 'settings', state: 'ok', text: 'complete' },
    ...warnings.map((text): Finding => ({ what: 'settings', state: 'warning', text })),
    ...(await checkCertificate(settings)),
    ...(await checkConsole(settings)),
    ...(await checkEvents(settings)),
    ...(await checked('policy', async () => {
      const policy = await loadPolicy(settings.POLICY_FILE)
      return `${policy.name}, ${policy.rules.length} rules, version ${policy.version}`
    })),
    ...(await checkConcur(settings)),
    ...(await checkTelling(settings)),
    ...(await checkSignIn(settings)),
  ]
  context.print(
    options.json
      ? JSON.stringify(findings, null, 2)
      : findings.map(({ what, state, text }) => `${state.padEnd(8)} ${what.padEnd(12)} ${text}`).join('\n'),
  )
  const failed = findings.filter(({ state }) => state === 'failed').length
  if (failed > 0) throw new CommandFailure(`${failed} of ${findings.length} checks failed`)
}

async function checkCertificate(settings: Settings): Promise<readonly Finding[]> {
  if (!settings.TLS)
    return [{ what: 'certificate', state: 'ok', text: 'not ours: TLS is off, something in front ends it' }]
  const findings: Finding[] = []
  const [line] = await checked('certificate', async () => {
    const { chain } = parseServerCredentials(await readCredentialFiles(credentialFiles(settings)))
    const facts = inspectChain(chain, { now: new Date() })
    findings.push(
      ...certificateWarnings(facts).map((text): Finding => ({ what: 'certificate', state: 'warning', text })),
    )
    return `${facts.server.subject}, valid for ${facts.server.daysLeft} days`
  })
  return line === undefined ? findings : [line, ...findings]
}

/** What events are recognised by. Where no events come an old key is no trouble, so none is a warning. */
async function checkEvents(settings: Settings): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  const [line] = await checked('events', async () => {
    const { trust, problems } = parseEssTrust(await readEssTrust(essTrustFiles(settings)))
    findings.push(...problems.map((text): Finding => ({ what: 'events', state: 'warning', text })))
    const whose = settings.ESS_CA_FILE === undefined ? 'that Node knows' : 'in ESS_CA_FILE'
    const authorities = `${trust.authorities.length} authorities ${whose}`
    return `${proofAsked(settings)}; keys ${keyList(trust)}; ${authorities}`
  })
  return line === undefined ? findings : [line, ...findings]
}

/** With the advice that is due where no event can ever be taken. */
function proofAsked({ ESS_AUTH, TLS, ESS_CLIENT_CERT_HEADER }: Settings): string {
  const canCertificateCome = TLS || ESS_CLIENT_CERT_HEADER !== undefined
  const isCertificateAsked = ESS_AUTH === 'both' || ESS_AUTH === 'certificate'
  return isCertificateAsked && !canCertificateCome
    ? `ESS_AUTH=${ESS_AUTH} takes none, since with TLS=off no client certificate comes: set ESS_CLIENT_CERT_HEADER, or ESS_AUTH=signature`
    : `ESS_AUTH=${ESS_AUTH}`
}

/** Such as `2027, from-2025-10-22 (certificate until 2026-09-28)`. */
function keyList({ keys }: EssTrust): string {
  return keys
    .map(({ name, endsAt }) =>
      endsAt === undefined ? name : `${name} (certificate until ${endsAt.toISOString().slice(0, 10)})`,
    )
    .join(', ')
}

async function checkConcur(settings: Settings): Promise<readonly Finding[]> {
  const http = createHttpClient(1)
  let db: Database | undefined
  const opened = await checked('database', async () => {
    db = await openDatabase(settings.DATABASE_URL)
    await checkWritable(db)
    return 'writable'
  })
  const clock = await checked('clock', () => clockLine(http, settings.CONCUR_API_URL))
  if (db === undefined) return [...opened, ...clock]
  const concur = concurClient(settings, {
    db,
    http,
    breaker: createBreaker(() => new Date()),
    // What fails is in the lines already.
    log: SILENT_LOG,
    now: () => new Date(),
  })
  const token = await checked('token', async () => {
    await concur.checkToken()
    return `Concur gives us one at ${settings.CONCUR_TOKEN_URL}`
  })
  const read = token.some(({ state }) => state === 'ok') ? await checkReading(concur) : []
  http.close()
  await db.destroy()
  return [...opened, ...clock, ...token, ...read]
}

/** One list for each of the two scopes. */
async function checkReading(concur: ConcurClient): Promise<readonly Finding[]> {
  const call = { correlationId: randomUUID() }
  const failed = await checked('reading', async () => {
    const { value } = await listFailedNotifications(concur, call)
    return `Concur lists ${value.length} notifications that it could not deliver`
  })
  const waiting = await checked('waiting', async () => {
    const { value: page } = await listWaitingReports(concur, call).next()
    const more = page?.nextPath === undefined ? '' : ' or more'
    return `Concur lists ${page?.reports.length ?? 0}${more} reports that wait at External Validation`
  })
  return [...failed, ...waiting, ...(await checkNames(concur))]
}

/** Nothing fails without them, so what is missing is a warning. */
async function checkNames(concur: ConcurClient): Promise<readonly Finding[]> {
  const findings = await checked('names', async () => {
    await findUserId(concur, NOBODY_THERE, { correlationId: randomUUID() })
    return "Concur tells whose the reports of events are, and people's own reports from others"
  })
  return findings.map((finding) =>
    finding.state === 'ok'
      ? finding
      : { ...finding, state: 'warning', text: `${WITHOUT_NAMES}: ${finding.text}` },
  )
}

/** A domain that is nobody's (RFC 2606). */
const NOBODY_THERE = 'nobody@connector.invalid'
const WITHOUT_NAMES =
  'reports of events have no names of employees, and nobody can decide on one whose owner is not known'

/** Any answer of Concur's has a date. */
async function clockLine(http: HttpClient, origin: string): Promise<string> {
  const { headers } = await http.send({ method: 'GET', url: `${origin}/`, headers: {} })
  const theirs = typeof headers['date'] === 'string' ? Date.parse(headers['date']) : Number.NaN
  if (Number.isNaN(theirs)) return 'Concur does not say what time it is'
  const skewS = Math.round(Math.abs(Date.now() - theirs) / 1000)
  if (skewS > MAX_SKEW_S) throw new CommandFailure(`${skewS} s away from Concur's: set this machine's clock`)
  return `within ${skewS} s of Concur's`
}
