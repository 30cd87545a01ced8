import { expect } from 'chai'
import { serverAddress } from '../../server/store/postgres-address.ts'

const SERVER = 'postgres://app:secret@db:5432/connector'

/** Parameters of an address, then the schema and the parameters that are left. */
const ADDRESSES: readonly (readonly [string, string | undefined, string])[] = [
  ['', undefined, ''],
  ['?sslmode=verify-full', undefined, '?sslmode=verify-full'],
  ['?sslmode=require', undefined, '?sslmode=verify-full'],
  ['?options=-csearch_path%3Dacme', 'acme', ''],
  ['?options=-c%20search_path=acme&sslmode=verify-full', 'acme', '?sslmode=verify-full'],
  ['?options=--search_path%3DAcme', 'acme', ''],
  ['?options=-csearch_path%3D%22Acme%5C+Ltd%22', 'Acme Ltd', ''],
  ['?options=-csearch_path%3Dacme,public', 'acme', ''],
  ['?options=-csearch_path%3D%22$user%22,public', undefined, ''],
  ['?options=-cwork_mem%3D8MB+-csearch_path%3Dacme', 'acme', '?options=-cwork_mem%3D8MB'],
]

describe('the address of a PostgreSQL server', () => {
  for (const [given, schema, left] of ADDRESSES) {
    it(`is read with the parameters "${given}"`, () => {
      const address = serverAddress(SERVER + given)

      expect(address.schema).to.equal(schema)
      expect(address.connectionString).to.equal(SERVER + left)
    })
  }
})
