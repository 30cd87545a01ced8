import { expect } from 'chai'
import { groupCommit, OverloadError } from '../../server/store/group-commit.ts'

describe('the group commit', () => {
  let batches: number[][]
  let release: (() => void)[]

  beforeEach(() => {
    batches = []
    release = []
  })

  /** A commit that takes until it is released. */
  function slowCommit(): (work: number) => Promise<string> {
    return groupCommit(async (batch: readonly number[]) => {
      batches.push([...batch])
      await new Promise<void>((resolve) => release.push(resolve))
      return batch.map((work) => `kept ${work}`)
    })
  }

  it('does not make a lone arrival wait for company', () => {
    const keep = slowCommit()
    void keep(1)

    expect(batches).to.deep.equal([[1]])
  })

  it('commits together what arrives while a commit is under way, and answers each with its own result', async () => {
    const keep = slowCommit()
    const results = Promise.all([keep(1), keep(2), keep(3)])
    release[0]?.()
    await new Promise((resolve) => setImmediate(resolve))
    release[1]?.()

    expect(await results).to.deep.equal(['kept 1', 'kept 2', 'kept 3'])
    expect(batches).to.deep.equal([[1], [2, 3]])
  })

  it('rejects all of a batch that could not be committed, and goes on with the next', async () => {
    let isFull = true
    const keep = groupCommit((batch: readonly number[]) =>
      isFull ? Promise.reject(new Error('disk full')) : Promise.resolve(batch.map((work) => work * 2)),
    )
    const refused = await keep(1).catch((error: unknown) => error)
    isFull = false

    expect(refused).to.be.instanceOf(Error).with.property('message', 'disk full')
    expect(await keep(2)).to.equal(4)
  })

  it('keeps the others of a batch where one is why it could not be committed', async () => {
    const keep = groupCommit(
      (batch: readonly number[]) =>
        batch.includes(3)
          ? Promise.reject(new Error('3 is a bad number'))
          : Promise.resolve(batch.map((work) => work * 2)),
      (error) => String(error).includes('bad number'),
    )
    const kept = await Promise.allSettled([1, 2, 3, 4].map((work) => keep(work)))

    expect(
      kept.map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason))),
    ).to.deep.equal([2, 4, 'Error: 3 is a bad number', 8])
  })

  it('refuses more than the disk can take soon, at once', async () => {
    const keep = slowCommit()
    for (let work = 0; work <= 2000; work += 1) void keep(work)

    const refused = await keep(2001).catch((error: unknown) => error)

    expect(refused).to.be.instanceOf(OverloadError)
    expect(refused).to.include({ retryable: true })
  })
})
