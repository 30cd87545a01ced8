import { expect } from 'chai'
import { loadSome } from '../../config/load-settings.ts'
import type { SettingName } from '../../config/settings.ts'
import { loaded, problemsOf } from './settings-folder.ts'

const FOLDER = '/srv/connector'

const LOGIN = '10 to 50 characters, no control characters'
const USER = '10 to 50 characters, no colon and no control characters'
const PORT = 'a whole number from 0 to 65535'
const PATH = 'a path such as `/concur/v1.0/notify`, of letters, digits and `. _ ~ -`'
const DATABASE = '`sqlite:` and the path of a file, or `postgres://user:password@host:port/database`'
const ENCODE = `${DATABASE}; percent-encode what the user and the password have of \`@ : / ? # %\` (\`@\` is \`%40\`, \`#\` is \`%23\`, \`%\` is \`%25\`)`
const SSL = `${DATABASE}; \`sslmode=disable\`, \`no-verify\`, \`require\`, \`verify-ca\` or \`verify-full\` for TLS`
const ORIGIN =
  'an origin such as `https://us2.api.concursolutions.com`: https (http only to this machine), no path, no login'
const ADDRESS =
  'an address such as `https://us2.api.concursolutions.com/oauth2/v0/token`: https (http only to this machine), no login, no query'
const WEBHOOK =
  'an address such as `https://hooks.example.com/services/abc`: https (http only to this machine), no login'
const KEY = '32 bytes in Base64, such as `openssl rand -base64 32` prints'
const ORIGINS = 'origins such as `https://api-sandbox.example.com`, with commas between'
const TIME_ZONE = 'a time zone of the IANA list, such as `Europe/Berlin`'
const CONSOLE =
  'an address such as `https://concur.example.com`: https (http only to this machine), no login, no query'
const MAIL_FROM = 'an e-mail address, or `Name <address@example.com>`'
const CHANNELS =
  'names with an address each and commas between, such as `finance=https://hooks.example.com/services/abc`: names of small letters, digits, `.`, `_` and `-`; https (http only to this machine); a comma in an address is `%2C`'
const CHANNEL_KEYS =
  'names with a key each and commas between, such as `finance=KEY`: keys of at least 20 characters without spaces and commas, such as `openssl rand -hex 32` prints'
const COPIED = 'one line of text, no space at either end'
const SUBSCRIPTIONS =
  'ids of subscriptions, each of lower-case letters, digits, `.` and `-`, with commas between'
const ENDPOINT =
  'an address such as `https://connector.example.com/concur/v4.0/events`: https, no login, no query'

