import { join } from 'node:path'
import { expect } from 'chai'
import { loadSettings, loadSome } from '../../config/load-settings.ts'
import { problemText } from '../../config/setting-problem.ts'
import { folderWith, loaded, problemsOf, REQUIRED, removeFolders, webConfig } from './settings-folder.ts'

afterEach(removeFolders)

describe('loading settings', () => {
  it('fills in every default and leaves out what is optional', async () => {
    const folder = await folderWith()

    const { settings, origins, warnings } = loaded(await loadSettings({ environment: REQUIRED, folder }))

    expect(settings).to.deep.equal({
      CONNECTOR_USERNAME: 'concur-user',
      CONNECTOR_PASSWORD: 'concur-password',
      HOST: '0.0.0.0',
      PORT: 8443,
      NOTIFY_PATH: '/concur/v1.0/notify',
      TLS: false,
      TRUSTED_PROXIES: 0,
      EVENTS_PATH: '/concur/v4.0/events',
      ESS_AUTH: 'both',
      INTERNAL_HOST: '127.0.0.1',
      INTERNAL_PORT: 8080,
      CONSOLE_HOST: '127.0.0.1',
      CONSOLE_PORT: 8081,
      DATABASE_URL: `sqlite:${join(folder, 'data', 'connector.db')}`,
      DATABASE_CONNECTIONS: 10,
      CONCUR_API_URL: 'https://us.api.concursolutions.com',
      CONCUR_TOKEN_URL: 'https://us.api.concursolutions.com/oauth2/v0/token',
      CONCUR_CLIENT_ID: 'client-id',
      CONCUR_CLIENT_SECRET: 'client-secret',
      CONCUR_CONCURRENCY: 8,
      CONCUR_EXPENSE_API: 'auto',
      RECONCILE_MINUTES: 15,
      KEEP_DAYS: 400,
      POLICY_FILE: join(folder, 'config', 'policy.example.yaml'),
      MODE: 'act',
      UNKNOWN_REPORTS: 'review',
      DECISION_UNDO_SECONDS: 10,
      TIME_ZONE: 'UTC',
      POLLING_ALLOW_HTTP: false,
      POLLING_ALLOW_PRIVATE: false,
      BACKLOG_LIMIT: 10_000,
      STUCK_AFTER_HOURS: 24,
      OIDC_GROUPS_CLAIM: 'groups',
      OIDC_LOGIN_CLAIM: 'preferred_username',
      OIDC_SCOPES: 'openid profile email',
      SESSION_IDLE_MINUTES: 60,
      SESSION_HOURS: 12,
      SMTP_PORT: 587,
      SMTP_TLS: 'starttls',
      TELL_ALLOW_PRIVATE: false,
      LOG_LEVEL: 'info',
    })
    expect(origins).to.include({ PORT: 'default', CONCUR_TOKEN_URL: 'default', TLS: 'environment' })
    expect(origins).not.to.have.property('TLS_PASSPHRASE')
    expect(warnings).to.deep.equal([])
    expect(Object.isFrozen(settings)).to.equal(true)
  })

  it('takes the tokens from the place that the calls go to, unless told otherwise', async () => {
    const folder = await folderWith()
    const environment = { ...REQUIRED, CONCUR_API_URL: 'http://127.0.0.1:4000/' }

    const { settings } = loaded(await loadSettings({ environment, folder }))

    expect(settings.CONCUR_TOKEN_URL).to.equal('http://127.0.0.1:4000/oauth2/v0/token')
  })

  it('reports everything that is missing or wrong at once', async () => {
    const folder = await folderWith({
      '.env': 'CONNECTOR_PASSWORD=short\nPOLICY_FILE=none.yaml',
      'web.config': webConfig('<add key="MODE" value="try"/>'),
    })

    const problems = problemsOf(await loadSettings({ environment: { PORT: 'http' }, folder }))

    expect(problems.map(problemText)).to.deep.equal([
      'CONNECTOR_USERNAME: found nothing, expected 10 to 50 characters, no colon and no control characters (set it in web.config, .env or the environment, or a file with it in CONNECTOR_USERNAME_FILE)',
      'CONNECTOR_PASSWORD: found a value of 5 characters in .env, expected 10 to 50 characters, no control characters (set it in web.config, .env or the environment, or a file with it in CONNECTOR_PASSWORD_FILE)',
      'PORT: found "http" in the environment, expected a whole number from 0 to 65535 (set it in web.config, .env or the environment, or a file with it in PORT_FILE)',
      'CONCUR_CLIENT_ID: found nothing, expected one line of text, no space at either end (set it in web.config, .env or the environment, or a file with it in CONCUR_CLIENT_ID_FILE)',
      'CONCUR_CLIENT_SECRET: found nothing, expected one line of text, no space at either end (set it in web.config, .env or the environment, or a file with it in CONCUR_CLIENT_SECRET_FILE)',
      'MODE: found "try" in web.config, expected `act` or `observe` (set it in web.config, .env or the environment, or a file with it in MODE_FILE)',
      'TLS_CERT_FILE: found nothing, expected TLS_CERT_FILE and TLS_KEY_FILE, or TLS_PFX_FILE, because TLS is on (TLS=off where something in front ends it) (set it in web.config, .env or the environment)',
      `POLICY_FILE: found "${folder}/none.yaml" (no such file), expected a file that can be read (set it in web.config, .env or the environment)`,
    ])
  })

  const secrets = {
    CONNECTOR_PASSWORD: 'qzx',
    CONNECTOR_PREVIOUS_PASSWORD: 'qzx',
    TLS_PASSPHRASE: 'qzx',
    CONCUR_CLIENT_SECRET: 'qzx ',
    CONCUR_REFRESH_TOKEN: ' qzx',
    DATABASE_URL: 'postgres://connector:qzx@db:port/connector',
    CONCUR_API_URL: 'https://connector:qzx@us.api.concursolutions.com',
    CONCUR_TOKEN_URL: 'https:connector:qzx@us.api.concursolutions.com',
  }
  for (const [name, secret] of Object.entries(secrets)) {
    it(`never shows what it found in ${name}`, async () => {
      const folder = await folderWith()
      const environment = { ...REQUIRED, PORT: 'wrong', [name]: secret }

      const problems = problemsOf(await loadSettings({ environment, folder }))

      expect(problems).not.to.have.lengthOf(0)
      expect(JSON.stringify(problems)).not.to.include('qzx')
    })
  }

  it('says how long a secret is, in characters as people count them', async () => {
    const environment = { CONNECTOR_PASSWORD: '🔑' }

    const problems = problemsOf(await loadSome(['CONNECTOR_PASSWORD'], { environment, folder: '/' }))

    expect(problems[0]?.found).to.equal('a value of 1 character in the environment')
  })

  it('shows a wrong value on one line and not more than 100 characters of it', async () => {
    const environment = { HOST: `a\n${'b'.repeat(200)}` }

    const problems = problemsOf(await loadSome(['HOST'], { environment, folder: '/' }))

    expect(problems[0]?.found).to.equal(`"a\\n${'b'.repeat(98)}..." in the environment`)
  })

  it('refuses a previous password that is the current one', async () => {
    const folder = await folderWith()
    const environment = { ...REQUIRED, CONNECTOR_PREVIOUS_PASSWORD: 'concur-password' }

    const problems = problemsOf(await loadSettings({ environment, folder }))

    expect(problems).to.deep.equal([
      {
        setting: 'CONNECTOR_PREVIOUS_PASSWORD',
        found: 'the same value as CONNECTOR_PASSWORD',
        expected: 'the password before it, or nothing',
      },
    ])
  })
})

