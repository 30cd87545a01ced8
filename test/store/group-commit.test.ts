import { expect } from 'chai'
import { groupCommit, OverloadError } from '../../server/store/group-commit.ts'

/** Of the event loop. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

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

  it('does not make a lone arrival wait for company for longer than a turn brings none', async () => {
    const keep = slowCommit()
    void keep(1)
    await turn()
    await turn()

    expect(batches).to.deep.equal([[1]])
  })

  it('commits together what arrives turn by turn', async () => {
    const keep = slowCommit()
    void keep(1)
    await turn()
    void keep(2)
    await turn()
    await turn()

    expect(batches).to.deep.equal([[1, 2]])
  })

  it('takes no more bytes at once than one commit is to have, but one however large', async () => {
    const sizes: number[][] = []
    const keep = groupCommit(
      (batch: readonly number[]) => {
        sizes.push([...batch])
        return batch
      },
      { sizeOf: (work) => work },
    )
    await Promise.all([keep(3_000_000), keep(900_000), keep(900_000), keep(5_000_000), keep(1)])

    expect(sizes).to.deep.equal([[3_000_000, 900_000], [900_000], [5_000_000], [1]])
  })

  it('refuses more bytes than may wait, at once', async () => {
    const keep = groupCommit((batch: readonly string[]) => batch, { sizeOf: () => 20_000_000 })
    const first = keep('first')
    const refused = await keep('second').catch((error: unknown) => error)

    expect(refused).to.be.instanceOf(OverloadError)
    expect(await first).to.equal('first')
  })

  it('commits together what arrives while a commit is under way, and answers each with its own result', async () => {
    const keep = slowCommit()
    const first = keep(1)
    await turn()
    await turn()
    const others = [keep(2), keep(3)]
    release[0]?.()
    await first
    for (let turns = 0; turns < 3; turns += 1) await turn()
    release[1]?.()

    expect(await Promise.all([first, ...others])).to.deep.equal(['kept 1', 'kept 2', 'kept 3'])
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
      { isOfOne: (error) => String(error).includes('bad number') },
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