describe('the form of a setting', () => {
  const accepted: [SettingName, string, unknown][] = [
    ['CONNECTOR_USERNAME', '0123456789', '0123456789'],
    ['CONNECTOR_USERNAME', 'ü'.repeat(50), 'ü'.repeat(50)],
    ['CONNECTOR_PASSWORD', 'a:b c"d&e<f', 'a:b c"d&e<f'],
    ['CONNECTOR_PASSWORD', '🔑'.repeat(50), '🔑'.repeat(50)],
    ['HOST', '::1', '::1'],
    ['PORT', '0', 0],
    ['PORT', '65535', 65_535],
    ['NOTIFY_PATH', '/a', '/a'],
    ['NOTIFY_PATH', '/Az09/._~-/x', '/Az09/._~-/x'],
    ['EVENTS_PATH', '/events', '/events'],
    ['ESS_AUTH', 'either', 'either'],
    ['ESS_CLIENT_CERT_HEADER', 'X-Amzn-Mtls-Clientcert', 'x-amzn-mtls-clientcert'],
    ['ESS_ENDPOINT', 'HTTPS://Connector.example.com:443/events', 'https://connector.example.com/events'],
    ['CONCUR_COMPANY_ID', 'D6A72A3F-fdee-450a-abb3-7bf5eb427440', 'D6A72A3F-fdee-450a-abb3-7bf5eb427440'],
    ['TLS', 'off', false],
    ['TLS', 'No', false],
    ['TLS', 'FALSE', false],
    ['TLS', '0', false],
    ['TLS_CERT_FILE', 'certs/a.pem', '/srv/connector/certs/a.pem'],
    ['TLS_KEY_FILE', '/etc/tls/key.pem', '/etc/tls/key.pem'],
    ['TLS_PASSPHRASE', ' x ', ' x '],
    ['TRUSTED_PROXIES', '10', 10],
    ['INTERNAL_HOST', 'localhost', 'localhost'],
    ['DATABASE_URL', 'sqlite:data/x.db', 'sqlite:/srv/connector/data/x.db'],
    ['DATABASE_URL', 'sqlite:../x.db', 'sqlite:/srv/x.db'],
    ['DATABASE_URL', 'sqlite:/var/x.db', 'sqlite:/var/x.db'],
    ['DATABASE_URL', 'sqlite:///var/x.db', 'sqlite:/var/x.db'],
    [
      'DATABASE_URL',
      'postgres://app:a%40b%23@db:5432/x?sslmode=verify-full',
      'postgres://app:a%40b%23@db:5432/x?sslmode=verify-full',
    ],
    ['CONCUR_API_URL', 'https://eu2.api.concursolutions.com/', 'https://eu2.api.concursolutions.com'],
    ['CONCUR_API_URL', 'HTTPS://EU2.api.concursolutions.com:443', 'https://eu2.api.concursolutions.com'],
    ['CONCUR_API_URL', 'http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
    ['CONCUR_API_URL', 'http://[::1]:4000/', 'http://[::1]:4000'],
    ['CONCUR_API_URL', 'http://localhost', 'http://localhost'],
    ['CONCUR_TOKEN_URL', 'https://glz.example/oauth2/v0/token', 'https://glz.example/oauth2/v0/token'],
    ['CONCUR_CLIENT_ID', 'a b', 'a b'],
    ['CONCUR_CONCURRENCY', '64', 64],
    ['RECONCILE_MINUTES', '1', 1],
    ['RECONCILE_MINUTES', '1440', 1440],
    ['MODE', 'observe', 'observe'],
    ['POLLING_ALLOW_HTTP', 'on', true],
    ['BACKLOG_LIMIT', '1000000', 1_000_000],
    ['STUCK_AFTER_HOURS', '720', 720],
    ['ALERT_URL', 'https://hooks.example/a?sig=b', 'https://hooks.example/a?sig=b'],
    ['TIME_ZONE', 'Europe/Berlin', 'Europe/Berlin'],
    ['TIME_ZONE', 'America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['CONSOLE_URL', 'https://concur.example.com/', 'https://concur.example.com'],
    ['CONSOLE_URL', 'https://example.com/concur/', 'https://example.com/concur'],
    ['SMTP_HOST', 'smtp.office365.com', 'smtp.office365.com'],
    ['SMTP_TLS', 'implicit', 'implicit'],
    ['TELL_ALLOW_PRIVATE', 'on', true],
    ['LOG_LEVEL', 'debug', 'debug'],
  ]
  for (const [name, text, value] of accepted) {
    it(`takes ${name}=${text}`, async () => {
      const result = loaded(await loadSome([name], { environment: { [name]: text }, folder: FOLDER }))

      expect(result.settings).to.have.property(name, value)
    })
  }

  it('takes keys and origins with commas between', async () => {
    const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 255)]
    const environment = {
      ENCRYPTION_KEY: one.toString('base64'),
      ENCRYPTION_PREVIOUS_KEYS: `${one.toString('base64')}, ${two.toString('base64')}`,
      POLLING_VENDOR_ORIGINS: 'https://sandbox.example/, http://127.0.0.1:4000',
    }

    const { settings } = loaded(
      await loadSome(['ENCRYPTION_KEY', 'ENCRYPTION_PREVIOUS_KEYS', 'POLLING_VENDOR_ORIGINS'], {
        environment,
        folder: FOLDER,
      }),
    )

    expect(settings).to.deep.equal({
      ENCRYPTION_KEY: one,
      ENCRYPTION_PREVIOUS_KEYS: [one, two],
      POLLING_VENDOR_ORIGINS: ['https://sandbox.example', 'http://127.0.0.1:4000'],
    })
  })

  it('takes who mails are from, and addresses and keys by their names', async () => {
    const key = '0123456789abcdef0123'
    const environment = {
      SMTP_HOST: 'smtp.example.com',
      SMTP_FROM: 'Spesenprüfung <expenses@example.com>',
      TEAMS_URLS: 'finance = https://a.logic.example/workflows/1?sp=%2Frun&sig=x=y, it=http://127.0.0.1:80/b',
      WEBHOOK_URLS: 'erp=https://erp.example.com/in',
      WEBHOOK_KEYS: `erp=${key}`,
    }

    const { settings } = loaded(
      await loadSome(['SMTP_HOST', 'SMTP_FROM', 'TEAMS_URLS', 'WEBHOOK_URLS', 'WEBHOOK_KEYS'], {
        environment,
        folder: FOLDER,
      }),
    )

    expect(settings.SMTP_FROM).to.deep.equal({ name: 'Spesenprüfung', address: 'expenses@example.com' })
    expect(settings.TEAMS_URLS).to.deep.equal(
      new Map([
        ['finance', 'https://a.logic.example/workflows/1?sp=%2Frun&sig=x=y'],
        ['it', 'http://127.0.0.1/b'],
      ]),
    )
    expect(settings.WEBHOOK_KEYS).to.deep.equal(new Map([['erp', key]]))
  })

  it('refuses a provider without what signing in there needs, and scopes that are not of OpenID Connect', async () => {
    const environment = { OIDC_ISSUER: 'https://login.example.com', OIDC_SCOPES: 'profile email' }

    const problems = problemsOf(
      await loadSome(['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_SCOPES', 'CONSOLE_URL', 'PEOPLE_FILE'], {
        environment,
        folder: FOLDER,
      }),
    )

    expect(problems.map(({ setting }) => setting).toSorted()).to.deep.equal([
      'CONSOLE_URL',
      'OIDC_CLIENT_ID',
      'OIDC_SCOPES',
      'PEOPLE_FILE',
    ])
    expect(problems.find(({ setting }) => setting === 'OIDC_CLIENT_ID')?.expected).to.equal(
      'the id of the connector at the provider, because OIDC_ISSUER is set',
    )
  })

  it('refuses mails from nobody, half a login, and webhooks that do not fit their keys', async () => {
    const environment = {
      SMTP_HOST: 'smtp.example.com',
      SMTP_PASSWORD: 'secret',
      WEBHOOK_URLS: 'erp=https://erp.example.com/in',
      WEBHOOK_KEYS: 'epr=0123456789abcdef0123',
    }

    const problems = problemsOf(
      await loadSome(
        ['SMTP_HOST', 'SMTP_FROM', 'SMTP_USER', 'SMTP_PASSWORD', 'WEBHOOK_URLS', 'WEBHOOK_KEYS'],
        {
          environment,
          folder: FOLDER,
        },
      ),
    )

    expect(problems).to.deep.equal([
      { setting: 'SMTP_FROM', found: 'nothing', expected: 'whom mails are from, because SMTP_HOST is set' },
      {
        setting: 'SMTP_USER',
        found: 'nothing',
        expected: 'one, because SMTP_PASSWORD is set; or neither, for a server that asks for no login',
      },
      {
        setting: 'WEBHOOK_KEYS',
        found: 'no key for erp',
        expected: 'one, because WEBHOOK_URLS has its address',
      },
      { setting: 'WEBHOOK_KEYS', found: 'a key for epr', expected: 'keys only for names of WEBHOOK_URLS' },
    ])
  })

  for (const text of ['on', 'ON', 'true', 'yes', '1']) {
    it(`takes TLS=${text} as on`, async () => {
      // TLS alone: the rule about its files applies where they are loaded too.
      const result = loaded(await loadSome(['TLS'], { environment: { TLS: text }, folder: FOLDER }))

      expect(result.settings.TLS).to.equal(true)
    })
  }

  const refused: [SettingName, string, string][] = [
    ['CONNECTOR_USERNAME', '123456789', USER],
    ['CONNECTOR_USERNAME', 'x'.repeat(51), USER],
    ['CONNECTOR_USERNAME', 'with:a-colon', USER],
    ['CONNECTOR_USERNAME', 'two\u2028lines', USER],
    ['CONNECTOR_PASSWORD', 'two\u2029lines', LOGIN],
    ['CONNECTOR_USERNAME', 'with\ta-tab-in-it', USER],
    ['CONNECTOR_PASSWORD', '123456789', LOGIN],
    ['CONNECTOR_PASSWORD', 'x'.repeat(51), LOGIN],
    ['CONNECTOR_PASSWORD', 'two\nlines-of-it', LOGIN],
    ['CONNECTOR_PREVIOUS_PASSWORD', 'short', LOGIN],
    ['HOST', 'two words', 'a host name or an IP address'],
    ['INTERNAL_HOST', 'http://localhost', 'a host name or an IP address'],
    ['PORT', '65536', PORT],
    ['PORT', '-1', PORT],
    ['PORT', '80.5', PORT],
    ['PORT', '1e3', PORT],
    ['PORT', ' 80', PORT],
    ['PORT', '99999999999999999999', PORT],
    ['INTERNAL_PORT', 'http', PORT],
    ['NOTIFY_PATH', 'concur', PATH],
    ['NOTIFY_PATH', '/', PATH],
    ['NOTIFY_PATH', '/a/', PATH],
    ['NOTIFY_PATH', '/a//b', PATH],
    ['NOTIFY_PATH', '/a/../b', PATH],
    ['NOTIFY_PATH', '/a%20b', PATH],
    ['NOTIFY_PATH', '/a?b', PATH],
    ['NOTIFY_PATH', '/:id', PATH],
    ['NOTIFY_PATH', '/system/v1.0/testconnection', 'a path other than `/system/v1.0/testconnection`'],
    ['NOTIFY_PATH', '/System/V1.0/TestConnection', 'a path other than `/system/v1.0/testconnection`'],
    ['EVENTS_PATH', '/system/v1.0/testconnection', 'a path other than `/system/v1.0/testconnection`'],
    ['EVENTS_PATH', '/events/', 'a path such as `/concur/v4.0/events`, of letters, digits and `. _ ~ -`'],
    ['ESS_AUTH', 'none', '`both`, `certificate`, `signature`, or `either`'],
    ['ESS_CLIENT_CERT_HEADER', 'X Cert', 'the name of a header, such as `X-ARR-ClientCert`'],
    ['ESS_STEP_CODES', 'A;B', 'codes of workflow steps with commas between, such as `PARTNER,TAXCHECK`'],
    ['ESS_STEP_CODES', 'A,,B', 'codes of workflow steps with commas between, such as `PARTNER,TAXCHECK`'],
    ['ESS_SUBSCRIPTIONS', 'Acme.v1', SUBSCRIPTIONS],
    ['ESS_SUBSCRIPTIONS', 'acme.v1,', SUBSCRIPTIONS],
    ['ESS_SUBSCRIPTIONS', '..', SUBSCRIPTIONS],
    ['ESS_ENDPOINT', 'http://127.0.0.1/events', ENDPOINT],
    ['ESS_ENDPOINT', 'https://connector.example.com/events?a=b', ENDPOINT],
    ['CONCUR_COMPANY_ID', 'p0012345abcd', 'a UUID such as `d6a72a3f-fdee-450a-abb3-7bf5eb427440`'],
    ['TLS', 'maybe', '`on` or `off`'],
    ['TRUSTED_PROXIES', '11', 'a whole number from 0 to 10'],
    ['DATABASE_URL', 'data/connector.db', DATABASE],
    ['DATABASE_URL', 'sqlite:', DATABASE],
    ['DATABASE_URL', 'sqlite://host/x.db', DATABASE],
    ['DATABASE_URL', 'sqlite:x.db?mode=memory', DATABASE],
    ['DATABASE_URL', 'mysql://host/x', DATABASE],
    [
      'DATABASE_URL',
      'sqlite::memory:',
      `${DATABASE}; memory will not do, because a notification that was acknowledged must be on disk`,
    ],
    ['DATABASE_URL', 'postgres://', DATABASE],
    ['DATABASE_URL', 'postgres:db/x', DATABASE],
    ['DATABASE_URL', 'postgres://app:abc@x#y@host/db', ENCODE],
    ['DATABASE_URL', 'postgres://app:abc@x@host/db', ENCODE],
    ['DATABASE_URL', 'postgres://app:12/x@host/db', ENCODE],
    ['DATABASE_URL', 'postgres://app:12?x@host/db', ENCODE],
    ['DATABASE_URL', 'postgres://app:5%x@host/db', ENCODE],
    [
      'DATABASE_URL',
      'postgres://app:x@one,two/db',
      `${DATABASE}; one host: for several servers, an address that leads to the one that is written`,
    ],
    ['DATABASE_URL', 'postgres://app:x@host/db?ssl=false', SSL],
    ['DATABASE_URL', 'postgres://app:x@host/db?sslmode=prefer', SSL],
    ['CONCUR_API_URL', 'us.api.concursolutions.com', ORIGIN],
    ['CONCUR_API_URL', 'http://us.api.concursolutions.com', ORIGIN],
    ['CONCUR_API_URL', 'http://127.0.0.1.example.com', ORIGIN],
    ['CONCUR_API_URL', 'https://us.api.concursolutions.com/oauth2', ORIGIN],
    ['CONCUR_API_URL', 'https://us.api.concursolutions.com/?a=b', ORIGIN],
    ['CONCUR_API_URL', 'https://us.api.concursolutions.com/#a', ORIGIN],
    ['CONCUR_API_URL', 'https://name@us.api.concursolutions.com', ORIGIN],
    ['CONCUR_API_URL', 'ftp://127.0.0.1', ORIGIN],
    ['CONCUR_TOKEN_URL', 'http://glz.example/oauth2/v0/token', ADDRESS],
    ['CONCUR_TOKEN_URL', 'https://a:b@glz.example/oauth2/v0/token', ADDRESS],
    ['CONCUR_TOKEN_URL', 'https://glz.example/oauth2/v0/token?a=b', ADDRESS],
    ['CONCUR_CLIENT_ID', 'client-id ', COPIED],
    ['CONCUR_CLIENT_SECRET', ' secret', COPIED],
    ['CONCUR_REFRESH_TOKEN', 'token\ntoken', COPIED],
    ['CONCUR_CONCURRENCY', '0', 'a whole number from 1 to 64'],
    ['CONCUR_CONCURRENCY', '65', 'a whole number from 1 to 64'],
    ['RECONCILE_MINUTES', '0', 'a whole number from 1 to 1440'],
    ['RECONCILE_MINUTES', '1441', 'a whole number from 1 to 1440'],
    ['MODE', 'Act', '`act` or `observe`'],
    ['ENCRYPTION_KEY', 'c2hvcnQ=', KEY],
    ['ENCRYPTION_KEY', 'x'.repeat(44), KEY],
    ['ENCRYPTION_PREVIOUS_KEYS', 'c2hvcnQ=', `${KEY}; with commas between`],
    ['POLLING_VENDOR_ORIGINS', 'https://a.example, b.example', ORIGINS],
    ['BACKLOG_LIMIT', '0', 'a whole number from 1 to 1000000'],
    ['STUCK_AFTER_HOURS', '721', 'a whole number from 1 to 720'],
    ['ALERT_URL', 'http://hooks.example/a', WEBHOOK],
    ['ALERT_URL', 'https://a:b@hooks.example/a', WEBHOOK],
    ['TIME_ZONE', 'Europe/Berlyn', TIME_ZONE],
    ['TIME_ZONE', '+01:00', TIME_ZONE],
    ['CONSOLE_URL', 'http://concur.example.com', CONSOLE],
    ['CONSOLE_URL', 'https://concur.example.com/?a=b', CONSOLE],
    ['SMTP_TLS', 'none', '`starttls` or `implicit`'],
    ['SMTP_FROM', 'nobody', MAIL_FROM],
    ['SMTP_FROM', 'A\r\nBcc: b@example.com <a@example.com>', MAIL_FROM],
    ['SMTP_FROM', 'a@example.com, b@example.com', MAIL_FROM],
    ['TEAMS_URLS', 'https://hooks.example.com/a', CHANNELS],
    ['TEAMS_URLS', 'finance=http://hooks.example.com/a', CHANNELS],
    ['TEAMS_URLS', 'Finance=https://hooks.example.com/a', CHANNELS],
    ['SLACK_URLS', 'a=https://hooks.example.com/a,a=https://hooks.example.com/b', CHANNELS],
    ['WEBHOOK_URLS', 'a=https://hooks.example.com/a,', CHANNELS],
    ['WEBHOOK_KEYS', 'a=short', CHANNEL_KEYS],
    ['LOG_LEVEL', 'verbose', '`error`, `warn`, `info`, or `debug`'],
  ]
  for (const [name, text, expected] of refused) {
    it(`refuses ${name}=${JSON.stringify(text)}`, async () => {
      const problems = problemsOf(await loadSome([name], { environment: { [name]: text }, folder: FOLDER }))

      expect(problems).to.have.lengthOf(1)
      expect(problems[0]).to.include({ setting: name, expected })
    })
  }
})