describe('the files that TLS needs', () => {
  const FILES = { 'a.pem': '', 'a.key': '', 'a.pfx': '' }
  const PAIR = { TLS_CERT_FILE: 'a.pem', TLS_KEY_FILE: 'a.key' }

  const accepted: [string, NodeJS.ProcessEnv][] = [
    ['a certificate and its key', { TLS: 'on', ...PAIR }],
    ['a .pfx file', { TLS: 'on', TLS_PFX_FILE: 'a.pfx', TLS_PASSPHRASE: 'secret' }],
    ['anything with TLS off', { TLS: 'off', TLS_CERT_FILE: 'missing.pem', TLS_PFX_FILE: 'a.pfx' }],
  ]
  for (const [title, environment] of accepted) {
    it(`may be ${title}`, async () => {
      const folder = await folderWith(FILES)

      const result = await loadSettings({ environment: { ...REQUIRED, ...environment }, folder })

      expect(result).to.include({ ok: true })
    })
  }

  const refused: [string, NodeJS.ProcessEnv, string, string][] = [
    ['nothing', {}, 'TLS_CERT_FILE', 'nothing'],
    ['a certificate alone', { TLS_CERT_FILE: 'a.pem' }, 'TLS_KEY_FILE', 'nothing'],
    ['a key alone', { TLS_KEY_FILE: 'a.key' }, 'TLS_CERT_FILE', 'nothing'],
    ['both kinds', { ...PAIR, TLS_PFX_FILE: 'a.pfx' }, 'TLS_PFX_FILE', 'also TLS_CERT_FILE and TLS_KEY_FILE'],
    ['a folder', { TLS_PFX_FILE: 'config' }, 'TLS_PFX_FILE', '"FOLDER/config" (not a file)'],
    ['a file that is missing', { TLS_PFX_FILE: 'b.pfx' }, 'TLS_PFX_FILE', '"FOLDER/b.pfx" (no such file)'],
  ]
  for (const [title, files, setting, found] of refused) {
    it(`may not be ${title}`, async () => {
      const folder = await folderWith(FILES)
      const environment = { ...REQUIRED, TLS: 'on', ...files }

      const problems = problemsOf(await loadSettings({ environment, folder }))

      expect(problems).to.have.lengthOf(1)
      expect(problems[0]).to.include({ setting, found: found.replace('FOLDER', folder) })
    })
  }
})

