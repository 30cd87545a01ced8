import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Person } from '../record/person.ts'
import { openDatabase } from '../store/database.ts'
import { createPeople } from '../store/people/people.ts'

/** Long enough for an account, and no secret: the demo listens on this machine alone. */
const PASSWORD = 'demo-password'
/** The admin comes first: without one nobody else can be added. */
const PEOPLE: readonly (Person & { readonly does: string })[] = [
  {
    login: 'ingrid',
    name: 'Ingrid Berg',
    role: 'admin',
    does: 'sees how the connector is, decides on nothing',
  },
  { login: 'carla', name: 'Carla Conti', role: 'controller', does: 'decides on every report' },
  {
    login: 'rafael',
    name: 'Rafael Ruiz',
    role: 'reviewer',
    maxAmounts: { USD: '500', EUR: '500' },
    does: 'decides on reports up to 500 USD or EUR',
  },
]

/** Up to which sum one of them alone decides on several reports at once: less than three of the reports that are held. */
const BULK_LIMIT = 500

/** Writes the people file of the demo. @returns Where it is. */
export async function writeDemoPeopleFile(folder: string): Promise<string> {
  const file = join(folder, 'people.yaml')
  await writeFile(file, `bulk: { limit: { USD: ${BULK_LIMIT}, EUR: ${BULK_LIMIT} } }\n`)
  return file
}

/** Adds three people to the demo's database, who can sign in at the console. @returns Who they are, a line each. */
export async function addDemoPeople(databaseUrl: string, now: Date): Promise<readonly string[]> {
  const db = await openDatabase(databaseUrl)
  try {
    const people = createPeople(db)
    const by = { login: 'ingrid' }
    const lines: string[] = []
    for (const { does, ...person } of PEOPLE) {
      const added = await people.add(person, by, now)
      const told = added.ok ? await people.setPassword(person.login, PASSWORD, by, now) : added
      if (!told.ok) throw new Error(`${person.login}: ${told.reason}`)
      lines.push(`  ${person.login.padEnd(8)} ${PASSWORD}   ${person.role.padEnd(11)} ${does}`)
    }
    lines.push(`Whoever decides on reports above ${BULK_LIMIT} USD or EUR together needs a second of them.`)
    return lines
  } finally {
    await db.destroy()
  }
}
