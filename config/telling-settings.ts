import { resolve } from 'node:path'
import { copiedText, filePath, host, oneOf, onOff, wholeNumber } from './setting-forms.ts'
import { channelKeys, channels, mailFrom } from './telling-forms.ts'

const group = 'Telling people'

/** The settings of what people are told by; who is told of what stands in the people file. */
export const TELLING_SETTINGS = {
  PEOPLE_FILE: {
    group,
    form: filePath,
    inFolder: resolve,
    meaning:
      'Who is told of what, by which way: see [telling people](telling.md). Without it nobody is told. Read again when it changes.',
  },
  SMTP_HOST: {
    group,
    form: host,
    meaning: 'The server that takes mails; without it there are none.',
  },
  SMTP_PORT: { group, form: wholeNumber(1, 65_535), default: '587', meaning: 'Its port.' },
  SMTP_TLS: {
    group,
    form: oneOf(['starttls', 'implicit']),
    default: 'starttls',
    meaning:
      '`starttls` (mostly port 587 or 25): a connection that the server does not encrypt is given up. `implicit` (mostly port 465): encrypted from the beginning.',
  },
  SMTP_CA_FILE: {
    group,
    form: filePath,
    inFolder: resolve,
    meaning:
      'Certificates of the authorities that may have signed that of the mail server, PEM, in place of all that Node knows: for a server of your own.',
  },
  SMTP_USER: {
    group,
    form: copiedText,
    meaning: 'Its login, where it asks for one.',
  },
  SMTP_PASSWORD: { group, form: copiedText, secret: true, meaning: 'And the password.' },
  SMTP_FROM: {
    group,
    form: mailFrom,
    meaning:
      'Whom mails are from, such as `Expense checks <expenses@example.com>`. Required with `SMTP_HOST`.',
  },
  TEAMS_URLS: {
    group,
    form: channels,
    secret: true,
    meaning:
      'Workflow addresses of Microsoft Teams by the names that the people file has for them: `finance=https://...,it=https://...`.',
  },
  SLACK_URLS: {
    group,
    form: channels,
    secret: true,
    meaning: 'As `TEAMS_URLS`, incoming webhooks of Slack.',
  },
  WEBHOOK_URLS: {
    group,
    form: channels,
    secret: true,
    meaning: 'As `TEAMS_URLS`, receivers of your own, which get JSON.',
  },
  WEBHOOK_KEYS: {
    group,
    form: channelKeys,
    secret: true,
    meaning:
      'For each of `WEBHOOK_URLS` the key that what it gets is signed with: `finance=KEY,it=KEY`. Make one with `openssl rand -hex 32`.',
  },
  TELL_ALLOW_PRIVATE: {
    group,
    form: onOff,
    default: 'off',
    meaning:
      '`on` also sends to addresses of `TEAMS_URLS`, `SLACK_URLS` and `WEBHOOK_URLS` in private networks and on this machine, for receivers of your own.',
  },
} as const
