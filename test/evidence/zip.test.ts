import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect } from 'chai'
import { createZip } from '../../server/evidence/zip.ts'
import { rejectionOf } from '../store/rejection.ts'
import { unzip } from './unzip.ts'

const MADE = new Date('2026-11-29T08:00:00Z')
/** The SHA-256 of `hello`. */
const HELLO = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'

describe('a zip of evidence', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zip-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  it('has what was added, and tells length and hash of each file and of all', async () => {
    const pieces: Uint8Array[] = []
    const zip = createZip((piece) => Promise.resolve(pieces.push(piece)), MADE)

    expect(await zip.add('a/hello.txt', 'hello')).to.deep.equal({
      path: 'a/hello.txt',
      bytes: 5,
      sha256: HELLO,
    })
    await zip.add('empty.txt', '')
    await zip.add('Zoë.bin', Uint8Array.of(0, 255))
    const { bytes, sha256 } = await zip.close()

    const path = join(folder, 'made.zip')
    await writeFile(path, Buffer.concat(pieces))
    expect((await stat(path)).size).to.equal(bytes)
    expect(sha256).to.match(/^[0-9a-f]{64}$/)
    expect(await unzip(path)).to.deep.equal(
      new Map([
        ['a/hello.txt', Buffer.from('hello')],
        ['empty.txt', Buffer.from('')],
        ['Zoë.bin', Buffer.of(0, 255)],
      ]),
    )
  })

  it('has one file on its way, and takes the next one only when that is written', async () => {
    const isFree = Promise.withResolvers<void>()
    const zip = createZip(() => isFree.promise, MADE)
    const large = randomBytes(1_000_000)
    const added: number[] = []
    const adding = (async () => {
      for (let number = 0; number < 3; number += 1) {
        await zip.add(`${number}.bin`, large)
        added.push(number)
      }
    })()
    // Any number of turns: nothing moves before the piece in hand is written.
    for (let turn = 0; turn < 100; turn += 1) await nextTurn()
    expect(added).to.deep.equal([0])

    isFree.resolve()
    await adding
    expect(added).to.deep.equal([0, 1, 2])
    await zip.close()
  })

  it('says why it could not be written, to whoever adds and to whoever ends it', async () => {
    const full = new Error('no space left on device')
    const zip = createZip(() => Promise.reject(full), MADE)
    const large = randomBytes(1_000_000)
    const failure = await rejectionOf(addAgain(zip, large))

    expect(failure).to.equal(full)
    expect(await rejectionOf(zip.add('more.txt', 'hello'))).to.equal(full)
    expect(await rejectionOf(zip.close())).to.equal(full)
  })

  it('can be given up', async () => {
    const zip = createZip(() => Promise.resolve(), MADE)
    await zip.add('a.txt', 'hello')
    await zip.abort()

    expect(await rejectionOf(zip.close())).to.have.property('message', 'the zip was given up')
  })
})

async function addAgain(zip: ReturnType<typeof createZip>, content: Uint8Array): Promise<void> {
  for (let number = 0; number < 10; number += 1) await zip.add(`${number}.bin`, content)
}
