import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { validate } from '@readme/openapi-parser'
import { expect } from 'chai'
import { useRealSockets } from '../../listeners/real-sockets.ts'
import { serveConsole } from '../console-address.ts'
import { DOCUMENT, requireDescribed, strictAjv } from './described.ts'

describe('the description of the API', () => {
  useRealSockets()

  it('is a document of OpenAPI 3.1', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'openapi-'))
    const file = join(folder, 'openapi.json')
    await writeFile(file, JSON.stringify(DOCUMENT))
    const result = await validate(file)
    await rm(folder, { recursive: true })

    expect(result).to.deep.include({ valid: true, warnings: [] })
    expect(DOCUMENT.openapi).to.equal('3.1.0')
  })

  it('has schemas that a strict validator understands, each of them', () => {
    const ajv = strictAjv()
    const names = Object.keys(DOCUMENT.components?.schemas ?? {})
    for (const name of names) ajv.compile({ $ref: `api#/components/schemas/${name}` })
    const parameters = schemasOf(DOCUMENT.paths)
    for (const schema of parameters) ajv.compile(schema)

    expect(names).to.include.members(['Review', 'ReviewList', 'Decision', 'DecisionToTake', 'Act', 'Refusal'])
    expect(parameters).to.have.length(20)
  })

  it('finds answers that are not as it says', () => {
    const body = { id: 1, name: 'robot', role: 'controller' }
    const answer = { method: 'GET', path: '/whoami', status: 200, body }

    expect(() => requireDescribed(answer)).not.to.throw()
    expect(() => requireDescribed({ ...answer, body: { ...body, secret: 'x' } })).to.throw(
      'must NOT have additional properties',
    )
    expect(() => requireDescribed({ ...answer, body: { ...body, role: 'king' } })).to.throw('role')
    expect(() => requireDescribed({ ...answer, status: 418 })).to.throw()
  })

  it('is given to everybody, at the address of CONSOLE_URL', async () => {
    const { listener } = await serveConsole()
    const answer = await fetch(`${listener.url}/api/openapi.json`)
    const body: unknown = await answer.json()
    await listener.close(0)

    expect(answer.status).to.equal(200)
    expect(body).to.have.property('openapi', '3.1.0')
    expect(body).to.have.nested.property('servers[0].url', '/api')
    expect(DOCUMENT.servers).to.deep.equal([{ url: 'https://expenses.example.com/api' }])
  })
})

/** The schemas of parameters, wherever they stand. */
function schemasOf(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return []
  if ('in' in value && 'schema' in value && typeof value.schema === 'object' && value.schema !== null)
    return [value.schema]
  return Object.values(value).flatMap(schemasOf)
}
