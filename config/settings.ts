import { resolve } from 'node:path'
import type { z } from 'zod'
import { LOG_LEVELS } from '../server/log.ts'
import { CONSOLE_SETTINGS } from './console-settings.ts'
import {
  absoluteDatabaseUrl,
  address,
  anyText,
  companyId,
  copiedText,
  databaseUrl,
  encryptionKey,
  encryptionKeys,
  eventsPath,
  filePath,
  folderPath,
  headerName,
  host,
  httpsAddress,
  loginName,
  loginPassword,
  notifyPath,
  oneOf,
  onOff,
  origin,
  origins,
  stepCodes,
  subscriptionIds,
  timeZone,
  webhook,
  wholeNumber,
} from './setting-forms.ts'
import { SIGN_IN_SETTINGS } from './sign-in-settings.ts'
import { TELLING_SETTINGS } from './telling-settings.ts'

/** What is known of one setting. */
export interface SettingDefinition {
  /** Heading in the documentation; the settings of a group stand together. */
  readonly group: string
  /** From text to value. */
  readonly form: z.ZodType<unknown, string>
  /** For the person who fills it in; Markdown. */
  readonly meaning: string
  /** Text, read like any other value of the setting. */
  readonly default?: string
  /** Another setting whose value, with `path` behind it, is the default. */
  readonly defaultFrom?: { readonly setting: 'CONCUR_API_URL'; readonly path: string }
  readonly required?: true
  /** Whether the value must never be shown; a function where that depends on the text. */
  readonly secret?: true | ((text: string) => boolean)
  /** Makes a relative path absolute; what it does not understand it leaves to the form. */
  readonly inFolder?: (folder: string, text: string) => string
}

