import type { Settings } from '../../../config/settings.ts'
import type { CheckLine } from '../../record/check-line.ts'
import { inEnglish, say } from '../../record/sentence.ts'
import { openDatabase } from '../../store/database.ts'
import { createPeople } from '../../store/people/people.ts'
import { parsePeopleFile } from '../../tell/parse-people-file.ts'
import { readPeopleFile } from '../../tell/read-people-file.ts'
import { providerFrom } from '../provider-from-settings.ts'
import { tellerOptions } from '../tell-from-settings.ts'
import { CheckFailure, checked } from './checked.ts'

const now = () => new Date()

/** Whether the provider that signs people in answers, whether its groups give roles, and who gets in when it is away. */
export async function checkSignIn(settings: Settings): Promise<readonly CheckLine[]> {
  const provider = providerFrom(settings, now)
  if (provider === undefined) return []
  const answer = await checked('sign-in', async () => {
    const begun = await provider.begin()
    if ('away' in begun)
      throw new CheckFailure(
        inEnglish(say('provider away', { issuer: String(settings.OIDC_ISSUER), why: begun.away })),
      )
    return inEnglish(
      say('provider answers', {
        issuer: String(settings.OIDC_ISSUER),
        address: `${settings.CONSOLE_URL}/sign-in/return`,
      }),
    )
  })
  return [...answer, ...(await checkGroups(settings)), ...(await checkEmergency(settings))]
}

function checkGroups(settings: Settings): Promise<readonly CheckLine[]> {
  return checked('groups', async () => {
    const { ways } = await tellerOptions(settings, now)
    const path = settings.PEOPLE_FILE ?? ''
    const { groups = [] } = parsePeopleFile(await readPeopleFile(path), path, ways)
    if (groups.length === 0) throw new CheckFailure(inEnglish(say('no groups')))
    return groups.map(({ group, role }) => `${group}: ${role}`).join(', ')
  })
}

async function checkEmergency({ DATABASE_URL: url }: Settings): Promise<readonly CheckLine[]> {
  const db = await openDatabase(url)
  const people = await createPeople(db)
    .list()
    .finally(() => db.destroy())
  return people.some(({ isEmergency, hasPassword }) => isEmergency === true && hasPassword)
    ? []
    : [
        {
          what: 'emergency',
          state: 'warning',
          text: inEnglish(say('no way in')),
        },
      ]
}