describe('the settings of the Event Subscription Service', () => {
  const FILES = { 'ca.pem': '', 'keys/a.pem': '' }

  it('may name what there is', async () => {
    const folder = await folderWith(FILES)
    const environment = {
      ESS_CA_FILE: 'ca.pem',
      ESS_KEYS_DIR: 'keys',
      ESS_CLIENT_CERT_HEADER: 'X-ARR-ClientCert',
      TRUSTED_PROXIES: '1',
      ESS_STEP_CODES: ' partner, TAX-CHECK ,a.b_c',
      ESS_SUBSCRIPTIONS: 'acme.expense.v1, acme.request.v1,acme.expense.v1',
      ESS_ENDPOINT: 'https://connector.example.com/events',
    }

    const { settings } = loaded(await loadSettings({ environment: { ...REQUIRED, ...environment }, folder }))

    expect(settings).to.deep.include({
      ESS_CA_FILE: join(folder, 'ca.pem'),
      ESS_KEYS_DIR: join(folder, 'keys'),
      ESS_CLIENT_CERT_HEADER: 'x-arr-clientcert',
      ESS_STEP_CODES: ['PARTNER', 'TAX-CHECK', 'A.B_C'],
      ESS_SUBSCRIPTIONS: ['acme.expense.v1', 'acme.request.v1'],
    })
  })

  const refused: [string, NodeJS.ProcessEnv, string, string][] = [
    [
      'the path of the callout',
      { EVENTS_PATH: '/a', NOTIFY_PATH: '/a' },
      'EVENTS_PATH',
      'the same path as NOTIFY_PATH',
    ],
    ['a missing file', { ESS_CA_FILE: 'b.pem' }, 'ESS_CA_FILE', '"FOLDER/b.pem" (no such file)'],
    ['a file for a folder', { ESS_KEYS_DIR: 'ca.pem' }, 'ESS_KEYS_DIR', '"FOLDER/ca.pem" (not a folder)'],
    ['a missing folder', { ESS_KEYS_DIR: 'none' }, 'ESS_KEYS_DIR', '"FOLDER/none" (no such file)'],
    [
      'subscriptions and not where they lead',
      { ESS_SUBSCRIPTIONS: 'acme.expense.v1' },
      'ESS_ENDPOINT',
      'nothing',
    ],
    [
      'a header that anybody can send',
      { ESS_CLIENT_CERT_HEADER: 'x-cert' },
      'ESS_CLIENT_CERT_HEADER',
      'a header, and TRUSTED_PROXIES is 0',
    ],
  ]
  for (const [title, environment, setting, found] of refused) {
    it(`may not name ${title}`, async () => {
      const folder = await folderWith(FILES)

      const problems = problemsOf(
        await loadSettings({ environment: { ...REQUIRED, ...environment }, folder }),
      )

      expect(problems).to.have.lengthOf(1)
      expect(problems[0]).to.include({ setting, found: found.replace('FOLDER', folder) })
    })
  }
})

describe('loading some settings', () => {
  it('neither requires nor reports any other', async () => {
    const environment = { DATABASE_URL: 'sqlite:/var/x.db', PORT: 'wrong' }

    const { settings } = loaded(
      await loadSome(['DATABASE_URL', 'TLS_PASSPHRASE'], { environment, folder: '/' }),
    )

    expect(settings).to.deep.equal({ DATABASE_URL: 'sqlite:/var/x.db' })
  })

  it('does not read the files of others', async () => {
    const environment = { CONNECTOR_PASSWORD_FILE: '/nowhere/at/all' }

    const result = await loadSome(['MODE'], { environment, folder: '/' })

    expect(result).to.include({ ok: true })
  })

  it('reads what a default is made of', async () => {
    const environment = { CONCUR_API_URL: 'https://eu2.api.concursolutions.com' }

    const { settings } = loaded(await loadSome(['CONCUR_TOKEN_URL'], { environment, folder: '/' }))

    expect(settings.CONCUR_TOKEN_URL).to.equal('https://eu2.api.concursolutions.com/oauth2/v0/token')
  })

  it('reports what is missing among them', async () => {
    const problems = problemsOf(await loadSome(['CONCUR_CLIENT_ID'], { environment: {}, folder: '/' }))

    expect(problems).to.deep.equal([
      { setting: 'CONCUR_CLIENT_ID', found: 'nothing', expected: 'one line of text, no space at either end' },
    ])
  })
})
