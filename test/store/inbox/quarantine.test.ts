import { expect } from 'chai'
import { createInbox } from '../../../server/store/inbox/inbox.ts'
import { createOverview } from '../../../server/store/operators/overview.ts'
import { useDatabases } from '../databases.ts'
import { at } from '../notifications.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('the quarantine', () => {
  const databases = useDatabases()

  it('keeps the same bytes once and counts how often they came', async () => {
    const db = await databases.open()
    const inbox = createInbox(db)
    await inbox.quarantine('callout', bytes('<not'), ['not XML'], at(0))
    await inbox.quarantine('callout', bytes('<other>'), ['wrong root', 'no ObjectURI'], at(1), 'text/xml')
    await inbox.quarantine('callout', bytes('<not'), ['not XML'], at(2))

    const [other, repeated, ...none] = await createOverview(db).quarantine(10)
    expect(other).to.deep.include({
      id: 2,
      timesSeen: 1,
      contentType: 'text/xml',
      problems: ['wrong root', 'no ObjectURI'],
    })
    expect(repeated).to.deep.include({ id: 1, door: 'callout', timesSeen: 2, problems: ['not XML'] })
    expect(repeated).to.deep.include({ receivedAt: at(2) })
    expect(none).to.deep.equal([])
  })

  it('keeps every byte', async () => {
    const db = await databases.open()
    const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index)

    await createInbox(db).quarantine('callout', everyByte, ['not XML'], at(0))

    const { raw } = await db.selectFrom('quarantine').select('raw').executeTakeFirstOrThrow()
    expect(raw).to.deep.equal(everyByte)
  })
})
