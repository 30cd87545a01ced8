import { checkConsoleTls, isConsoleOverTls } from './console-rules.ts'
import { whyUnreadable } from './setting-files.ts'
import type { SettingProblem } from './setting-problem.ts'
import type { SettingName, Settings } from './settings.ts'
import { checkProvider } from './sign-in-rules.ts'
import { checkMail, checkWebhookKeys } from './telling-rules.ts'

type TlsFileName = 'TLS_CERT_FILE' | 'TLS_KEY_FILE' | 'TLS_PFX_FILE'

/** A rule about settings together, or about the file behind one; it runs only where all that it names are loaded. */
interface SettingRule {
  readonly about: readonly SettingName[]
  readonly check: (values: Partial<Settings>) => Promise<SettingProblem[]>
}

const RULES: readonly SettingRule[] = [
  { about: ['CONNECTOR_PASSWORD', 'CONNECTOR_PREVIOUS_PASSWORD'], check: checkPasswordsDiffer },
  { about: ['TLS', 'TLS_CERT_FILE', 'TLS_KEY_FILE', 'TLS_PFX_FILE'], check: checkTlsFiles },
  {
    about: ['TLS', 'CONSOLE_TLS', 'CONSOLE_TLS_CERT_FILE', 'CONSOLE_TLS_KEY_FILE'],
    check: checkConsoleFiles,
  },
  { about: ['ESS_SUBSCRIPTIONS', 'ESS_ENDPOINT'], check: checkEndpoint },
  { about: ['POLICY_FILE'], check: (values) => checkReadable(values, ['POLICY_FILE']) },
  { about: ['NOTIFY_PATH', 'EVENTS_PATH'], check: checkPathsDiffer },
  { about: ['ESS_CA_FILE'], check: (values) => checkReadable(values, ['ESS_CA_FILE']) },
  { about: ['ESS_KEYS_DIR'], check: checkKeysDir },
  { about: ['ESS_CLIENT_CERT_HEADER', 'TRUSTED_PROXIES'], check: checkHeaderIsOfProxy },
  { about: ['PEOPLE_FILE'], check: (values) => checkReadable(values, ['PEOPLE_FILE']) },
  { about: ['SMTP_CA_FILE'], check: (values) => checkReadable(values, ['SMTP_CA_FILE']) },
  { about: ['SMTP_HOST', 'SMTP_FROM', 'SMTP_USER', 'SMTP_PASSWORD'], check: checkMail },
  { about: ['WEBHOOK_URLS', 'WEBHOOK_KEYS'], check: checkWebhookKeys },
  { about: ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'CONSOLE_URL', 'PEOPLE_FILE'], check: checkProvider },
]

/**
 * What is wrong with settings that are each well-formed.
 * @param names Those that are being loaded.
 * @param values Of those, the ones that are set and well-formed; paths are absolute.
 */
export async function checkTogether(
  names: ReadonlySet<SettingName>,
  values: Partial<Settings>,
): Promise<SettingProblem[]> {
  const rules = RULES.filter(({ about }) => about.every((name) => names.has(name)))
  return (await Promise.all(rules.map(({ check }) => check(values)))).flat()
}

async function checkPasswordsDiffer(values: Partial<Settings>): Promise<SettingProblem[]> {
  const previous = values.CONNECTOR_PREVIOUS_PASSWORD
  if (previous === undefined || previous !== values.CONNECTOR_PASSWORD) return []
  return [
    {
      setting: 'CONNECTOR_PREVIOUS_PASSWORD',
      found: 'the same value as CONNECTOR_PASSWORD',
      expected: 'the password before it, or nothing',
    },
  ]
}

async function checkPathsDiffer(values: Partial<Settings>): Promise<SettingProblem[]> {
  const path = values.EVENTS_PATH
  if (path === undefined || path !== values.NOTIFY_PATH) return []
  return [
    { setting: 'EVENTS_PATH', found: 'the same path as NOTIFY_PATH', expected: 'another: the bodies differ' },
  ]
}

