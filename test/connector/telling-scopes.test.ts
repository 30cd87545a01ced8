import { expect } from 'chai'
import type { Database } from '../../server/store/database.ts'
import { readAudience } from '../../server/tell/audience.ts'
import type { TellRow } from '../../server/tell/people-file.ts'
import { forEachEngine } from '../support/engines.ts'
import { useEventDoor } from './event-door.ts'
import { useHeldObjects } from './held-objects.ts'

describe('connector: rows of the people file are of some reports', () => {
  const door = useEventDoor()

  forEachEngine((engine) => {
    const open = useHeldObjects(engine, door)

    it('and of travel requests by the same names', async () => {
      const { db, held } = await open()
      const kindsFor = async (scope: object) => {
        const kinds = held.map(async ({ kind, reviewId }) =>
          (await isMeant(db, rowFor(scope), reviewId)) ? [kind] : [],
        )
        return (await Promise.all(kinds)).flat()
      }

      expect(await kindsFor({ currency: 'USD' })).to.deep.equal([
        'report v1.1',
        'report v4',
        'request v1.0',
        'request v4',
      ])
      expect(await kindsFor({ currency: 'EUR' })).to.deep.equal([])
    })

    it('but of none where nothing is kept of it', async () => {
      const objects = await open({ kinds: ['request v4'] })
      await objects.db.updateTable('review_event').set({ document: null }).execute()

      const { reviewId } = objects.of('request v4')
      expect(await isMeant(objects.db, rowFor({ currency: 'USD' }), reviewId)).to.equal(false)
    })
  })
})

async function isMeant(db: Database, row: TellRow, reviewId: number): Promise<boolean> {
  const audience = await readAudience(db, { language: 'en', holidays: new Set(), rows: [row] }, true)
  return audience.isMeant(row, reviewId)
}

function rowFor(scope: object): TellRow {
  return {
    recipient: { kind: 'address', way: 'webhook', name: 'books' },
    language: 'en',
    news: new Set(['held']),
    scope: JSON.stringify(scope),
  }
}
