import { resolve } from 'node:path'
import { filePath, host, onOff, wholeNumber } from './setting-forms.ts'
import { consoleAddress } from './telling-forms.ts'

const group = 'Console listener'

/** The settings of the listener for people and for programs that decide in their place. */
export const CONSOLE_SETTINGS = {
  CONSOLE_HOST: {
    group,
    form: host,
    default: '127.0.0.1',
    meaning:
      'Address that the listener for people and their programs binds to. With another than this machine, set `CONSOLE_URL` too: nothing is answered under a name that is not known.',
  },
  CONSOLE_PORT: {
    group,
    form: wholeNumber(0, 65_535),
    default: '8081',
    meaning: 'Its port; 0 takes any free one.',
  },
  CONSOLE_URL: {
    group,
    form: consoleAddress,
    meaning:
      'Where people open the pages of the connector: messages have links to it, and requests that name another host are refused, except from this machine.',
  },
  CONSOLE_TLS: {
    group,
    form: onOff,
    meaning:
      '`off` only on this machine, or where a proxy in front ends TLS. Without it as `TLS`, and `on` where `CONSOLE_TLS_CERT_FILE` is set.',
  },
  CONSOLE_TLS_CERT_FILE: {
    group,
    form: filePath,
    inFolder: resolve,
    meaning:
      "Certificate and its chain, PEM; without it the public listener's certificate and key are used. Read again when it changes.",
  },
  CONSOLE_TLS_KEY_FILE: {
    group,
    form: filePath,
    inFolder: resolve,
    meaning:
      'Private key of that certificate, PEM; where it is encrypted, `TLS_PASSPHRASE` opens it. Read again when it changes.',
  },
} as const