/** Without a proxy anybody could send that header, with a certificate that is no secret. */
async function checkHeaderIsOfProxy(values: Partial<Settings>): Promise<SettingProblem[]> {
  if (values.ESS_CLIENT_CERT_HEADER === undefined || values.TRUSTED_PROXIES !== 0) return []
  return [
    {
      setting: 'ESS_CLIENT_CERT_HEADER',
      found: 'a header, and TRUSTED_PROXIES is 0',
      expected: 'the number of proxies in front in TRUSTED_PROXIES, or no header: only a proxy may set it',
    },
  ]
}

async function checkKeysDir({ ESS_KEYS_DIR: path }: Partial<Settings>): Promise<SettingProblem[]> {
  const reason = path === undefined ? undefined : await whyUnreadable(path, 'folder')
  if (reason === undefined) return []
  return [
    {
      setting: 'ESS_KEYS_DIR',
      found: `${JSON.stringify(path)} (${reason})`,
      expected: 'a folder that can be read',
    },
  ]
}

async function checkEndpoint(values: Partial<Settings>): Promise<SettingProblem[]> {
  if (values.ESS_SUBSCRIPTIONS === undefined || values.ESS_ENDPOINT !== undefined) return []
  return [
    {
      setting: 'ESS_ENDPOINT',
      found: 'nothing',
      expected: 'the address of the webhook, because ESS_SUBSCRIPTIONS is set',
    },
  ]
}

async function checkTlsFiles(values: Partial<Settings>): Promise<SettingProblem[]> {
  // With TLS off whatever is set for it lies idle, as in a web.config that serves two machines.
  if (values.TLS !== true) return []
  const given = (['TLS_CERT_FILE', 'TLS_KEY_FILE', 'TLS_PFX_FILE'] as const).filter((name) => values[name])
  const choice = checkTlsChoice(given)
  return [...(choice ? [choice] : []), ...(await checkReadable(values, given))]
}

async function checkConsoleFiles(values: Partial<Settings>): Promise<SettingProblem[]> {
  if (!isConsoleOverTls(values)) return []
  const files = await checkReadable(values, ['CONSOLE_TLS_CERT_FILE', 'CONSOLE_TLS_KEY_FILE'])
  return [...checkConsoleTls(values), ...files]
}

function checkTlsChoice(given: readonly TlsFileName[]): SettingProblem | undefined {
  const [hasCert, hasKey, hasPfx] = (['TLS_CERT_FILE', 'TLS_KEY_FILE', 'TLS_PFX_FILE'] as const).map((name) =>
    given.includes(name),
  )
  if (hasPfx && (hasCert || hasKey)) {
    return {
      setting: 'TLS_PFX_FILE',
      found: `also ${given.filter((name) => name !== 'TLS_PFX_FILE').join(' and ')}`,
      expected: 'either TLS_PFX_FILE, or TLS_CERT_FILE and TLS_KEY_FILE',
    }
  }
  if (hasPfx || (hasCert && hasKey)) return undefined
  if (hasCert)
    return { setting: 'TLS_KEY_FILE', found: 'nothing', expected: 'the key that belongs to TLS_CERT_FILE' }
  if (hasKey)
    return {
      setting: 'TLS_CERT_FILE',
      found: 'nothing',
      expected: 'the certificate that belongs to TLS_KEY_FILE',
    }
  return {
    setting: 'TLS_CERT_FILE',
    found: 'nothing',
    expected:
      'TLS_CERT_FILE and TLS_KEY_FILE, or TLS_PFX_FILE, because TLS is on (TLS=off where something in front ends it)',
  }
}

async function checkReadable(
  values: Partial<Settings>,
  names: readonly (
    | TlsFileName
    | 'CONSOLE_TLS_CERT_FILE'
    | 'CONSOLE_TLS_KEY_FILE'
    | 'POLICY_FILE'
    | 'ESS_CA_FILE'
    | 'PEOPLE_FILE'
    | 'SMTP_CA_FILE'
  )[],
): Promise<SettingProblem[]> {
  const problems = names.map(async (setting) => {
    const path = values[setting]
    const reason = path === undefined ? undefined : await whyUnreadable(path)
    if (reason === undefined) return []
    return [{ setting, found: `${JSON.stringify(path)} (${reason})`, expected: 'a file that can be read' }]
  })
  return (await Promise.all(problems)).flat()
}
