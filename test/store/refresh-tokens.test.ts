import { expect } from 'chai'
import { createRefreshTokens } from '../../server/store/refresh-tokens.ts'
import { useDatabases } from './databases.ts'
import { at } from './notifications.ts'

const OWNER = 'https://us.api.concursolutions.com/oauth2/v0/token client-1'

describe('the refresh tokens', () => {
  const databases = useDatabases()

  async function open(owner = OWNER) {
    return createRefreshTokens(await databases.open(), owner)
  }

  it('begin with the configured one', async () => {
    const tokens = await open()

    expect(await tokens.candidates('configured')).to.deep.equal(['configured'])
  })

  it('prefer the last one that Concur issued, also after a restart', async () => {
    const tokens = await open()
    await tokens.store('first', 'configured', at(0))
    await tokens.store('second', 'configured', at(1))
    const restarted = await open()

    expect(await restarted.candidates('configured')).to.deep.equal(['second', 'configured'])
  })

  it('prefer one that an administrator has configured since', async () => {
    const tokens = await open()
    await tokens.store('issued', 'configured', at(0))

    expect(await tokens.candidates('newly configured')).to.deep.equal(['newly configured', 'issued'])
  })

  it('prefer what was issued for the new one once there is one', async () => {
    const tokens = await open()
    await tokens.store('issued', 'configured', at(0))
    await tokens.store('issued anew', 'newly configured', at(1))

    expect(await tokens.candidates('newly configured')).to.deep.equal(['issued anew', 'newly configured'])
  })

  it('of another client or token address are not mixed in', async () => {
    const tokens = await open()
    const others = await open('https://us.api.concursolutions.com/oauth2/v0/token client-2')
    await others.store('theirs', 'configured', at(0))

    expect(await tokens.candidates('configured')).to.deep.equal(['configured'])
  })
})
