import type { SettingProblem } from './setting-problem.ts'
import type { Settings } from './settings.ts'

/** What mails need: whom they are from, and never half a login. */
export async function checkMail({
  SMTP_HOST,
  SMTP_FROM,
  SMTP_USER,
  SMTP_PASSWORD,
}: Partial<Settings>): Promise<SettingProblem[]> {
  if (SMTP_HOST === undefined) return []
  const problems: SettingProblem[] = []
  if (SMTP_FROM === undefined) {
    problems.push({
      setting: 'SMTP_FROM',
      found: 'nothing',
      expected: 'whom mails are from, because SMTP_HOST is set',
    })
  }
  if ((SMTP_USER === undefined) !== (SMTP_PASSWORD === undefined)) {
    const [missing, given] =
      SMTP_USER === undefined ? ['SMTP_USER', 'SMTP_PASSWORD'] : ['SMTP_PASSWORD', 'SMTP_USER']
    problems.push({
      setting: missing,
      found: 'nothing',
      expected: `one, because ${given} is set; or neither, for a server that asks for no login`,
    })
  }
  return problems
}

/** A receiver that cannot tell who sends must not be sent to, and a key without a receiver is a misspelt name. */
export async function checkWebhookKeys({
  WEBHOOK_URLS = new Map(),
  WEBHOOK_KEYS = new Map(),
}: Partial<Settings>): Promise<SettingProblem[]> {
  const unsigned = [...WEBHOOK_URLS.keys()].filter((name) => !WEBHOOK_KEYS.has(name))
  const unused = [...WEBHOOK_KEYS.keys()].filter((name) => !WEBHOOK_URLS.has(name))
  return [
    ...unsigned.map((name) => ({
      setting: 'WEBHOOK_KEYS',
      found: `no key for ${name}`,
      expected: 'one, because WEBHOOK_URLS has its address',
    })),
    ...unused.map((name) => ({
      setting: 'WEBHOOK_KEYS',
      found: `a key for ${name}`,
      expected: 'keys only for names of WEBHOOK_URLS',
    })),
  ]
}
