import { expect } from 'chai'
import { keepPolicies } from '../../server/connector/keep-policies.ts'
import { recordedLog } from '../listeners/recorded-log.ts'
import { useDatabases } from '../store/databases.ts'
import { at } from '../store/notifications.ts'

describe('keeping the policies that come into use', () => {
  const databases = useDatabases()

  it('goes on without where the database does not take one, and says so', async () => {
    const db = await databases.open()
    await db.schema.dropTable('policy_version').execute()
    const log = recordedLog()

    await keepPolicies(db, log, () => at(0))({
      version: 'aaaaaaaaaaaa',
      name: 'Travel',
      texts: { text: 'rules', lists: new Map() },
    })

    expect(
      log.lines.map(({ level, event, fields }) => [level, event, fields['policyVersion']]),
    ).to.deep.equal([['warn', 'policy.not-kept', 'aaaaaaaaaaaa']])
  })
})
