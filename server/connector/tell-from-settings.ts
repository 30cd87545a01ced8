import { readFile } from 'node:fs/promises'
import type { SettingName, Settings } from '../../config/settings.ts'
import type { TellerOptions } from '../tell/teller.ts'
import type { Ways } from '../tell/ways.ts'

/** The settings of what people are told by. */
export const TELL_SETTINGS = [
  'PEOPLE_FILE',
  'CONSOLE_URL',
  'TIME_ZONE',
  'SMTP_HOST',
  'SMTP_PORT',
  'SMTP_TLS',
  'SMTP_CA_FILE',
  'SMTP_USER',
  'SMTP_PASSWORD',
  'SMTP_FROM',
  'TEAMS_URLS',
  'SLACK_URLS',
  'WEBHOOK_URLS',
  'WEBHOOK_KEYS',
  'TELL_ALLOW_PRIVATE',
] as const satisfies readonly SettingName[]
type TellSettings = Pick<Settings, (typeof TELL_SETTINGS)[number]>

/** How people are told by these settings; SMTP_CA_FILE is read once. */
export async function tellerOptions(settings: TellSettings, now: () => Date): Promise<TellerOptions> {
  return {
    ways: await waysOf(settings),
    consoleUrl: settings.CONSOLE_URL,
    timeZone: settings.TIME_ZONE,
    allowPrivate: settings.TELL_ALLOW_PRIVATE,
    now,
  }
}

async function waysOf(settings: TellSettings): Promise<Ways> {
  const { TEAMS_URLS, SLACK_URLS, WEBHOOK_URLS = new Map(), WEBHOOK_KEYS = new Map() } = settings
  const webhook = Array.from(
    WEBHOOK_URLS,
    ([name, url]) => [name, { url, key: WEBHOOK_KEYS.get(name) ?? '' }] as const,
  )
  return {
    mail: await mailServer(settings),
    teams: TEAMS_URLS ?? new Map(),
    slack: SLACK_URLS ?? new Map(),
    webhook: new Map(webhook),
  }
}

/** Settings are checked so that there is a sender, and a password with a login. */
async function mailServer({
  SMTP_HOST: host,
  SMTP_PORT: port,
  SMTP_TLS: tls,
  SMTP_CA_FILE: caFile,
  SMTP_USER: user,
  SMTP_PASSWORD: password,
  SMTP_FROM: from,
}: TellSettings): Promise<Ways['mail']> {
  if (host === undefined || from === undefined) return undefined
  return {
    host,
    port,
    tls,
    from,
    ...(caFile !== undefined && { ca: await readFile(caFile, 'utf8') }),
    ...(user !== undefined && password !== undefined && { login: { user, password } }),
  }
}
