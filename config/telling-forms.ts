import { z } from 'zod'
import { matching, refuse, webAddress, webhook } from './setting-forms.ts'

/** An e-mail address as mail servers take it everywhere: no quotes, no spaces, no letters beyond ASCII. */
export const MAIL_ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}$/

const CHANNEL_NAME = /^[a-z0-9][a-z0-9._-]{0,49}$/

const channelsForm =
  'names with an address each and commas between, such as `finance=https://hooks.example.com/services/abc`: names of small letters, digits, `.`, `_` and `-`; https (http only to this machine); a comma in an address is `%2C`'

/** Addresses by the names that the people file has for them. */
export const channels = named(channelsForm, (text) => webhook.safeParse(text).data)

const MIN_KEY = 20
const channelKeysForm = `names with a key each and commas between, such as \`finance=KEY\`: keys of at least ${MIN_KEY} characters without spaces and commas, such as \`openssl rand -hex 32\` prints`

/** Secrets by the names of {@link channels}. */
export const channelKeys = named(channelKeysForm, (text) =>
  text.length >= MIN_KEY && !/[\s\p{Cc}]/u.test(text) ? text : undefined,
)

const mailFromForm = 'an e-mail address, or `Name <address@example.com>`'

/** Who a mail is from. */
export const mailFrom = z
  .string()
  .transform((text, refusal) => {
    const [, name = '', inBrackets] = /^([^<>"\p{Cc}\p{Zl}\p{Zp}]{1,100})<([^<>]+)>$/u.exec(text.trim()) ?? []
    const address = inBrackets ?? text.trim()
    return MAIL_ADDRESS.test(address) ? { name: name.trim(), address } : refuse(refusal, mailFromForm)
  })
  .describe(mailFromForm)

const timeZoneForm = 'a time zone of the IANA list, such as `Europe/Berlin`'

/** A time zone, as `Intl` names it. */
export const timeZone = matching(/^(?:UTC|[A-Za-z_]+(?:\/[\w+-]+)+)$/, timeZoneForm)
  .refine(isKnownTimeZone, timeZoneForm)
  .describe(timeZoneForm)

/** Where people open the pages of the console; the value has no slash at its end. */
export const consoleAddress = webAddress(
  'an address such as `https://concur.example.com`: https (http only to this machine), no login, no query',
  (url) => url.href.replace(/\/+$/, ''),
)

function named(expected: string, read: (text: string) => string | undefined) {
  return z
    .string()
    .transform((text, refusal): ReadonlyMap<string, string> => {
      const found = new Map<string, string>()
      for (const each of text.split(',')) {
        const [, name = '', given = ''] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/s.exec(each) ?? []
        const value = read(given)
        if (!CHANNEL_NAME.test(name) || found.has(name) || value === undefined) {
          return refuse(refusal, expected)
        }
        found.set(name, value)
      }
      return found
    })
    .describe(expected)
}

function isKnownTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