/** Every setting, in the order of the documentation. To add one, add it here, to `.env.example` and to `web.config.sample`. */
const SETTINGS = {
  CONNECTOR_USERNAME: {
    group: 'Login of Concur at the connector',
    form: loginName,
    required: true,
    meaning: 'What is typed into **User Name** of the registration in Concur.',
  },
  CONNECTOR_PASSWORD: {
    group: 'Login of Concur at the connector',
    form: loginPassword,
    required: true,
    secret: true,
    meaning: 'What is typed into **Password** of the registration in Concur.',
  },
  CONNECTOR_PREVIOUS_PASSWORD: {
    group: 'Login of Concur at the connector',
    form: loginPassword,
    secret: true,
    meaning:
      'Still accepted while the password is being changed: move the old one here, set the new one, change it in Concur, then remove this.',
  },

  HOST: {
    group: 'Public listener',
    form: host,
    default: '0.0.0.0',
    meaning: 'Address that the listener for Concur binds to; `::` for IPv6 as well.',
  },
  PORT: {
    group: 'Public listener',
    form: wholeNumber(0, 65_535),
    default: '8443',
    meaning: 'Its port; 0 takes any free one.',
  },
  NOTIFY_PATH: {
    group: 'Public listener',
    form: notifyPath,
    default: '/concur/v1.0/notify',
    meaning: 'The endpoint entered under **Configure Service** in Concur.',
  },
  TLS: {
    group: 'Public listener',
    form: onOff,
    default: 'on',
    meaning: '`off` only where something in front, such as IIS or a load balancer, ends TLS.',
  },
  TLS_CERT_FILE: {
    group: 'Public listener',
    form: filePath,
    inFolder: resolve,
    meaning:
      'Certificate and its chain, PEM. With `TLS` on, this and `TLS_KEY_FILE` are required, or `TLS_PFX_FILE`. Read again when it changes.',
  },
  TLS_KEY_FILE: {
    group: 'Public listener',
    form: filePath,
    inFolder: resolve,
    meaning: 'Private key of that certificate, PEM. Read again when it changes.',
  },
  TLS_PFX_FILE: {
    group: 'Public listener',
    form: filePath,
    inFolder: resolve,
    meaning: 'Certificate, chain and key in one `.pfx` or `.p12` file. Read again when it changes.',
  },
  TLS_PASSPHRASE: {
    group: 'Public listener',
    form: anyText,
    secret: true,
    meaning: 'Opens the key file or the `.pfx` file, where it is encrypted.',
  },
  TRUSTED_PROXIES: {
    group: 'Public listener',
    form: wholeNumber(0, 10),
    default: '0',
    meaning: 'How many proxies stand in front; as many entries of `X-Forwarded-For` are believed.',
  },

  EVENTS_PATH: {
    group: 'Events of the Event Subscription Service',
    form: eventsPath,
    default: '/concur/v4.0/events',
    meaning:
      'Where the public listener takes events: the path of the endpoint that is subscribed. Who does not prove to be Concur is refused, so it harms nobody who has no subscription.',
  },
  ESS_AUTH: {
    group: 'Events of the Event Subscription Service',
    form: oneOf(['both', 'certificate', 'signature', 'either']),
    default: 'both',
    meaning:
      'How the caller proves to be Concur: by its client certificate, for `webhook.api.concursolutions.com`, and by the signature of each event. `signature` where no client certificate can come through, or where Concur gets one without the purpose clientAuth.',
  },
  ESS_CA_FILE: {
    group: 'Events of the Event Subscription Service',
    form: filePath,
    inFolder: resolve,
    meaning:
      "Certificates of the authorities that may have signed Concur's client certificate, PEM, in place of all that Node knows. Read again when it changes.",
  },
  ESS_KEYS_DIR: {
    group: 'Events of the Event Subscription Service',
    form: folderPath,
    inFolder: resolve,
    meaning:
      'A folder with more keys that Concur signs events with, one PEM file each: a public key, or a certificate. Those in `certs/ess/keys` are always known, and so is the key of a client certificate that is right. Read again when it changes.',
  },
  ESS_CLIENT_CERT_HEADER: {
    group: 'Events of the Event Subscription Service',
    form: headerName,
    meaning:
      'The header in which the proxy that ends TLS passes the client certificate on, such as `X-ARR-ClientCert` (IIS), `X-Amzn-Mtls-Clientcert` (AWS) or what your nginx is told. The proxy must overwrite what the client sends under this name, and nobody else may reach the port: the certificate of Concur is no secret. Needs `TRUSTED_PROXIES`.',
  },
  ESS_STEP_CODES: {
    group: 'Events of the Event Subscription Service',
    form: stepCodes,
    meaning:
      'Codes of the workflow steps, beside `EXTVAL`, at which a report waits for the connector, such as `PARTNER`, with commas between. Events of other steps are kept and not reviewed.',
  },
  ESS_SUBSCRIPTIONS: {
    group: 'Events of the Event Subscription Service',
    form: subscriptionIds,
    meaning:
      'Ids of the subscriptions that must be there, with commas between. Once a day the connector looks at Concur whether they are as they must be, and raises an alert if not. Without it nothing is looked at.',
  },
  ESS_ENDPOINT: {
    group: 'Events of the Event Subscription Service',
    form: httpsAddress,
    meaning:
      'Where their events must go: the address of the webhook as Concur sees it, such as `https://connector.example.com/concur/v4.0/events`. Required with `ESS_SUBSCRIPTIONS`.',
  },
  CONCUR_COMPANY_ID: {
    group: 'Events of the Event Subscription Service',
    form: companyId,
    meaning:
      'UUID of the company that must be connected to them; events of other companies are kept and not reviewed. Without it any company will do.',
  },

  INTERNAL_HOST: {
    group: 'Internal listener',
    form: host,
    default: '127.0.0.1',
    meaning: 'Address that the listener for operators binds to. Whoever reaches it can see expense reports.',
  },
  INTERNAL_PORT: {
    group: 'Internal listener',
    form: wholeNumber(0, 65_535),
    default: '8080',
    meaning: 'Its port; 0 takes any free one.',
  },

  ...CONSOLE_SETTINGS,

  ...SIGN_IN_SETTINGS,

  DATABASE_URL: {
    group: 'Storage',
    form: databaseUrl,
    default: 'sqlite:data/connector.db',
    secret: (text) => !text.startsWith('sqlite:'),
    inFolder: absoluteDatabaseUrl,
    meaning:
      'Where notifications and reviews are kept: a file, or a PostgreSQL server that several connectors share (`postgres://user:password@host:port/database`, with `?sslmode=verify-full` unless the network is your own; see `scaling.md`). A relative path starts at the folder of the connector.',
  },
  DATABASE_CONNECTIONS: {
    group: 'Storage',
    form: wholeNumber(2, 100),
    default: '10',
    meaning:
      'How many connections to a PostgreSQL server the connector opens at most for its statements, one of them to receive with; one more listens. What finds none free waits.',
  },
  KEEP_DAYS: {
    group: 'Storage',
    form: wholeNumber(30, 3650),
    default: '400',
    meaning:
      'How many days notifications are kept after they were finished, and of reviews the reports and answers of Concur. Decisions, writes to Concur and the trail of what happened are always kept, and so is all that is unfinished or held.',
  },

  KEEP_NAMES_DAYS: {
    group: 'Storage',
    form: wholeNumber(1, 3650),
    meaning:
      'How many days after a review has ended the people in it are replaced by pseudonyms, and what they wrote is taken away with the reports as Concur sent them. Without it that is done only for who is erased with `person erase`; see `personal-data.md`.',
  },

  CONCUR_API_URL: {
    group: "Calls to Concur's web services",
    form: origin,
    default: 'https://us.api.concursolutions.com',
    meaning:
      "Origin of every call to Concur: the base URI of your company's data center, such as `https://us2.api.concursolutions.com` or `https://eu2.api.concursolutions.com`.",
  },
  CONCUR_TOKEN_URL: {
    group: "Calls to Concur's web services",
    form: address,
    defaultFrom: { setting: 'CONCUR_API_URL', path: '/oauth2/v0/token' },
    meaning: 'Where access tokens come from.',
  },
  CONCUR_CLIENT_ID: {
    group: "Calls to Concur's web services",
    form: copiedText,
    required: true,
    meaning: 'Client id of the application that was created in Concur for the connector.',
  },
  CONCUR_CLIENT_SECRET: {
    group: "Calls to Concur's web services",
    form: copiedText,
    required: true,
    secret: true,
    meaning: 'Its client secret.',
  },
  CONCUR_REFRESH_TOKEN: {
    group: "Calls to Concur's web services",
    form: copiedText,
    secret: true,
    meaning:
      "The company's refresh token, for the first start: Concur may replace it, and the newest is kept in the database. Without one the connector uses the client credentials grant.",
  },
  CONCUR_EXPENSE_API: {
    group: "Calls to Concur's web services",
    form: oneOf(['auto', 'v1.1', 'v4']),
    default: 'auto',
    meaning:
      'Which version of the expense services reports are reviewed with: `v1.1`, `v4`, or `auto` for the one whose address the notification has (callouts v1.1, events v4). Version 4 needs a company token, and for callouts the scope `user.read`.',
  },
  CONCUR_CONCURRENCY: {
    group: "Calls to Concur's web services",
    form: wholeNumber(1, 64),
    default: '8',
    meaning: 'How many calls to Concur may be under way at once.',
  },
  RECONCILE_MINUTES: {
    group: "Calls to Concur's web services",
    form: wholeNumber(1, 1440),
    default: '15',
    meaning:
      'How often Concur is asked for notifications that it could not deliver, and for reports that wait; also at every start.',
  },

  POLICY_FILE: {
    group: 'Review',
    form: filePath,
    default: 'config/policy.example.yaml',
    inFolder: resolve,
    meaning: 'The rules that reports are checked against.',
  },
  MODE: {
    group: 'Review',
    form: oneOf(['act', 'observe']),
    default: 'act',
    meaning: '`observe` decides and records, but writes nothing to Concur.',
  },
  UNKNOWN_REPORTS: {
    group: 'Review',
    form: oneOf(['review', 'count']),
    default: 'review',
    meaning:
      'What follows for reports that wait in Concur at External Validation and were never announced here. `count` only counts and logs them: for companies where another system has such a step, too.',
  },
  DECISION_UNDO_SECONDS: {
    group: 'Review',
    form: wholeNumber(0, 3600),
    default: '10',
    meaning: 'How long the decision of a person on a held report can be taken back before it is carried out.',
  },
  TIME_ZONE: {
    group: 'Review',
    form: timeZone,
    default: 'UTC',
    meaning:
      'In which days begin and end, what a working day is, when a digest is sent, and that times in messages are of. The same on all connectors that share a database.',
  },

  ENCRYPTION_KEY: {
    group: 'Polling',
    form: encryptionKey,
    secret: true,
    meaning:
      'Switches polling on: encrypts the secrets of instances in the database. Make one with `openssl rand -base64 32`, and keep it: without it nobody can read them.',
  },
  ENCRYPTION_PREVIOUS_KEYS: {
    group: 'Polling',
    form: encryptionKeys,
    secret: true,
    meaning:
      'Keys that `ENCRYPTION_KEY` has replaced, with commas between. What they encrypted is encrypted again at the next start; after that remove them. Where several connectors share a database, first add the new key here on all of them, and only then make it `ENCRYPTION_KEY`.',
  },
  INSTANCES_DIR: {
    group: 'Polling',
    form: folderPath,
    inFolder: resolve,
    meaning:
      'Folder of files, JSON or YAML, that declare an instance each, with the body of `POST /elements/api-v2/instances`. Read again when they change; an instance whose file is gone is not polled any more. The same on all connectors that share a database.',
  },
  POLLING_ALLOW_HTTP: {
    group: 'Polling',
    form: onOff,
    default: 'off',
    meaning: '`on` also takes callback URLs that begin with `http://`: whoever is on the way can read along.',
  },
  POLLING_ALLOW_PRIVATE: {
    group: 'Polling',
    form: onOff,
    default: 'off',
    meaning:
      '`on` also sends callbacks to URLs in private networks and on this machine, for receivers of your own. Whoever may create instances can then make the connector call them.',
  },
  POLLING_VENDOR_ORIGINS: {
    group: 'Polling',
    form: origins,
    meaning:
      "Origins, with commas between, that `base.url` of an instance may name although they are not the vendor's own, such as a test system; they alone may be in a private network.",
  },

  BACKLOG_LIMIT: {
    group: 'Watching over it',
    form: wholeNumber(1, 1_000_000),
    default: '10000',
    meaning:
      'With this many notifications waiting, `/health/ready` says that the connector is not ready. It takes more all the same.',
  },
  STUCK_AFTER_HOURS: {
    group: 'Watching over it',
    form: wholeNumber(1, 720),
    default: '24',
    meaning:
      'After so long an alert is raised for a report that is held or stuck, and for notifications that are dead or wait.',
  },
  ALERT_URL: {
    group: 'Watching over it',
    form: webhook,
    secret: true,
    meaning: 'Each alert is also posted there as JSON, once; docs/operate/README.md shows it.',
  },

  ...TELLING_SETTINGS,

  LOG_LEVEL: {
    group: 'Log',
    form: oneOf(LOG_LEVELS),
    default: 'info',
    meaning: 'The log is JSON lines on stdout; each level includes those named before it.',
  },
} as const satisfies Record<string, SettingDefinition>

