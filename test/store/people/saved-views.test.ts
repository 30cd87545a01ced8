import { expect } from 'chai'
import { createPeople } from '../../../server/store/people/people.ts'
import { createSavedViews, MAX_SAVED_VIEWS } from '../../../server/store/people/saved-views.ts'
import { forEachEngine } from '../../support/engines.ts'
import { at } from '../notifications.ts'

const DAY = new Date(Date.UTC(2026, 10, 2))
const FILTER = { view: 'mine', rule: 'meals' }

forEachEngine((engine) => {
  describe('saved views', () => {
    it('are kept by person and name, and nobody else has them', async () => {
      const views = createSavedViews(await engine.open())
      expect(await views.add(1, { name: 'b', filter: {} }, DAY)).to.equal(true)
      expect(await views.add(1, { name: 'a', filter: FILTER }, DAY)).to.equal(true)
      expect(await views.add(2, { name: 'a', filter: {} }, DAY)).to.equal(true)
      expect(await views.of(1)).to.deep.equal([
        { id: 2, name: 'a', filter: FILTER },
        { id: 1, name: 'b', filter: {} },
      ])
    })

    it('have a name once', async () => {
      const views = createSavedViews(await engine.open())
      await views.add(1, { name: 'a', filter: FILTER }, DAY)
      expect(await views.add(1, { name: 'a', filter: {} }, DAY)).to.equal(false)
      expect(await views.of(1)).to.deep.equal([{ id: 1, name: 'a', filter: FILTER }])
    })

    it('are removed by their person only', async () => {
      const views = createSavedViews(await engine.open())
      await views.add(1, { name: 'a', filter: {} }, DAY)
      await views.remove(2, 1)
      expect(await views.of(1)).to.have.lengthOf(1)
      await views.remove(1, 1)
      expect(await views.of(1)).to.deep.equal([])
    })

    it('are as many as a person finds again', async () => {
      const views = createSavedViews(await engine.open())
      for (let count = 0; count < MAX_SAVED_VIEWS; count += 1)
        await views.add(1, { name: `view ${count}`, filter: {} }, DAY)
      expect(await views.add(1, { name: 'one more', filter: {} }, DAY)).to.equal(false)
    })

    it('are gone with their person', async () => {
      const db = await engine.open()
      const [people, views] = [createPeople(db), createSavedViews(db)]
      const root = { login: 'root' }
      await people.add({ login: 'root', name: 'Root', role: 'admin' }, root, at(0))
      await people.add({ login: 'ada', name: 'Ada', role: 'viewer' }, root, at(0))
      const ada = await people.find('ada')
      await views.add(ada?.id ?? 0, { name: 'a', filter: {} }, DAY)
      await people.remove('ada', root, at(1))
      expect(await views.of(ada?.id ?? 0)).to.deep.equal([])
    })
  })
})
