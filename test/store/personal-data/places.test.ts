import { expect } from 'chai'
import { isPostgres, schemaOf } from '../../../server/store/database.ts'
import { PLACES } from '../../../server/store/personal-data/places.ts'
import { forEachEngine } from '../../support/engines.ts'

/** What holds text or bytes, in the words of both engines. */
const TEXT_OR_BYTES = /^(text|blob|bytea|character|json)/i
/** What is there until it is taken over; see places.ts. */
const OF_ARRIVALS = new Set(['arrival', 'taken_over'])
const NUMBERS = /^(integer|bigint|int4|int8)$/i

describe('where people are named', () => {
  forEachEngine((engine) => {
    it('is said of every column that can hold a text, and of no other', async () => {
      const db = await engine.open()
      const schema = isPostgres(db) ? await schemaOf(db) : undefined
      const tables = (await db.introspection.getTables()).filter(
        ({ name, schema: of }) => of === schema && !name.startsWith('kysely_') && !OF_ARRIVALS.has(name),
      )
      const columns = tables.flatMap(({ name, columns: all }) =>
        all.map((column) => ({ place: `${name}.${column.name}`, type: column.dataType })),
      )

      expect(columns.filter(({ type }) => !TEXT_OR_BYTES.test(type) && !NUMBERS.test(type))).to.deep.equal([])
      const declared = Object.entries(PLACES).flatMap(([table, place]) =>
        Object.keys(place.columns).map((column) => `${table}.${column}`),
      )
      const found = columns.filter(({ type }) => TEXT_OR_BYTES.test(type)).map(({ place }) => place)
      expect(declared.toSorted()).to.deep.equal(found.toSorted())
    })
  })
})