/** The name of a setting. */
export type SettingName = keyof typeof SETTINGS

/** Those that have a value in the end, whatever the operator leaves out. */
type AlwaysSet = {
  [N in SettingName]: (typeof SETTINGS)[N] extends
    | { required: true }
    | { default: string }
    | { defaultFrom: object }
    ? N
    : never
}[SettingName]

type ValueOf<N extends SettingName> = z.output<(typeof SETTINGS)[N]['form']>

/**
 * All settings, checked and frozen: `settings.PORT` is a number, `settings.TLS` a boolean, what is optional and not
 * set is absent. Paths are absolute, also the one in `DATABASE_URL` (`sqlite:/var/lib/connector.db`).
 */
export type Settings = {
  readonly [N in AlwaysSet]: ValueOf<N>
} & {
  readonly [N in Exclude<SettingName, AlwaysSet>]?: ValueOf<N>
}

/** Every name, in the order of {@link SETTINGS}. */
export const SETTING_NAMES: readonly SettingName[] = Object.keys(SETTINGS).filter(isSettingName)

/** Whether there is a setting of this name, in this letter case. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name)
}

/** {@link SETTINGS} for one name, with the optional fields in its type. */
export function definitionOf(name: SettingName): SettingDefinition {
  return SETTINGS[name]
}

/** Whether the setting has a value in all {@link Settings}: it is required or has a default. */
export function isAlwaysSet(name: SettingName): boolean {
  const { required, default: text, defaultFrom } = definitionOf(name)
  return required === true || text !== undefined || defaultFrom !== undefined
}

/** Whether this text of this setting must not be shown; true also for an address that has a login in it. */
export function isSecret(name: SettingName, text: string): boolean {
  const { secret } = definitionOf(name)
  const hasLogin = /^[a-z]+:.*@/is.test(text)
  return hasLogin || (typeof secret === 'function' ? secret(text) : secret === true)
}

/**
 * The name that reads a setting's value from a file, such as `CONNECTOR_PASSWORD_FILE`; `undefined` for a setting
 * that is a path itself.
 */
export function fileNameOf(name: SettingName): string | undefined {
  return /_(?:FILE|DIR)$/.test(name) ? undefined : `${name}_FILE`
}
