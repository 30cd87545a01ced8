import type { Settings } from '../../../config/settings.ts'
import type { CheckLine } from '../../record/check-line.ts'
import { destinationKey } from '../../record/destination.ts'
import { inEnglish, say } from '../../record/sentence.ts'
import { openDatabase } from '../../store/database.ts'
import { createPeople } from '../../store/people/people.ts'
import { parsePeopleFile } from '../../tell/parse-people-file.ts'
import type { PeopleFile } from '../../tell/people-file.ts'
import { readPeopleFile } from '../../tell/read-people-file.ts'
import { createMailSender } from '../../tell/send-mail.ts'
import type { Ways } from '../../tell/ways.ts'
import { tellerOptions } from '../tell-from-settings.ts'
import { CheckFailure, checked } from './checked.ts'

/** Who is told of what, and whether the mail server takes mails; `tell test` tries the other ways. */
export async function checkTelling(settings: Settings): Promise<readonly CheckLine[]> {
  const { ways } = await tellerOptions(settings, () => new Date())
  return [...(await checkPeopleFile(settings, ways)), ...(await checkMail(ways))]
}

async function checkPeopleFile(settings: Settings, ways: Ways): Promise<readonly CheckLine[]> {
  const { PEOPLE_FILE: path, TIME_ZONE: timeZone } = settings
  if (path === undefined) {
    return [{ what: 'telling', state: 'ok', text: inEnglish(say('no people file')) }]
  }
  let file: PeopleFile | undefined
  const line = await checked('telling', async () => {
    file = parsePeopleFile(await readPeopleFile(path), path, ways)
    const names = new Set(
      file.rows.map(({ recipient }) =>
        recipient.kind === 'person' ? `person:${recipient.login}` : destinationKey(recipient),
      ),
    )
    return inEnglish(
      names.size === 0
        ? say('nobody is told')
        : say('people are told', { names: [...names].join(', '), timeZone }),
    )
  })
  return file === undefined ? line : [...line, ...(await checkLogins(settings, file))]
}

/** Whoever has no e-mail address hears nothing, and nobody would notice. */
async function checkLogins(
  { DATABASE_URL: url }: Settings,
  { rows }: PeopleFile,
): Promise<readonly CheckLine[]> {
  const logins = new Set(
    rows.flatMap(({ recipient }) => (recipient.kind === 'person' ? [recipient.login] : [])),
  )
  if (logins.size === 0) return []
  const findings: CheckLine[] = []
  const failed = await checked('people', async () => {
    const db = await openDatabase(url)
    const people = await createPeople(db)
      .list()
      .finally(() => db.destroy())
    for (const login of logins) {
      const person = people.find((each) => each.login === login)
      if (person?.email !== undefined) continue
      const text = inEnglish(say(person === undefined ? 'no such login' : 'no address of', { login }))
      findings.push({ what: 'people', state: 'warning', text })
    }
    return inEnglish(say('logins known', { count: logins.size }))
  })
  return [...failed, ...findings]
}

async function checkMail({ mail }: Ways): Promise<readonly CheckLine[]> {
  if (mail === undefined) return []
  return checked('mail', async () => {
    const result = await createMailSender(mail).verify()
    if (result.kind === 'failed') throw new CheckFailure(result.reason)
    return inEnglish(
      say(mail.login === undefined ? 'mail encrypts' : 'mail encrypts and lets in', {
        server: `${mail.host}:${mail.port}`,
      }),
    )
  })
}
